//! Notifications of the system. The page decides about them and their words; here they are shown, one at a time, and only
//! while the window is not in front.
//!
//! A click brings the window to the front, and the page to the requests of the notification. An unread one is
//! replaced by the next, where the system can do so: on Linux.

use std::sync::OnceLock;

use desk::{
    problem::Problem,
    view::{DeskEvent, Notification},
};
use tauri::{AppHandle, Emitter, Manager, Runtime, WebviewWindow};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::window;

/// Managed by Tauri; the task that shows notifications starts with the first one.
#[derive(Default)]
pub struct Notifications(OnceLock<UnboundedSender<Order>>);

enum Order {
    Show(Notification),
    Withdraw,
}

/// The notification that is shown.
struct Shown {
    #[cfg(target_os = "linux")]
    handle: notify_rust::NotificationHandle,
    #[cfg(not(target_os = "linux"))]
    ended: tokio::sync::oneshot::Receiver<End>,
}

/// The end of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Clicked,
    Dismissed,
    /// The system took it away unread.
    Expired,
}

/// Whether the user sees the window and types into it.
#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn in_front<R: Runtime>(window: &WebviewWindow<R>) -> Result<bool, Problem> {
    Ok(is_in_front(window))
}

fn is_in_front<R: Runtime>(window: &WebviewWindow<R>) -> bool {
    window.is_focused().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
}

/// Shows a notification, in place of the last one if that is unread. Does nothing while the window is in front.
#[allow(clippy::unused_async)] // every command is asynchronous
pub async fn notify<R: Runtime>(window: &WebviewWindow<R>, notification: Notification) -> Result<(), Problem> {
    if is_in_front(window) {
        return Ok(());
    }
    let orders = &window.state::<Notifications>().inner().0;
    let orders = orders.get_or_init(|| {
        let (orders, received) = unbounded_channel();
        tauri::async_runtime::spawn(serve(window.app_handle().clone(), received));
        orders
    });
    // The task ends with the application alone.
    let _ = orders.send(Order::Show(notification));
    Ok(())
}

/// The window came to the front: its user sees the outcomes there.
pub fn withdraw<R: Runtime, M: Manager<R>>(app: &M) {
    match app.state::<Notifications>().0.get() {
        Some(orders) => _ = orders.send(Order::Withdraw),
        // The page may be gathering for the first one.
        None => read(app.app_handle(), false),
    }
}

async fn serve<R: Runtime>(app: AppHandle<R>, mut orders: UnboundedReceiver<Order>) {
    let mut shown: Option<Shown> = None;
    loop {
        let order = match &mut shown {
            None => Ok(orders.recv().await),
            Some(shown) => tokio::select! {
                order = orders.recv() => Ok(order),
                end = system::end(shown) => Err(end),
            },
        };
        match order {
            Ok(Some(Order::Show(notification))) => match system::show(&app, notification, shown.take()).await {
                Ok(new) => shown = Some(new),
                Err(error) => tracing::warn!(error, "the system shows no notification"),
            },
            Ok(Some(Order::Withdraw)) => {
                if let Some(shown) = shown.take() {
                    system::withdraw(shown).await;
                }
                read(&app, false);
            }
            Ok(None) => return,
            Err(end) => {
                shown = None;
                if end == End::Clicked {
                    window::raise(&app);
                }
                if end != End::Expired {
                    read(&app, end == End::Clicked);
                }
            }
        }
    }
}

fn read<R: Runtime>(app: &AppHandle<R>, opened: bool) {
    if let Err(error) = app.emit("desk", DeskEvent::NotificationRead { opened }) {
        tracing::warn!(%error, "an event did not reach the window");
    }
}

impl End {
    fn of(response: &notify_rust::NotificationResponse) -> Self {
        use notify_rust::{CloseReason, NotificationResponse};
        match response {
            NotificationResponse::Closed(CloseReason::Dismissed) => Self::Dismissed,
            NotificationResponse::Closed(_) => Self::Expired,
            _ => Self::Clicked,
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    use desk::view::Notification;
    use notify_rust::{Hint, NotificationResponse};
    use tauri::{AppHandle, Runtime};

    use super::{End, Shown};

    pub async fn end(shown: &mut Shown) -> End {
        let mut end = End::Expired;
        shown.handle.wait_for_action_async(|response: &NotificationResponse| end = End::of(response)).await;
        end
    }

    pub async fn withdraw(shown: Shown) {
        shown.handle.close_async().await;
    }

    /// The connection to the bus stays the same while a notification is replaced: desktops drop those of closed ones.
    pub async fn show<R: Runtime>(
        app: &AppHandle<R>,
        Notification { title, body }: Notification,
        before: Option<Shown>,
    ) -> Result<Shown, String> {
        let identifier = app.config().identifier.clone();
        let shown = tokio::task::spawn_blocking(move || {
            if let Some(Shown { mut handle }) = before {
                handle.summary(&title).body(&body);
                return handle.update().map(|()| handle);
            }
            notify_rust::Notification::new()
                .appname("Provisioning Desk")
                .icon(&identifier)
                .hint(Hint::DesktopEntry(identifier.clone()))
                .summary(&title)
                .body(&body)
                .action("default", &title)
                .show()
        });
        let shown = shown.await.map_err(|error| error.to_string())?;
        shown.map(|handle| Shown { handle }).map_err(|error| error.to_string())
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use desk::view::Notification;
    use tauri::{AppHandle, Runtime};
    use tokio::sync::oneshot;

    use super::{End, Shown};

    pub async fn end(shown: &mut Shown) -> End {
        (&mut shown.ended).await.unwrap_or(End::Expired)
    }

    /// Windows and macOS keep it in their lists.
    #[allow(clippy::unused_async)] // as on Linux
    pub async fn withdraw(_shown: Shown) {}

    #[allow(clippy::unused_async)] // as on Linux
    pub async fn show<R: Runtime>(
        app: &AppHandle<R>,
        Notification { title, body }: Notification,
        _before: Option<Shown>,
    ) -> Result<Shown, String> {
        let mut notification = notify_rust::Notification::new();
        notification.summary(&title).body(&body);
        #[cfg(windows)]
        notification.app_id(&app.config().identifier);
        #[cfg(not(windows))]
        let _ = app;
        let (end, ended) = oneshot::channel();
        // It waits for the user's answer.
        tokio::task::spawn_blocking(move || {
            let answered = notification.show().and_then(|handle| {
                handle.wait_for_response(|response: &notify_rust::NotificationResponse| {
                    // The receiver is gone once a newer one is shown.
                    let _ = end.send(End::of(response));
                })
            });
            if let Err(error) = answered {
                tracing::warn!(%error, "the system shows no notification");
            }
        });
        Ok(Shown { ended })
    }
}
