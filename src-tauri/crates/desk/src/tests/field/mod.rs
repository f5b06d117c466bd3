//! The field mode: jobs, late checks, decisions, slips.

mod open_sheet;
mod recheck;
