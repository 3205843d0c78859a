//! Wrong use of the command line, said in Chinese, with the nearest right word.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};

/// The help of a command and of those below it, with Chinese heads instead of clap's English ones.
pub(super) fn in_chinese(command: Command) -> Command {
    translated(command, "").arg(
        Arg::new("version").short('V').long("version").action(ArgAction::Version).help("显示版本 / print the version"),
    )
}

fn translated(command: Command, above: &str) -> Command {
    let name = format!("{above}{}", command.get_name());
    let command = command.disable_help_flag(true).disable_version_flag(true).disable_help_subcommand(true);
    let usage = command.clone().bin_name(&name).render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]");
    let help =
        Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示这里的帮助 / print this help");
    let mut template = "{about-with-newline}\n用法：{usage}\n".to_owned();
    if command.has_subcommands() {
        template += "\n命令：\n{subcommands}\n";
    }
    if command.get_positionals().next().is_some() {
        template += "\n参数：\n{positionals}\n";
    }
    template += "\n选项：\n{options}\n";
    let command = command.mut_args(with_values).arg(help).override_usage(usage).help_template(template);
    command.mut_subcommands(|below| translated(below, &format!("{name} ")))
}

/// An argument whose help says in Chinese which values it takes, and which where none is given.
fn with_values(argument: Arg) -> Arg {
    if !argument.get_action().takes_values() {
        return argument;
    }
    let values: Vec<String> = argument.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let usual: Vec<String> =
        argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    if !values.is_empty() {
        help += &format!("（可用：{}）", values.join("、"));
    }
    if !usual.is_empty() {
        help += &format!("（默认：{}）", usual.join("、"));
    }
    argument.help(help).hide_possible_values(true).hide_default_value(true)
}

/// One sentence about what is wrong and what to do.
pub(super) fn message(error: &clap::Error) -> String {
    let context = |kind: ContextKind| error.get(kind).map(text).filter(|text| !text.is_empty());
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(|kind| error.get(kind).and_then(best))
        .map(|word| format!("；是不是 {word}"))
        .unwrap_or_default();
    let allowed = context(ContextKind::ValidValue).map(|values| format!("；可用：{values}")).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数 {argument}{suggestion}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令 {}{suggestion}", context(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {argument} 缺少值{allowed}"),
        ErrorKind::InvalidValue => format!("参数 {argument} 不能是“{value}”{allowed}{suggestion}"),
        ErrorKind::ValueValidation => format!("参数 {argument} 的值“{value}”写得不对，应是整数"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::ArgumentConflict => format!("参数 {argument} 不能和别的参数同时用"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => format!("参数 {argument} 的值太多或太少"),
        ErrorKind::InvalidUtf8 => "参数里有不是 UTF-8 的字符".to_owned(),
        _ => "命令写得不对".to_owned(),
    };
    let usage = context(ContextKind::Usage).unwrap_or_default();
    let usage = usage.trim().trim_start_matches("Usage:").trim().replace("[选项] ", "");
    let command: Vec<&str> =
        usage.split_whitespace().take_while(|word| !word.starts_with(['-', '<', '['])).take(2).collect();
    if command.is_empty() {
        return format!("{what}。用法见 tongbi --help 或 tongbi 命令 --help");
    }
    let command = command.join(" ");
    if error.kind() == ErrorKind::MissingRequiredArgument && !usage.is_empty() {
        return format!("{what}。用法：{usage}；各参数见 {command} --help");
    }
    format!("{what}。用法见 {command} --help")
}

/// The best of the suggestions, which stand in rising order.
fn best(suggested: &ContextValue) -> Option<String> {
    match suggested {
        ContextValue::Strings(words) => words.last().cloned(),
        other => Some(text(other)).filter(|word| !word.is_empty()),
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::StyledStr(text) => text.to_string(),
        _ => String::new(),
    }
}
