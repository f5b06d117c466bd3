//! Wire types of bulk: `sheets` for sheets and their checks, `sheet_rows` for their rows, `files` for reports and templates, `dry_run`
//! for what the server's records say.

mod dry_run;
mod files;
mod sheet_rows;
mod sheets;

pub use dry_run::*;
pub use files::*;
pub use sheet_rows::*;
pub use sheets::*;
