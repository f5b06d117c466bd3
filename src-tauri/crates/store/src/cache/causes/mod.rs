//! The cause and the group of each rejected request: which key its words have, where older keys lead, and which groups were
//! joined or split.
//!
//! Rows are given both when they are written (`requests`), and all of them again when the rules or the groups change. Not
//! here: how a fault is read ([`mod@crate::cause`]), and questions about groups (`rejected`).

pub(super) mod assign;
pub(super) mod grouping;
pub(super) mod older_keys;

pub use grouping::{GroupPart, GroupShape};
pub use older_keys::{OlderGroups, is_older};
