//! Folding of text for recognition, from the vocabulary.

pub use crate::domain::label::{clean_label, fold, fold_char};
