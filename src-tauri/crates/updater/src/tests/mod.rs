//! Updates from a folder and from a server, good and bad ones. None leaves a broken desk.

#[cfg(unix)]
mod former_files;
#[cfg(unix)]
mod harness;
#[cfg(unix)]
mod interrupted;
#[cfg(unix)]
mod sources;
mod witness;
