//! `tongbi draft`: the standard narrative of a disclosure.

use super::{DONE, print_bytes};
use crate::domain::{BodyKind, Phase};
use crate::drafts::gather::{Wish, gather};
use crate::drafts::{self, Draft, Line, proof};
use crate::error::{Error, Result, disk_reason};
use crate::panel::Panel;
use crate::reports::model::Section;
use crate::reports::{Paragraph, Report, outputs};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `draft`.
#[derive(Args)]
pub(super) struct Arguments {
    /// 面板文件夹 / the panel's folder
    #[arg(long, value_name = "DIR")]
    panel: PathBuf,
    /// 部门或单位的名称（或其中一部分）或代码 / department or unit by name, part of it, or code
    #[arg(long, value_name = "NAME")]
    department: String,
    /// 年度 / year
    #[arg(long, value_name = "YEAR")]
    year: i32,
    /// 阶段：approved 预算、adjusted 调整预算、executed 决算；面板里只有一个时可以不写 / phase
    #[arg(long, value_name = "PHASE", value_parser = ["approved", "adjusted", "executed"])]
    phase: Option<String>,
    /// 部门和所属单位同名时写哪一个：department 部门、unit 单位 / which of the two, where they share a name
    #[arg(long, value_name = "KIND", value_parser = ["department", "unit"])]
    kind: Option<String>,
    /// 写到文件，格式由扩展名决定：.txt、.md、.docx；不写则印在屏幕上 / write to a file, in the format of its extension
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8> {
    let extension = extension(arguments.output.as_deref())?;
    let wish = Wish {
        department: arguments.department.clone(),
        year: arguments.year,
        phase: arguments.phase.as_deref().and_then(Phase::from_id),
        kind: arguments.kind.as_deref().and_then(BodyKind::from_id),
    };
    let panel = Panel::open(&arguments.panel)?;
    let gathered = gather(&panel, &wish)?;
    let draft = drafts::draft(&gathered);
    if draft.parts.is_empty() {
        return Err(Error::usage(format!("{}年的文件里没有可以写成说明的合计，没有起草", wish.year)));
    }
    let bytes = match extension {
        Extension::Text => draft.text().into_bytes(),
        Extension::Markdown => draft.markdown().into_bytes(),
        Extension::Word => word(&draft)?,
    };
    match &arguments.output {
        Some(path) => std::fs::write(path, bytes)
            .map_err(|error| Error::write(format!("写不进去：{}", disk_reason(&error))).in_file(path.display()))?,
        None => print_bytes(&bytes)?,
    }
    let proof = proof::of_draft(&gathered, &draft);
    for note in &draft.notes {
        eprintln!("提示：{note}");
    }
    eprintln!(
        "{}：{} 部分，{} 处待填；读回核对：带金额的句子 {}/{} 读懂，与表核对 {} 处，不平 {} 处。",
        draft.title,
        draft.parts.len(),
        draft.blanks(),
        proof.understood,
        proof.sentences,
        proof.tested,
        proof.disputed.len()
    );
    Ok(DONE)
}

/// What a draft can be written as.
enum Extension {
    Text,
    Markdown,
    Word,
}

fn extension(output: Option<&Path>) -> Result<Extension> {
    let Some(path) = output else { return Ok(Extension::Text) };
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
        Some("txt") => Ok(Extension::Text),
        Some("md") => Ok(Extension::Markdown),
        Some("docx") => Ok(Extension::Word),
        _ => Err(Error::usage("说明只能写成 .txt、.md 或 .docx，请改 -o 的扩展名".to_owned()).in_file(path.display())),
    }
}

/// The draft as a Word document, whose writer numbers the headings.
fn word(draft: &Draft) -> Result<Vec<u8>> {
    let sections = draft.parts.iter().map(|part| Section {
        heading: part.heading.clone(),
        paragraphs: part.lines.iter().map(paragraph).collect(),
        ..Section::default()
    });
    let report = Report { title: draft.title.clone(), sections: sections.collect(), ..Report::default() };
    let output = outputs::output("docx").ok_or_else(|| Error::write("没有 Word 输出".to_owned()))?;
    let mut bytes = Vec::new();
    (output.write)(&report, &mut bytes)?;
    Ok(bytes)
}

fn paragraph(line: &Line) -> Paragraph {
    match line {
        Line::Heading(text) => {
            Paragraph::Heading(text.split_once('）').map_or(text.as_str(), |(_, name)| name).to_owned())
        }
        Line::Text(text) => Paragraph::Text(text.clone()),
    }
}
