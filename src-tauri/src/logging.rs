//! Starts the log of the application, and logs panics.

use std::{path::Path, sync::Mutex, time::Duration};

use tauri::{AppHandle, Manager, Runtime};

/// Holds the log's writer; dropped at the end, which flushes the log.
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
        // The panic message is not logged, because it may contain a value.
        tracing::error!(place, "panic");
        // The release build aborts next; this leaves time for the log's writer thread.
        std::thread::sleep(Duration::from_millis(200));
    }));
}

pub fn end<R: Runtime>(app: &AppHandle<R>) {
    if let Ok(mut log) = app.state::<Log>().0.lock() {
        log.take();
    }
}
