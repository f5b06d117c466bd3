//! The setup for one user of Windows. It replaces a program only after that has ended, so it is started last, waits for
//! the end, and opens the new desk (`/UPDATE` and `/RESTART` of `packaging/windows/setup.nsi`).

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::view::{UpdateFault, UpdateFaultCode};

/// Starts the verified setup, and does not wait for it.
pub(crate) fn start(setup: &Path, restart: bool) -> Result<(), UpdateFault> {
    let mut command = Command::new(setup);
    command.args(["/S", "/UPDATE"]).args(restart.then_some("/RESTART"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = command.spawn().map(drop);
    started.map_err(|error| UpdateFault::new(UpdateFaultCode::DoesNotStart, error))
}
