//! To be built.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::*,
};

fn not_yet<T>() -> Result<T, Problem> {
    Err(Problem::new(ProblemCode::Internal, "not built yet"))
}

#[allow(clippy::unused_async, unused_variables)]
impl Desk {
    pub async fn rejected(&self, query: RejectedQuery) -> Result<RejectedPage, Problem> {
        not_yet()
    }

    pub async fn rejected_requests(
        &self,
        view: RejectedView,
        offset: u32,
        limit: u32,
    ) -> Result<RejectedRows, Problem> {
        not_yet()
    }

    pub async fn rejected_overview(&self, from: f64) -> Result<RejectedOverview, Problem> {
        not_yet()
    }

    pub async fn look_at_group(&self, group: String) -> Result<(), Problem> {
        not_yet()
    }

    pub async fn group_shape(&self, group: String) -> Result<GroupShape, Problem> {
        not_yet()
    }

    pub async fn join_groups(&self, groups: Vec<String>) -> Result<String, Problem> {
        not_yet()
    }

    pub async fn split_group(&self, group: String, by: SplitBy) -> Result<(), Problem> {
        not_yet()
    }

    pub async fn restore_group(&self, group: String) -> Result<(), Problem> {
        not_yet()
    }

    pub async fn compare(&self, key: String) -> Result<Comparison, Problem> {
        not_yet()
    }
}
