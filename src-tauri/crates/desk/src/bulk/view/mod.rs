//! Wire types of bulk: `sheets` for sheets, their rows and reports, `dry_run` for what the server's records say.

mod dry_run;
mod sheets;

pub use dry_run::*;
pub use sheets::*;
