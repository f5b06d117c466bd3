//! A server, and the way to it, which can be closed.

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use acceptance::{gate::Gate, steps};
use sandbox::{Recorded, Sandbox};

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
