//! Converts cached entities for the window.

use crmcom::catalogue::IdentifierTarget;
use store::cache::entities::{CachedEntity, CachedKind, Owner, RequestNumber};

use super::KnownEntity;
use crate::{
    connections::identifier_rules,
    lookups::Lookups,
    time::millis,
    view::{ConnectionRules, Entity, EntityKind, Source},
};

/// Retention of an entity that is neither used nor looked up: 30 days, in milliseconds.
pub(crate) const ENTITY_RETENTION_MS: i64 = 30 * 24 * 3_600_000;

/// Settings needed to show the entities of a connection.
#[derive(Clone)]
pub(crate) struct EntityPresenter {
    pub(crate) owner: Owner,
    rules: ConnectionRules,
    /// An entity looked up before this time is stale.
    fresh_from: i64,
}

impl Lookups {
    pub(crate) fn showing(&self, connection: &str) -> EntityPresenter {
        let minutes = i64::from(self.core.preferences().look_up_minutes);
        EntityPresenter {
            owner: self.sessions.owner(connection),
            rules: self.connections.rules(connection),
            fresh_from: self.core.now() - minutes * 60_000,
        }
    }
}

impl EntityPresenter {
    pub(crate) fn rules(&self) -> &ConnectionRules {
        &self.rules
    }

    pub(crate) fn entity(&self, kept: &CachedEntity) -> Entity {
        let told = kept.reported.clone();
        Entity {
            key: kept.key(),
            kind: self.kind(kept),
            serial_number: told.names.serial_number,
            alternative_code: told.names.alternative_code,
            id: told.names.id,
            ca_id: told.names.ca_id,
            number: told.names.number,
            code: told.names.code,
            provider: told.provider,
            name: told.name,
            product: told.product,
            state: told.state,
            subscription: told.subscription,
            source: if kept.asked.is_some() { Source::LookUp } else { Source::Journal },
            as_of: millis(kept.asked.or(kept.learnt).unwrap_or_default()),
            stale: kept.asked.is_none_or(|asked| asked < self.fresh_from),
            pinned: kept.pinned.is_some(),
        }
    }

    pub(crate) fn known(&self, kept: &CachedEntity) -> KnownEntity {
        KnownEntity {
            entity: self.entity(kept),
            account: kept.reported.account.clone(),
            ownership: kept.reported.ownership.clone(),
            kept_until: kept.pinned.is_none().then(|| kept.fresh() + ENTITY_RETENTION_MS),
        }
    }

    /// The kind that requests or inputs gave; else the kind by the connection's rules for its serial number.
    fn kind(&self, kept: &CachedEntity) -> EntityKind {
        match (kept.reported.kind, &kept.reported.names.serial_number) {
            (CachedKind::Item, Some(serial)) => identifier_rules::test(&self.rules, serial).kind,
            (kind, _) => kind.into(),
        }
    }
}

/// An entity known from the server's lists only. Identifiers in this desk's own requests are left out: they are as
/// typed, of an unrecorded kind; entities learnt from them are in the cache.
pub(crate) fn reported_entity(number: &RequestNumber) -> Option<Entity> {
    let text = Some(number.text.clone());
    let of = |kinds: &[CachedKind]| text.clone().filter(|_| kinds.contains(&number.kind));
    (!number.request.mine).then(|| Entity {
        key: reported_key(number.kind, &number.text),
        kind: number.kind.into(),
        serial_number: None,
        alternative_code: None,
        id: None,
        ca_id: of(&[CachedKind::Smartcard, CachedKind::SetTopBox, CachedKind::Service]),
        number: of(&[CachedKind::Subscription]),
        code: None,
        provider: Some(number.request.provider.clone()),
        name: None,
        product: None,
        state: None,
        subscription: None,
        source: Source::Lists,
        as_of: millis(number.request.updated.or(number.request.created).unwrap_or_default()),
        stale: true,
        pinned: false,
    })
}

const REPORTED_KEY_PREFIX: &str = "told-";

/// Key of an entity that has no row of its own in the cache.
fn reported_key(kind: CachedKind, text: &str) -> String {
    format!("{REPORTED_KEY_PREFIX}{kind}:{text}")
}

/// Parses such a key.
pub(crate) fn parse_reported_key(key: &str) -> Option<(CachedKind, &str)> {
    let (kind, text) = key.strip_prefix(REPORTED_KEY_PREFIX)?.split_once(':')?;
    Some((kind.parse().ok()?, text))
}

/// Whether an entity of one kind can be used where another is wanted. An item of unknown kind fits as a card and as a
/// box.
pub(crate) fn fits(wanted: EntityKind, kind: EntityKind) -> bool {
    wanted == kind || wanted.is_item() && kind.is_item() && (wanted == EntityKind::Item || kind == EntityKind::Item)
}

/// The kind of entity that an identifier is of; a provider is none.
pub(crate) fn entity_kind(target: IdentifierTarget) -> Option<EntityKind> {
    match target {
        IdentifierTarget::Smartcard => Some(EntityKind::Smartcard),
        IdentifierTarget::SetTopBox => Some(EntityKind::SetTopBox),
        IdentifierTarget::Subscription => Some(EntityKind::Subscription),
        IdentifierTarget::Service => Some(EntityKind::Service),
        IdentifierTarget::Provider => None,
    }
}

/// Kinds of cached rows that may be an entity of the given kind.
pub(crate) fn kinds(kind: EntityKind) -> &'static [CachedKind] {
    match kind {
        EntityKind::Smartcard => &[CachedKind::Smartcard, CachedKind::Item],
        EntityKind::SetTopBox => &[CachedKind::SetTopBox, CachedKind::Item],
        EntityKind::Item => &[CachedKind::Smartcard, CachedKind::SetTopBox, CachedKind::Item],
        EntityKind::Subscription => &[CachedKind::Subscription],
        EntityKind::Service => &[CachedKind::Service],
        EntityKind::Request => &[],
    }
}

impl EntityKind {
    /// Whether it is a card or a box.
    pub(crate) fn is_item(self) -> bool {
        matches!(self, Self::Smartcard | Self::SetTopBox | Self::Item)
    }
}

impl From<CachedKind> for EntityKind {
    fn from(kind: CachedKind) -> Self {
        match kind {
            CachedKind::Smartcard => Self::Smartcard,
            CachedKind::SetTopBox => Self::SetTopBox,
            CachedKind::Item => Self::Item,
            CachedKind::Subscription => Self::Subscription,
            CachedKind::Service => Self::Service,
        }
    }
}
