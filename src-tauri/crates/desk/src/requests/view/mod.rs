//! Wire types of requests: `lists` for rows, filters and counts, `detail` for one request.
//!
//! Not here: their conversion from and to the types of the store.

mod detail;
mod lists;

pub use detail::*;
pub use lists::*;
