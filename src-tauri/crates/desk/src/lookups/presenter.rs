//! Things in the window's shape.

use store::{KeptThing, NameKind as StoredName, Owner, ThingKind as StoredKind, ToldNumber};

use super::KnownThing;
use crate::{
    connections::identifier_rules,
    lookups::Lookups,
    time::millis,
    view::{ConnectionRules, NameKind, Thing, ThingKind, ToldBy},
};

/// How long a thing is kept that nobody uses or asks for.
pub(crate) const KEPT: i64 = 30 * 24 * 3_600_000;

/// What it takes to show a thing of a connection.
#[derive(Clone)]
pub(crate) struct Showing {
    pub(crate) owner: Owner,
    rules: ConnectionRules,
    /// What was asked before is stale.
    fresh_from: i64,
}

impl Lookups {
    pub(crate) fn showing(&self, connection: &str) -> Showing {
        let minutes = i64::from(self.core.preferences().look_up_minutes);
        Showing {
            owner: self.sessions.owner(connection),
            rules: self.connections.rules(connection),
            fresh_from: self.core.now() - minutes * 60_000,
        }
    }
}

impl Showing {
    pub(crate) fn rules(&self) -> &ConnectionRules {
        &self.rules
    }

    pub(crate) fn thing(&self, kept: &KeptThing) -> Thing {
        let told = kept.told.clone();
        Thing {
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
            told_by: if kept.asked.is_some() { ToldBy::LookUp } else { ToldBy::Journal },
            as_of: millis(kept.asked.or(kept.learnt).unwrap_or_default()),
            stale: kept.asked.is_none_or(|asked| asked < self.fresh_from),
            pinned: kept.pinned.is_some(),
        }
    }

    pub(crate) fn known(&self, kept: &KeptThing) -> KnownThing {
        KnownThing {
            thing: self.thing(kept),
            account: kept.told.account.clone(),
            ownership: kept.told.ownership.clone(),
            kept_until: kept.pinned.is_none().then(|| kept.fresh() + KEPT),
        }
    }

    /// What requests or inputs said; else what the rules make of its serial number.
    fn kind(&self, kept: &KeptThing) -> ThingKind {
        match (kept.told.kind, &kept.told.names.serial_number) {
            (StoredKind::Item, Some(serial)) => identifier_rules::test(&self.rules, serial).kind,
            (kind, _) => kind.into(),
        }
    }
}

/// One that the lists tell of. This desk's own requests tell what was typed, and not by which name: what is
/// learnt from them stands in the cache.
pub(crate) fn told_thing(number: &ToldNumber) -> Option<Thing> {
    let text = Some(number.text.clone());
    let of = |kinds: &[StoredKind]| text.clone().filter(|_| kinds.contains(&number.kind));
    (!number.request.mine).then(|| Thing {
        key: told_key(number.kind, &number.text),
        kind: number.kind.into(),
        serial_number: None,
        alternative_code: None,
        id: None,
        ca_id: of(&[StoredKind::Smartcard, StoredKind::SetTopBox, StoredKind::Service]),
        number: of(&[StoredKind::Subscription]),
        code: None,
        provider: Some(number.request.provider.clone()),
        name: None,
        product: None,
        state: None,
        subscription: None,
        told_by: ToldBy::Lists,
        as_of: millis(number.request.updated.or(number.request.created).unwrap_or_default()),
        stale: true,
        pinned: false,
    })
}

const TOLD: &str = "told-";

/// Names a thing that is in no table of its own.
fn told_key(kind: StoredKind, text: &str) -> String {
    format!("{TOLD}{kind}:{text}")
}

/// What such a key names.
pub(crate) fn of_told_key(key: &str) -> Option<(StoredKind, &str)> {
    let (kind, text) = key.strip_prefix(TOLD)?.split_once(':')?;
    Some((kind.parse().ok()?, text))
}

/// Whether something of a kind can stand where another is wanted. One of which nobody knows whether it is a card or a
/// box can be either.
pub(crate) fn fits(wanted: ThingKind, kind: ThingKind) -> bool {
    wanted == kind || wanted.is_item() && kind.is_item() && (wanted == ThingKind::Item || kind == ThingKind::Item)
}

/// Kinds that rows of the cache can have which are a thing of that kind.
pub(crate) fn kinds(kind: ThingKind) -> &'static [StoredKind] {
    match kind {
        ThingKind::Smartcard => &[StoredKind::Smartcard, StoredKind::Item],
        ThingKind::SetTopBox => &[StoredKind::SetTopBox, StoredKind::Item],
        ThingKind::Item => &[StoredKind::Smartcard, StoredKind::SetTopBox, StoredKind::Item],
        ThingKind::Subscription => &[StoredKind::Subscription],
        ThingKind::Service => &[StoredKind::Service],
        ThingKind::Request => &[],
    }
}

impl ThingKind {
    /// A card or a box.
    pub(crate) fn is_item(self) -> bool {
        matches!(self, Self::Smartcard | Self::SetTopBox | Self::Item)
    }
}

impl From<StoredKind> for ThingKind {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::Smartcard => Self::Smartcard,
            StoredKind::SetTopBox => Self::SetTopBox,
            StoredKind::Item => Self::Item,
            StoredKind::Subscription => Self::Subscription,
            StoredKind::Service => Self::Service,
        }
    }
}

macro_rules! names {
    ($($name:ident),+) => {
        pub(crate) fn view_by(by: StoredName) -> NameKind {
            match by { $(StoredName::$name => NameKind::$name),+ }
        }

        pub(crate) fn stored_by(by: NameKind) -> StoredName {
            match by { $(NameKind::$name => StoredName::$name),+ }
        }
    };
}

names!(SerialNumber, AlternativeCode, Id, Number, Code, CaId);
