use std::io;

use crate::view::{UpdateFault, UpdateFaultCode};

impl UpdateFault {
    pub(crate) fn new(code: UpdateFaultCode, detail: impl std::fmt::Display) -> Self {
        Self { code, detail: detail.to_string() }
    }

    /// An error while something is written on this computer.
    pub(crate) fn writing(error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => UpdateFaultCode::DiskFull,
            _ => UpdateFaultCode::NotWritable,
        };
        Self::new(code, error)
    }
}
