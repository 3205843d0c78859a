//! Wrong use of the command line, said in Chinese, with the nearest right word.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// One sentence about what is wrong and what to do.
pub(super) fn message(error: &clap::Error) -> String {
    let context = |kind: ContextKind| error.get(kind).map(text).filter(|text| !text.is_empty());
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let suggestion = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .find_map(context)
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
        ErrorKind::ValueValidation => format!("参数 {argument} 的值“{value}”写得不对"),
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::ArgumentConflict => format!("参数 {argument} 不能和别的参数同时用"),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => format!("参数 {argument} 的值太多或太少"),
        _ => return error.to_string(),
    };
    let usage = context(ContextKind::Usage).unwrap_or_default();
    let usage = usage.trim().trim_start_matches("Usage:").trim();
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

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::StyledStr(text) => text.to_string(),
        _ => String::new(),
    }
}
