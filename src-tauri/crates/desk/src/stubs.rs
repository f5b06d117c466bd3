//! TO BE REPLACED: each method moves to where it belongs.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::{Candidate, RequestDetail, RequestRow},
};

fn todo<T>() -> Result<T, Problem> {
    Err(Problem::new(ProblemCode::Internal, "not built yet"))
}

#[allow(clippy::unused_async, missing_docs)]
impl Desk {
    // The write side.
    pub async fn look_again(&self, _key: String) -> Result<RequestDetail, Problem> {
        todo()
    }
    pub async fn check_number(&self, _key: String, _number: String) -> Result<Candidate, Problem> {
        todo()
    }
    pub async fn adopt(&self, _key: String, _id: String) -> Result<RequestRow, Problem> {
        todo()
    }
    pub async fn send_again(&self, _key: String) -> Result<RequestRow, Problem> {
        todo()
    }
    pub async fn close_unknown(&self, _key: String, _closed: bool) -> Result<RequestRow, Problem> {
        todo()
    }
}
