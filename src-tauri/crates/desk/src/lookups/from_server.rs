//! Converts entities of the Web API to the cache's types, with the members that pages show and no others.

use crmcom::{Error, InstalledItem, Product, ProductType, Subscription};
use store::{CachedKind, Identifiers, ReportedEntity};

use crate::error::{from_lower, problem::Problem};

/// Separates *not found*, which is an answer, from any other refusal, which is not.
pub(super) fn found<T>(answer: Result<T, Error>) -> Result<Option<T>, Problem> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Error::Refused(refusal)) if is_not_found(&refusal.code) => Ok(None),
        Err(error) => Err(from_lower::call(&error)),
    }
}

/// The codes are not published (reference 3.1); these are the usual parts of such names.
fn is_not_found(code: &str) -> bool {
    let code = code.to_uppercase().replace(['_', '-', ' '], "");
    ["NOTFOUND", "NOTEXIST", "DOESNTEXIST"].iter().any(|word| code.contains(word)) && !code.contains("METHOD")
}

/// An empty text is no identifier.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

pub(super) fn reported_item(item: InstalledItem, kind: CachedKind) -> ReportedEntity {
    let ownership = item.extra.get("ownership_information").and_then(|of| of.get("ownership_status")?.as_str());
    let ownership = ownership.map(str::to_owned).or(item.ownership_status);
    let product = item.product.unwrap_or_default();
    let names = Identifiers {
        serial_number: filled(item.serial_number),
        alternative_code: filled(item.alternative_code),
        id: filled(item.id),
        ..Identifiers::default()
    };
    ReportedEntity {
        name: filled(product.description).or_else(|| filled(product.code.clone())),
        product: filled(product.code),
        state: filled(item.state),
        ownership: filled(ownership),
        ..ReportedEntity::new(kind, names)
    }
}

pub(super) fn reported_subscription(subscription: Subscription) -> ReportedEntity {
    let account = subscription.accounts_receivable.unwrap_or_default();
    let names =
        Identifiers { number: filled(subscription.number), id: filled(subscription.id), ..Identifiers::default() };
    ReportedEntity {
        name: filled(account.name),
        account: filled(account.number),
        state: filled(subscription.life_cycle_state),
        ..ReportedEntity::new(CachedKind::Subscription, names)
    }
}

/// Converts a product that is a service; a kind of device is none.
pub(crate) fn reported_service(product: Product) -> Option<ReportedEntity> {
    if product.is_service() == Some(false) {
        return None;
    }
    // The product type is kept, because all services are asked for by their type.
    let server = product.kind().and_then(|kind| {
        let kind = ProductType {
            id: kind.id.clone(),
            alternative_code: kind.alternative_code.clone(),
            classification: kind.classification.clone(),
            used_for_provisioning: kind.used_for_provisioning,
            ..ProductType::default()
        };
        serde_json::to_string(&Product { r#type: Some(kind), ..Product::default() }).ok()
    });
    let names = Identifiers {
        code: filled(product.code),
        alternative_code: filled(product.alternative_code),
        id: filled(product.id),
        ..Identifiers::default()
    };
    Some(ReportedEntity {
        name: filled(product.description),
        server,
        ..ReportedEntity::new(CachedKind::Service, names)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_not_found_code_means_not_found() {
        for code in ["COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION", "item_not_found", "X.DOESNOTEXISTEXCEPTION"] {
            assert!(is_not_found(code), "{code}");
        }
        for code in ["", "COM.CRM.EXCEPTION.SECURITY.ACCESSDENIEDEXCEPTION", "METHODNOTFOUNDEXCEPTION"] {
            assert!(!is_not_found(code), "{code}: nothing is known of the number");
        }
    }

    #[test]
    fn a_kind_of_device_is_no_service() {
        let product = |kind: &str| -> Product {
            serde_json::from_value(serde_json::json!({"code": "X", "type": {"classification": kind}})).unwrap()
        };
        assert_eq!(reported_service(product("PHYSICALGOODS")), None);
        assert_eq!(reported_service(product("SERVICES")).unwrap().names.code.as_deref(), Some("X"));
    }

    #[test]
    fn reads_the_owner_from_the_members_of_each_release() {
        for told in [
            serde_json::json!({"serial_number": "1", "ownership_status": "RENTED_TO_CUSTOMER"}),
            serde_json::json!({"serial_number": "1", "ownership_information": {"ownership_status": "RENTED_TO_CUSTOMER"}}),
        ] {
            let item = reported_item(serde_json::from_value(told).unwrap(), CachedKind::Item);
            assert_eq!(item.ownership.as_deref(), Some("RENTED_TO_CUSTOMER"));
        }
    }
}
