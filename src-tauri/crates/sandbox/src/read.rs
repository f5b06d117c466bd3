//! The GET methods: requests by `show` and `list`, and the look-ups.

use crmcom::{catalogue::Provider, release::Release};
use serde_json::Value;

use crate::{
    body,
    crm::{Crm, State},
    envelope::Refusal,
    lookups,
    query::Query,
    requests::{self, CONAX_TYPES, Request},
    sentinel::Mishap,
    wire::{self, View},
};

/// A GET method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    ConaxShow,
    ConaxList,
    AnyShow,
    InstalledItem,
    Subscription,
    Products,
    Product,
}

/// Path, method and the first release that has it.
pub const METHODS: [(&str, Method, Release); 7] = [
    ("conax_web_services/provisioning_requests/show", Method::ConaxShow, Release::R4),
    ("conax_web_services/provisioning_requests/list", Method::ConaxList, Release::R4),
    ("provisioning/provisioning_requests/show", Method::AnyShow, Release::R11),
    ("installed_items/show", Method::InstalledItem, Release::R4),
    ("subscriptions/show", Method::Subscription, Release::R4),
    ("products/list", Method::Products, Release::R4),
    ("products/show", Method::Product, Release::R4),
];

const REQUEST_BY: &[&str] = &["id", "number"];

/// The data, and what spoils the answer on its way.
pub fn read(crm: &Crm, method: Method, query: &Query) -> Result<(Value, Option<Mishap>), Refusal> {
    let token = query.get("token");
    crm.author(token)?;
    if let Some(mishap) = crm.trip(token.unwrap_or_default(), query.identifying_values())? {
        return Ok((Value::Null, Some(mishap)));
    }
    let state = &*crm.state();
    let fields = query.fields();
    let data = match method {
        Method::ConaxShow => show(state, query, View::Show)?,
        Method::AnyShow => show(state, query, View::Neutral)?,
        Method::ConaxList => return Ok((list(state, query)?, None)),
        Method::Products => return Ok((lookups::products(state, query)?, None)),
        Method::InstalledItem => lookups::installed_item(state, query)?,
        Method::Subscription => lookups::subscription(state, query)?,
        Method::Product => lookups::product(state, query)?,
    };
    Ok((wire::project(data, fields.as_deref()), None))
}

fn show(state: &State, query: &Query, view: View) -> Result<Value, Refusal> {
    let by = query.identifier("provisioning_request_identifier", REQUEST_BY)?;
    let found = state.requests.find(&by.field, &by.value);
    // The Conax method does not see Nagravision's requests.
    let seen = found.filter(|request| view == View::Neutral || request.draft.provider == Provider::Conax);
    let request = seen.ok_or_else(|| Refusal::not_found("provisioning request", &by.field, &by.value))?;
    Ok(wire::request(request, view, state.release, &state.inventory))
}

/// Exactly one filter; oldest first, which the real server does not promise.
fn list(state: &State, query: &Query) -> Result<Value, Refusal> {
    let filter = query.exactly_one(&["type", "life_cycle_state", "reference_number"])?;
    let wanted = query.get(filter).unwrap_or_default();
    let allowed: Option<Vec<&str>> = match filter {
        "type" => Some(CONAX_TYPES.to_vec()),
        "life_cycle_state" => Some(requests::State::ALL.map(requests::State::name).to_vec()),
        _ => None,
    };
    if let Some(allowed) = allowed.filter(|allowed| !allowed.contains(&wanted)) {
        return Err(Refusal::invalid(filter, format!("Expected one of {}.", allowed.join(", "))));
    }
    let matches = |request: &&Request| {
        request.draft.provider == Provider::Conax
            && match filter {
                "type" => request.draft.request_type == wanted,
                "life_cycle_state" => request.state.name() == wanted,
                _ => request.reference_number.as_deref() == Some(wanted),
            }
    };
    let page = query.page(state.release)?;
    let fields = query.fields();
    let value = |request: &Request| {
        let value = wire::request(request, View::ListOrCreate, state.release, &state.inventory);
        wire::project(value, fields.as_deref())
    };
    Ok(page.of(state.requests.iter().filter(matches)).into_iter().map(value).collect())
}

/// `as_of_date_valid` and the like.
pub fn optional_date(query: &Query, name: &str) -> Result<(), Refusal> {
    match query.get(name) {
        Some(text) if body::read_date(text).is_none() => Err(Refusal::invalid(name, "Expected yyyy-MM-ddTHH:mm:ss.")),
        _ => Ok(()),
    }
}
