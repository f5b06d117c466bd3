//! TO BE REPLACED: each method moves to where it belongs.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::{
        Candidate, Export, RequestCounts, RequestDetail, RequestFacets, RequestFilter,
        RequestRow,
    },
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
    // The read side.
    pub async fn request_counts(&self, _filter: RequestFilter) -> Result<RequestCounts, Problem> {
        todo()
    }
    pub async fn request_facets(&self) -> Result<RequestFacets, Problem> {
        todo()
    }
    pub async fn request_curl(&self, _key: String) -> Result<String, Problem> {
        todo()
    }
    pub async fn stop_refresh(&self) -> Result<(), Problem> {
        todo()
    }
    pub async fn export_requests(&self, _export: Export) -> Result<(), Problem> {
        todo()
    }
    pub async fn stop_export(&self) -> Result<(), Problem> {
        todo()
    }
}
