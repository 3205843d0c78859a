//! `tongbi completions`: scripts for shells.

use super::{DONE, print_bytes};
use crate::error::Result;
use clap::Args;
use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 哪种命令行 / which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, command: &mut clap::Command) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, command, "tongbi", &mut script);
    print_bytes(&script)?;
    Ok(DONE)
}
