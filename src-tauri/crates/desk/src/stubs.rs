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
    pub async fn save_knowledge(&self, group: String, draft: KnowledgeDraft) -> Result<Knowledge, Problem> {
        not_yet()
    }

    pub async fn forget_knowledge(&self, group: String) -> Result<Knowledge, Problem> {
        not_yet()
    }

    pub async fn export_knowledge(&self, path: String) -> Result<u32, Problem> {
        not_yet()
    }

    pub async fn import_knowledge(&self, path: String) -> Result<Merged, Problem> {
        not_yet()
    }

    pub async fn mark(&self, selection: RejectedSelection, change: MarkChange) -> Result<u32, Problem> {
        not_yet()
    }

    pub async fn mark_history(&self, key: String) -> Result<Vec<MarkVersion>, Problem> {
        not_yet()
    }

    pub async fn export_marks(&self, path: String) -> Result<u32, Problem> {
        not_yet()
    }

    pub async fn import_marks(&self, path: String) -> Result<Merged, Problem> {
        not_yet()
    }

    pub async fn rebuild(&self, key: String, operation: Option<String>) -> Result<Rebuilt, Problem> {
        not_yet()
    }

    pub async fn rebuild_resync(&self, key: String) -> Result<Rebuilt, Problem> {
        not_yet()
    }

    pub async fn retry(&self, key: String, draft: FormDraft) -> Result<RequestRow, Problem> {
        not_yet()
    }

    pub async fn plan_retries(&self, selection: RejectedSelection) -> Result<Batch, Problem> {
        not_yet()
    }

    pub async fn batches(&self) -> Result<Vec<Batch>, Problem> {
        not_yet()
    }

    pub async fn batch(&self, id: String) -> Result<Batch, Problem> {
        not_yet()
    }

    pub async fn batch_rows(&self, id: String, part: BatchPart, offset: u32, limit: u32) -> Result<BatchRows, Problem> {
        not_yet()
    }

    pub async fn start_batch(&self, id: String, typed: Option<u32>) -> Result<Batch, Problem> {
        not_yet()
    }

    pub async fn pause_batch(&self, id: String) -> Result<Batch, Problem> {
        not_yet()
    }

    pub async fn go_on_with_batch(&self, id: String) -> Result<Batch, Problem> {
        not_yet()
    }

    pub async fn stop_batch(&self, id: String) -> Result<Batch, Problem> {
        not_yet()
    }

    pub async fn handover(&self, from: f64) -> Result<Handover, Problem> {
        not_yet()
    }

    pub async fn save_report(&self, path: String, text: String) -> Result<(), Problem> {
        not_yet()
    }
}
