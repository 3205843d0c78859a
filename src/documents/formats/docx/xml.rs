//! Small helpers over quick-xml: attributes by local name, references, and skipping with what was skipped.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// A reader that knows no checks that would stop at harmless mistakes, and gives empty elements as start and end.
pub(in crate::documents::formats) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let settings = reader.config_mut();
    settings.expand_empty_elements = true;
    settings.check_end_names = false;
    settings.allow_dangling_amp = true;
    reader
}

/// An attribute by its local name, with references resolved.
pub(in crate::documents::formats) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name).map(
        |attribute| attribute.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| String::new(), Cow::into_owned),
    )
}

/// A number in an attribute.
pub(in crate::documents::formats) fn number(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(element, name)?.trim().parse().ok()
}

/// Whether an on/off element is on: `<w:vanish/>` is, `<w:vanish w:val="0"/>` is not.
pub(super) fn is_on(element: &BytesStart<'_>) -> bool {
    !attribute(element, "val").is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
}

/// The text of a reference such as `&amp;` or `&#20803;`.
pub(in crate::documents::formats) fn reference(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = reference.xml10_content();
    match name.as_ref() {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

/// The text inside the element that has just started, up to its end, nested elements included.
pub(in crate::documents::formats) fn text_inside(reader: &mut Reader<&[u8]>) -> String {
    let mut depth = 1_usize;
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => {
                depth -= 1;
                if depth == 0 {
                    return text;
                }
            }
            Ok(Event::Text(piece)) => text.push_str(&piece.xml10_content()),
            Ok(Event::CData(piece)) => text.push_str(&piece.xml10_content()),
            Ok(Event::GeneralRef(piece)) => text.push_str(&reference(&piece)),
            Ok(Event::Eof) | Err(_) => return text,
            Ok(_) => {}
        }
    }
}

/// The first characters of a text on one line, for a message.
pub(super) fn excerpt(text: &str) -> String {
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = flat.chars().take(40).collect();
    if flat.chars().count() > 40 {
        short.push('…');
    }
    short
}
