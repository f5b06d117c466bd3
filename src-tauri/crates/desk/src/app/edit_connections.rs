//! Selects, adds, changes, removes and tests connections.

use crmcom::Secret;
use store::{cache::Cache, identity::Tenant, journal::tenant::Leads, settings::StoredConnection};

use crate::{
    app::App,
    connections::{
        proxies,
        registry::{ResolvedConnection, certificates, word_of},
    },
    error::{
        from_lower,
        problem::{FieldProblem, Problem, ProblemCode},
    },
    time,
    view::{Connection, ConnectionDraft, Hop, Snapshot, TestedHop},
};

impl App {
    pub async fn select_connection(&self, id: String) -> Result<Snapshot, Problem> {
        self.core.active();
        self.connections.connection(&id)?;
        let saved = id.clone();
        self.core.change_settings(move |settings| settings.selected = Some(saved)).await?;
        self.connections.memory.lock().selected = id;
        self.core.wake.sync.notify_one();
        self.core.events.requests();
        self.snapshot().await
    }

    /// Adds a connection, or changes one of the user's own.
    pub async fn save_connection(&self, draft: ConnectionDraft) -> Result<Connection, Problem> {
        let before = draft.id.as_deref().map(|id| self.connections.connection(id)).transpose()?;
        if before.as_ref().is_some_and(|before| before.read_only) {
            return Err(Problem::new(ProblemCode::ConnectionReadOnly, ""));
        }
        let (mut stored, proxy) = self.checked(draft, true).await?;
        if let Some(before) = &before {
            stored.unknown.clone_from(&before.stored.unknown);
        } else {
            stored.id = uuid::Uuid::now_v7().to_string();
        }
        self.connections.keep_proxy(&stored.id, proxy.as_ref()).await?;
        let old_proxy = before.as_ref().and_then(ResolvedConnection::proxy);
        let another_proxy =
            old_proxy.is_some_and(|old| proxies::typed(old).ok().map(|old| old.address) != stored.proxy);
        let written = stored.clone();
        self.core
            .change_settings(move |settings| {
                match settings.connections.iter_mut().find(|known| known.id == written.id) {
                    Some(known) => *known = written,
                    None => settings.connections.push(written),
                }
            })
            .await?;
        if another_proxy && proxy.is_none() {
            self.connections.forget_proxy(&stored.id).await;
        }
        let known = ResolvedConnection { stored, read_only: false, demo: None };
        self.lead(&known, before.as_ref()).await?;
        self.core.wake.all();
        self.core.events.requests();
        self.connections.view_of(known).await
    }

    /// Notes in the journal which tenant a connection leads to. A connection that leads elsewhere than before loses its
    /// session, its lists and its look-ups, and its waiting rows become undecided: nothing made for one server goes to
    /// another without a user's decision.
    async fn lead(&self, known: &ResolvedConnection, before: Option<&ResolvedConnection>) -> Result<(), Problem> {
        let (id, tenant, now) = (known.id().to_owned(), known.tenant(), self.core.now());
        if before.is_some_and(|before| before.tenant() != tenant) {
            // The old session is dropped first: a row that leaves before the journal has noted the change can leave
            // only with that session, for the old server.
            self.drop_session(before).await;
            self.sessions.forget_sign_in(&id).await;
        }
        let leads = self.core.journal(move |journal| journal.leads(&id, &tenant, None, now)).await?;
        if let Leads::Elsewhere(led) = leads {
            let id = known.id().to_owned();
            self.forget_server_data(move |cache| cache.forget_server(&id)).await;
            self.core.memory.lock().notices.push(moved(known, &led));
        }
        Ok(())
    }

    /// Removes one of the user's own connections. Its journal rows stay.
    pub async fn remove_connection(&self, id: String) -> Result<(), Problem> {
        let known = self.connections.connection(&id)?;
        if known.read_only {
            return Err(Problem::new(ProblemCode::ConnectionReadOnly, ""));
        }
        self.refuse_while_waiting(&id, "connection").await?;
        self.drop_session(Some(&known)).await;
        self.connections.forget_proxy(&id).await;
        let gone = id.clone();
        self.core
            .change_settings(move |settings| {
                settings.connections.retain(|known| known.id != gone);
                settings.last_sign_in.remove(&gone);
            })
            .await?;
        let gone = id.clone();
        self.forget_server_data(move |cache| cache.forget_connection(&gone)).await;
        let next = self.connections.connections().first().map(|known| known.id().to_owned()).unwrap_or_default();
        {
            let mut state = self.connections.memory.lock();
            state.ways.remove(&id);
            if state.selected == id {
                state.selected = next;
            }
        }
        self.core.events.requests();
        Ok(())
    }

    /// Refuses while rows wait: they may leave through their own connection only, so it must stay.
    async fn refuse_while_waiting(&self, id: &str, field: &str) -> Result<(), Problem> {
        let id = id.to_owned();
        if self.core.read_journal(move |journal| journal.waits_in(&id)).await? {
            return Err(Problem::at_fields(vec![FieldProblem::new(field, "requestsWaiting")]));
        }
        Ok(())
    }

    /// Deletes cached data of a server that no longer applies. A failure is logged; the data then stays until the cache
    /// is wiped.
    async fn forget_server_data(&self, told: impl FnOnce(&Cache) -> Result<(), store::Error> + Send + 'static) {
        // Readers are stopped first, so that none of them writes back data it read before the deletion.
        self.mirror.stop_reading.notify_waiters();
        let _lists = self.mirror.reading.lock().await;
        if let Err(problem) = self.core.cache(told).await {
            tracing::warn!(%problem, "what a server told stays");
        }
        self.forget_answers();
    }

    async fn drop_session(&self, known: Option<&ResolvedConnection>) {
        let Some(known) = known else { return };
        let live = self.sessions.memory.lock().sessions.remove(known.id());
        match live {
            Some(live) => self.sessions.leave(known, &live).await,
            None => self.sessions.leave_last(known.id()).await,
        }
    }

    /// Tests a connection hop by hop, up to the first hop that fails. No sign-in takes place.
    pub async fn test_connection(&self, draft: ConnectionDraft) -> Result<Vec<TestedHop>, Problem> {
        // A read-only connection can be tested too, as it is stored.
        let known =
            draft.id.as_deref().and_then(|id| self.connections.connection(id).ok()).filter(|known| known.read_only);
        let (stored, typed) = match known {
            Some(known) => (known.stored, None),
            None => self.checked(draft, false).await?,
        };
        let (read_timeout, limits) = (self.connections.options.read_timeout, self.connections.options.limits);
        let known = ResolvedConnection { stored, read_only: false, demo: None };
        self.connections.open_built_in(&known)?;
        let proxy = match typed {
            Some(whole) => Some(whole.expose().to_owned()),
            // If the keyring cannot be read, the proxy is tried without its password and answers itself whether it
            // needs one.
            None => self.connections.whole_proxy(&known).await.unwrap_or_else(|_| known.proxy().map(str::to_owned)),
        };
        let client = tokio::task::spawn_blocking(move || known.client(read_timeout, limits, proxy))
            .await
            .unwrap_or_else(|error| Err(Problem::new(ProblemCode::Internal, error.to_string())))?;
        let hops = client.probe().await.into_iter().map(|result| TestedHop {
            hop: match result.hop {
                crmcom::Hop::Name => Hop::Name,
                crmcom::Hop::Server => Hop::Server,
                crmcom::Hop::Certificate => Hop::Certificate,
                crmcom::Hop::Crm => Hop::Crm,
            },
            millis: u32::try_from(result.took.as_millis()).ok(),
            detail: result.detail,
            problem: result.error.map(|error| from_lower::call(&error)),
        });
        Ok(hops.collect())
    }

    /// Lists every fault of a connection draft. Saves nothing.
    pub async fn check_connection(&self, draft: ConnectionDraft) -> Result<Vec<FieldProblem>, Problem> {
        match self.checked(draft, true).await {
            Ok(_) => Ok(Vec::new()),
            Err(problem) if problem.fields.is_empty() => Err(problem),
            Err(problem) => Ok(problem.fields),
        }
    }

    /// Validates a connection draft, all fields at once. `whole`: the draft is to be saved, so every required field
    /// must be filled. The second value is the proxy's address with its password, which is never written to the
    /// settings.
    async fn checked(
        &self,
        draft: ConnectionDraft,
        whole: bool,
    ) -> Result<(StoredConnection, Option<Secret>), Problem> {
        let clean = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let proxy = clean(draft.proxy).map(|text| proxies::typed(&text)).transpose();
        let bad_proxy = proxy.as_ref().err().copied();
        let proxy = proxy.ok().flatten().map(|typed| {
            // A proxy that was written into the settings file by hand was shown without its password. If the address is
            // unchanged, the file's password still belongs to it.
            let written =
                draft.id.as_deref().and_then(|id| proxies::typed(self.connections.connection(id).ok()?.proxy()?).ok());
            match written {
                Some(written) if typed.whole.is_none() && written.address == typed.address => written,
                _ => typed,
            }
        });
        let stored = StoredConnection {
            id: draft.id.unwrap_or_default(),
            name: draft.name.trim().to_owned(),
            server_url: draft.server_url.trim().to_owned(),
            organisation: draft.organisation.trim().to_owned(),
            unit: clean(draft.unit),
            release: draft.release.trim().to_owned(),
            time_zone: time::named(&draft.time_zone).map_or(draft.time_zone.trim(), |zone| zone.name()).to_owned(),
            kind: word_of(draft.kind).to_owned(),
            ca_file: clean(draft.ca_file),
            proxy: proxy.as_ref().map(|proxy| proxy.address.clone()),
            unknown: serde_json::Map::new(),
        };
        let mut faults = Vec::new();
        if whole {
            for (field, text) in [("name", &stored.name), ("organisation", &stored.organisation)] {
                if text.is_empty() {
                    faults.push(FieldProblem::new(field, "required"));
                }
            }
            if self
                .connections
                .connections()
                .iter()
                .any(|known| known.stored.name == stored.name && known.id() != stored.id)
            {
                faults.push(FieldProblem::new("name", "notUnique"));
            }
        }
        faults.extend(address(&stored));
        faults.extend(bad_proxy.map(|fault| FieldProblem::new("proxy", fault)));
        let known = ResolvedConnection { stored, read_only: false, demo: None };
        let release = known.release().err();
        if let Some(problem) = &release {
            faults.extend(problem.fields.iter().cloned());
        }
        let (known, unreadable) = tokio::task::spawn_blocking(move || {
            let unreadable = known.stored.ca_file.as_deref().and_then(|path| certificates(path).err());
            (known, unreadable)
        })
        .await
        .map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))?;
        if let Some(problem) = &unreadable {
            faults.extend(problem.fields.iter().cloned());
        }
        if faults.is_empty() {
            return Ok((known.stored, proxy.and_then(|proxy| proxy.whole)));
        }
        // A single fault: the specific problem of the release or of the CA file says more than a field's fault code.
        let own = match (release, unreadable) {
            (Some(problem), None) | (None, Some(problem)) => Some(problem),
            _ => None,
        };
        match own {
            Some(problem) if faults.len() == 1 => Err(Problem { fields: faults, ..problem }),
            _ => Err(Problem::at_fields(faults)),
        }
    }
}

/// Notice for a connection that leads to another server or organisation than before.
pub(crate) fn moved(known: &ResolvedConnection, before: &Tenant) -> Problem {
    let detail = format!("{}: {before} → {}", known.stored.name, known.tenant());
    Problem { detail: Some(detail), ..Problem::new(ProblemCode::ConnectionMoved, "") }
}

/// Faults of the server's address and of the time zone.
fn address(stored: &StoredConnection) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    if stored.server_url.is_empty() {
        faults.push(FieldProblem::new("server_url", "required"));
    } else if let Err(error) = crmcom::server_url(&stored.server_url) {
        faults.extend(from_lower::call(&error).fields);
    }
    if time::named(&stored.time_zone).is_none() {
        faults.push(FieldProblem::new("time_zone", "unknownTimeZone"));
    }
    faults
}
