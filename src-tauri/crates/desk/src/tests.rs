//! The whole desk against the sandbox, over real sockets. Time is a clock that tests set, so nothing sleeps:
//! a test waits for what it expects, and the workers are woken when the clock jumps.

mod batches;
mod bed;
mod bent;
mod changing;
mod connections;
mod dates;
mod exports;
mod faults;
mod field;
mod files;
mod handover;
mod identity;
mod imports;
mod interleaving;
mod kept;
mod leaving;
mod lists;
mod marks;
mod outbox;
mod proof;
mod rejected;
mod retention;
mod retries;
mod services;
mod sessions;
mod sharing;
mod sheets;
mod thing_pages;
mod things;
mod twice;
mod unknown;
