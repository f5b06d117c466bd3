//! Commands that write or read a selected file; only here a handle is resolved to its path.

use std::path::{Path, PathBuf};

use desk::{
    Desk,
    problem::{FieldProblem, Problem, ProblemCode},
    view::{
        BulkReport, BulkSheet, BulkTemplate, Connection, ConnectionDraft, Export, ExportFormat, FilePurpose,
        HistoryExport, ImportSummary, JobList, PurgeExport, TestedHop,
    },
};
use tauri::{Manager, Runtime, WebviewWindow};

use crate::{chosen_files::ChosenFiles, startup::Opening};

pub async fn export_requests<R: Runtime>(window: &WebviewWindow<R>, file: String, asked: Export) -> Answer<()> {
    let purpose = match asked.format {
        ExportFormat::Csv => FilePurpose::RequestsCsv,
        ExportFormat::Xlsx => FilePurpose::RequestsXlsx,
    };
    with(window, &file, &[purpose], async |desk, path| desk.requests.export_requests(path, asked).await).await
}

pub async fn export_history<R: Runtime>(window: &WebviewWindow<R>, file: String, asked: HistoryExport) -> Answer<()> {
    let purpose = match asked.format {
        ExportFormat::Csv => FilePurpose::HistoryCsv,
        ExportFormat::Xlsx => FilePurpose::HistoryXlsx,
    };
    with(window, &file, &[purpose], async |desk, path| desk.history.export_history(path, asked).await).await
}

pub async fn export_knowledge<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Answer<u32> {
    with(window, &file, &[FilePurpose::Knowledge], async |desk, path| desk.rejected.export_knowledge(path).await).await
}

pub async fn preview_knowledge_import<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Answer<ImportSummary> {
    with(window, &file, &[FilePurpose::ReadKnowledge], async |desk, path| {
        desk.rejected.preview_knowledge_import(path).await
    })
    .await
}

pub async fn export_triage<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Answer<u32> {
    with(window, &file, &[FilePurpose::Marks], async |desk, path| desk.rejected.export_triage(path).await).await
}

pub async fn preview_triage_import<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Answer<ImportSummary> {
    with(window, &file, &[FilePurpose::ReadMarks], async |desk, path| desk.rejected.preview_triage_import(path).await)
        .await
}

pub async fn plan_jobs_file<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Answer<JobList> {
    with(window, &file, &[FilePurpose::ReadJobs], async |desk, path| desk.field.plan_jobs_file(path).await).await
}

pub async fn bring_sheet_file<R: Runtime>(window: &WebviewWindow<R>, file: String) -> Answer<BulkSheet> {
    with(window, &file, &[FilePurpose::ReadSheet], async |desk, path| desk.bulk.bring_sheet_file(path).await).await
}

pub async fn export_bulk_report<R: Runtime>(window: &WebviewWindow<R>, file: String, asked: BulkReport) -> Answer<()> {
    let purpose = match asked.format {
        ExportFormat::Csv => FilePurpose::BulkReportCsv,
        ExportFormat::Xlsx => FilePurpose::BulkReportXlsx,
    };
    with(window, &file, &[purpose], async |desk, path| desk.bulk.export_bulk_report(path, asked).await).await
}

pub async fn save_bulk_template<R: Runtime>(
    window: &WebviewWindow<R>,
    file: String,
    asked: BulkTemplate,
) -> Answer<()> {
    with(window, &file, &[FilePurpose::BulkTemplate], async |desk, path| {
        desk.bulk.save_bulk_template(path, asked).await
    })
    .await
}

pub async fn save_report<R: Runtime>(window: &WebviewWindow<R>, file: String, text: String) -> Answer<()> {
    with(window, &file, &[FilePurpose::HandoverHtml], async |desk, path| desk.rejected.save_report(path, text).await)
        .await
}

pub async fn save_table<R: Runtime>(window: &WebviewWindow<R>, file: String, rows: Vec<Vec<String>>) -> Answer<()> {
    with(window, &file, &[FilePurpose::HandoverCsv], async |desk, path| desk.rejected.save_table(path, rows).await)
        .await
}

pub async fn export_purges<R: Runtime>(window: &WebviewWindow<R>, file: String, asked: PurgeExport) -> Answer<()> {
    with(window, &file, &[FilePurpose::PurgedCsv], async |desk, path| desk.retention.export_purges(path, asked).await)
        .await
}

pub async fn check_connection<R: Runtime>(
    window: &WebviewWindow<R>,
    mut draft: ConnectionDraft,
) -> Answer<Vec<FieldProblem>> {
    let opening = window.state::<Opening>();
    let desk = opening.desk().await;
    ca_file(window, desk, &mut draft).await?;
    desk.app.check_connection(draft).await
}

pub async fn test_connection<R: Runtime>(
    window: &WebviewWindow<R>,
    mut draft: ConnectionDraft,
) -> Answer<Vec<TestedHop>> {
    let opening = window.state::<Opening>();
    let desk = opening.desk().await;
    ca_file(window, desk, &mut draft).await?;
    let file = draft.ca_file.clone();
    desk.app.test_connection(draft).await.map_err(|problem| without_folder_of(file.as_deref(), problem))
}

/// Saves a connection. The file's handle is consumed only after success, so that the user can correct an error and save
/// again.
pub async fn save_connection<R: Runtime>(window: &WebviewWindow<R>, mut draft: ConnectionDraft) -> Answer<Connection> {
    let opening = window.state::<Opening>();
    let desk = opening.desk().await;
    let handle = ca_file(window, desk, &mut draft).await?;
    let file = draft.ca_file.clone();
    let saved = desk.app.save_connection(draft).await.map_err(|problem| without_folder_of(file.as_deref(), problem))?;
    if let Some(handle) = handle {
        // The handle was valid a moment ago; it is gone only if the page was reloaded meanwhile.
        let _ = window.state::<ChosenFiles>().take(window.label(), &handle, &[FilePurpose::ReadCaFile]);
    }
    Ok(saved)
}

type Answer<T> = Result<T, Problem>;

async fn with<R: Runtime, T>(
    window: &WebviewWindow<R>,
    handle: &str,
    purposes: &[FilePurpose],
    act: impl AsyncFnOnce(&Desk, PathBuf) -> Answer<T>,
) -> Answer<T> {
    let path = window.state::<ChosenFiles>().take(window.label(), handle, purposes)?;
    let opening = window.state::<Opening>();
    act(opening.desk().await, path.clone()).await.map_err(|problem| problem.without_folder(&path))
}

fn without_folder_of(file: Option<&str>, problem: Problem) -> Problem {
    match file {
        Some(file) => problem.without_folder(Path::new(file)),
        None => problem,
    }
}

/// Resolves the extra CA file of a draft. It is either the connection's present file, or the handle of a newly selected
/// one, which is replaced by its path.
async fn ca_file<R: Runtime>(
    window: &WebviewWindow<R>,
    desk: &Desk,
    draft: &mut ConnectionDraft,
) -> Answer<Option<String>> {
    let Some(named) = draft.ca_file.clone().filter(|named| !named.is_empty()) else { return Ok(None) };
    if let Some(path) = window.state::<ChosenFiles>().look(window.label(), &named, FilePurpose::ReadCaFile) {
        // Settings store the path as text.
        draft.ca_file = Some(path.to_string_lossy().into_owned());
        return Ok(Some(named));
    }
    let connections = desk.app.snapshot().await?.connections;
    let own = connections.iter().find(|known| draft.id.as_ref() == Some(&known.id));
    if own.is_some_and(|own| own.ca_file.as_ref() == Some(&named)) {
        return Ok(None);
    }
    let fields = vec![FieldProblem { field: "ca_file".to_owned(), fault: "notChosen".to_owned(), params: [].into() }];
    Err(Problem { fields, ..Problem::new(ProblemCode::InvalidInput, "") })
}
