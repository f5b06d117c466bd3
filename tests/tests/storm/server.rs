//! A server, and the way to it, which can be closed.

use std::{
    collections::BTreeSet,
    fs,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use acceptance::steps;
use sandbox::{Recorded, Sandbox};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};

/// A proxy to the sandbox that can be closed: then connections are refused, and open ones are cut.
pub struct Gate {
    pub address: SocketAddr,
    pub open: Arc<AtomicBool>,
}

impl Gate {
    async fn to(sandbox: &str) -> Self {
        let server: SocketAddr = sandbox.trim_start_matches("http://").parse().expect("an address");
        let mut listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let open = Arc::new(AtomicBool::new(true));
        let state = Arc::clone(&open);
        tokio::spawn(async move {
            loop {
                let mut guests = JoinSet::new();
                while state.load(SeqCst) {
                    // Ends from time to time, so that the switch is checked.
                    let Ok(Ok((mut guest, _))) = timeout(Duration::from_millis(20), listener.accept()).await else {
                        continue;
                    };
                    guests.spawn(async move {
                        if let Ok(mut server) = TcpStream::connect(server).await {
                            let _ = tokio::io::copy_bidirectional(&mut guest, &mut server).await;
                        }
                    });
                }
                drop(listener);
                drop(guests);
                while !state.load(SeqCst) {
                    sleep(Duration::from_millis(10)).await;
                }
                listener = TcpListener::bind(address).await.expect("the same port again");
            }
        });
        Self { address, open }
    }
}

/// A server and the proxy to it.
pub struct Server {
    pub sandbox: Sandbox,
    pub gate: Gate,
    pub release: &'static str,
    seeded: BTreeSet<String>,
}

impl Server {
    pub async fn start(release: &'static str, seed: u64) -> Self {
        let options = sandbox::Options {
            run_every: Duration::ZERO,
            release: release.parse().expect("a release"),
            seed,
            ..sandbox::Options::default()
        };
        let sandbox = Sandbox::start(options).expect("it starts");
        let seeded = sandbox.control().record().into_iter().map(|request| request.id).collect();
        let gate = Gate::to(sandbox.url()).await;
        Self { sandbox, gate, release, seeded }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.gate.address)
    }

    pub fn record(&self) -> Vec<Recorded> {
        let made = self.sandbox.control().record();
        made.into_iter().filter(|request| !self.seeded.contains(&request.id)).collect()
    }

    /// From now on the desk's connection leads to this server.
    pub fn lead(&self, profile: &Path) {
        let path = profile.join("settings.json");
        let mut settings = if let Ok(text) = fs::read(&path) {
            serde_json::from_slice(&text).expect("JSON")
        } else {
            let mut settings = steps::settings("", "R11", 0);
            settings["connections"][0]["time_zone"] = "UTC".into();
            settings["preferences"]["maxInFlight"] = 8.into();
            settings
        };
        settings["connections"][0]["server_url"] = self.origin().into();
        settings["connections"][0]["release"] = self.release.into();
        fs::write(path, settings.to_string()).expect("settings");
    }
}
