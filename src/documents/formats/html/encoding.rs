//! The character encoding of a page: byte-order mark, then what the page declares, then what its bytes allow.

use crate::documents::formats::text;
use crate::error::Result;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// How many multi-byte UTF-8 characters make it sure that a page is UTF-8 although it declares otherwise.
const SURELY_UTF_8: usize = 20;

/// The share of characters that may be unreadable in the declared encoding, as one in so many.
const ODD_CHARACTERS_ONE_IN: usize = 200;

/// A decoded page.
pub(super) struct Decoded {
    /// The text.
    pub text: String,
    /// Name of the encoding used.
    pub encoding: &'static str,
    /// What the user should know about it, in Chinese.
    pub warning: Option<String>,
}

/// Decodes a page.
///
/// # Errors
/// When the bytes are not text.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded> {
    let declared = declared(bytes).filter(|_| Encoding::for_bom(bytes).is_none());
    if let Some(declared) = declared {
        let is_utf_8 = std::str::from_utf8(bytes).is_ok_and(|text| {
            declared != UTF_8 && text.chars().filter(|character| character.len_utf8() > 2).count() > SURELY_UTF_8
        });
        let (text, malformed) = declared.decode_without_bom_handling(bytes);
        let odd = text.chars().filter(|character| *character == char::REPLACEMENT_CHARACTER).count();
        if odd * ODD_CHARACTERS_ONE_IN <= text.chars().count() && !is_utf_8 {
            let warning = malformed.then(|| malformed_message(declared.name()));
            return Ok(Decoded { text: text.into_owned(), encoding: declared.name(), warning });
        }
    }
    let (text, encoding, malformed) = text::decode(bytes)?;
    let warning = if malformed {
        Some(malformed_message(encoding))
    } else {
        declared
            .filter(|declared| declared.name() != encoding)
            .map(|declared| format!("网页自称编码是 {}，内容实为 {encoding}，已按后者读入", declared.name()))
    };
    Ok(Decoded { text, encoding, warning })
}

fn malformed_message(encoding: &str) -> String {
    format!("按 {encoding} 解码时有无法识别的字节，已用“\u{fffd}”代替")
}

/// The encoding named by the first `charset=` of the page. GBK and GB2312 are read as their superset; UTF-16 cannot be
/// declared in bytes that are read as ASCII, so the standard takes it for UTF-8.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = super::head(bytes);
    let name = head.split("charset=").nth(1).or_else(|| head.split("encoding=").nth(1))?;
    let name: String = name
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | ':'))
        .collect();
    let encoding = Encoding::for_label(name.as_bytes())?;
    Some(if encoding == GBK {
        GB18030
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else {
        encoding
    })
}
