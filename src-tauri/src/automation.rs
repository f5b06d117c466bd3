//! Prevents other programs from driving the window, except in tests.
//!
//! Tauri lets WebDriver into the page if an environment variable says so, and the web engines have interfaces of their
//! own. A driven page types, reads and sends with the rights of the signed-in user, so a shipped build has no such
//! interface: started with one, it restarts itself without it.

use std::{
    env,
    ffi::{OsStr, OsString},
    process::{Command, ExitCode},
};

const WEBDRIVER_VARIABLE: &str = "TAURI_WEBVIEW_AUTOMATION";

/// Variables of WebKitGTK and WebView2.
const INSPECTOR_VARIABLES: &[&str] =
    &["WEBKIT_INSPECTOR_SERVER", "WEBKIT_INSPECTOR_HTTP_SERVER", "WEBVIEW2_PIPE_FOR_SCRIPT_DEBUGGER"];

/// May also contain other arguments such as a proxy, which are the administrator's choice.
const ENGINE_ARGUMENTS_VARIABLE: &str = "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS";

/// Test builds, and `cargo xtask bench`.
const AUTOMATION_ALLOWED: bool = cfg!(any(debug_assertions, feature = "webdriver"));

/// Whether the window is driven by WebDriver.
pub fn driven() -> bool {
    AUTOMATION_ALLOWED && env::var_os(WEBDRIVER_VARIABLE).is_some_and(|value| value == "true")
}

/// Restarts the application if it was started with an interface for driving its page. Returns `None` if it was not,
/// else the result of the restarted process.
pub fn shut_out() -> Option<Result<ExitCode, String>> {
    if AUTOMATION_ALLOWED {
        return None;
    }
    let ways = ways_in(env::vars_os());
    (!ways.is_empty()).then(|| start_without(&ways))
}

fn ways_in(variables: impl Iterator<Item = (OsString, OsString)>) -> Vec<OsString> {
    variables.filter(|(name, value)| is_way_in(name, value)).map(|(name, _)| name).collect()
}

fn is_way_in(name: &OsStr, value: &OsStr) -> bool {
    // Names of variables are case-insensitive on Windows.
    let is = |known: &str| name.eq_ignore_ascii_case(known);
    let opens_a_port = || value.to_string_lossy().to_ascii_lowercase().contains("remote-debugging");
    is(WEBDRIVER_VARIABLE)
        || INSPECTOR_VARIABLES.iter().any(|known| is(known))
        || is(ENGINE_ARGUMENTS_VARIABLE) && opens_a_port()
}

fn start_without(ways: &[OsString]) -> Result<ExitCode, String> {
    let told = |error: std::io::Error| format!("it is not started while another program may drive its page: {error}");
    let mut anew = Command::new(env::current_exe().map_err(told)?);
    anew.args(env::args_os().skip(1));
    for way in ways {
        anew.env_remove(way);
    }
    #[cfg(unix)]
    return Err(told(std::os::unix::process::CommandExt::exec(&mut anew)));
    #[cfg(not(unix))]
    {
        let status = anew.status().map_err(told)?;
        Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_exactly_the_variables_that_allow_automation() {
        let variables = [
            ("TAURI_WEBVIEW_AUTOMATION", "true"),
            ("tauri_webview_automation", "TRUE"),
            ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:1"),
            ("WEBKIT_INSPECTOR_HTTP_SERVER", "127.0.0.1:2"),
            ("WEBVIEW2_PIPE_FOR_SCRIPT_DEBUGGER", "pipe"),
            ("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", "--Remote-Debugging-Port=9222"),
            ("Webview2_Additional_Browser_Arguments", "--remote-debugging-pipe"),
            ("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", "--disable-gpu"),
            ("PATH", "/usr/bin"),
            ("HTTPS_PROXY", "http://proxy:3128"),
            ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
        ];
        let ways = ways_in(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        assert_eq!(ways, variables[..7].iter().map(|(name, _)| OsString::from(name)).collect::<Vec<_>>());
    }
}
