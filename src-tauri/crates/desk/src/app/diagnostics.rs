//! The report for support, which a person pastes into a message: anyone may read it.

use std::path::Path;

use store::{logs, redact::redact};

use crate::{
    app::App,
    error::{from_lower, problem::Problem},
    view::{RequestFilter, Snapshot},
};

/// Lines of the log at its end.
const LOG_LINES: usize = 200;
/// Bytes that are read of each file of the log.
const LOG_BYTES: u64 = 256 * 1024;

impl App {
    /// Versions, conditions, counts and the last lines of the log. `surroundings` has one line for each thing that only
    /// the window knows. Names, numbers and addresses of customers, users and servers are not in it; secrets are
    /// redacted as in the log.
    pub async fn diagnostics(&self, surroundings: &str) -> Result<String, Problem> {
        let snapshot = self.snapshot().await?;
        // Without a session there are none to count.
        let requests = self.requests.request_counts(RequestFilter::default()).await.ok().map(|counts| counts.total);
        let look_ups = self.lookups.recents().await.ok().map(|recents| recents.kept);
        let dir = self.core.data_dir();
        let from = dir.clone();
        let log = self
            .core
            .blocking(move || logs::tail(&from, LOG_LINES, LOG_BYTES).map_err(|error| from_lower::file(&error)))
            .await?;
        let lines = [
            format!("Provisioning Desk {}", snapshot.version),
            surroundings.trim_end().to_owned(),
            conditions(&snapshot),
            format!("requests on this computer: {requests:?}, look-ups: {look_ups:?}"),
            String::new(),
            format!("Log, last {} lines", log.len()),
        ];
        let report = lines.into_iter().chain(log).collect::<Vec<_>>().join("\n");
        Ok(redact(&without_folder(&report, &dir)).into_owned())
    }
}

fn conditions(snapshot: &Snapshot) -> String {
    let chosen = snapshot.connections.iter().find(|known| known.id == snapshot.connection);
    let problems: Vec<_> = snapshot.notices.iter().chain(&snapshot.journal).map(|problem| problem.code).collect();
    let lists: Vec<_> = snapshot.list_faults.iter().map(|fault| &fault.list).collect();
    let session = snapshot.session.as_ref();
    [
        format!("connections: {}", snapshot.connections.len()),
        format!("connection: {:?}, {:?}", chosen.map(|one| one.kind), chosen.map(|one| &one.release)),
        format!("proxy: {}", chosen.is_some_and(|one| one.proxy.is_some() || one.usual_proxy.is_some())),
        format!("extra certificates: {}", chosen.is_some_and(|one| one.ca_file.is_some())),
        format!("network: {:?}", snapshot.network),
        format!("session: {:?}, stored: {:?}", session.map(|one| one.state), session.map(|one| one.stored)),
        format!("keyring: {:?}", snapshot.keyring.state),
        format!("outbox: {:?}", snapshot.outbox),
        format!("problems: {problems:?}, lists at fault: {lists:?}, synchronising: {}", snapshot.sync.is_some()),
    ]
    .join("\n")
}

/// The folder has the user's name in it.
fn without_folder(report: &str, dir: &Path) -> String {
    let folder = dir.to_string_lossy();
    // As it stands in a line of JSON.
    let quoted = folder.replace('\\', "\\\\");
    report.replace(&*quoted, "<data>").replace(&*folder, "<data>")
}
