//! The one window: shown at once in the colour of its theme, kept to our own pages.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::Mutex,
};

use desk::{
    problem::{Problem, ProblemCode},
    window::{self as memory, Place},
};
use rfd::{AsyncFileDialog, FileHandle};
use tauri::{
    LogicalSize, Manager, Monitor, PhysicalPosition, PhysicalSize, Runtime, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, WindowEvent, webview::NewWindowResponse, window::Color,
};

use crate::{
    automation,
    page::{self, Drawn},
    place::{self, Area},
};

pub const LABEL: &str = "main";

/// The field mode fits into it; the other pages ask for a little more.
const LEAST: LogicalSize<f64> = LogicalSize { width: 800.0, height: 600.0 };

/// Where everything is kept.
pub struct DataDir(pub PathBuf);

/// Where the window stood last while it was not maximised.
#[derive(Default)]
pub struct Standing(Mutex<Option<Place>>);

/// Makes the window where it stood last time, and shows it.
///
/// Not only when its page is drawn: a hidden web view draws nothing, so its first frame, which takes as long as
/// the page does, would come after it instead of beside it.
pub fn create<R: Runtime, M: Manager<R>>(app: &M, data_dir: &Path) -> tauri::Result<WebviewWindow<R>> {
    let theme = match memory::theme(data_dir).as_deref() {
        Some("dark") => Some(tauri::Theme::Dark),
        Some("light") => Some(tauri::Theme::Light),
        _ => None,
    };
    // A web view under WebDriver must have the context that tauri-driver knows, so it cannot be a private one.
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Provisioning Desk")
        .inner_size(1280.0, 800.0)
        .min_inner_size(LEAST.width, LEAST.height)
        .center()
        .visible(false)
        .theme(theme)
        .background_color(background(theme == Some(tauri::Theme::Dark)))
        // The web view keeps nothing on disk: all that is worth keeping is in the profile.
        .incognito(!automation::driven())
        .data_directory(data_dir.join("webview"))
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    page::keep(&window)?;
    // Only now is it known what the system's theme is.
    if theme.is_none() && window.theme()? == tauri::Theme::Dark {
        window.set_background_color(Some(background(true)))?;
    }
    if let Some(place) = memory::read(data_dir) {
        let place = stand(&window, place)?;
        if let Ok(mut last) = app.state::<Standing>().0.lock() {
            *last = Some(place);
        }
    }
    show(&window);
    Ok(window)
}

/// Of the user interface's two themes, as in `ui/index.html`.
fn background(dark: bool) -> Color {
    if dark { Color(0x0f, 0x14, 0x13, 0xff) } else { Color(0xf4, 0xf6, 0xf6, 0xff) }
}

/// Only the pages built into the application; a link elsewhere goes nowhere.
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
    let least: PhysicalSize<u32> = LEAST.to_physical(window.scale_factor()?);
    let monitors: Vec<_> = window.available_monitors()?.iter().map(area).collect();
    let place = place::inside(place, (least.width, least.height), &monitors);
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

/// The page has its theme and is about to be drawn; what of the window it does not cover follows.
pub async fn window_ready<R: Runtime>(window: &WebviewWindow<R>, dark: bool) -> Result<(), Problem> {
    tracing::info!("the page is drawn");
    window.state::<Drawn>().set();
    if let Err(error) = window.set_background_color(Some(background(dark))) {
        tracing::warn!(%error, "the window keeps its first colour");
    }
    Ok(())
}

/// Asks where a file is to be written; `ending` is that of its kind, such as `csv`. `None`: nowhere.
pub async fn choose_file<R: Runtime>(
    window: &WebviewWindow<R>,
    name: String,
    ending: String,
) -> Result<Option<String>, Problem> {
    if automation::driven() {
        return Ok(Some(unattended(window, &name)));
    }
    let dialog = AsyncFileDialog::new().set_file_name(name);
    let chosen = ask(window, dialog, &[&ending], |dialog| Box::pin(dialog.save_file())).await?;
    Ok(chosen.map(|path| with_ending(path, &ending, Path::exists).to_string_lossy().into_owned()))
}

/// The name that somebody typed, with the ending of what is written: without it no program would open the file. The dialog
/// asked about a file of the name that was typed; another one is not replaced.
fn with_ending(path: PathBuf, ending: &str, exists: impl Fn(&Path) -> bool) -> PathBuf {
    if path.extension().is_some_and(|known| known.eq_ignore_ascii_case(ending)) {
        return path;
    }
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { return path };
    let whole = |number: u32| match number {
        1 => path.with_file_name(format!("{name}.{ending}")),
        number => path.with_file_name(format!("{name} ({number}).{ending}")),
    };
    (1..1_000).map(whole).find(|path| !exists(path)).unwrap_or_else(|| whole(1_000))
}

/// Asks which file is to be read. `None`: none.
pub async fn choose_to_open<R: Runtime>(window: &WebviewWindow<R>, ending: String) -> Result<Option<String>, Problem> {
    if automation::driven() {
        return Ok(Some(unattended(window, &format!("to-open.{ending}"))));
    }
    // Text of cells has many names.
    let endings: &[&str] = if ending == "csv" { &["csv", "txt", "tsv"] } else { &[&ending] };
    let chosen = ask(window, AsyncFileDialog::new(), endings, |dialog| Box::pin(dialog.pick_file())).await?;
    Ok(chosen.map(|path| path.to_string_lossy().into_owned()))
}

pub use crate::{clipboard::copy, printing::save_pdf};

/// Where files go when nobody is there to answer a native dialog.
fn unattended<R: Runtime>(window: &WebviewWindow<R>, name: &str) -> String {
    let directory = window.try_state::<DataDir>().map(|directory| directory.0.clone()).unwrap_or_default();
    directory.join("exports").join(name).to_string_lossy().into_owned()
}

type Answer = Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>>;

async fn ask<R: Runtime>(
    window: &WebviewWindow<R>,
    dialog: AsyncFileDialog,
    endings: &[&str],
    show: impl FnOnce(AsyncFileDialog) -> Answer + Send + 'static,
) -> Result<Option<PathBuf>, Problem> {
    let kind = match endings[0] {
        "csv" => "CSV",
        "xlsx" => "Excel",
        "html" => "HTML",
        "pdf" => "PDF",
        _ => "Provisioning Desk",
    };
    let endings = in_capitals_too(endings);
    let (answer, answered) = tokio::sync::oneshot::channel();
    let parent = window.clone();
    let asked = window.run_on_main_thread(move || {
        let dialog = dialog.add_filter(kind, &endings).add_filter("*", &["*"]);
        let file = show(dialog.set_parent(&parent));
        tauri::async_runtime::spawn(async move {
            // Whoever asked may be gone.
            let _ = answer.send(file.await);
        });
    });
    asked.map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))?;
    let file = answered.await.ok().flatten();
    Ok(file.map(|file| file.path().to_owned()))
}

/// On Linux the dialog tells small letters from capitals, and other programs write both.
fn in_capitals_too(endings: &[&str]) -> Vec<String> {
    endings.iter().flat_map(|ending| [(*ending).to_owned(), ending.to_uppercase()]).collect()
}

fn show<R: Runtime>(window: &WebviewWindow<R>) {
    let shown = window.show().and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::error!(%error, "the window cannot be shown");
    }
}

/// Brings the window to the front: the application was started a second time.
pub fn raise<R: Runtime, M: Manager<R>>(app: &M) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        show(&window);
    }
}

/// Follows where the window stands.
pub fn follow<R: Runtime, M: Manager<R>>(app: &M, event: &WindowEvent) {
    let (WindowEvent::Moved(_) | WindowEvent::Resized(_)) = event else { return };
    let Some(window) = app.get_webview_window(LABEL) else { return };
    // A lock is poisoned by a panic, after which a place is of no interest.
    let standing = app.state::<Standing>();
    let Ok(mut last) = standing.0.lock() else { return };
    if let Some(place) = place_of(&window) {
        *last = Some(place);
    } else if let (Some(last), Ok(true)) = (last.as_mut(), window.is_maximized()) {
        last.maximised = true;
    }
}

/// Writes down where the window stood, for the next time.
pub fn remember<R: Runtime, M: Manager<R>>(app: &M, data_dir: &Path) {
    let place = app.state::<Standing>().0.lock().ok().and_then(|last| *last);
    if let Some(Err(error)) = place.map(|place| memory::write(data_dir, &place)) {
        tracing::warn!(%error, "the window's place was not kept");
    }
}

/// `None` while it is hidden, minimised or fills the screen: that is no place to come back to.
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
    fn what_is_saved_has_its_ending_and_replaces_nothing_that_nobody_was_asked_about() {
        let saved = |name: &str, there: &[&str]| {
            let exists = |path: &Path| there.iter().any(|name| path == Path::new("/home/eleni").join(name));
            with_ending(Path::new("/home/eleni").join(name), "csv", exists)
                .file_name()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        };
        for (typed, there, name) in [
            ("march.csv", ["march.csv", ""], "march.csv"),
            ("march.CSV", ["", ""], "march.CSV"),
            ("march", ["", ""], "march.csv"),
            ("march", ["march.csv", ""], "march (2).csv"),
            ("march", ["march.csv", "march (2).csv"], "march (3).csv"),
            ("12.3", ["", ""], "12.3.csv"),
            ("march.txt", ["", ""], "march.txt.csv"),
        ] {
            assert_eq!(saved(typed, &there), name, "{typed}");
        }
        assert_eq!(in_capitals_too(&["csv", "txt"]), ["csv", "CSV", "txt", "TXT"]);
    }

    #[test]
    fn no_page_of_others_opens_in_the_window() {
        let ours = |url: &str| is_ours(&Url::parse(url).unwrap());
        assert!(ours("tauri://localhost/index.html#/requests"));
        for url in
            ["https://example.com/", "tauri://elsewhere/", "file:///etc/passwd", "data:text/html,x", "about:blank"]
        {
            assert!(!ours(url), "{url} would run with the window's rights");
        }
    }
}
