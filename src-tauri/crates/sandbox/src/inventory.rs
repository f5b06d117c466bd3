//! CRM.COM's subscriptions, cards, boxes and products, and finding them by identifiers.

use std::borrow::Cow;

use crmcom::catalogue::Provider;

use crate::{
    envelope::{Refusal, code},
    indexed::{Identified, Indexed},
    sentinel,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    pub number: String,
    pub holder: String,
    /// Links the subscription's services and devices in the CA system.
    pub distribution_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Smartcard,
    SetTopBox,
}

/// An installed item. Its class is defined in the provider's set-up and is no member of the API's object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: String,
    pub serial_number: String,
    pub alternative_code: String,
    pub ca_id: String,
    pub class: Class,
    pub provider: Provider,
    /// Id of its subscription.
    pub subscription: Option<String>,
    pub distribution_id: String,
    pub standing: ItemStatus,
}

/// Location of an item, and whether it may be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ItemStatus {
    #[default]
    AtCustomer,
    /// Taken out of use at its location.
    NotEffective,
    InWarehouse,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: String,
    pub code: String,
    pub alternative_code: String,
    pub description: String,
    /// Index into [`Inventory::product_types`].
    pub type_index: usize,
    /// Only for services.
    pub ca_id: Option<String>,
    /// Indexes into [`Inventory::labels`]: one of each kind.
    pub labels: [usize; 3],
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductType {
    pub id: String,
    pub name: String,
    pub alternative_code: String,
    pub is_service: bool,
}

/// A brand, family or category. There is one of each, so that every filter of `products/list` finds products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub id: String,
    pub name: String,
    pub alternative_code: String,
}

#[derive(Debug, Default)]
pub struct Inventory {
    pub subscriptions: Indexed<Subscription>,
    pub items: Indexed<Item>,
    pub products: Indexed<Product>,
    pub product_types: Vec<ProductType>,
    /// Labels with their kind: `brand`, `family` or `category`.
    pub labels: Vec<(&'static str, Label)>,
}

/// An identifier with its single field: `{"serial_number": "01900000001"}` or `…=serial_number=01900000001`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    pub field: String,
    pub value: String,
}

impl Identifier {
    fn not_found(&self, what: &str) -> Refusal {
        Refusal::not_found(what, &self.field, &self.value)
    }

    fn is_sentinel(&self) -> bool {
        sentinel::of(&self.value).is_some()
    }
}

impl Identified for Subscription {
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("id", self.id.as_str()), ("number", &self.number)].into_iter()
    }
}

impl Identified for Item {
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let own =
            [("id", &self.id), ("serial_number", &self.serial_number), ("alternative_code", &self.alternative_code)];
        own.into_iter().chain([(ca_id_of(self.provider), &self.ca_id)]).map(|(field, text)| (field, text.as_str()))
    }
}

impl Identified for Product {
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("id", self.id.as_str()), ("code", &self.code), ("alternative_code", &self.alternative_code)].into_iter()
    }
}

/// Separate indexes, because two CA systems may give two items the same CA id.
fn ca_id_of(provider: Provider) -> &'static str {
    match provider {
        Provider::Conax => "ca_id at Conax",
        Provider::Nagravision => "ca_id at Nagravision",
    }
}

impl Inventory {
    pub fn subscription(&self, by: &Identifier) -> Result<Cow<'_, Subscription>, Refusal> {
        match self.subscriptions.find(&by.field, &by.value) {
            Some(subscription) => Ok(Cow::Borrowed(subscription)),
            None if by.is_sentinel() => Ok(Cow::Owned(Subscription {
                id: by.value.clone(),
                number: by.value.clone(),
                holder: "Sentinel value".to_owned(),
                distribution_id: format!("DIST-{}", by.value),
            })),
            None => Err(by.not_found("subscription")),
        }
    }

    /// Finds an item. `wanted` is the class that the method requires; `None` accepts any item.
    pub fn item(&self, by: &Identifier, wanted: Option<(Class, Provider)>) -> Result<Cow<'_, Item>, Refusal> {
        match self.items.find(&by.field, &by.value) {
            // Items are classified by each provider: a Nagravision card is no smartcard for Conax.
            Some(item) if wanted.is_none_or(|wanted| wanted == (item.class, item.provider)) => Ok(Cow::Borrowed(item)),
            Some(item) => Err(wrong_class(by, item, wanted)),
            None if by.is_sentinel() => Ok(Cow::Owned(made_up(&by.value, wanted))),
            None => Err(by.not_found("installed item")),
        }
    }

    /// Finds an item as the CA system does: by CA id, not by serial number.
    pub fn item_by_ca_id(&self, ca_id: &str, provider: Provider) -> Option<Cow<'_, Item>> {
        self.items.find(ca_id_of(provider), ca_id).map(Cow::Borrowed)
    }

    pub fn product(&self, by: &Identifier) -> Result<Cow<'_, Product>, Refusal> {
        match self.products.find(&by.field, &by.value) {
            Some(product) => Ok(Cow::Borrowed(product)),
            None if by.is_sentinel() => Ok(Cow::Owned(Product {
                id: by.value.clone(),
                code: by.value.clone(),
                alternative_code: by.value.clone(),
                description: "Sentinel value".to_owned(),
                type_index: 0,
                ca_id: Some(by.value.clone()),
                labels: [0, 1, 2],
            })),
            None => Err(by.not_found("product")),
        }
    }

    /// Finds a product that is classified as a service; others cannot be specified.
    pub fn service(&self, by: &Identifier) -> Result<Cow<'_, Product>, Refusal> {
        let product = self.product(by)?;
        if product.ca_id.is_none() {
            let message = format!("The product {} is not a service.", product.code);
            return Err(Refusal::new(code::NOT_SERVICE, message));
        }
        Ok(product)
    }

    pub fn subscription_by_id(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.find("id", id)
    }
}

fn wrong_class(by: &Identifier, item: &Item, wanted: Option<(Class, Provider)>) -> Refusal {
    let (code, entity) = match wanted {
        Some((Class::SetTopBox, _)) => (code::NOT_SET_TOP_BOX, "set-top box"),
        _ => (code::NOT_SMARTCARD, "smartcard"),
    };
    let message = format!("The installed item {} is not classified as a {entity} by the provider.", item.serial_number);
    Refusal::new(code, message).because(format!("Found by {}.", by.field))
}

pub fn made_up(value: &str, wanted: Option<(Class, Provider)>) -> Item {
    let (class, provider) = wanted.unwrap_or((Class::Smartcard, Provider::Conax));
    Item {
        id: value.to_owned(),
        serial_number: value.to_owned(),
        alternative_code: value.to_owned(),
        ca_id: ca_id(value, class, provider),
        class,
        provider,
        subscription: None,
        distribution_id: format!("DIST-{value}"),
        standing: ItemStatus::AtCustomer,
    }
}

/// Nagravision cards: the first ten characters of the serial number (reference 4.3). Others: the serial number itself.
pub fn ca_id(serial_number: &str, class: Class, provider: Provider) -> String {
    match (provider, class) {
        (Provider::Nagravision, Class::Smartcard) => serial_number.chars().take(10).collect(),
        _ => serial_number.to_owned(),
    }
}
