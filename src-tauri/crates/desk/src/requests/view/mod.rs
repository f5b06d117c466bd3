//! Wire types of requests.

mod detail;
mod lists;

pub use detail::*;
pub use lists::*;
