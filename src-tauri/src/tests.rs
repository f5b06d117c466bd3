//! Tests of the path of a command from the web view to the desk and back, without a display.

mod commands;
mod files;

use desk::{Desk, KeyringChoice, Options};
use serde_json::{Value, json};
use tauri::{
    App, Manager, WebviewWindow, WebviewWindowBuilder,
    http::HeaderMap,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

use crate::{startup::Opening, window::LABEL, with_commands};

/// WebView2 does not support custom schemes.
const APP_ORIGIN: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

struct Shell {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    dir: tempfile::TempDir,
}

fn shell() -> Shell {
    shell_with(|options| options)
}

fn shell_with(more: impl FnOnce(Options) -> Options) -> Shell {
    let dir = tempfile::tempdir().unwrap();
    let options = more(Options { keyring: KeyringChoice::None, ..Options::new(dir.path().to_owned()) });
    let desk = tauri::async_runtime::block_on(Desk::open(options)).unwrap();
    let app = with_commands(mock_builder()).build(mock_context(noop_assets())).unwrap();
    app.state::<Opening>().set(desk);
    let window = WebviewWindowBuilder::new(&app, LABEL, tauri::WebviewUrl::default()).build().unwrap();
    Shell { app, window, dir }
}

fn call(shell: &Shell, page: &str, command: &str, arguments: Value) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: page.parse().unwrap(),
        body: InvokeBody::Json(arguments),
        headers: HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(&shell.window, request).map(|answer| answer.deserialize().unwrap())
}

#[test]
fn a_command_answers_in_the_form_of_the_bindings() {
    let shell = shell();
    let snapshot = call(&shell, APP_ORIGIN, "snapshot", json!({})).unwrap();
    assert_eq!(snapshot["preferences"]["holdSeconds"], 5);
    assert!(snapshot["session"].is_null(), "nobody has signed in");
}

#[test]
fn a_refusal_reaches_the_page_as_a_problem() {
    let shell = shell();
    let problem = call(&shell, APP_ORIGIN, "request", json!({"key": "no such key"})).unwrap_err();
    assert_eq!(problem["code"], "notFound", "the window acts on the code: {problem}");
    assert!(problem["fields"].is_array());
}

#[test]
fn a_foreign_page_cannot_call_the_desk() {
    let shell = shell();
    let answer = call(&shell, "https://example.com/", "snapshot", json!({}));
    assert!(answer.is_err(), "only our own pages are served: {answer:?}");
}
