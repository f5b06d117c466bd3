//! Lists that users bring, from the file to the plan of jobs.

use super::{FieldDesk, job};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::{Problem, ProblemCode},
    view::{JobDraft, JobList},
};

async fn file(bed: &Bed, desk: &Desk, name: &str, bytes: &[u8]) -> Result<JobList, Problem> {
    let path = bed.dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    desk.field.plan_jobs_file(path.to_string_lossy().into_owned()).await
}

fn greek(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1253.encode(text).0.into_owned()
}

#[tokio::test]
async fn a_sheet_is_read_again_with_other_settings() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let bytes = greek("Δωμάτιο;Κάρτα\r\nΚουζίνα;01900000001\r\n");
    let list = file(&bed, &desk, "jobs.csv", &bytes).await.unwrap();
    assert_eq!(list.source.encoding.as_deref(), Some("windows-1253"));
    assert_eq!((list.source.separator.as_deref(), list.sample[1][0].as_str()), (Some(";"), "Κουζίνα"));
    assert!(list.source.encodings.iter().any(|encoding| encoding == "windows-1252"));
    let id = list.source.id.clone();
    std::fs::remove_file(bed.dir.path().join("jobs.csv")).unwrap();
    let again = |encoding: Option<&str>, separator: Option<&str>| {
        desk.field.read_sheet_again(id.clone(), encoding.map(str::to_owned), separator.map(str::to_owned), None)
    };
    let western = again(Some("windows-1252"), None).await.unwrap();
    assert_eq!((western.source.id.as_str(), western.headings.len()), (id.as_str(), 0));
    let commas = again(None, Some(",")).await.unwrap();
    assert_eq!(commas.source.separator.as_deref(), Some(","));
    for (encoding, separator) in [(Some("klingon"), None), (None, Some("ab"))] {
        assert_eq!(again(encoding, separator).await.unwrap_err().code, ProblemCode::InvalidInput);
    }
    desk.field.close_sheet("another".to_owned()).await.unwrap();
    assert_eq!(again(None, None).await.unwrap().jobs, list.jobs);
    desk.field.close_sheet(id.clone()).await.unwrap();
    assert_eq!(again(None, None).await.unwrap_err().code, ProblemCode::NotFound, "it is gone");
    let typed = desk.field.plan_jobs("01900000001;S100".to_owned()).await.unwrap();
    desk.field
        .add_jobs(vec![JobDraft { smartcard: Some("01900000001\u{200b}".to_owned()), ..JobDraft::default() }])
        .await
        .unwrap();
    let gone = desk.field.read_sheet_again(typed.source.id, None, None, None).await.unwrap_err();
    assert_eq!(gone.code, ProblemCode::NotFound, "its jobs were added");
    let day = desk.field.field_day().await.unwrap();
    assert_eq!(day.jobs[0].draft.smartcard.as_deref(), Some("01900000001"));
    desk.shutdown().await;
}

#[tokio::test]
async fn refuses_other_files_by_their_kind() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    for (name, bytes, fault) in [
        ("jobs.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...".as_slice(), "isXls"),
        ("jobs.xls", b"\xef\xbb\xbf<html><table><tr><td>1", "isHtml"),
        ("jobs.csv", b"%PDF-1.7 ...", "isPdf"),
        ("jobs.csv", b"Card;Note\n01900000001;\"open\n01900000002;x", "openQuote"),
    ] {
        let refused = file(&bed, &desk, name, bytes).await.unwrap_err();
        assert_eq!((refused.code, refused.fields[0].fault.as_str()), (ProblemCode::ListNotRead, fault), "{name}");
    }
    let large = file(&bed, &desk, "jobs.csv", &vec![b'1'; (2 << 20) + 1]).await.unwrap_err();
    assert_eq!(large.fields[0].fault, "tooLarge");
    desk.shutdown().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_workbook_is_read_by_a_separate_process() {
    let bed = Bed::new();
    let script = r#"cat > /dev/null; printf '%s\n' '{"worksheet":"About"}' '{"row":[1,["Hello"]]}' '{"worksheet":"March"}' \
        '{"row":[3,["Κάρτα","PIN"]]}' '{"row":[4,["01900000001","PIN 4711"]]}' '"end"'"#;
    let reader = crate::SheetReader {
        program: "/bin/sh".into(),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        longest: std::time::Duration::from_hours(1),
    };
    let desk = Desk::open(crate::Options { sheet_reader: reader, ..bed.options() }).await.unwrap();
    let list = file(&bed, &desk, "jobs.xlsx", b"PK\x03\x04 xl/workbook.xml").await.unwrap();
    assert_eq!(list.source.worksheet.as_deref(), Some("March"), "the first with headings");
    assert_eq!(list.source.other_worksheets, ["About"]);
    assert_eq!((list.jobs[0].line, list.jobs[0].draft.smartcard.as_deref()), (4, Some("01900000001")));
    assert!(!format!("{list:?}").contains("PIN 4711"));
    let other = desk.field.read_sheet_again(list.source.id, None, None, Some("About".to_owned())).await.unwrap();
    assert_eq!(other.source.worksheet.as_deref(), Some("About"));
    desk.shutdown().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_sheet_still_being_read_is_dropped_when_jobs_are_added() {
    let bed = Bed::new();
    let dir = bed.dir.path();
    let (started, go) = (dir.join("started"), dir.join("go"));
    let script = format!(
        r#"cat > /dev/null; touch '{}'; until [ -e '{}' ]; do sleep 0.01; done
        printf '%s\n' '{{"worksheet":"March"}}' '{{"row":[3,["Card","PIN"]]}}' '{{"row":[4,["01900000001","4711"]]}}' '"end"'"#,
        started.display(),
        go.display()
    );
    let reader = crate::SheetReader {
        program: "/bin/sh".into(),
        arguments: vec!["-c".to_owned(), script],
        longest: std::time::Duration::from_hours(1),
    };
    let desk = Desk::open(crate::Options { sheet_reader: reader, ..bed.options() }).await.unwrap();
    let meanwhile = async {
        while !started.exists() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        desk.field.add_jobs(Vec::new()).await.unwrap();
        std::fs::write(&go, "").unwrap();
    };
    let (list, ()) = tokio::join!(file(&bed, &desk, "jobs.xlsx", b"PK\x03\x04 xl/workbook.xml"), meanwhile);
    let list = list.unwrap();
    assert_eq!(list.jobs.len(), 1);
    let gone = desk.field.read_sheet_again(list.source.id, None, None, None).await.unwrap_err();
    assert_eq!(gone.code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn reads_a_job_file_as_a_spreadsheet_wrote_it() {
    let van = FieldDesk::new().await;
    let path = van.bed.dir.path().join("jobs.csv");
    std::fs::write(&path, b"Zimmer;Card;Room\r\nx;01900000001;K\xfcche\r\n").unwrap();
    let list = van.desk.field.plan_jobs_file(path.to_string_lossy().into_owned()).await.unwrap();
    assert_eq!((list.headings.len(), list.ignored.as_slice()), (2, ["Zimmer".to_owned()].as_slice()));
    assert_eq!(list.jobs[0].draft, JobDraft { note: Some("Küche".to_owned()), ..job(CARD) });
    assert!(van.desk.field.field_day().await.unwrap().jobs.is_empty(), "nothing is kept yet");
    let missing = van.desk.field.plan_jobs_file("/no/such/jobs.csv".to_owned()).await.unwrap_err();
    assert_eq!(missing.code, ProblemCode::FileNotRead);
    van.desk.shutdown().await;
}
