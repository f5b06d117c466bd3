//! What a test, or the app around a sandbox, can do to it while it runs.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crmcom::release::Release;

use crate::{
    ca_system::processing_run,
    options::{Chaos, Lists, LookUps},
    server_state::Crm,
};

/// A request in the server's own record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub id: String,
    pub request_type: String,
    /// Its life-cycle state.
    pub state: String,
    /// CA ids.
    pub cards: Vec<String>,
    /// Name of the user who made it.
    pub user: String,
}

/// A handle to a running sandbox. Cheap to clone; outlives the sandbox harmlessly.
#[derive(Debug, Clone)]
pub struct Control(pub(crate) Arc<Crm>);

impl Control {
    /// A processing run, now. Returns how many requests it sent to the CA systems.
    pub fn run_processing_now(&self) -> usize {
        processing_run::process_due(&self.0)
    }

    /// Every token dies.
    pub fn expire_tokens(&self) {
        self.0.state().sessions.expire_all();
    }

    /// From the next call on. Tokens that are out stay as they are.
    pub fn set_release(&self, release: Release) {
        self.0.state().release = release;
    }

    pub fn set_latency(&self, latency: Duration) {
        self.0.state().latency = latency;
    }

    pub fn set_chaos(&self, chaos: Chaos) {
        self.0.state().chaos = chaos;
    }

    pub fn set_lists(&self, lists: Lists) {
        self.0.state().lists = lists;
    }

    /// What `Retry-After` says, in whole seconds.
    pub fn set_retry_after(&self, pause: Duration) {
        self.0.state().retry_after = pause;
    }

    /// From now on that user has no permission for that operation of the catalogue.
    pub fn deny(&self, username: &str, operation: &str) {
        self.0.state().denied.insert((username.to_owned(), operation.to_owned()));
    }

    /// Everybody may do everything again.
    pub fn permit_all(&self) {
        self.0.state().denied.clear();
    }

    /// The code by which tokens that are dead are refused from now on, such as one of the area SECURITY that nobody
    /// knows; `None` is [`crate::code::INVALID_TOKEN`].
    pub fn refuse_dead_tokens_as(&self, code: Option<&'static str>) {
        self.0.state().sessions.dead_as = code;
    }

    pub fn set_look_ups(&self, look_ups: LookUps) {
        self.0.state().look_ups = look_ups;
    }

    /// For tokens opened from now on; `None` is the release's own.
    pub fn set_token_life(&self, life: Option<Duration>) {
        self.0.state().sessions.life = life;
    }

    /// Moves the server's clock, so that tokens grow old and scheduled requests fall due.
    pub fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
    }

    /// POSTs to `path` (below `crmapi/rest/v2/`) that arrived, whatever became of them.
    pub fn posts(&self, path: &str) -> usize {
        self.0.state().posts.get(path).copied().unwrap_or_default()
    }

    /// All of them, by path.
    pub fn all_posts(&self) -> BTreeMap<String, usize> {
        self.0.state().posts.clone()
    }

    /// What the server knows of every request, in the order they were made.
    pub fn record(&self) -> Vec<Recorded> {
        let state = self.0.state();
        let record = state.requests.iter().map(|request| {
            let cards = request.values("existing_smartcard_ca_id").chain(request.values("smartcard_ca_id"));
            Recorded {
                id: request.id.clone(),
                request_type: request.draft.request_type.to_owned(),
                state: request.state.name().to_owned(),
                cards: cards.map(str::to_owned).collect(),
                user: request.draft.author.user.username.to_owned(),
            }
        });
        record.collect()
    }

    /// Lists, or pages of lists, that were given with this value of their filter, such as `COMPLETED`.
    pub fn lists(&self, filter: &str) -> usize {
        self.0.state().listed.get(filter).copied().unwrap_or_default()
    }

    /// Moves a request to where no method tells of it, as the archiving utility does.
    pub fn archive(&self, id: &str) {
        if let Some(request) = self.0.state().requests.find_mut(id) {
            request.archived = true;
        }
    }

    /// Provisioning requests there are, the seeded ones included.
    pub fn requests(&self) -> usize {
        self.0.state().requests.iter().count()
    }
}
