//! Wire types of lost answers.

use crate::{
    error::problem::Problem,
    view::{Parameter, RequestState},
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The evidence from the search for a request of unknown outcome.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Evidence {
    /// When the request left.
    pub sent: f64,
    pub looks: Vec<Look>,
    /// Requests on the server that may be this one.
    pub candidates: Vec<Candidate>,
    /// The server has no list of such requests, so the search is impossible.
    pub no_list: bool,
    /// A number that the user types can be checked with the server.
    pub can_check_number: bool,
    /// Several searches found nothing (three or more), so sending the request again is reasonable.
    pub may_send_again: bool,
    pub next_look: Option<f64>,
    /// How the search ended; absent while it is open.
    pub settled: Option<Settled>,
}

/// One search through the server's lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    pub at: f64,
    /// The lists that were read: request types or life-cycle states.
    pub lists: Vec<String>,
    /// Number of requests that were compared.
    pub compared: u32,
    pub matched: u32,
    pub problem: Option<Problem>,
}

/// A request on the server that may be the one that was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    pub id: String,
    pub number: Option<String>,
    pub state: RequestState,
    pub created: Option<f64>,
    pub user: Option<String>,
    /// Parameters with equal values in both.
    pub same: Vec<Parameter>,
    /// Parameters that could not be compared, because the server uses another identifier.
    pub unsure: Vec<Parameter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Settled {
    /// One request matched and was taken as this one.
    Matched,
    /// The user chose one of several requests, or typed its number.
    Chosen,
    /// The user sent the request again.
    SentAgain,
    /// The user left the outcome unknown.
    Closed,
}
