//! The single window: shown at once in the colour of its theme, and restricted to our own pages.

use std::{path::Path, sync::Mutex};

use desk::{
    problem::Problem,
    window_state::{self as memory, Place, WindowState},
};
use tauri::{
    LogicalSize, Manager, Monitor, PhysicalPosition, PhysicalSize, Runtime, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent,
    webview::{NewWindowResponse, PageLoadEvent},
    window::Color,
};

use crate::{
    automation,
    chosen_files::ChosenFiles,
    page_reload::{self, Drawn},
    window_placement::{self, Area},
    zoom::{self, Zoom},
};

pub const LABEL: &str = "main";

/// Minimum size. The field mode fits into it; the other pages need slightly more.
const MIN_SIZE: LogicalSize<f64> = LogicalSize { width: 800.0, height: 600.0 };

/// Last position of the window while it was not maximised.
#[derive(Default)]
pub struct LastPlacement(Mutex<Option<Place>>);

/// Creates the window at its last position, and shows it unless it starts `hidden`.
///
/// It is shown before its page is drawn: a hidden web view draws nothing, so the first frame, which takes as long as
/// loading the page, would come after the loading instead of during it.
pub fn create<R: Runtime, M: Manager<R>>(app: &M, data_dir: &Path, hidden: bool) -> tauri::Result<WebviewWindow<R>> {
    let theme = match memory::theme(data_dir).as_deref() {
        Some("dark") => Some(tauri::Theme::Dark),
        Some("light") => Some(tauri::Theme::Light),
        _ => None,
    };
    // A web view under WebDriver must have the context that tauri-driver knows, so it cannot be a private one.
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Provisioning Desk")
        // The page's title names environment, connection and page, so that a switch between windows shows them.
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::warn!(%error, "the window keeps its title");
            }
        })
        .inner_size(1280.0, 800.0)
        .min_inner_size(MIN_SIZE.width, MIN_SIZE.height)
        .center()
        .visible(false)
        .theme(theme)
        .background_color(background(theme == Some(tauri::Theme::Dark)))
        // The web view stores nothing on disk: all data to keep is in the profile.
        .incognito(!automation::driven())
        .data_directory(data_dir.join("webview"))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                window.state::<ChosenFiles>().forget();
            }
        })
        .build()?;
    page_reload::keep(&window)?;
    // The system's theme is known only after the window was created.
    if theme.is_none() && window.theme()? == tauri::Theme::Dark {
        window.set_background_color(Some(background(true)))?;
    }
    let kept = memory::read(data_dir);
    zoom::restore(&window, kept.zoom);
    if let Some(place) = kept.place {
        let place = stand(&window, place)?;
        if let Ok(mut last) = app.state::<LastPlacement>().0.lock() {
            *last = Some(place);
        }
    }
    if !hidden {
        show(&window);
    }
    Ok(window)
}

/// Background of the user interface's two themes, as in `ui/index.html`.
fn background(dark: bool) -> Color {
    if dark { Color(0x0f, 0x14, 0x13, 0xff) } else { Color(0xf4, 0xf6, 0xf6, 0xff) }
}

/// Allows only the pages built into the application; a link to another page is ignored.
fn is_ours(url: &Url) -> bool {
    let ours = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows serves custom protocols under this host.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    if !ours {
        tracing::warn!(scheme = url.scheme(), host = url.host_str(), "a page outside the application was not opened");
    }
    ours
}

fn stand<R: Runtime>(window: &WebviewWindow<R>, place: Place) -> tauri::Result<Place> {
    let least: PhysicalSize<u32> = MIN_SIZE.to_physical(window.scale_factor()?);
    let monitors: Vec<_> = window.available_monitors()?.iter().map(area).collect();
    let place = window_placement::inside(place, (least.width, least.height), &monitors);
    window.set_size(PhysicalSize::new(place.width, place.height))?;
    window.set_position(PhysicalPosition::new(place.x, place.y))?;
    if place.maximised {
        window.maximize()?;
    }
    Ok(place)
}

fn area(monitor: &Monitor) -> Area {
    let usable = monitor.work_area();
    Area { x: usable.position.x, y: usable.position.y, width: usable.size.width, height: usable.size.height }
}

/// Called when the page has its theme and is about to be drawn; sets the background of the window's uncovered parts.
#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn window_ready<R: Runtime>(window: &WebviewWindow<R>, dark: bool) -> Result<(), Problem> {
    tracing::info!("the page is drawn");
    window.state::<Drawn>().set();
    if let Err(error) = window.set_background_color(Some(background(dark))) {
        tracing::warn!(%error, "the window keeps its first colour");
    }
    Ok(())
}

pub use crate::{
    clipboard::copy,
    diagnostics::{diagnostics, open_logs},
    dialogs::choose_file,
    notifications::{in_front, notify},
    printing::save_pdf,
    zoom::{set_zoom, zoom},
};

fn show<R: Runtime>(window: &WebviewWindow<R>) {
    let shown = window.show().and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::error!(%error, "the window cannot be shown");
    }
}

/// Whether the window is shown, also where it is minimised.
pub fn is_shown<R: Runtime, M: Manager<R>>(app: &M) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| window.is_visible().unwrap_or(true))
}

/// Brings the window to the front.
pub fn raise<R: Runtime, M: Manager<R>>(app: &M) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        show(&window);
    }
}

/// Records the position of the window.
pub fn follow<R: Runtime, M: Manager<R>>(app: &M, event: &WindowEvent) {
    let (WindowEvent::Moved(_) | WindowEvent::Resized(_)) = event else { return };
    let Some(window) = app.get_webview_window(LABEL) else { return };
    // The lock is poisoned only by a panic, after which the position no longer matters.
    let standing = app.state::<LastPlacement>();
    let Ok(mut last) = standing.0.lock() else { return };
    if let Some(place) = place_of(&window) {
        *last = Some(place);
    } else if let (Some(last), Ok(true)) = (last.as_mut(), window.is_maximized()) {
        last.maximised = true;
    }
}

/// Saves the position and the zoom of the window for the next start.
pub fn remember<R: Runtime, M: Manager<R>>(app: &M, data_dir: &Path) {
    let place = app.state::<LastPlacement>().0.lock().ok().and_then(|last| *last);
    let state = WindowState { place, zoom: app.state::<Zoom>().percent() };
    if let Err(error) = memory::write(data_dir, &state) {
        tracing::warn!(code = error.code(), "the window's place was not kept");
    }
}

/// The position, or `None` while the window is hidden, minimised, maximised or full-screen, because it should not be
/// restored like that.
fn place_of<R: Runtime>(window: &WebviewWindow<R>) -> Option<Place> {
    let elsewhere = !window.is_visible().ok()?
        || window.is_maximized().ok()?
        || window.is_minimized().ok()?
        || window.is_fullscreen().ok()?;
    if elsewhere {
        return None;
    }
    let (position, size) = (window.outer_position().ok()?, window.inner_size().ok()?);
    Some(Place { x: position.x, y: position.y, width: size.width, height: size.height, maximised: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_foreign_page_opens_in_the_window() {
        let ours = |url: &str| is_ours(&Url::parse(url).unwrap());
        assert!(ours("tauri://localhost/index.html#/requests"));
        for url in
            ["https://example.com/", "tauri://elsewhere/", "file:///etc/passwd", "data:text/html,x", "about:blank"]
        {
            assert!(!ours(url), "{url} would run with the window's rights");
        }
    }
}
