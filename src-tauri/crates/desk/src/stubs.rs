//! TO BE REPLACED: each method moves to where it belongs.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::{Export, RequestCounts, RequestFacets, RequestFilter},
};

fn todo<T>() -> Result<T, Problem> {
    Err(Problem::new(ProblemCode::Internal, "not built yet"))
}

#[allow(clippy::unused_async, missing_docs)]
impl Desk {
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
