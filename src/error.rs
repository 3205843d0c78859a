//! The one error type: what went wrong, in Chinese, with the file and the place.

use crate::domain::Locator;
use std::fmt;

/// What kind of thing went wrong; decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command was used wrongly: unknown flag, missing folder, bad mapping file.
    Usage,
    /// An input could not be read; other inputs are not affected.
    Unreadable,
    /// The panel is missing, damaged or of another version.
    Panel,
    /// A query failed.
    Query,
    /// Writing failed.
    Write,
}

/// An error: one clear Chinese sentence, with the file and the place in it where there is one.
#[derive(Clone, Debug)]
pub struct Error {
    /// What kind.
    pub kind: ErrorKind,
    /// What happened and what to do, in Chinese.
    pub message: String,
    /// The file, as the user named it.
    pub file: Option<String>,
    /// The place in the file.
    pub place: Option<Locator>,
}

impl Error {
    /// An error without a place.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into(), file: None, place: None }
    }

    /// Wrong use of a command.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// An input that cannot be read.
    pub fn unreadable(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unreadable, message)
    }

    /// A panel that is missing or damaged.
    pub fn panel(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Panel, message)
    }

    /// A query that fails.
    pub fn query(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Query, message)
    }

    /// Output that cannot be written.
    pub fn write(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Write, message)
    }

    /// The same error, in this file (kept if a file is already named).
    pub fn in_file(mut self, file: impl fmt::Display) -> Self {
        self.file.get_or_insert_with(|| file.to_string());
        self
    }

    /// The same error, at this place.
    pub fn at(mut self, place: Locator) -> Self {
        self.place.get_or_insert(place);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(formatter, "{file}")?;
            if let Some(place) = self.place.filter(|place| *place != Locator::default()) {
                write!(formatter, " {place}")?;
            }
            formatter.write_str("：")?;
        }
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// The result of anything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the disk refused, in Chinese.
pub fn disk_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let reason = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘只读",
        ErrorKind::IsADirectory => "是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中间有一段不是文件夹",
        ErrorKind::InvalidData => "内容不是 UTF-8 文字",
        _ => return error.to_string(),
    };
    reason.to_owned()
}
