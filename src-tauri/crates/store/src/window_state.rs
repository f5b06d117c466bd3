//! Stores the position of the window, and the zoom of its page, in `window.json`. It is read before anything else is
//! open, so it never fails: with a missing or broken file, the window opens at its default position.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, files};

/// Position and size in physical pixels before the window was maximised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    #[serde(default)]
    pub maximised: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowState {
    /// Absent before the window's first start.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// Zoom of the page in percent.
    pub zoom: u32,
}

impl Default for WindowState {
    fn default() -> Self {
        Self { place: None, zoom: 100 }
    }
}

pub fn read(data_dir: &Path) -> WindowState {
    let bytes = files::read_small(&data_dir.join("window.json")).ok().flatten();
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

pub fn write(data_dir: &Path, state: &WindowState) -> Result<(), Error> {
    let path = data_dir.join("window.json");
    let bytes = serde_json::to_vec_pretty(state).map_err(|error| Error::corrupt(&path, error))?;
    files::replace(&path, &bytes)
}

/// The selected theme, `light`, `dark` or `system`, read without opening the settings, because the window needs its
/// colour before the profile is open.
pub fn theme(data_dir: &Path) -> Option<String> {
    let bytes = files::read_small(&data_dir.join("settings.json")).ok()??;
    let settings: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    settings["preferences"]["theme"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_placement_and_the_zoom_are_stored_and_a_broken_file_is_ignored() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()), WindowState::default(), "the first start");
        let place = Place { x: -20, y: 40, width: 1280, height: 800, maximised: true };
        for state in [WindowState { place: Some(place), zoom: 125 }, WindowState { place: None, zoom: 90 }] {
            write(dir.path(), &state).unwrap();
            assert_eq!(read(dir.path()), state);
        }
        std::fs::write(dir.path().join("window.json"), "{").unwrap();
        assert_eq!(read(dir.path()), WindowState::default(), "a broken file must not keep the window from opening");
    }

    #[test]
    fn a_file_without_a_zoom_keeps_its_placement() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("window.json"), r#"{"x":1,"y":2,"width":900,"height":700}"#).unwrap();
        let place = Place { x: 1, y: 2, width: 900, height: 700, maximised: false };
        assert_eq!(read(dir.path()), WindowState { place: Some(place), zoom: 100 });
    }

    #[test]
    fn the_theme_is_read_without_opening_the_settings() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(theme(dir.path()), None);
        std::fs::write(dir.path().join("settings.json"), r#"{"version":1,"preferences":{"theme":"dark"}}"#).unwrap();
        assert_eq!(theme(dir.path()).as_deref(), Some("dark"));
    }
}
