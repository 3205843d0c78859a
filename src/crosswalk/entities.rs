//! Things that links connect.
