//! Arguments with which each command takes effect.

use desk::{
    new_key,
    view::{FilePurpose, FormDraft},
};
use serde_json::{Value, json};
use tauri::async_runtime::block_on;

use super::table::{CONNECTION, Table, draft, reset_pin, selection, sheet_matching};

impl Table {
    /// Arguments with which the command takes effect.
    #[allow(clippy::too_many_lines)] // one for each command
    pub(super) fn arguments(&mut self, command: &str) -> Value {
        let connection = json!({
            "id": null, "name": "Another", "serverUrl": "https://crm.example", "organisation": "DEMO", "unit": null,
            "release": "R11", "timeZone": "UTC", "kind": "test", "caFile": null, "proxy": null
        });
        let ca_id = json!({"provider": "conax", "kind": "service", "caId": "2042"});
        let entity = json!({"kind": "smartcard", "text": "01900000001", "by": null});
        let rules = json!({"smartcards": ["###"], "setTopBoxes": [], "usualWaitMinutes": 3, "serviceType": null});
        let query = json!({"show": "open", "from": null, "assignee": null, "text": null, "sort": "count"});
        let jobs = json!([{"subscription": "S1", "smartcard": "1", "setTopBox": "2", "note": null}]);
        let knowledge = json!({"title": "Moved", "cause": "", "owner": null, "nextStep": "", "advice": null});
        let filter = json!({});
        match command {
            "snapshot" | "restart_blockers" | "request_facets" | "refresh_requests" | "stop_refresh"
            | "stop_export" | "stop_search" | "rejected_causes" | "batches" | "ca_id_mappings" | "services"
            | "refresh_services" | "recents" | "field_day" | "look_up_jobs" | "old_causes" | "stop_looking_up"
            | "stop_import" | "stop_purge" | "purges" | "wipe" | "sign_out" | "try_keyring" => {
                json!({})
            }
            "unread_rows" => json!({"list": "PENDING"}),
            "select_connection" | "remove_connection" => json!({"id": self.own_connection()}),
            "save_connection" | "check_connection" | "test_connection" => json!({"draft": connection}),
            "sign_in" => json!({"request": {
                "with": "password", "connection": CONNECTION, "username": sandbox::USERNAME,
                "password": sandbox::PASSWORD, "unit": null, "keep": false,
            }}),
            "save_preferences" => json!({"preferences": {"holdSeconds": 59}}),
            "check_form" | "preview_pairing" => json!({"draft": self.form().draft}),
            "kept_form" => json!({"operation": "conax.reset-pin"}),
            "keep_form" | "send" => json!({"form": self.form()}),
            "send_later" => json!({"form": self.form(), "at": 4e12}),
            "send_sequence" => json!({"key": new_key(), "drafts": [self.form().draft, self.form().draft]}),
            "sequence" => json!({"key": self.held()}),
            "plan_household" => json!({"of": entity, "change": {
                "change": "replaceSmartcard", "old": "01900000001", "new": "01900000002", "newCaId": null,
            }}),
            "send_in_field" => json!({"form": self.form(), "job": null}),
            "retry" => json!({"key": self.rejected[0], "form": self.form()}),
            "plan_retries" => json!({"id": new_key(), "selection": selection(&self.rejected)}),
            "undo" | "send_now" | "cancel" | "edit" | "request" | "slip" => {
                json!({"key": self.held()})
            }
            "request_curl" => json!({"key": self.held(), "terminal": "cmd"}),
            "replace" => {
                let key = self.held();
                block_on(self.desk().outbox.edit(key.clone())).unwrap();
                json!({"key": key, "draft": self.form().draft, "at": 4e12})
            }
            "move_before" => json!({"key": self.held(), "other": self.held()}),
            "outbox_page" => json!({"offset": 0, "limit": 10}),
            "look_again" | "send_again" => json!({"key": self.unknown(unpair("200000000503"))}),
            "close_unknown" => json!({"key": self.unknown(unpair("200000000503")), "closed": true}),
            "check_number" => {
                let number = self.made().1;
                json!({"key": self.unknown(reset_pin("01900000503")), "number": number})
            }
            "adopt" => {
                let id = self.made().0;
                json!({"key": self.unknown(reset_pin("01900000503")), "id": id})
            }
            "request_page" => {
                json!({"query": {"filter": filter, "sort": "created", "ascending": false, "limit": 5, "offset": 0}})
            }
            "request_counts" => json!({"filter": filter}),
            "export_requests" => json!({"file": self.chosen(FilePurpose::RequestsCsv, "requests.csv"), "asked": {
                "filter": filter, "sort": "created", "ascending": true, "keys": [], "format": "csv", "stateWords": {}, "causeWords": {},
                "columns": [{"column": "number", "heading": "Number"}],
            }}),
            "history_page" => json!({"query": {"filter": filter, "after": null, "limit": 5}}),
            "history_summary" => json!({"filter": filter, "step": 5}),
            "export_history" => json!({"file": self.chosen(FilePurpose::HistoryCsv, "history.csv"), "asked": {
                "filter": filter, "format": "csv", "headings": ["Time"], "jobWords": {}, "stateWords": {},
                "withdrawnWord": "", "removedWord": "",
            }}),
            "rejected_page" => json!({"query": query}),
            "rejected_requests" => json!({"view": {}, "offset": 0, "limit": 5}),
            "rejected_overview" | "handover" => json!({"from": 0.0}),
            "look_at_groups" | "cause_shape" | "forget_knowledge" => json!({"groups": &self.groups()[..1]}),
            "split_groups" => {
                json!({"groups": &self.groups()[..1], "by": "user"})
            }
            "restore_groups" => json!({"groups": [self.joined()]}),
            "join_groups" => json!({"groups": &self.groups()[..2]}),
            "compare" | "mark_history" | "prefill_resync" => json!({"key": self.rejected[0]}),
            "prefill" => json!({"key": self.rejected[0], "operation": null}),
            "save_knowledge" => json!({"groups": &self.groups()[..1], "draft": knowledge}),
            "export_knowledge" => json!({"file": self.chosen(FilePurpose::Knowledge, "knowledge.json")}),
            "export_triage" => json!({"file": self.chosen(FilePurpose::Marks, "marks.json")}),
            "preview_knowledge_import" => json!({"file": self.shared("knowledge", FilePurpose::ReadKnowledge)}),
            "preview_triage_import" => json!({"file": self.shared("marks", FilePurpose::ReadMarks)}),
            "take_import" => json!({"id": self.looked_at()}),
            "undo_import" => {
                let id = self.looked_at();
                block_on(self.desk().rejected.take_import(id)).unwrap();
                json!({})
            }
            "mark" => {
                json!({"selection": selection(&self.rejected[..1]), "change": {"mark": "note", "text": "Called."}})
            }
            "map_ca_id" => json!({"of": ca_id, "to": {"kind": "service", "text": "SPORT", "by": null}}),
            "forget_ca_id" => json!({"of": ca_id}),
            "batch" | "batch_questions" => json!({"id": self.batch(false)}),
            "batch_rows" => json!({"id": self.batch(false), "part": "all", "offset": 0, "limit": 5}),
            "start_batch" => json!({"id": self.batch(false), "typed": null}),
            "pause_batch" | "stop_batch" => json!({"id": self.batch(true)}),
            "resume_batch" => {
                let id = self.batch(true);
                block_on(self.desk().batches.pause_batch(id.clone())).unwrap();
                json!({"id": id})
            }
            "purge_preview" | "purge_requests" => json!({"days": 30}),
            "export_purges" => {
                let asked = json!({"headings": ["Day"], "stateWords": {}, "operationWords": {}});
                json!({"file": self.chosen(FilePurpose::PurgedCsv, "counts.csv"), "asked": asked})
            }
            "bulk_sheets" => json!({}),
            "bring_sheet_text" => json!({"text": "Card;Subscription\n01900000001;S100\n"}),
            "bring_sheet_file" => {
                std::fs::write(self.path("cards.csv"), "Card;Subscription\n01900000001;S100\n").unwrap();
                json!({"file": self.chosen(FilePurpose::ReadSheet, "cards.csv")})
            }
            "bulk_sheet" | "delete_bulk_sheet" => json!({"id": self.sheet(false)}),
            "bulk_groups" | "dry_run" | "stop_dry_run" => json!({"id": self.sheet(true)}),
            "bulk_rows" => {
                let filter = json!({"show": "part", "part": "all"});
                json!({"id": self.sheet(true), "filter": filter, "offset": 0, "limit": 5})
            }
            "suggest_bulk_matching" => json!({"id": self.sheet(false), "operation": "conax.reset-pin"}),
            "read_bulk_sheet_again" => json!({"id": self.sheet(false), "reading": {"headingLine": 0}}),
            "match_bulk_sheet" => json!({"id": self.sheet(false), "matching": sheet_matching()}),
            "repair_bulk_findings" => json!({
                "id": self.sheet(true), "kind": "lostZero", "field": "smartcard_identifier", "proved": false
            }),
            "undo_bulk_repair" => {
                let id = self.sheet(true);
                let (kind, field) = ("lostZero".to_owned(), "smartcard_identifier".to_owned());
                block_on(self.desk().bulk.repair_bulk_findings(id.clone(), kind, field, false)).unwrap();
                json!({"id": id, "repair": 1})
            }
            "edit_bulk_cell" => json!({"id": self.sheet(true), "place": 1, "column": 0, "text": "01900000099"}),
            "exclude_bulk_rows" => json!({"id": self.sheet(true), "selection": {
                "all": false, "places": [0], "filter": {"show": "repaired"}
            }, "excluded": true}),
            "start_dry_run" => json!({"id": self.sheet(true), "anew": true}),
            "send_bulk_again" => json!({"id": self.sheet(true), "again": true}),
            "start_bulk_sheet" => json!({"id": self.sheet(true), "typed": null, "pace": pace()}),
            "resume_bulk_sheet" => {
                let id = self.sheet(true);
                let asked = serde_json::from_value(pace()).unwrap();
                block_on(self.desk().bulk.start_bulk_sheet(id.clone(), None, asked)).unwrap();
                block_on(self.is_out(&id));
                block_on(self.desk().batches.pause_batch(id.clone())).unwrap();
                json!({"id": id, "pace": pace()})
            }
            "save_bulk_template" => {
                json!({"file": self.chosen(FilePurpose::BulkTemplate, "template.xlsx"), "asked": {
                    "rowsName": "Rows", "rulesName": "Rules", "ruleHeadings": ["Column"],
                    "columns": [{"heading": "Smartcard", "rules": []}],
                }})
            }
            "export_bulk_report" => json!({"file": self.chosen(FilePurpose::BulkReportCsv, "report.csv"), "asked": {
                "id": self.sheet(true), "format": "csv", "part": "all", "headings": ["State"], "stateWords": {},
                "leftOutWords": {}, "faultWords": {}, "readyWord": "",
            }}),
            "save_table" => json!({"file": self.chosen(FilePurpose::HandoverCsv, "report.csv"), "rows": [["a"]]}),
            "save_report" => json!({"file": self.chosen(FilePurpose::HandoverHtml, "report.html"), "text": "<p>"}),
            "search" | "search_server" | "classify" => json!({"text": "01900000001"}),
            "suggest" | "entity_page" | "refresh_entity" | "household" | "only_card" => json!({"of": entity}),
            "resolve" => json!({"of": entity, "provider": null}),
            "entity_requests" => json!({"of": entity, "withSubscription": false, "offset": 0, "limit": 5}),
            "pin" => json!({"key": self.entity(), "pinned": true}),
            "forget_entity" => json!({"key": self.entity()}),
            "save_rules" => json!({"connection": CONNECTION, "rules": rules}),
            "test_rules" => json!({"rules": rules, "text": "123"}),
            "plan_jobs" => json!({"text": "S1\t1\t2"}),
            "read_sheet_again" => {
                let list = block_on(self.desk().field.plan_jobs("S1\t1\t2".to_owned())).unwrap();
                json!({"id": list.source.id, "encoding": null, "separator": ";", "worksheet": null})
            }
            "close_sheet" => json!({"id": "x"}),
            "plan_jobs_file" => {
                std::fs::write(self.path("jobs.csv"), "Subscription,Card,Box\nS1,1,2\n").unwrap();
                json!({"file": self.chosen(FilePurpose::ReadJobs, "jobs.csv")})
            }
            "add_jobs" => json!({"jobs": jobs}),
            "close_job" => {
                let jobs = serde_json::from_value(jobs).unwrap();
                let day = block_on(self.desk().field.add_jobs(jobs)).unwrap();
                json!({"id": day.jobs[0].id, "closed": true})
            }
            "clear_jobs" => json!({"all": true}),
            "decide" => json!({"key": self.undecided(), "send": false}),
            _ => panic!("{command} is new: say what it is called with, so that it is called twice"),
        }
    }

    pub(super) fn own_connection(&self) -> String {
        let name = new_key();
        let draft = json!({
            "id": null, "name": name, "serverUrl": self.sandbox.url(), "organisation": "DEMO", "unit": null,
            "release": "R11", "timeZone": "UTC", "kind": "test", "caFile": null, "proxy": null
        });
        block_on(self.desk().app.save_connection(serde_json::from_value(draft).unwrap())).unwrap().id
    }

    /// Id and number of a request on the server that this desk did not make.
    pub(super) fn made(&self) -> (String, String) {
        let rows = block_on(
            self.desk().requests.request_page(
                serde_json::from_value(json!({
                    "filter": {"providers": ["conax"], "states": ["completed"]}, "sort": "created", "ascending": false,
                    "limit": 1, "offset": 0,
                }))
                .unwrap(),
            ),
        );
        let row = rows.unwrap().rows.remove(0);
        (row.id.unwrap(), row.number.unwrap())
    }

    pub(super) fn groups(&self) -> Vec<String> {
        let query = serde_json::from_value(json!({"show": "open", "sort": "count"})).unwrap();
        block_on(self.desk().rejected.rejected_page(query))
            .unwrap()
            .groups
            .into_iter()
            .flat_map(|cause| cause.groups)
            .collect()
    }

    pub(super) fn joined(&self) -> String {
        block_on(self.desk().rejected.join_groups(self.groups()[..2].to_vec())).unwrap()
    }

    /// A file of another desk with new content.
    pub(super) fn shared(&self, what: &str, purpose: FilePurpose) -> String {
        let name = format!("of-another-{what}.json");
        let at = "2026-01-15T10:00:00.000Z";
        let document = match what {
            "marks" => json!({
                "format": "provisioning-desk-marks", "version": 1, "server": format!("{}/", self.sandbox.url()),
                "organisation": "DEMO",
                "marks": [{"request": new_key(), "field": "note", "value": "Called.", "at": at, "by": "ann"}],
            }),
            _ => json!({
                "format": "provisioning-desk-knowledge", "version": 1,
                "knowledge": [{"group": new_key(), "title": "Moved", "at": at, "by": "ann"}],
            }),
        };
        std::fs::write(self.path(&name), document.to_string()).unwrap();
        self.chosen(purpose, &name)
    }

    /// Id of a file that was previewed for import.
    pub(super) fn looked_at(&self) -> String {
        self.shared("marks", FilePurpose::ReadMarks);
        block_on(self.desk().rejected.preview_triage_import(self.path("of-another-marks.json"))).unwrap().id
    }

    /// Key of a looked-up entity.
    pub(super) fn entity(&self) -> String {
        let of = json!({"kind": "smartcard", "text": "01900000001", "by": null});
        let found = block_on(self.desk().lookups.resolve(serde_json::from_value(of).unwrap(), None)).unwrap();
        found.entity.unwrap().key
    }
}

fn unpair(card: &str) -> FormDraft {
    draft("nagra.unpair", card)
}

fn pace() -> Value {
    json!({"perHour": null, "hours": null, "mostOpen": 20})
}
