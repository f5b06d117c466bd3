//! Cards, boxes, subscriptions and products (reference sections 7.2 to 7.4).

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{log_information::LogInformation, members::record};

record!(
    /// A smartcard or a set-top box. The server does not report which of them it is.
    InstalledItem {
        id: text -> String,
        serial_number: text -> String,
        alternative_code: text -> String,
        /// `EFFECTIVE` or `NOT_EFFECTIVE`.
        state: text -> String,
        notes: text -> String,
        ownership_status: text -> String,
        product: object -> Product,
        log_information: object -> LogInformation,
    }
);

record!(
    /// A service or a kind of device. Its type is `type` here and `product_type` where nested.
    Product {
        id: text -> String,
        code: text -> String,
        alternative_code: text -> String,
        description: text -> String,
        r#type: object -> ProductType,
        product_type: object -> ProductType,
        log_information: object -> LogInformation,
    }
);

record!(ProductType {
    id: text -> String,
    name: text -> String,
    description: text -> String,
    alternative_code: text -> String,
    /// `SERVICES` or `PHYSICALGOODS`.
    classification: text -> String,
    used_for_provisioning: flag -> bool,
});

record!(
    /// The contract of a household, which owns cards, boxes and services.
    Subscription {
        id: text -> String,
        number: text -> String,
        life_cycle_state: text -> String,
        first_activated_date: date -> NaiveDateTime,
        rating_state: text -> String,
        accounts_receivable: object -> AccountsReceivable,
        log_information: object -> LogInformation,
    }
);

record!(AccountsReceivable {
    id: text -> String,
    number: text -> String,
    name: text -> String,
    life_cycle_state: text -> String,
});

/// Maximum length of a product's texts, in bytes: they identify a service and are shown in lists.
const MAX_TEXT_BYTES: usize = 4_000;

impl Product {
    /// Reason why the value is not a valid product, if it is not.
    pub(crate) fn fault(value: &Value) -> Option<&'static str> {
        let Value::Object(members) = value else { return Some("a product is an object") };
        let text = |name| match members.get(name) {
            Some(Value::String(text)) => text.trim().len(),
            Some(Value::Number(_)) => 1,
            _ => 0,
        };
        let names = ["id", "code", "alternative_code"].map(text);
        if names.iter().all(|length| *length == 0) {
            return Some("a product has an id or a code");
        }
        (names.into_iter().chain([text("description")]).any(|length| length > MAX_TEXT_BYTES))
            .then_some("a text of it is longer than a product's can be")
    }

    /// The type, under either name.
    pub fn kind(&self) -> Option<&ProductType> {
        self.r#type.as_ref().or(self.product_type.as_ref())
    }

    /// Whether it can be added to a card. `None` if its type does not say so.
    pub fn is_service(&self) -> Option<bool> {
        let kind = self.kind()?;
        let services = kind.classification.as_deref()?.eq_ignore_ascii_case("SERVICES");
        Some(services && kind.used_for_provisioning != Some(false))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn the_type_of_a_product_has_two_names() {
        let typed = json!({"code": "GOLD", "type": {"classification": "SERVICES", "used_for_provisioning": true}});
        let nested = json!({"code": "SC", "product_type": {"classification": "PHYSICALGOODS"}});
        let (gold, card): (Product, Product) = (from_value(typed.clone()).unwrap(), from_value(nested).unwrap());
        assert_eq!((gold.is_service(), card.is_service()), (Some(true), Some(false)));
        assert_eq!(to_value(gold).unwrap(), typed, "a raw identifier must not reach the JSON");
        assert_eq!(Product::default().is_service(), None);
    }

    #[test]
    fn unknown_members_are_kept() {
        let item = json!({"id": "F1", "serial_number": "01900000001", "udf_string_1": "x", "state_classification": {"id": "1"}});
        let read: InstalledItem = from_value(item.clone()).unwrap();
        assert_eq!(read.extra.len(), 2);
        assert_eq!(to_value(read).unwrap(), item);
    }
}
