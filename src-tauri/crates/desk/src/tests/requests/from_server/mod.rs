//! Answers of the server, from the wire to the window.

mod dates;
mod faults;
