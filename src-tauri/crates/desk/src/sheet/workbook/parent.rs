//! The parent process: starts the child, feeds it, and takes its output within the limits.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Instant,
};

use zeroize::Zeroizing;

use super::{ChildLine, Fault, Wish, Worksheet};
use crate::{core::options::SheetReader, sheet::Row};

/// Lines that wait to be taken.
const MAX_WAITING_LINES: usize = 1_000;

type Line = Zeroizing<Vec<u8>>;

/// Reads the worksheets of a workbook. Blocks, but no longer than the reader's time limit.
pub(crate) fn read(bytes: Arc<Zeroizing<Vec<u8>>>, wish: &Wish, reader: &SheetReader) -> Result<Vec<Worksheet>, Fault> {
    let mut worksheets = Vec::new();
    stream(bytes, wish, reader, |line| collect(&mut worksheets, line))?;
    Ok(worksheets)
}

/// Calls `on` with each line of the child's output up to its end, and no longer than the reader's time limit.
pub(crate) fn stream(
    bytes: Arc<Zeroizing<Vec<u8>>>,
    wish: &Wish,
    reader: &SheetReader,
    on: impl FnMut(ChildLine) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut command = Command::new(&reader.program);
    command.args(&reader.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = KillOnDrop(command.spawn().map_err(|error| {
        tracing::warn!(code = ?error.kind(), "the reader of workbooks did not start");
        Fault::NotStarted
    })?);
    let (input, output) = (child.0.stdin.take(), child.0.stdout.take());
    // Cannot fail: only texts and numbers are serialised.
    let mut wanted = serde_json::to_vec(wish).unwrap_or_default();
    wanted.push(b'\n');
    // Each thread blocks on its own pipe; both end with the child.
    thread::spawn(move || input.map(|mut input| input.write_all(&wanted).and_then(|()| input.write_all(&bytes))));
    let (tell, told) = mpsc::sync_channel(MAX_WAITING_LINES);
    let most = wish.output as u64;
    thread::spawn(move || output.map(|output| lines(output.take(most), &tell)));
    let end = Instant::now() + reader.longest;
    let next = || told.recv_timeout(end.saturating_duration_since(Instant::now())).ok();
    follow(std::iter::from_fn(next), on)
}

/// Ends the child when dropped, after success and failure alike.
struct KillOnDrop(Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn lines(output: impl Read, tell: &mpsc::SyncSender<Line>) -> io::Result<()> {
    // Larger than a row of usual cells: growing would leave copies behind that are not zeroed.
    const USUAL_LINE_BYTES: usize = 256 << 10;
    let mut output = BufReader::new(output);
    let mut line = Zeroizing::new(Vec::with_capacity(USUAL_LINE_BYTES));
    while output.read_until(b'\n', &mut line)? > 0 {
        if tell.send(Zeroizing::new(line.to_vec())).is_err() {
            break;
        }
        line.clear();
    }
    Ok(())
}

/// Takes lines up to the end. A child that was ended, by its memory limit or by the parent, wrote no `End`.
pub(super) fn follow(
    lines: impl Iterator<Item = Line>,
    mut on: impl FnMut(ChildLine) -> Result<(), Fault>,
) -> Result<(), Fault> {
    for line in lines {
        match serde_json::from_slice(&line).map_err(|_| Fault::TooMuch)? {
            ChildLine::MoreWorksheets => return Err(Fault::TooMuch),
            ChildLine::Fault(fault) => return Err(fault),
            ChildLine::End => return Ok(()),
            line => on(line)?,
        }
    }
    Err(Fault::TooMuch)
}

pub(super) fn collect(worksheets: &mut Vec<Worksheet>, line: ChildLine) -> Result<(), Fault> {
    match line {
        ChildLine::Worksheet(name) => worksheets.push(Worksheet { name, rows: Vec::new(), cut: false }),
        ChildLine::Row(line, cells) => worksheets.last_mut().ok_or(Fault::Broken)?.rows.push(Row { line, cells }),
        ChildLine::MoreRows => worksheets.last_mut().ok_or(Fault::Broken)?.cut = true,
        _ => {}
    }
    Ok(())
}
