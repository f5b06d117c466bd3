//! Learns identifiers of cards, boxes, services and subscriptions from this desk's own requests: the identifier that
//! was typed and accepted, beside the one in the server's answer.
//!
//! The worker follows the journal's change counter with low priority, so that it never delays the sender.

use std::{collections::HashMap, time::Duration};

use crmcom::{ProvisioningRequest, catalogue::IdentifierTarget};
use store::{
    cache::{
        entities::{CachedKind, DescriptionSource, IdentifierKind, Identifiers, Owner, ReportedEntity},
        stamps::LEARNT_STAMP,
    },
    journal::OutboxRow,
    request_state::RequestState,
};

use crate::{
    error::problem::Problem,
    lookups::Lookups,
    requests::identifiers::{Identifier, only_value, reported_identifiers},
    view::{EntityKind, EntityRef},
};

/// Rows read at a time.
const CHUNK_ROWS: u32 = 200;
/// Gathering time: a row changes several times in quick succession.
const COALESCE_DELAY: Duration = Duration::from_millis(200);
/// Pause between two chunks while rows leave. The sender comes first, but a queue may take an hour.
const BUSY_PAUSE: Duration = Duration::from_secs(1);
const CARD_PARAMETERS: [&str; 2] = ["smartcard_ca_id", "existing_smartcard_ca_id"];

impl Lookups {
    /// Learns after each answered request, until the desk is shut down.
    pub(crate) async fn learn_names(&self) {
        loop {
            let more = self.learn_piece().await.unwrap_or_else(|problem| {
                tracing::info!(%problem, "nothing is learnt from what was sent");
                false
            });
            if !more {
                self.core.wake.learner.notified().await;
                tokio::time::sleep(COALESCE_DELAY).await;
            }
            if !self.core.scheduler.lock().nothing_claimed() {
                tokio::time::sleep(BUSY_PAUSE).await;
            }
        }
    }

    /// Learns from one chunk of rows. `true`: there may be more.
    pub(crate) async fn learn_piece(&self) -> Result<bool, Problem> {
        let _learning = self.learning.lock().await;
        let after = self.core.cache(|cache| cache.stamp(LEARNT_STAMP.0, LEARNT_STAMP.1)).await?.unwrap_or(0);
        let rows = self.core.read_journal(move |journal| journal.answered_after(after, CHUNK_ROWS)).await?;
        let Some(last) = rows.last().map(|(change, _)| *change) else { return Ok(false) };
        let more = rows.len() == CHUNK_ROWS as usize;
        let mut learnt: HashMap<(Owner, i64), Vec<ReportedEntity>> = HashMap::new();
        for (_, row) in rows {
            let owner = Owner { connection: row.connection.clone(), user: row.identity.text() };
            learnt.entry((owner, row.updated)).or_default().extend(learnt_entities(&row));
        }
        let most = self.core.preferences().look_ups_kept;
        let any = learnt.values().any(|told| !told.is_empty());
        self.core
            .cache(move |cache| {
                for ((owner, at), told) in learnt.into_iter().filter(|(_, told)| !told.is_empty()) {
                    cache.keep_entities(&owner, &told, DescriptionSource::Requests, at, most)?;
                }
                cache.set_stamp(LEARNT_STAMP.0, LEARNT_STAMP.1, last)
            })
            .await?;
        if any {
            self.core.events.entities();
        }
        Ok(more)
    }

    /// CA ids of a card or box that the server reported with this desk's own requests.
    pub(crate) async fn reported_ca_ids(&self, connection: &str, of: &EntityRef) -> Result<Vec<String>, Problem> {
        if of.by == Some(IdentifierKind::CaId) {
            return Ok(Vec::new());
        }
        let (connection, text) = (connection.to_owned(), of.text.clone());
        let told = self.core.read_journal(move |journal| journal.told_of(&connection, &text)).await?;
        let told = told.into_iter().filter_map(|told| serde_json::from_value::<ProvisioningRequest>(told).ok());
        Ok(told.filter_map(|request| only_value(&request, ca_id_of(of.kind)).map(str::to_owned)).collect())
    }
}

/// Entities learnt from a row and its answer.
fn learnt_entities(row: &OutboxRow) -> Vec<ReportedEntity> {
    let request = row.server.as_deref().and_then(|told| serde_json::from_str::<ProvisioningRequest>(told).ok());
    let Some(request) = request else { return Vec::new() };
    let mut entities: Vec<ReportedEntity> = Vec::new();
    for (target, ca_id, name) in reported_identifiers(row, &request) {
        let (Some(kind), Some(mut names)) = (kind_of(target), names_of(&name)) else { continue };
        names.ca_id = Some(ca_id);
        entities.push(ReportedEntity { provider: Some(row.provider.clone()), ..ReportedEntity::new(kind, names) });
    }
    // The sets of a pairing are CA ids, as are all other cards and boxes in the answer.
    for parameter in &request.parameters {
        let kind = match parameter.name.as_str() {
            name if CARD_PARAMETERS.contains(&name) => CachedKind::Smartcard,
            "stb_ca_id" => CachedKind::SetTopBox,
            _ => continue,
        };
        let Some(ca_id) = parameter.value.as_deref().filter(|value| !value.trim().is_empty()) else { continue };
        let known = |entity: &ReportedEntity| entity.kind == kind && entity.names.ca_id.as_deref() == Some(ca_id);
        if !entities.iter().any(known) {
            let names = Identifiers::of(IdentifierKind::CaId, ca_id);
            entities.push(ReportedEntity { provider: Some(row.provider.clone()), ..ReportedEntity::new(kind, names) });
        }
    }
    let named = row.body.get("subscription_identifier").and_then(|named| named.as_object()?.iter().next());
    if let Some((by, text)) = named.and_then(|(by, text)| Some((by.as_str(), text.as_str()?))) {
        let name = Identifier { by: by.to_owned(), text: text.to_owned() };
        entities.extend(names_of(&name).map(|names| ReportedEntity::new(CachedKind::Subscription, names)));
        // The server's acceptance does not prove that the subscription is the card's; completion by the CA system does.
        let card = CARD_PARAMETERS.iter().find_map(|name| only_value(&request, name));
        if row.state == RequestState::Completed && by == "number" {
            let cards = entities.iter_mut().filter(|entity| entity.kind == CachedKind::Smartcard);
            for card in cards.filter(|entity| entity.names.ca_id.as_deref() == card) {
                card.subscription = Some(text.to_owned());
            }
        }
    }
    entities
}

fn kind_of(target: IdentifierTarget) -> Option<CachedKind> {
    match target {
        IdentifierTarget::Smartcard => Some(CachedKind::Smartcard),
        IdentifierTarget::SetTopBox => Some(CachedKind::SetTopBox),
        IdentifierTarget::Service => Some(CachedKind::Service),
        IdentifierTarget::Subscription | IdentifierTarget::Provider => None,
    }
}

fn names_of(name: &Identifier) -> Option<Identifiers> {
    let by = name.by.parse::<IdentifierKind>().ok()?;
    Some(Identifiers::of(by, &name.text))
}

/// Name of the parameter in which the server reports the CA id of a card or box.
pub(crate) fn ca_id_of(kind: EntityKind) -> &'static str {
    if kind == EntityKind::SetTopBox { "stb_ca_id" } else { "smartcard_ca_id" }
}
