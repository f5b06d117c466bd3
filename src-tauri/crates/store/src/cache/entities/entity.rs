//! What is known of an entity: a smartcard, a set-top box, a subscription or a service, with its identifiers.

use crate::request_state::words;

/// Owner of look-ups. Data of one owner is never shown to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    pub connection: String,
    pub user: String,
}

words! {
    /// Kind of an entity. An item is a card or a box of which the kind is not known yet.
    CachedKind {
        Smartcard = "smartcard",
        SetTopBox = "set-top-box",
        Item = "item",
        Subscription = "subscription",
        Service = "service",
    }
}

impl CachedKind {
    /// Whether it is a card or a box, known or not.
    pub const fn is_item(self) -> bool {
        matches!(self, Self::Smartcard | Self::SetTopBox | Self::Item)
    }

    /// Whether one entity can be of both kinds.
    pub(super) const fn agrees(self, other: Self) -> bool {
        match (self, other) {
            (Self::Smartcard, Self::SetTopBox) | (Self::SetTopBox, Self::Smartcard) => false,
            (Self::Subscription, Self::Subscription) | (Self::Service, Self::Service) => true,
            _ => self.is_item() && other.is_item(),
        }
    }
}

words! {
    /// The kinds of identifier, for the cache and the window. The first four are the API's words.
    #[derive(PartialOrd, Ord, serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "snake_case")]
    IdentifierKind {
        SerialNumber = "serial_number",
        AlternativeCode = "alternative_code",
        Id = "id",
        /// Of a subscription or a request.
        Number = "number",
        /// Of a service.
        Code = "code",
        /// The CA system's identifier. The API does not accept it as one.
        CaId = "ca_id",
    }
}

/// The known identifiers of an entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifiers {
    pub serial_number: Option<String>,
    pub alternative_code: Option<String>,
    pub id: Option<String>,
    /// Of a subscription.
    pub number: Option<String>,
    /// Of a service.
    pub code: Option<String>,
    pub ca_id: Option<String>,
}

impl Identifiers {
    pub fn of(by: IdentifierKind, text: &str) -> Self {
        let mut names = Self::default();
        *names.slot(by) = Some(text.to_owned());
        names
    }

    pub fn get(&self, by: IdentifierKind) -> Option<&str> {
        match by {
            IdentifierKind::SerialNumber => &self.serial_number,
            IdentifierKind::AlternativeCode => &self.alternative_code,
            IdentifierKind::Id => &self.id,
            IdentifierKind::Number => &self.number,
            IdentifierKind::Code => &self.code,
            IdentifierKind::CaId => &self.ca_id,
        }
        .as_deref()
    }

    pub fn slot(&mut self, by: IdentifierKind) -> &mut Option<String> {
        match by {
            IdentifierKind::SerialNumber => &mut self.serial_number,
            IdentifierKind::AlternativeCode => &mut self.alternative_code,
            IdentifierKind::Id => &mut self.id,
            IdentifierKind::Number => &mut self.number,
            IdentifierKind::Code => &mut self.code,
            IdentifierKind::CaId => &mut self.ca_id,
        }
    }

    /// The known identifiers, the best one to show first.
    pub fn iter(&self) -> impl Iterator<Item = (IdentifierKind, &str)> {
        IdentifierKind::ALL.iter().filter_map(|&by| Some((by, self.get(by)?)))
    }
}

/// A description of an entity by the server or by a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedEntity {
    pub kind: CachedKind,
    pub names: Identifiers,
    /// `conax` or `nagravision`.
    pub provider: Option<String>,
    /// Product of an item, description of a service, or holder of a subscription.
    pub name: Option<String>,
    /// Code of an item's product.
    pub product: Option<String>,
    /// State in the server's spelling.
    pub state: Option<String>,
    /// Number of the subscription that it belongs to.
    pub subscription: Option<String>,
    /// Account number of a subscription.
    pub account: Option<String>,
    /// Ownership of an item, in the server's spelling.
    pub ownership: Option<String>,
    /// Other data of the server's object, as JSON.
    pub server: Option<String>,
}

impl ReportedEntity {
    pub fn new(kind: CachedKind, names: Identifiers) -> Self {
        Self {
            kind,
            names,
            provider: None,
            name: None,
            product: None,
            state: None,
            subscription: None,
            account: None,
            ownership: None,
            server: None,
        }
    }
}

/// Origin of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DescriptionSource {
    /// A look-up on the server.
    Lookup,
    /// Requests of this desk: such data fills gaps and never replaces data of a look-up.
    Requests,
}

/// A stored entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedEntity {
    pub seq: i64,
    pub reported: ReportedEntity,
    /// Time of the last look-up; `None` if all of it was learnt from requests.
    pub asked: Option<i64>,
    pub learnt: Option<i64>,
    pub used: Option<i64>,
    pub pinned: Option<i64>,
}

impl CachedEntity {
    /// The key that identifies it in the window.
    pub fn key(&self) -> String {
        format!("{KEY_PREFIX}{}", self.seq)
    }

    /// Time of the last description or use; its retention time starts then.
    pub fn fresh(&self) -> i64 {
        [self.asked, self.learnt, self.used].into_iter().flatten().max().unwrap_or_default()
    }
}

const KEY_PREFIX: &str = "thing-";

/// The row number in a key.
pub(super) fn seq_of(key: &str) -> Option<i64> {
    key.strip_prefix(KEY_PREFIX)?.parse().ok()
}
