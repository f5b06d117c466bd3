//! The size of everything on the page: the user's zoom times the system's text size.
//!
//! Web views ignore the text size of the system on Linux, where it is a setting of GTK; on Windows and macOS they, or
//! nothing, follow it.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use desk::problem::{Problem, ProblemCode};
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

/// Applies the zoom of the last start, and follows the system's text size from then on.
pub fn restore<R: Runtime>(window: &WebviewWindow<R>, percent: u32) -> tauri::Result<()> {
    window.state::<Zoom>().set(percent);
    let follower = window.clone();
    // GTK answers on the main thread alone.
    window.run_on_main_thread(move || {
        apply(&follower);
        system::on_text_size(move || apply(&follower));
    })
}

/// The user's zoom in percent.
#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn zoom<R: Runtime>(window: &WebviewWindow<R>) -> Result<u32, Problem> {
    Ok(window.state::<Zoom>().percent())
}

#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn set_zoom<R: Runtime>(window: &WebviewWindow<R>, percent: u32) -> Result<(), Problem> {
    window.state::<Zoom>().set(percent);
    let zoomed = window.clone();
    let applied = window.run_on_main_thread(move || apply(&zoomed));
    applied.map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))
}

fn apply<R: Runtime>(window: &WebviewWindow<R>) {
    let zoom = f64::from(window.state::<Zoom>().percent()) / 100.0 * system::text_size();
    if let Err(error) = window.set_zoom(zoom) {
        tracing::warn!(%error, "the page keeps its size");
    }
}

#[cfg(target_os = "linux")]
mod system {
    use gtk::{Settings, traits::GtkSettingsExt};

    /// Text without a scale, in GTK's unit: 1024ths of a dot per inch.
    const USUAL: i32 = 96 * 1024;

    /// 1.0 unless the user or the desktop chose larger or smaller text.
    pub(super) fn text_size() -> f64 {
        Settings::default().map_or(1.0, |settings| scale(settings.gtk_xft_dpi()))
    }

    /// Calls back at each change, for as long as the application runs.
    pub(super) fn on_text_size(changed: impl Fn() + 'static) {
        if let Some(settings) = Settings::default() {
            settings.connect_gtk_xft_dpi_notify(move |_| changed());
        }
    }

    fn scale(dots: i32) -> f64 {
        // Absent: negative.
        if dots <= 0 { 1.0 } else { (f64::from(dots) / f64::from(USUAL)).clamp(0.5, 3.0) }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn text_is_as_large_as_the_systems() {
            let close = |dots: i32, expected: f64| (scale(dots) - expected).abs() < f64::EPSILON;
            assert!(close(-1, 1.0), "without a setting");
            assert!(close(96 * 1024, 1.0) && close(144 * 1024, 1.5) && close(120 * 1024, 1.25));
            assert!(close(i32::MAX, 3.0), "a nonsensical setting must not make the window unusable");
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn text_size() -> f64 {
        1.0
    }

    pub(super) fn on_text_size(_: impl Fn() + 'static) {}
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
