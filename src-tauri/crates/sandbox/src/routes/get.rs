//! The GET methods: `show` and `list` of requests, and the look-ups.

use std::sync::Arc;

use crmcom::catalogue::Provider;
use serde_json::Value;

use super::methods::Method;
use crate::{
    envelope::Refusal,
    render::{self, View},
    requests::{CONAX_TYPES, LifeCycleState, Request},
    routes::{lookups, query::Query},
    sentinel::Mishap,
    server_state::{Crm, State},
};

const REQUEST_IDENTIFIERS: &[&str] = &["id", "number"];

/// Returns the data, and the mishap that is to be applied to the answer.
pub fn read(crm: &Crm, method: Method, query: &Query) -> Result<(Value, Option<Mishap>), Refusal> {
    let token = query.get("token");
    let author = crm.author(token)?;
    let mishap = crm.trip(token.unwrap_or_default(), author, query.identifying_values())?;
    // Other mishaps replace the answer; this one needs its data.
    if let Some(mishap) = mishap.filter(|mishap| *mishap != Mishap::Trickle) {
        return Ok((Value::Null, Some(mishap)));
    }
    let state = &mut *crm.state();
    let fields = query.fields();
    let data = match method {
        Method::ConaxShow => show(state, query, View::Show)?,
        Method::AnyShow => show(state, query, View::Neutral)?,
        // Written row by row: see [`list`].
        Method::ConaxList => return Ok((Value::Null, None)),
        Method::Products => return Ok((lookups::products(state, query)?, mishap)),
        Method::InstalledItem => lookups::installed_item(state, query)?,
        Method::ItemByParameter => lookups::item_by_parameter(state, query)?,
        Method::Subscription => lookups::subscription(state, query)?,
        Method::Product => lookups::product(state, query)?,
    };
    Ok((render::project(data, fields.as_deref()), mishap))
}

fn show(state: &mut State, query: &Query, view: View) -> Result<Value, Refusal> {
    let by = query.identifier("provisioning_request_identifier", REQUEST_IDENTIFIERS)?;
    if by.field == "id"
        && let Some(request) = state.requests.find_mut(&by.value)
    {
        request.seen = true;
    }
    let found = state.requests.find(&by.field, &by.value);
    // The Conax method does not return Nagravision's requests.
    let seen = found.filter(|request| view == View::Neutral || request.draft.provider == Provider::Conax);
    let request = seen.ok_or_else(|| Refusal::not_found("provisioning request", &by.field, &by.value))?;
    Ok(render::request(request, view, state.release, &state.inventory))
}

/// The rows of a list as positions, because a hundred thousand JSON values would fill the memory.
#[derive(Debug)]
pub struct List {
    places: Vec<usize>,
    fields: Option<Vec<String>>,
}

/// Number of rows that are rendered at a time, under one lock.
const CHUNK_ROWS: usize = 200;

impl List {
    /// The JSON of the rows with separating commas, in chunks.
    pub fn pieces(self, crm: Arc<Crm>) -> impl Iterator<Item = String> + Send {
        let pieces: Vec<Vec<usize>> = self.places.chunks(CHUNK_ROWS).map(<[usize]>::to_vec).collect();
        pieces.into_iter().enumerate().map(move |(piece, places)| {
            let state = &*crm.state();
            let mut text = String::new();
            for (row, place) in places.into_iter().enumerate() {
                if piece + row > 0 {
                    text.push(',');
                }
                let value =
                    render::request(state.requests.at(place), View::ListOrCreate, state.release, &state.inventory);
                text += &render::project(value, self.fields.as_deref()).to_string();
            }
            text
        })
    }
}

/// Lists requests by exactly one filter; oldest first, which the real server does not guarantee.
pub fn list(crm: &Crm, query: &Query) -> Result<List, Refusal> {
    let state = &mut *crm.state();
    let filter = query.exactly_one(&["type", "life_cycle_state", "reference_number"])?;
    let wanted = query.get(filter).unwrap_or_default();
    let allowed: Option<Vec<&str>> = match filter {
        "type" => Some(CONAX_TYPES.to_vec()),
        "life_cycle_state" => Some(LifeCycleState::ALL.map(LifeCycleState::name).to_vec()),
        _ => None,
    };
    if let Some(allowed) = allowed.filter(|allowed| !allowed.contains(&wanted)) {
        return Err(Refusal::invalid(filter, format!("Expected one of {}.", allowed.join(", "))));
    }
    *state.listed.entry(wanted.to_owned()).or_default() += 1;
    let matches = |request: &Request| {
        request.draft.provider == Provider::Conax
            && !request.archived
            && match filter {
                "type" => request.draft.request_type == wanted,
                "life_cycle_state" => request.state.name() == wanted,
                _ => request.reference_number.as_deref() == Some(wanted),
            }
    };
    let found = state.requests.iter().enumerate().filter(|(_, request)| matches(request)).map(|(place, _)| place);
    Ok(List { places: query.page(state.release, state.lists)?.of(found), fields: query.fields() })
}
