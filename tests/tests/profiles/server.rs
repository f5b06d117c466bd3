//! Listens at the addresses of a profile's servers, records each call, and closes the connection.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    sync::MutexGuard,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::profile::{Profile, list, text};

/// Ends a wait that would otherwise never end.
const WAIT_LIMIT: Duration = Duration::from_mins(2);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The ports are those of the profile, so only one test can run at a time.
static PORTS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

pub struct Servers {
    asked: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
    _turn: MutexGuard<'static, ()>,
}

impl Servers {
    pub async fn of(profile: &Profile) -> Self {
        let turn = PORTS.lock().await;
        let (asked, mut tasks) = (Arc::<Mutex<Vec<String>>>::default(), JoinSet::new());
        for connection in list(&profile.settings(), "connections") {
            let address = text(connection, "server_url").trim_start_matches("http://").to_owned();
            let bound = async {
                // The same tests in another checkout may be using the port.
                loop {
                    match TcpListener::bind(&address).await {
                        Ok(listener) => return listener,
                        Err(_) => sleep(POLL_INTERVAL).await,
                    }
                }
            };
            let listener = timeout(WAIT_LIMIT, bound).await.unwrap_or_else(|_| panic!("{address} is in use"));
            tasks.spawn(listen(listener, Arc::clone(&asked)));
        }
        Self { asked, _tasks: tasks, _turn: turn }
    }

    /// Method and path of each call that would change something. Signing in changes nothing.
    pub fn writes(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("nobody panics under it");
        let write = |call: &&String| !call.starts_with("GET ") && !call.contains("/authentication/");
        asked.iter().filter(write).cloned().collect()
    }
}

async fn listen(listener: TcpListener, asked: Arc<Mutex<Vec<String>>>) {
    while let Ok((guest, _)) = listener.accept().await {
        if let Some(call) = call(guest).await {
            asked.lock().expect("nobody panics under it").push(call);
        }
    }
}

/// Method and path. The query is left out, because it has a token.
async fn call(mut guest: TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.contains(&b'\n') {
        if guest.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let line = String::from_utf8_lossy(&bytes).lines().next()?.to_owned();
    line.split('?').next().map(|call| call.trim_end_matches(" HTTP/1.1").to_owned())
}

/// Waits until a condition holds.
pub async fn until<F: Future<Output = bool>>(what: &str, holds: impl Fn() -> F) {
    let wait = async {
        while !holds().await {
            sleep(POLL_INTERVAL).await;
        }
    };
    assert!(timeout(WAIT_LIMIT, wait).await.is_ok(), "never {what}");
}
