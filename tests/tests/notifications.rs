//! Notifications of the system, as a notification daemon of its own receives them from the real window.
#![cfg(target_os = "linux")]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use acceptance::{
    desktop::{Desktop, Launch},
    drafts::{self, Household},
    steps::settings,
    x_input::Hand,
};
use crmcom::catalogue;
use sandbox::{Options, PASSWORD, Sandbox, USERNAME};
use zbus::{connection::Builder, interface, object_server::SignalEmitter, zvariant::OwnedValue};

const PATH: &str = "/org/freedesktop/Notifications";
const RUN_INTERVAL: Duration = Duration::from_millis(300);
/// Longer than the window gathers what ended.
const QUIET: Duration = Duration::from_secs(8);
const ID: u32 = 7;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Received {
    /// The notification that it replaces; 0 for a new one.
    replaces: u32,
    title: String,
    body: String,
}

#[derive(Clone, Default)]
struct Daemon {
    received: Arc<Mutex<Vec<Received>>>,
    closed: Arc<Mutex<u32>>,
}

// The macro calls the methods, with the arguments of the desktop's specification.
#[allow(clippy::needless_pass_by_value, clippy::too_many_arguments, clippy::unused_self, unused_variables)]
#[interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    fn notify(
        &self,
        program: &str,
        replaces: u32,
        icon: &str,
        title: &str,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        expires: i32,
    ) -> u32 {
        let one = Received { replaces, title: title.to_owned(), body: body.to_owned() };
        self.received.lock().expect("no test panicked in it").push(one);
        ID
    }

    fn close_notification(&self, id: u32) {
        *self.closed.lock().expect("no test panicked in it") += 1;
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["actions".to_owned(), "body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["witness", "test", "1", "1.2"].map(str::to_owned).into()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

impl Daemon {
    async fn on(bus: &str) -> (Self, zbus::Connection) {
        let daemon = Self::default();
        let connection = Builder::address(bus)
            .and_then(|builder| builder.name("org.freedesktop.Notifications"))
            .and_then(|builder| builder.serve_at(PATH, daemon.clone()))
            .expect("the daemon can be made")
            .build()
            .await
            .expect("the bus takes the daemon");
        (daemon, connection)
    }

    fn received(&self) -> Vec<Received> {
        self.received.lock().expect("no test panicked in it").clone()
    }
}

/// Sends a pairing from the form, and leaves the window before it ends.
async fn pair(desktop: &Desktop, hand: &Hand, card: &str, household: u8) {
    let window = &desktop.window;
    let pairing = catalogue::find("conax.create-pairing").expect("it is declared");
    window.visit(&format!("#/operations/{}", pairing.id)).await;
    window.see("form", pairing.wording.title).await;
    window.walk(&drafts::inputs_for_card(pairing, Household(household), card)).await;
    window.send(None).await;
    hand.leave_the_window().expect("another program comes to the front");
}

#[tokio::test]
async fn requests_that_end_behind_another_window_are_one_notification_without_numbers() {
    let sandbox =
        Sandbox::start(Options { run_every: Duration::ZERO, ..Options::default() }).expect("the sandbox starts");
    let mut launch = Launch::new("notifications");
    launch.settings = settings(sandbox.url(), "R11", 0);
    let desktop = Desktop::start(launch).await;
    let (daemon, connection) = Daemon::on(&desktop.session.bus).await;
    let window = &desktop.window;
    let hand = Hand::on(&desktop.session.display()).expect("the display is there");
    window.sign_in(USERNAME, PASSWORD).await;
    let cards = ["01900000002", "01900000003"];
    for (household, card) in [2, 3].into_iter().zip(cards) {
        pair(&desktop, &hand, card, household).await;
        window.state_of(card, "Pending").await;
    }
    sandbox.control().run_processing_now();
    for card in cards {
        window.state_of(card, "Completed").await;
    }
    tokio::time::sleep(QUIET).await;
    let title = "2 requests ended: 2 completed".to_owned();
    assert_eq!(daemon.received(), [Received { replaces: 0, title, body: String::new() }]);

    let daemon_at = connection.object_server().interface::<_, Daemon>(PATH).await.expect("it is served");
    Daemon::action_invoked(daemon_at.signal_emitter(), ID, "default").await.expect("it is clicked");
    window
        .until("the requests of this person are shown", async |window| {
            window.route().await.contains("sort=-updated").then_some(())
        })
        .await;
    hand.take_the_window().expect("the window takes the keys");
    desktop.close().await;
}

#[tokio::test]
async fn a_window_in_front_needs_no_notification_and_takes_back_an_unread_one() {
    let sandbox =
        Sandbox::start(Options { run_every: RUN_INTERVAL, ..Options::default() }).expect("the sandbox starts");
    let mut launch = Launch::new("notifications-front");
    launch.settings = settings(sandbox.url(), "R11", 0);
    let desktop = Desktop::start(launch).await;
    let (daemon, _connection) = Daemon::on(&desktop.session.bus).await;
    let window = &desktop.window;
    let hand = Hand::on(&desktop.session.display()).expect("the display is there");
    window.sign_in(USERNAME, PASSWORD).await;

    pair(&desktop, &hand, "01900000002", 2).await;
    hand.take_the_window().expect("the window takes the keys");
    window.state_of("01900000002", "Completed").await;
    tokio::time::sleep(QUIET).await;
    assert_eq!(daemon.received(), [], "the person sees it in the window");

    pair(&desktop, &hand, "01900000003", 3).await;
    window.state_of("01900000003", "Completed").await;
    tokio::time::sleep(QUIET).await;
    let received = daemon.received();
    assert_eq!(received.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Create pairing: completed"]);
    hand.take_the_window().expect("the window takes the keys");
    window
        .until("the notification is taken back", async |_| {
            (*daemon.closed.lock().expect("no test panicked in it") == 1).then_some(())
        })
        .await;
    desktop.close().await;
}
