//! Protects the page in the window from being reloaded by the user, and reloads it when its process ends.
//!
//! Keys, and the menus on other systems, are handled by the page (`ui/src/app/reloading.ts`). On macOS Tauri reloads a
//! page after its process ended; WebView2 shows a page of its own that offers to.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use tauri::{Runtime, WebviewWindow};

/// Set when the page has been drawn since it was last loaded.
#[derive(Default)]
pub struct Drawn(AtomicBool);

impl Drawn {
    pub fn set(&self) {
        self.0.store(true, SeqCst);
    }

    /// Returns whether it was drawn, and resets it for the next load.
    #[cfg(target_os = "linux")]
    fn take(&self) -> bool {
        self.0.swap(false, SeqCst)
    }
}

/// Installs both for the lifetime of the window.
pub fn keep<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use tauri::Manager;
        let app = window.app_handle().clone();
        window.with_webview(move |view| linux::keep(&view.inner(), move || app.state::<Drawn>().take()))?;
    }
    #[cfg(not(target_os = "linux"))]
    let _ = window;
    Ok(())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use webkit2gtk::{
        ContextMenu, ContextMenuAction, ContextMenuExt, ContextMenuItemExt, HitTestResultExt,
        WebProcessTerminationReason, WebView, WebViewExt,
    };

    /// Pause before reloading a page that was not drawn; without it, a page that ends at once would be reloaded in a
    /// busy loop.
    const RELOAD_DELAY: Duration = Duration::from_secs(2);

    pub fn keep(view: &WebView, drawn: impl Fn() -> bool + 'static) {
        view.connect_context_menu(|_, menu, _, place| {
            leave_out(menu);
            // True: show no menu.
            !(place.context_is_editable() || place.context_is_selection())
        });
        view.connect_web_process_terminated(move |view, reason| {
            if reason == WebProcessTerminationReason::TerminatedByApi {
                return;
            }
            tracing::error!(?reason, "the page's process ended; the page is loaded again");
            if drawn() {
                view.reload();
            } else {
                let view = view.clone();
                glib::timeout_add_local_once(RELOAD_DELAY, move || view.reload());
            }
        });
    }

    /// Removes what leaves the page and what is of no use in a number: emoji, control characters, input methods.
    fn leave_out(menu: &ContextMenu) {
        let mut after_action = false;
        for item in menu.items() {
            let stays = if item.is_separator() { after_action } else { is_about_text(item.stock_action()) };
            if stays {
                after_action = !item.is_separator();
            } else {
                menu.remove(&item);
            }
        }
        if let Some(last) = menu.last().filter(ContextMenuItemExt::is_separator) {
            menu.remove(&last);
        }
    }

    fn is_about_text(action: ContextMenuAction) -> bool {
        use ContextMenuAction::{Copy, Cut, Delete, Paste, SelectAll};
        matches!(action, Cut | Copy | Paste | Delete | SelectAll)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_menu_keeps_only_text_actions() {
            use ContextMenuAction::{
                Copy, Cut, GoBack, GoForward, InputMethods, InsertEmoji, InspectElement, OpenLink, Paste, Reload,
                SelectAll, Stop, Unicode,
            };
            let useless =
                [Reload, GoBack, GoForward, Stop, InputMethods, InsertEmoji, InspectElement, OpenLink, Unicode];
            assert!(!useless.into_iter().any(is_about_text));
            assert!([Cut, Copy, Paste, SelectAll].into_iter().all(is_about_text));
        }
    }
}
