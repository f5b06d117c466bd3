//! The desk: every domain of an open profile.

use std::{collections::HashMap, sync::Arc};

use store::identity::Tenant;

use crate::{
    app::App,
    batches::Batches,
    bulk::Bulk,
    connections::{ConnectionOptions, Connections},
    core::{guarded::Guarded, options::SheetReader, state::Core},
    entities::Entities,
    field::Field,
    history::History,
    households::Households,
    lookups::Lookups,
    mirror::Mirror,
    outbox::Outbox,
    reconcile::Reconciler,
    rejected::Rejected,
    requests::Requests,
    retention::Retention,
    retries::Retries,
    sessions::{ProfileRecord, Sessions},
};

/// An open profile. Clones are cheap and share it.
#[derive(Clone)]
pub struct Desk {
    pub(crate) core: Arc<Core>,
    pub connections: Arc<Connections>,
    pub sessions: Arc<Sessions>,
    pub requests: Arc<Requests>,
    pub lookups: Arc<Lookups>,
    pub outbox: Arc<Outbox>,
    pub reconcile: Arc<Reconciler>,
    pub mirror: Arc<Mirror>,
    pub retention: Arc<Retention>,
    pub history: Arc<History>,
    pub entities: Arc<Entities>,
    pub households: Arc<Households>,
    pub rejected: Arc<Rejected>,
    pub batches: Arc<Batches>,
    pub retries: Arc<Retries>,
    pub bulk: Arc<Bulk>,
    pub field: Arc<Field>,
    pub app: Arc<App>,
}

impl Desk {
    /// Builds the domains, the lowest first, each over the domains that it uses.
    pub(super) fn build(
        core: Arc<Core>,
        connections: ConnectionOptions,
        profile: ProfileRecord,
        named_users: HashMap<(Tenant, String), String>,
        sheet_reader: SheetReader,
        version: String,
    ) -> Self {
        let connections = Connections::new(core.clone(), connections);
        let sessions = Sessions::new(core.clone(), connections.clone(), profile, named_users);
        let requests = Requests::new(core.clone(), connections.clone(), sessions.clone());
        let lookups = Lookups::new(core.clone(), connections.clone(), sessions.clone(), requests.clone());
        let outbox =
            Outbox::new(core.clone(), connections.clone(), sessions.clone(), requests.clone(), lookups.clone());
        let reconcile =
            Reconciler::new(core.clone(), connections.clone(), sessions.clone(), requests.clone(), outbox.clone());
        let mirror = Mirror::new(core.clone(), connections.clone(), sessions.clone(), requests.clone(), outbox.clone());
        let retention = Retention::new(core.clone(), connections.clone(), sessions.clone(), mirror.clone());
        let history = History::new(core.clone(), sessions.clone(), requests.clone());
        let entities =
            Entities::new(core.clone(), connections.clone(), sessions.clone(), requests.clone(), lookups.clone());
        let households =
            Households::new(core.clone(), sessions.clone(), lookups.clone(), outbox.clone(), entities.clone());
        let rejected = Rejected::new(core.clone(), connections.clone(), sessions.clone(), requests.clone());
        let batches = Batches::new(core.clone(), connections.clone(), sessions.clone(), outbox.clone());
        let retries = Retries::new(
            core.clone(),
            connections.clone(),
            sessions.clone(),
            requests.clone(),
            lookups.clone(),
            outbox.clone(),
            rejected.clone(),
            batches.clone(),
        );
        let bulk = Bulk::new(
            core.clone(),
            connections.clone(),
            sessions.clone(),
            requests.clone(),
            lookups.clone(),
            outbox.clone(),
            mirror.clone(),
            entities.clone(),
            batches.clone(),
            sheet_reader.clone(),
        );
        let field = Field::new(
            core.clone(),
            connections.clone(),
            sessions.clone(),
            requests.clone(),
            lookups.clone(),
            outbox.clone(),
            mirror.clone(),
            entities.clone(),
            sheet_reader,
        );
        let app = Arc::new(App {
            core: core.clone(),
            connections: connections.clone(),
            sessions: sessions.clone(),
            requests: requests.clone(),
            lookups: lookups.clone(),
            outbox: outbox.clone(),
            mirror: mirror.clone(),
            retention: retention.clone(),
            entities: entities.clone(),
            rejected: rejected.clone(),
            retries: retries.clone(),
            bulk: bulk.clone(),
            field: field.clone(),
            version,
            tasks: Guarded::default(),
        });
        Self {
            core,
            connections,
            sessions,
            requests,
            lookups,
            outbox,
            reconcile,
            mirror,
            retention,
            history,
            entities,
            households,
            rejected,
            batches,
            retries,
            bulk,
            field,
            app,
        }
    }
}
