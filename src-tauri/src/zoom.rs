//! The user's zoom of the page. The web view multiplies it by the system's text size by itself.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use desk::problem::Problem;
use tauri::{Manager, Runtime, WebviewWindow};

/// Bounds in percent, beyond which the page could not be used to zoom back.
const LEAST: u32 = 50;
const MOST: u32 = 300;

/// The user's zoom in percent.
pub struct Zoom(AtomicU32);

impl Default for Zoom {
    fn default() -> Self {
        Self(AtomicU32::new(100))
    }
}

impl Zoom {
    pub fn percent(&self) -> u32 {
        self.0.load(Relaxed)
    }

    fn set(&self, percent: u32) {
        self.0.store(percent.clamp(LEAST, MOST), Relaxed);
    }
}

/// Applies the zoom of the last start.
pub fn restore<R: Runtime>(window: &WebviewWindow<R>, percent: u32) {
    window.state::<Zoom>().set(percent);
    apply(window);
}

/// The user's zoom in percent.
#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn zoom<R: Runtime>(window: &WebviewWindow<R>) -> Result<u32, Problem> {
    Ok(window.state::<Zoom>().percent())
}

#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn set_zoom<R: Runtime>(window: &WebviewWindow<R>, percent: u32) -> Result<(), Problem> {
    window.state::<Zoom>().set(percent);
    apply(window);
    Ok(())
}

fn apply<R: Runtime>(window: &WebviewWindow<R>) {
    let zoom = f64::from(window.state::<Zoom>().percent()) / 100.0;
    if let Err(error) = window.set_zoom(zoom) {
        tracing::warn!(%error, "the page keeps its size");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_out_of_bounds_is_limited() {
        let zoom = Zoom::default();
        assert_eq!(zoom.percent(), 100);
        for (asked, set) in [(0, LEAST), (125, 125), (u32::MAX, MOST)] {
            zoom.set(asked);
            assert_eq!(zoom.percent(), set);
        }
    }
}
