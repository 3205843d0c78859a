//! What stands apart from its peers and from its own past: robust statistics over the measures, for small panels.

pub mod statistics;
