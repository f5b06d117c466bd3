use calamine::{Data, Reader, Xlsx, open_workbook};
use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{DeskEvent, Export, ExportColumn, ExportFormat, RequestColumn, RequestFilter, RequestQuery, RequestState},
};

fn export(format: ExportFormat) -> Export {
    let columns = [
        RequestColumn::Number,
        RequestColumn::Smartcard,
        RequestColumn::State,
        RequestColumn::Created,
        RequestColumn::Error,
    ];
    Export {
        filter: RequestFilter::default(),
        sort: RequestColumn::Created,
        ascending: true,
        keys: Vec::new(),
        columns: columns.into_iter().map(|column| ExportColumn { column, heading: format!("={column:?}") }).collect(),
        state_words: [(RequestState::Rejected, "Refused it".to_owned())].into(),
        cause_words: [].into(),
        format,
    }
}

async fn filled(bed: &Bed) -> Desk {
    let desk = bed.signed_in().await;
    desk.mirror.refresh_requests().await.unwrap();
    desk
}

async fn shown(desk: &Desk, filter: RequestFilter) -> Vec<crate::view::RequestRow> {
    let query = RequestQuery { filter, ascending: true, limit: 500, ..RequestQuery::default() };
    desk.requests.request_page(query).await.unwrap().rows
}

#[tokio::test]
async fn csv_contains_the_listed_rows_and_reads_back() {
    let bed = Bed::new();
    let desk = filled(&bed).await;
    let path = bed.dir.path().join("made/here/requests.csv");
    let causes = desk.rejected.rejected_causes().await.unwrap();
    let causes = causes.into_iter().flat_map(|cause| {
        let title = cause.title;
        cause.groups.into_iter().filter_map(move |group| Some((group, title.clone()?)))
    });
    let causes = causes.collect();
    let filter =
        RequestFilter { states: vec![RequestState::Rejected, RequestState::Pending], ..RequestFilter::default() };
    desk.requests
        .export_requests(
            path.as_path(),
            Export { filter: filter.clone(), cause_words: causes, ..export(ExportFormat::Csv) },
        )
        .await
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("spreadsheets know UTF-8 by its mark");
    assert!(text.starts_with("'=Number,'=Smartcard,") && text.contains("\r\n"), "{text}");
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    let shown = shown(&desk, filter).await;
    assert_eq!(rows.len(), shown.len());
    for (row, shown) in rows.iter().zip(&shown) {
        assert_eq!(&row[0], shown.number.as_deref().unwrap_or_default());
        let state = if shown.state == RequestState::Rejected { "Refused it" } else { "pending" };
        assert_eq!(&row[2], state, "the window's word, where it has one");
        assert_eq!(&row[1], shown.smartcard.as_deref().unwrap_or_default(), "zeros and all");
        let created = chrono::NaiveDateTime::parse_from_str(&row[3], "%Y-%m-%d %H:%M:%S").unwrap();
        assert_eq!(Some(crate::time::millis(created.and_utc().timestamp_millis())), shown.created);
    }
    let why = "Conax logged CRM.COM out (AxisFault: txt_session_expired)";
    assert!(rows.iter().any(|row| &row[4] == why), "in plain words, and in those of the CA system");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_workbook_stores_text_as_text_and_dates_as_dates() {
    let bed = Bed::new();
    let desk = filled(&bed).await;
    let path = bed.dir.path().join("requests.xlsx");
    let keys: Vec<String> =
        shown(&desk, RequestFilter::default()).await.into_iter().take(3).map(|row| row.key).collect();
    desk.requests
        .export_requests(path.as_path(), Export { keys: keys.clone(), ..export(ExportFormat::Xlsx) })
        .await
        .unwrap();
    let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let rows: Vec<&[Data]> = sheet.rows().collect();
    assert_eq!(rows.len(), 1 + keys.len(), "what was selected, below the headings");
    assert_eq!(rows[0][0], Data::String("=Number".to_owned()), "text is no formula");
    for row in &rows[1..] {
        assert!(matches!(&row[0], Data::String(_)), "{row:?}");
        assert!(matches!(&row[3], Data::DateTime(_)), "{row:?}");
    }
    assert!(rows[1..].iter().any(|row| matches!(&row[1], Data::String(card) if card.starts_with('0'))), "{rows:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_long_export_reports_progress_and_can_be_stopped() {
    let bed = Bed::with_backlog(Release::R11, 3_000);
    let desk = filled(&bed).await;
    let dir = bed.dir.path().join("exports");
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        let path = dir.join("requests.out");
        let mut events = desk.events();
        desk.requests.export_requests(path.as_path(), export(format)).await.unwrap();
        let done =
            heard(&mut events, "done", |event| matches!(event, DeskEvent::Export { progress } if progress.done)).await;
        let DeskEvent::Export { progress } = done else { panic!("an export") };
        assert_eq!((progress.rows, progress.problem), (progress.of, None));
        assert!(progress.rows > 3_000);
        std::fs::remove_file(&path).unwrap();

        let before = std::fs::read_dir(&dir).unwrap().count();
        let (exporting, stopping) = (desk.clone(), desk.clone());
        let stop = async {
            // As soon as the export has created its file.
            while std::fs::read_dir(&dir).unwrap().count() == before {
                tokio::task::yield_now().await;
            }
            stopping.requests.stop_export().await.unwrap();
        };
        let (written, ()) = tokio::join!(exporting.requests.export_requests(path.as_path(), export(format)), stop);
        written.unwrap();
        assert!(!path.exists() || std::fs::remove_file(&path).is_ok(), "whole or not at all");
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0, "nothing is left of it");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unwritable_file_is_reported() {
    let bed = Bed::new();
    let desk = filled(&bed).await;
    let file = bed.dir.path().join("a file");
    std::fs::write(&file, "").unwrap();
    let mut events = desk.events();
    let path = file.join("below it/requests.csv");
    let problem = desk.requests.export_requests(path.as_path(), export(ExportFormat::Csv)).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::FileNotWritten);
    assert!(
        problem.detail.as_deref().is_some_and(|detail| !detail.contains(bed.dir.path().to_str().unwrap())),
        "{problem:?}"
    );
    assert!(!problem.message.is_empty(), "the system's words");
    let told = heard(&mut events, "told", |event| matches!(event, DeskEvent::Export { .. })).await;
    let DeskEvent::Export { progress } = told else { panic!("an export") };
    assert_eq!(progress.problem, Some(problem));
    desk.shutdown().await;
}
