//! Tests of files that the page names: only the handle of a selected file is accepted.

use std::path::PathBuf;

use desk::{new_key, view::FilePurpose};
use serde_json::{Value, json};
use tauri::Manager;

use super::{APP_ORIGIN, Shell, call, shell};
use crate::{chosen_files::ChosenFiles, window::LABEL};

fn chosen(shell: &Shell, purpose: FilePurpose, name: &str) -> (String, PathBuf) {
    let path = shell.dir.path().join(name);
    (shell.app.state::<ChosenFiles>().keep(LABEL, purpose, path.clone()).handle, path)
}

fn once(shell: &Shell, command: &str, mut arguments: Value) -> Result<Value, Value> {
    arguments["call"] = new_key().into();
    call(shell, APP_ORIGIN, command, arguments)
}

/// The commands with files, and the purposes of the files.
const COMMANDS: [(&str, FilePurpose); 11] = [
    ("export_requests", FilePurpose::RequestsCsv),
    ("export_knowledge", FilePurpose::Knowledge),
    ("export_triage", FilePurpose::Marks),
    ("save_report", FilePurpose::HandoverHtml),
    ("save_table", FilePurpose::HandoverCsv),
    ("export_purges", FilePurpose::PurgedCsv),
    ("export_history", FilePurpose::HistoryCsv),
    ("save_pdf", FilePurpose::Slip),
    ("preview_knowledge_import", FilePurpose::ReadKnowledge),
    ("preview_triage_import", FilePurpose::ReadMarks),
    ("plan_jobs_file", FilePurpose::ReadJobs),
];

fn arguments(command: &str, file: &str) -> Value {
    match command {
        "export_requests" => json!({"file": file, "asked": {
            "filter": {}, "sort": "created", "ascending": true, "keys": [], "format": "csv", "stateWords": {}, "causeWords": {},
            "columns": [{"column": "number", "heading": "Number"}],
        }}),
        "save_table" => json!({"file": file, "rows": [["[Desktop Entry]"]]}),
        "export_purges" => json!({"file": file, "asked": {"headings": [], "stateWords": {}, "operationWords": {}}}),
        "export_history" => json!({"file": file, "asked": {
            "filter": {}, "format": "csv", "headings": [], "jobWords": {}, "stateWords": {}, "withdrawnWord": "", "removedWord": "",
        }}),
        "save_report" => json!({"file": file, "text": "[Desktop Entry]"}),
        _ => json!({ "file": file }),
    }
}

#[test]
fn a_file_without_a_handle_is_neither_written_nor_read() {
    let shell = shell();
    let victim = shell.dir.path().join("autostart.desktop");
    std::fs::write(&victim, "theirs").unwrap();
    let (of_another, elsewhere) = chosen(&shell, FilePurpose::ReadCaFile, "company.pem");
    let path = victim.to_string_lossy().into_owned();
    for (command, _) in COMMANDS {
        for file in [path.as_str(), &format!("file://{path}"), &new_key(), "", &of_another] {
            let problem = once(&shell, command, arguments(command, file)).unwrap_err();
            assert_eq!(problem["code"], "fileNotChosen", "{command} with {file}: {problem}");
        }
    }
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "theirs");
    assert!(!elsewhere.exists());
}

#[test]
fn a_selected_file_is_valid_for_one_command() {
    let shell = shell();
    let (report, path) = chosen(&shell, FilePurpose::HandoverHtml, "handover.html");
    once(&shell, "save_report", json!({"file": report, "text": "<p>"})).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "<p>");
    let again = once(&shell, "save_report", json!({"file": report, "text": "another"})).unwrap_err();
    assert_eq!(again["code"], "fileNotChosen", "a second time");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "<p>");

    let (workbook, path) = chosen(&shell, FilePurpose::RequestsXlsx, "requests.xlsx");
    let problem = once(&shell, "export_requests", arguments("export_requests", &workbook)).unwrap_err();
    assert_eq!(problem["code"], "fileNotChosen", "a workbook was chosen, and no CSV file");
    assert!(!path.exists());
}

#[test]
fn a_problem_with_a_file_does_not_show_its_folder() {
    let shell = shell();
    std::fs::write(shell.dir.path().join("a file"), "").unwrap();
    for (command, purpose) in COMMANDS.into_iter().filter(|(command, _)| *command != "export_requests") {
        let (file, _) = chosen(&shell, purpose, "a file/below it/list.json");
        let problem = once(&shell, command, arguments(command, &file)).unwrap_err().to_string();
        let folder = shell.dir.path().to_string_lossy().into_owned();
        assert!(!problem.contains(&folder), "{command}: {problem}");
        assert!(!problem.contains("fileNotChosen"), "{command}: {problem}");
    }
}

fn draft(ca_file: Option<&str>) -> Value {
    json!({"draft": {
        "id": null, "name": "Company", "serverUrl": "https://crm.example", "organisation": "DEMO", "unit": null,
        "release": "R11", "timeZone": "UTC", "kind": "test", "caFile": ca_file, "proxy": null,
    }})
}

#[test]
fn a_certificate_file_is_selected_or_unchanged() {
    let shell = shell();
    let (handle, path) = chosen(&shell, FilePurpose::ReadCaFile, "company.pem");
    let path = path.to_string_lossy().into_owned();
    let certificate = rcgen::generate_simple_self_signed(["crm.example.com".to_owned()]).unwrap().cert;
    std::fs::write(&path, certificate.pem()).unwrap();
    let (of_another, _) = chosen(&shell, FilePurpose::ReadJobs, "company.pem");
    for named in [path.as_str(), "/etc/shadow", &of_another, &new_key()] {
        for command in ["save_connection", "check_connection", "test_connection"] {
            let problem = once(&shell, command, draft(Some(named))).unwrap_err();
            assert_eq!(problem["fields"][0]["fault"], "notChosen", "{command} with {named}: {problem}");
        }
    }
    let mut nameless = draft(Some(&handle));
    nameless["draft"]["name"] = "".into();
    let problem = once(&shell, "save_connection", nameless).unwrap_err();
    assert_eq!(problem["fields"][0]["fault"], "required", "and the file is not used up by it: {problem}");
    let saved = once(&shell, "save_connection", draft(Some(&handle))).unwrap();
    assert_eq!(saved["caFile"], path.as_str(), "a setting is shown");

    let mut kept = draft(Some(&path));
    kept["draft"]["id"] = saved["id"].clone();
    kept["draft"]["name"] = "Renamed".into();
    assert_eq!(once(&shell, "save_connection", kept.clone()).unwrap()["caFile"], path.as_str());
    kept["draft"]["caFile"] = "/etc/shadow".into();
    assert!(once(&shell, "save_connection", kept.clone()).is_err());
    kept["draft"]["caFile"] = Value::Null;
    assert_eq!(once(&shell, "save_connection", kept).unwrap()["caFile"], Value::Null);
    let again = once(&shell, "save_connection", draft(Some(&handle))).unwrap_err();
    assert_eq!(again["fields"][0]["fault"], "notChosen", "a second time");
}
