//! `installed_items/show`, `provisioning/installed_items/show`, `subscriptions/show`, `products/show` and
//! `products/list` (reference 7.1 to 7.4).
//!
//! Members with unpublished names (the services and items inside a subscription) are omitted.

use crmcom::{catalogue::Provider, release::Release};
use serde_json::{Value, json};

use crate::{
    envelope::Refusal,
    inventory::{self, Class, Inventory, Item, ItemStatus, Product},
    providers, render,
    routes::query::Query,
    sentinel,
    server_state::State,
};

const ITEM_IDENTIFIERS: &[&str] = &["id", "serial_number", "alternative_code"];
const PRODUCT_IDENTIFIERS: &[&str] = &["id", "code", "alternative_code"];
/// Not published for the filters of `products/list`; these are the fields of the objects that they name.
const FILTER_IDENTIFIERS: &[&str] = &["id", "name", "alternative_code"];
/// Time when every subscription got its items.
const ISSUED_AT: &str = "2015-01-15T09:00:00";
const LIST_FILTERS: &[&str] = &["type_identifier", "brand_identifier", "family_identifier", "category_identifier"];

pub fn installed_item(state: &State, query: &Query) -> Result<Value, Refusal> {
    let by = query.identifier("installed_item_identifier", ITEM_IDENTIFIERS)?;
    let item = state.inventory.item(&by, None)?;
    Ok(item_value(state, &item))
}

/// `provisioning/installed_items/show`: the item that a provider knows by a parameter.
pub fn item_by_parameter(state: &State, query: &Query) -> Result<Value, Refusal> {
    let provider =
        providers::find(&query.identifier("provisioning_provider_identifier", providers::PROVIDER_IDENTIFIERS)?)?;
    let given = |name| query.get(name).ok_or_else(|| Refusal::missing(name));
    let (name, value) = (given("parameter_name")?, given("parameter_value")?);
    let class = match name {
        "smartcard_ca_id" | "existing_smartcard_ca_id" => Class::Smartcard,
        "stb_ca_id" => Class::SetTopBox,
        _ => return Err(Refusal::invalid("parameter_name", format!("{name} does not name an installed item."))),
    };
    match state.inventory.item_by_ca_id(value, provider).filter(|item| item.class == class) {
        Some(item) => Ok(item_value(state, &item)),
        None if sentinel::of(value).is_some() => {
            Ok(item_value(state, &inventory::made_up(value, Some((class, provider)))))
        }
        None => Err(Refusal::not_found("installed item", name, value)),
    }
}

fn item_value(state: &State, item: &Item) -> Value {
    let code = match (item.class, item.provider) {
        (Class::Smartcard, Provider::Conax) => "SMARTCARD",
        (Class::SetTopBox, Provider::Conax) => "STB",
        (Class::Smartcard, Provider::Nagravision) => "SMARTCARD-N",
        (Class::SetTopBox, Provider::Nagravision) => "STB-N",
    };
    let product = state.inventory.products.find("code", code);
    let (effective, ownership, issued) = match item.standing {
        ItemStatus::AtCustomer => ("EFFECTIVE", "RENTED_TO_CUSTOMER", Some(ISSUED_AT)),
        ItemStatus::NotEffective => ("NOT_EFFECTIVE", "RENTED_TO_CUSTOMER", Some(ISSUED_AT)),
        ItemStatus::InWarehouse => ("EFFECTIVE", "IN_INTERNAL_WAREHOUSE", None),
    };
    let mut value = json!({
        "id": item.id,
        "serial_number": item.serial_number,
        "alternative_code": item.alternative_code,
        "notes": null,
        "state": effective,
        "state_classification": null,
        "udf_string_1": null,
        "product": product.map(|product| product_value(product, "product_type", &state.inventory)),
    });
    if state.release >= Release::new(9, 0, 0) {
        value["warehouse_issue_date"] = json!(issued);
        value["warranty_remaining_coverage_duration"] = Value::Null;
    }
    if state.release < Release::R10 {
        value["ownership_status"] = json!(ownership);
    } else {
        value["ownership_information"] = json!({ "ownership_status": ownership });
    }
    value
}

pub fn subscription(state: &State, query: &Query) -> Result<Value, Refusal> {
    let by = query.identifier("subscription_identifier", &["id", "number"])?;
    let subscription = state.inventory.subscription(&by)?;
    let mut value = json!({
        "id": subscription.id,
        "number": subscription.number,
        "life_cycle_state": "EFFECTIVE",
        "rating_state": "COMPLETED",
        "accounts_receivable": {
            "id": format!("AR-{}", subscription.number),
            "number": format!("AR{}", subscription.number.trim_start_matches('S')),
            "name": subscription.holder,
            "life_cycle_state": "EFFECTIVE",
        },
        "type": { "id": "ST1", "name": "Residential", "description": "Residential television", "alternative_code": "RES" },
    });
    if state.release >= Release::new(9, 0, 0) {
        value["first_activated_date"] = json!(ISSUED_AT);
    }
    if state.release >= Release::new(12, 1, 0) {
        value["rated_up_to"] = json!("2016-01-01T00:00:00");
    }
    if state.release >= Release::new(14, 2, 0) {
        value["free"] = json!(false);
    }
    Ok(value)
}

pub fn product(state: &State, query: &Query) -> Result<Value, Refusal> {
    let by = query.identifier("product_identifier", PRODUCT_IDENTIFIERS)?;
    let product = state.inventory.product(&by)?;
    Ok(product_value(&product, "type", &state.inventory))
}

pub fn products(state: &State, query: &Query) -> Result<Value, Refusal> {
    query.optional_date("as_of_date_valid")?;
    let filter = query.exactly_one(LIST_FILTERS)?;
    let by = query.identifier(filter, FILTER_IDENTIFIERS)?;
    let inventory = &state.inventory;
    let same = |id: &str, name: &str, alternative_code: &str| match by.field.as_str() {
        "id" => id == by.value,
        "name" => name == by.value,
        _ => alternative_code == by.value,
    };
    let kind = filter.trim_end_matches("_identifier");
    let wanted = match kind {
        "type" => inventory.product_types.iter().position(|it| same(&it.id, &it.name, &it.alternative_code)),
        _ => inventory
            .labels
            .iter()
            .position(|(it, label)| *it == kind && same(&label.id, &label.name, &label.alternative_code)),
    };
    let Some(wanted) = wanted else {
        return Err(Refusal::not_found(&format!("product {kind}"), &by.field, &by.value));
    };
    let rows = inventory.products.iter().filter(|product| match kind {
        "type" => product.type_index == wanted,
        _ => product.labels.contains(&wanted),
    });
    let fields = query.fields();
    let value = |product: &Product| render::project(product_value(product, "type", inventory), fields.as_deref());
    Ok(query.page(state.release, state.lists)?.of(rows).into_iter().map(value).collect())
}

/// The type is called `type` in product methods and `product_type` when nested in another object.
fn product_value(product: &Product, type_member: &str, inventory: &Inventory) -> Value {
    let product_type = &inventory.product_types[product.type_index];
    let label = |kind: &str| {
        let found = product.labels.iter().map(|at| &inventory.labels[*at]).find(|(it, _)| *it == kind);
        found.map(|(_, it)| json!({ "id": it.id, "name": it.name, "alternative_code": it.alternative_code }))
    };
    json!({
        "id": product.id,
        "code": product.code,
        "alternative_code": product.alternative_code,
        "description": product.description,
        type_member: {
            "id": product_type.id,
            "name": product_type.name,
            "description": product_type.name,
            "alternative_code": product_type.alternative_code,
            "classification": if product_type.is_service { "SERVICES" } else { "PHYSICALGOODS" },
            "service_type": product_type.is_service.then_some("TERMED"),
            "physical_good_type": (!product_type.is_service).then_some("TRACEABLE"),
            "used_for_provisioning": true,
            "composition_method": "FLAT",
        },
        "brand": label("brand"),
        "family": label("family"),
        "category": label("category"),
    })
}
