//! Controls a running sandbox, for tests and for the application.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crmcom::{catalogue::Provider, release::Release};

use crate::{
    inventory::{Class, Item},
    options::{Chaos, Lists, LookUps},
    processing_run,
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
    /// Name of the user that created it.
    pub user: String,
}

/// A handle to a running sandbox. Cheap to clone; it may outlive the sandbox.
#[derive(Debug, Clone)]
pub struct Control(pub(crate) Arc<Crm>);

impl Control {
    /// Starts a processing run. Returns the number of requests that it sent to the CA systems.
    pub fn run_processing_now(&self) -> usize {
        processing_run::process_due(&self.0)
    }

    /// Invalidates every token.
    pub fn expire_tokens(&self) {
        self.0.state().sessions.expire_all();
    }

    /// Changes the release from the next call on. Existing tokens are unchanged.
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

    /// Sets the pause in `Retry-After`, in whole seconds.
    pub fn set_retry_after(&self, pause: Duration) {
        self.0.state().retry_after = pause;
    }

    /// Denies a user an operation of the catalogue from now on.
    pub fn deny(&self, username: &str, operation: &str) {
        self.0.state().denied.insert((username.to_owned(), operation.to_owned()));
    }

    /// Permits all operations to all users again.
    pub fn permit_all(&self) {
        self.0.state().denied.clear();
    }

    /// Sets the code of refusals of invalid tokens, such as an unknown one of the area SECURITY; `None` is
    /// [`crate::code::INVALID_TOKEN`].
    pub fn refuse_dead_tokens_as(&self, code: Option<&'static str>) {
        self.0.state().sessions.dead_as = code;
    }

    pub fn set_look_ups(&self, look_ups: LookUps) {
        self.0.state().look_ups = look_ups;
    }

    /// Sets the lifetime of new tokens; `None` is the release's own.
    pub fn set_token_life(&self, life: Option<Duration>) {
        self.0.state().sessions.life = life;
    }

    /// Moves the server's clock, so that tokens expire and scheduled requests become due.
    pub fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
    }

    /// Number of POSTs to `path` (below `crmapi/rest/v2/`) that arrived, with any outcome.
    pub fn posts(&self, path: &str) -> usize {
        self.0.state().posts.get(path).copied().unwrap_or_default()
    }

    /// Number of POSTs that arrived, by path.
    pub fn all_posts(&self) -> BTreeMap<String, usize> {
        self.0.state().posts.clone()
    }

    /// Number of GETs that arrived, by path.
    pub fn all_gets(&self) -> BTreeMap<String, usize> {
        self.0.state().gets.clone()
    }

    /// The server's record of every request, in the order of creation.
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

    /// Number of lists, or pages of lists, that were returned for this value of the filter, such as `COMPLETED`.
    pub fn lists(&self, filter: &str) -> usize {
        self.0.state().listed.get(filter).copied().unwrap_or_default()
    }

    /// Archives a request, as the archiving utility does: no method returns it any more.
    pub fn archive(&self, id: &str) {
        if let Some(request) = self.0.state().requests.find_mut(id) {
            request.archived = true;
        }
    }

    /// CA ids of the smartcards and of the set-top boxes that the Conax system knows.
    pub fn conax_ca_ids(&self) -> (Vec<String>, Vec<String>) {
        let state = self.0.state();
        let conax = state.inventory.items.iter().filter(|item| item.provider == Provider::Conax);
        let (cards, boxes): (Vec<_>, Vec<_>) = conax.partition(|item| item.class == Class::Smartcard);
        let ids = |items: Vec<&Item>| items.into_iter().map(|item| item.ca_id.clone()).collect();
        (ids(cards), ids(boxes))
    }

    /// Number of provisioning requests, including the seeded ones.
    pub fn requests(&self) -> usize {
        self.0.state().requests.iter().count()
    }
}
