//! The check of a row of the field before it leaves late.

pub(crate) mod baseline;
pub(crate) mod decide;
