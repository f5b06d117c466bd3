//! What the application itself writes down: the log, and a panic in it.

use std::{path::Path, sync::Mutex, time::Duration};

use tauri::{AppHandle, Manager, Runtime};

/// Keeps the log's writer; dropped at the end, which writes what it still holds.
#[derive(Default)]
pub struct Log(Mutex<Option<Box<dyn Send>>>);

pub fn start<R: Runtime>(app: &AppHandle<R>, data_dir: &Path) {
    match desk::logs::start(data_dir) {
        Ok(writer) => {
            if let Ok(mut log) = app.state::<Log>().0.lock() {
                *log = Some(Box::new(writer));
            }
        }
        Err(error) => eprintln!("provisioning-desk: there is no log: {error}"),
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        // Its words may be of a value that was not what it should be.
        tracing::error!(place, "panic");
        // The release build aborts next; the log is written by a thread of its own.
        std::thread::sleep(Duration::from_millis(200));
    }));
}

pub fn end<R: Runtime>(app: &AppHandle<R>) {
    if let Ok(mut log) = app.state::<Log>().0.lock() {
        log.take();
    }
}
