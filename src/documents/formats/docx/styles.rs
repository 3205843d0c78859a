//! styles.xml: which styles number their paragraphs and which hide their text.

use super::xml;
use quick_xml::events::Event;
use std::collections::HashMap;

/// How many styles may be based on one another in a row; more is a loop.
const LONGEST_CHAIN: usize = 20;

/// What a style says that matters for reading.
#[derive(Clone, Debug, Default)]
struct Style {
    based_on: Option<String>,
    /// Numbering and its level.
    numbering: Option<String>,
    level: Option<usize>,
    hidden: Option<bool>,
}

/// All styles by identifier.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
}

impl Styles {
    /// Reads the part; what is malformed is left out.
    pub fn read(text: &str) -> Self {
        let mut reader = xml::reader(text);
        let mut styles = HashMap::new();
        let mut current: Option<(String, Style)> = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    let name = element.local_name();
                    match (name.as_ref(), current.as_mut()) {
                        ("style", _) => {
                            current =
                                xml::attribute(&element, "styleId").map(|identifier| (identifier, Style::default()));
                        }
                        ("basedOn", Some((_, style))) => style.based_on = xml::attribute(&element, "val"),
                        ("numId", Some((_, style))) => style.numbering = xml::attribute(&element, "val"),
                        ("ilvl", Some((_, style))) => style.level = xml::number(&element, "val"),
                        ("vanish", Some((_, style))) => style.hidden = Some(xml::is_on(&element)),
                        _ => {}
                    }
                }
                Ok(Event::End(element)) if element.local_name().as_ref() == "style" => {
                    styles.extend(current.take());
                }
                Ok(Event::Eof) | Err(_) => return Styles { styles },
                Ok(_) => {}
            }
        }
    }

    /// The first answer in a style and those it is based on.
    fn first<T>(&self, identifier: &str, wanted: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut style = self.styles.get(identifier);
        for _ in 0..LONGEST_CHAIN {
            let found = style?;
            if let Some(answer) = wanted(found) {
                return Some(answer);
            }
            style = found.based_on.as_ref().and_then(|base| self.styles.get(base));
        }
        None
    }

    /// The numbering that a paragraph style carries, with its level.
    pub fn numbering(&self, identifier: &str) -> Option<(String, usize)> {
        let numbering = self.first(identifier, |style| style.numbering.clone())?;
        Some((numbering, self.first(identifier, |style| style.level).unwrap_or(0)))
    }

    /// Whether a style hides its text.
    pub fn is_hidden(&self, identifier: &str) -> bool {
        self.first(identifier, |style| style.hidden).unwrap_or(false)
    }
}
