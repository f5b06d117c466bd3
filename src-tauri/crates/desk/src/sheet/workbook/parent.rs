//! The parent process: starts the child, feeds it, and takes its output within the limits.

use std::{
    io::{self, Read, Write},
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
    thread,
};

use zeroize::Zeroizing;

use super::{ChildLine, Fault, MAX_OUTPUT_BYTES, Worksheet};
use crate::{core::options::SheetReader, sheet::Row};

/// Reads the worksheets of a workbook. Blocks, but no longer than the reader's time limit.
pub(crate) fn read(bytes: Arc<Zeroizing<Vec<u8>>>, reader: &SheetReader) -> Result<Vec<Worksheet>, Fault> {
    let mut command = Command::new(&reader.program);
    command.args(&reader.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = KillOnDrop(command.spawn().map_err(|error| {
        tracing::warn!(code = ?error.kind(), "the reader of workbooks did not start");
        Fault::NotStarted
    })?);
    let (input, output) = (child.0.stdin.take(), child.0.stdout.take());
    // Each thread blocks on its own pipe; both end with the child.
    thread::spawn(move || input.map(|mut input| input.write_all(&bytes)));
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(output.map_or_else(|| Ok(Zeroizing::default()), written)));
    let written = told.recv_timeout(reader.longest).map_err(|_| Fault::TooMuch)?;
    drop(child);
    parse(&written.map_err(|_| Fault::TooMuch)?)
}

/// Ends the child when dropped, after success and failure alike.
struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn written(output: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    // Allocated at full size: growing would leave copies behind that are not zeroed.
    let mut written = Zeroizing::new(Vec::with_capacity(MAX_OUTPUT_BYTES + 1));
    output.take(MAX_OUTPUT_BYTES as u64 + 1).read_to_end(&mut written)?;
    if written.len() > MAX_OUTPUT_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(written) }
}

/// Parses the child's output. A child that was ended, by its memory limit or by the parent, wrote no `End`.
pub(super) fn parse(written: &[u8]) -> Result<Vec<Worksheet>, Fault> {
    let mut worksheets: Vec<Worksheet> = Vec::new();
    for line in written.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line).map_err(|_| Fault::TooMuch)? {
            ChildLine::Worksheet(name) => worksheets.push(Worksheet { name, rows: Vec::new(), cut: false }),
            ChildLine::Row(line, cells) => worksheets.last_mut().ok_or(Fault::Broken)?.rows.push(Row { line, cells }),
            ChildLine::MoreRows => worksheets.last_mut().ok_or(Fault::Broken)?.cut = true,
            ChildLine::MoreWorksheets => return Err(Fault::TooMuch),
            ChildLine::Fault(fault) => return Err(fault),
            ChildLine::End => return Ok(worksheets),
        }
    }
    Err(Fault::TooMuch)
}
