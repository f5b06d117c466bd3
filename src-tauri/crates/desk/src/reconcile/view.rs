//! Wire types of lost answers.

use crate::{
    error::problem::Problem,
    view::{Parameter, RequestState},
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was looked at to find out what became of a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Evidence {
    /// When it left.
    pub sent: f64,
    pub looks: Vec<Look>,
    /// Requests of the server that may be this one.
    pub candidates: Vec<Candidate>,
    /// The server has no list of such requests, so nothing can be looked at.
    pub no_list: bool,
    /// A number typed by hand can be checked with the server.
    pub can_check_number: bool,
    /// Several looks found nothing: sending it again is reasonable.
    pub may_send_again: bool,
    pub next_look: Option<f64>,
    /// How it was settled, if it was.
    pub settled: Option<Settled>,
}

/// One look at the server's lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    pub at: f64,
    /// What was listed: a type, or a life-cycle state.
    pub lists: Vec<String>,
    /// Requests that were compared.
    pub compared: u32,
    pub matched: u32,
    pub problem: Option<Problem>,
}

/// A request of the server that may be the one that was sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    pub id: String,
    pub number: Option<String>,
    pub state: RequestState,
    pub created: Option<f64>,
    pub user: Option<String>,
    /// Parameters that are the same in both.
    pub same: Vec<Parameter>,
    /// Parameters that could not be compared, because the server names the thing otherwise.
    pub unsure: Vec<Parameter>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Settled {
    /// One request matched, and was taken as this one.
    Matched,
    /// Somebody chose among several, or typed its number.
    Chosen,
    /// Somebody sent it again.
    SentAgain,
    /// Somebody left it as it is.
    Closed,
}
