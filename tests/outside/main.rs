//! The program from outside: everything here runs the binary `tongbi` as a user would, on files in a temporary folder.

mod bad_input;
mod commands;
mod corpus;
mod differential;
mod henan;
mod measures;
mod panel;
mod support;
mod tidy;
