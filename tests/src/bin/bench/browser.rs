//! Serves the desk's built user interface to a browser: its files, and a host that answers with one snapshot.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use acceptance::paths;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use desk::{BuiltInSandbox, Desk, KeyringChoice, OpenSandbox, Options, view::DemoCredentials};

/// Serves until it is dropped.
pub struct Server {
    pub url: String,
    serving: tokio::task::JoinHandle<io::Result<()>>,
}

struct Page {
    dist: PathBuf,
    index: String,
}

impl Server {
    /// `data_dir` is for a desk that provides the first page's data.
    pub async fn start(data_dir: &Path) -> Result<Self, Box<dyn Error>> {
        let built_in = BuiltInSandbox {
            url: "http://127.0.0.1:1".to_owned(),
            release: "R11".to_owned(),
            demo: DemoCredentials {
                username: sandbox::USERNAME.to_owned(),
                password: sandbox::PASSWORD.to_owned(),
                organisation: sandbox::ORGANISATION.to_owned(),
                web_api_key: sandbox::WEB_API_KEY.to_owned(),
            },
            open: OpenSandbox::default(),
        };
        // The same connection as in the window, so that the same form is drawn.
        let options =
            Options { sandbox: Some(built_in), keyring: KeyringChoice::None, ..Options::new(data_dir.to_owned()) };
        let desk = Desk::open(options).await?;
        let snapshot = serde_json::to_string(&desk.app.snapshot().await?)?;
        desk.shutdown().await;
        let dist = paths::root().join("ui/dist");
        let host = format!("<head><script>{}</script>", HOST.replace("SNAPSHOT", &snapshot));
        let index = fs::read_to_string(dist.join("index.html"))?.replacen("<head>", &host, 1);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        let router = Router::new().fallback(file).with_state(std::sync::Arc::new(Page { dist, index }));
        Ok(Self { url, serving: tokio::spawn(axum::serve(listener, router).into_future()) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Replaces Tauri: it answers the first page's calls.
const HOST: &str = "
const answers = { snapshot: SNAPSHOT };
let callbacks = 0;
window.__TAURI_INTERNALS__ = {
  transformCallback: () => ++callbacks,
  unregisterCallback: () => undefined,
  invoke: async (command) => answers[command] ?? null,
};
";

async fn file(State(page): State<std::sync::Arc<Page>>, uri: Uri) -> Response {
    let name = uri.path().trim_start_matches('/');
    if name.is_empty() {
        return ([(CONTENT_TYPE, "text/html")], page.index.clone()).into_response();
    }
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    };
    // Only this program's own browser asks, and only for linked files.
    match fs::read(page.dist.join(name)) {
        Ok(bytes) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
