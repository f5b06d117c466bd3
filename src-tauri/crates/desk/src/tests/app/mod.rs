//! The whole desk: start, recovery, changes of connections, wipe.

mod diagnostics;
mod edit_connections;
mod recovery;
mod restart;
mod startup;
mod stopped;
mod wipe;
