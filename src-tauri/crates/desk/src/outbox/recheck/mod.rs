//! The check of a field-mode row before it leaves late: a baseline taken when the row is made, the check itself, and
//! the user's decision about its finding.

pub(crate) mod baseline;
pub(crate) mod decide;
