//! The catalogue of slots: what a sentence of the prose can say. One file and one line here per slot.
//!
//! A sentence is taken apart from left to right. At each token the slots are asked in this order; the first that can
//! be filled takes the tokens it needs. What no slot takes is a part of the phrase that names the next subject.

mod absence;
mod amount;
mod base;
mod change;
mod count;
mod execution;
mod parts;
mod purpose;
mod reason;
mod share;
mod unchanged;

use crate::facts::narrative::reading::Reading;
use crate::facts::narrative::tokens::Word;

/// One thing that a sentence can say.
pub struct Slot {
    /// Identifier.
    pub name: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// What it takes and what it leaves, in Chinese.
    pub documentation: &'static str,
    /// The words it lives on.
    pub words: &'static [(&'static str, Word)],
    /// Takes the tokens from a place on, if they say this; returns the place after them.
    pub fill: fn(&mut Reading, usize) -> Option<usize>,
}

/// All slots, in the order in which they are asked.
pub const SLOTS: &[&Slot] = &[
    &reason::SLOT,
    &parts::SLOT,
    &purpose::SLOT,
    &base::SLOT,
    &unchanged::SLOT,
    &change::SLOT,
    &execution::SLOT,
    &share::SLOT,
    &absence::SLOT,
    &count::SLOT,
    &amount::SLOT,
];
