//! The commands of the window, from one list.
//!
//! The list yields the Tauri command functions, the handler that serves them and, in a test, the
//! `commands` object of `ui/src/api/bindings.ts`. Each function only hands over to the method with
//! its name of the domain under which it stands ([`desk::Desk`] has the domains): one that is missing does not compile.
//! Names of commands are unique over all domains.
//!
//! A command may come twice: Tauri hands a message over again when the page is loaded anew meanwhile. So each stands in
//! the section that says why that is harmless; `tests` calls all of them twice.

use std::sync::Arc;

use desk::{
    problem::{FieldProblem, Problem},
    view::{
        BatchPace, BatchPart, BatchRows, BatchView, BulkFilter, BulkReading, BulkReport, BulkRows, BulkSelection,
        BulkSheet, BulkSheetSummary, BulkTemplate, CaIdMappingView, CaIdQuestion, CaIdRef, Candidate, CauseShape,
        CauseSummary, Checked, ChosenFile, Comparison, Connection, ConnectionDraft, ConnectionRules, DryRun, Entity,
        EntityKind, EntityPage, EntityRef, Export, FieldDay, FilePurpose, Form, FormDraft, GroupCount, Handover,
        HistoryExport, HistoryFilter, HistoryPage, HistoryQuery, HistorySummary, Hit, Household, HouseholdChange,
        HouseholdPlan, ImportSummary, ImportUndone, JobDraft, JobList, Knowledge, KnowledgeDraft, MarkVersion, Merged,
        Notification, OldCause, OutboxPage, PairingPreview, Preferences, PrefilledForm, PurgeExport, PurgePreview,
        PurgeRecord, Recents, RejectedOverview, RejectedPage, RejectedQuery, RejectedRows, RejectedSelection,
        RejectedView, RequestCounts, RequestDetail, RequestFacets, RequestFilter, RequestPage, RequestQuery,
        RequestRow, Resolved, RestartBlockers, RuleTest, SearchResults, Sequence, ServerSearchResult, Services,
        Session, SheetMatching, SignIn, Slip, Snapshot, SplitBy, Terminal, TestedHop, TriageAction, UnreadRow,
        WipedView,
    },
};
use tauri::{Runtime, State, WebviewWindow, ipc::Invoke};
use updater::view::UpdatesView;

use crate::{files, launch, startup::Opening, updates, window};

macro_rules! commands {
    (
        reading { $( $reading_domain:ident { $( $reading:ident($($reading_argument:ident: $reading_type:ty),*) -> $reading_answer:ty; )+ } )+ }
        keyed { $( $keyed_domain:ident { $( $keyed:ident($($keyed_argument:ident: $keyed_type:ty),*) -> $keyed_answer:ty; )+ } )+ }
        once { $( $once_domain:ident { $( $once:ident($($once_argument:ident: $once_type:ty),*) -> $once_answer:ty; )+ } )+ }
        files { $( $filed_domain:ident { $( $filed:ident($($filed_argument:ident: $filed_type:ty),*) -> $filed_answer:ty; )+ } )+ }
        files_once { $( $filed_once_domain:ident { $( $filed_once:ident($($filed_once_argument:ident: $filed_once_type:ty),*) -> $filed_once_answer:ty; )+ } )+ }
        window { $( $own_domain:ident { $( $own:ident($($own_argument:ident: $own_type:ty),*) -> $own_answer:ty; )+ } )+ }
        window_once { $( $own_once_domain:ident { $( $own_once:ident($($own_once_argument:ident: $own_once_type:ty),*) -> $own_once_answer:ty; )+ } )+ }
    ) => {
        $( commands! { @desk $reading_domain; $( $reading($($reading_argument: $reading_type),*) -> $reading_answer; )+ } )+
        $( commands! { @desk $keyed_domain; $( $keyed($($keyed_argument: $keyed_type),*) -> $keyed_answer; )+ } )+

        $($(
            #[tauri::command]
            pub async fn $once(
                opening: State<'_, Opening>, call: String, $($once_argument: $once_type),*
            ) -> Result<$once_answer, Problem> {
                let desk = opening.desk().await;
                let domain = Arc::clone(&desk.$once_domain);
                let work = async move { domain.$once($($once_argument),*).await };
                desk.once(&call, stringify!($once), work).await
            }
        )+)+

        $( commands! { @window files; $( $filed($($filed_argument: $filed_type),*) -> $filed_answer; )+ } )+
        $( commands! { @window_once files; $( $filed_once($($filed_once_argument: $filed_once_type),*) -> $filed_once_answer; )+ } )+
        $( commands! { @window $own_domain; $( $own($($own_argument: $own_type),*) -> $own_answer; )+ } )+
        $( commands! { @window_once $own_once_domain; $( $own_once($($own_once_argument: $own_once_type),*) -> $own_once_answer; )+ } )+

        pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                $($($reading,)+)+ $($($keyed,)+)+ $($($once,)+)+ $($($filed,)+)+ $($($filed_once,)+)+ $($($own,)+)+
                $($($own_once,)+)+
            ]
        }

        /// Declares each command in the bindings.
        #[cfg(test)]
        pub(crate) fn declare(bindings: &mut crate::bindings::Bindings) {
            $( commands! { @declare bindings $reading_domain Repeat::Reads; $( $reading($($reading_argument: $reading_type),*) -> $reading_answer; )+ } )+
            $( commands! { @declare bindings $keyed_domain Repeat::Keyed; $( $keyed($($keyed_argument: $keyed_type),*) -> $keyed_answer; )+ } )+
            $( commands! { @declare bindings $once_domain Repeat::Once; $( $once($($once_argument: $once_type),*) -> $once_answer; )+ } )+
            $( commands! { @declare bindings $filed_domain Repeat::Reads; $( $filed($($filed_argument: $filed_type),*) -> $filed_answer; )+ } )+
            $( commands! { @declare bindings $filed_once_domain Repeat::Once; $( $filed_once($($filed_once_argument: $filed_once_type),*) -> $filed_once_answer; )+ } )+
            $( commands! { @declare bindings $own_domain Repeat::Reads; $( $own($($own_argument: $own_type),*) -> $own_answer; )+ } )+
            $( commands! { @declare bindings $own_once_domain Repeat::Once; $( $own_once($($own_once_argument: $own_once_type),*) -> $own_once_answer; )+ } )+
        }

        /// The commands of the desk.
        #[cfg(test)]
        pub(crate) const ALL: &[(&str, Repeat)] = &[
            $($( (stringify!($reading), Repeat::Reads), )+)+
            $($( (stringify!($keyed), Repeat::Keyed), )+)+
            $($( (stringify!($once), Repeat::Once), )+)+
            $($( (stringify!($filed), Repeat::Reads), )+)+
            $($( (stringify!($filed_once), Repeat::Once), )+)+
        ];
    };
    (@desk $domain:ident; $( $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )+) => {
        $(
            #[tauri::command]
            pub async fn $name(opening: State<'_, Opening>, $($argument: $type),*) -> Result<$answer, Problem> {
                opening.desk().await.$domain.$name($($argument),*).await
            }
        )+
    };
    (@window $module:ident; $( $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )+) => {
        $(
            #[tauri::command]
            pub async fn $name<R: Runtime>(
                window: WebviewWindow<R>, $($argument: $type),*
            ) -> Result<$answer, Problem> {
                $module::$name(&window, $($argument),*).await
            }
        )+
    };
    (@window_once $module:ident; $( $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )+) => {
        $(
            #[tauri::command]
            pub async fn $name<R: Runtime>(
                opening: State<'_, Opening>, window: WebviewWindow<R>, call: String, $($argument: $type),*
            ) -> Result<$answer, Problem> {
                let work = async move { $module::$name(&window, $($argument),*).await };
                opening.desk().await.once(&call, stringify!($name), work).await
            }
        )+
    };
    (@declare $bindings:ident $domain:ident $repeat:expr; $( $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )+) => {
        $(
            $bindings.command::<$answer>(
                stringify!($domain), stringify!($name), $repeat, &[$((stringify!($argument), &|b| b.used::<$type>())),*],
            );
        )+
    };
}

/// Reason why a command may come twice.
#[cfg(test)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    Reads,
    Keyed,
    Once,
}

commands! {
    // These change no stored data.
    reading {
        app {
            snapshot() -> Snapshot;
            restart_blockers() -> RestartBlockers;
        }
        connections {
            test_rules(rules: ConnectionRules, text: String) -> RuleTest;
            classify(text: String) -> EntityKind;
        }
        requests {
            request_page(query: RequestQuery) -> RequestPage;
            request_counts(filter: RequestFilter) -> RequestCounts;
            request_facets() -> RequestFacets;
            request(key: String) -> RequestDetail;
            request_curl(key: String, terminal: Terminal) -> String;
            unread_rows(list: String) -> Vec<UnreadRow>;
        }
        lookups {
            search(text: String) -> SearchResults;
            suggest(of: EntityRef) -> Vec<Hit>;
            resolve(of: EntityRef, provider: Option<String>) -> Resolved;
            services() -> Services;
            refresh_services() -> Services;
            recents() -> Recents;
        }
        outbox {
            check_form(draft: FormDraft) -> Checked;
            kept_form(operation: String) -> Option<Form>;
            outbox_page(offset: u32, limit: u32) -> OutboxPage;
            sequence(key: String) -> Sequence;
        }
        reconcile {
            check_number(key: String, number: String) -> Candidate;
        }
        mirror {
            refresh_requests() -> ();
        }
        retention {
            purge_preview(days: u32) -> PurgePreview;
            purges() -> Vec<PurgeRecord>;
        }
        history {
            history_page(query: HistoryQuery) -> HistoryPage;
            history_summary(filter: HistoryFilter, step: u32) -> HistorySummary;
        }
        entities {
            entity_page(of: EntityRef) -> EntityPage;
            refresh_entity(of: EntityRef) -> EntityPage;
            entity_requests(of: EntityRef, with_subscription: bool, offset: u32, limit: u32) -> RequestPage;
            preview_pairing(draft: FormDraft) -> PairingPreview;
        }
        households {
            household(of: EntityRef) -> Household;
            plan_household(of: EntityRef, change: HouseholdChange) -> HouseholdPlan;
            only_card(of: EntityRef) -> Option<Entity>;
        }
        rejected {
            rejected_page(query: RejectedQuery) -> RejectedPage;
            rejected_causes() -> Vec<CauseSummary>;
            rejected_requests(view: RejectedView, offset: u32, limit: u32) -> RejectedRows;
            rejected_overview(from: f64) -> RejectedOverview;
            cause_shape(groups: Vec<String>) -> CauseShape;
            old_causes() -> Vec<OldCause>;
            compare(key: String) -> Comparison;
            mark_history(key: String) -> Vec<MarkVersion>;
            handover(from: f64) -> Handover;
        }
        batches {
            batches() -> Vec<BatchView>;
            batch(id: String) -> BatchView;
        }
        retries {
            prefill(key: String, operation: Option<String>) -> PrefilledForm;
            prefill_resync(key: String) -> PrefilledForm;
            batch_rows(id: String, part: BatchPart, offset: u32, limit: u32) -> BatchRows;
            batch_questions(id: String) -> Vec<CaIdQuestion>;
            ca_id_mappings() -> Vec<CaIdMappingView>;
        }
        bulk {
            bulk_sheets() -> Vec<BulkSheetSummary>;
            bulk_sheet(id: String) -> BulkSheet;
            bulk_groups(id: String) -> Vec<GroupCount>;
            bulk_rows(id: String, filter: BulkFilter, offset: u32, limit: u32) -> BulkRows;
            suggest_bulk_matching(id: String, operation: String) -> SheetMatching;
            dry_run(id: String) -> DryRun;
        }
        field {
            plan_jobs(text: String) -> JobList;
            read_sheet_again(id: String, encoding: Option<String>, separator: Option<String>, worksheet: Option<String>) -> JobList;
            close_sheet(id: String) -> ();
            field_day() -> FieldDay;
            look_up_jobs() -> ();
            slip(key: String) -> Slip;
        }
    }
    // The row or batch is created under the key in the arguments, which is an idempotency key.
    keyed {
        outbox {
            send(form: Form) -> RequestRow;
            send_later(form: Form, at: f64) -> RequestRow;
            send_sequence(key: String, drafts: Vec<FormDraft>) -> Sequence;
        }
        retries {
            retry(key: String, form: Form) -> RequestRow;
            plan_retries(id: String, selection: RejectedSelection) -> BatchView;
        }
        field {
            send_in_field(form: Form, job: Option<String>) -> RequestRow;
        }
    }
    // The page makes an id for each call, and a call is carried out once.
    once {
        app {
            select_connection(id: String) -> Snapshot;
            remove_connection(id: String) -> ();
            try_keyring() -> Snapshot;
            save_preferences(preferences: Preferences) -> Preferences;
            wipe() -> WipedView;
        }
        connections {
            save_rules(connection: String, rules: ConnectionRules) -> Connection;
        }
        sessions {
            sign_in(request: SignIn) -> Session;
            sign_out() -> ();
        }
        requests {
            stop_export() -> ();
        }
        lookups {
            search_server(text: String) -> ServerSearchResult;
            stop_search() -> ();
            pin(key: String, pinned: bool) -> ();
            forget_entity(key: String) -> ();
        }
        outbox {
            keep_form(form: Form) -> ();
            undo(key: String) -> FormDraft;
            send_now(key: String) -> RequestRow;
            cancel(key: String) -> FormDraft;
            edit(key: String) -> FormDraft;
            replace(key: String, draft: FormDraft, at: Option<f64>) -> RequestRow;
            move_before(key: String, other: Option<String>) -> ();
            decide(key: String, send: bool) -> RequestRow;
        }
        reconcile {
            look_again(key: String) -> RequestDetail;
            adopt(key: String, id: String) -> RequestRow;
            send_again(key: String) -> RequestRow;
            close_unknown(key: String, closed: bool) -> RequestRow;
        }
        mirror {
            stop_refresh() -> ();
        }
        retention {
            purge_requests(days: u32) -> u32;
            stop_purge() -> ();
        }
        rejected {
            look_at_groups(groups: Vec<String>) -> ();
            join_groups(groups: Vec<String>) -> String;
            split_groups(groups: Vec<String>, by: SplitBy) -> ();
            restore_groups(groups: Vec<String>) -> ();
            save_knowledge(groups: Vec<String>, draft: KnowledgeDraft) -> Knowledge;
            forget_knowledge(groups: Vec<String>) -> Knowledge;
            take_import(id: String) -> Merged;
            stop_import() -> ();
            undo_import() -> ImportUndone;
            mark(selection: RejectedSelection, change: TriageAction) -> u32;
        }
        batches {
            pause_batch(id: String) -> BatchView;
            stop_batch(id: String) -> BatchView;
        }
        retries {
            start_batch(id: String, typed: Option<u32>) -> BatchView;
            resume_batch(id: String) -> BatchView;
            map_ca_id(of: CaIdRef, to: EntityRef) -> CaIdMappingView;
            forget_ca_id(of: CaIdRef) -> ();
        }
        bulk {
            bring_sheet_text(text: String) -> BulkSheet;
            read_bulk_sheet_again(id: String, reading: BulkReading) -> BulkSheet;
            match_bulk_sheet(id: String, matching: SheetMatching) -> BulkSheet;
            repair_bulk_findings(id: String, kind: String, field: String, proved: bool) -> BulkSheet;
            undo_bulk_repair(id: String, repair: u32) -> BulkSheet;
            edit_bulk_cell(id: String, place: u32, column: u32, text: String) -> BulkSheet;
            exclude_bulk_rows(id: String, selection: BulkSelection, excluded: bool) -> BulkSheet;
            send_bulk_again(id: String, again: bool) -> BulkSheet;
            start_dry_run(id: String, anew: bool) -> DryRun;
            stop_dry_run(id: String) -> DryRun;
            start_bulk_sheet(id: String, typed: Option<u32>, pace: BatchPace) -> BatchView;
            resume_bulk_sheet(id: String, pace: Option<BatchPace>) -> BatchView;
            delete_bulk_sheet(id: String) -> ();
        }
        field {
            add_jobs(jobs: Vec<JobDraft>) -> FieldDay;
            stop_looking_up() -> ();
            close_job(id: String, closed: bool) -> FieldDay;
            clear_jobs(all: bool) -> FieldDay;
        }
    }
    // Commands of the desk with a selected file: the page passes its handle, and never a path (`chosen`).
    files {
        app {
            check_connection(draft: ConnectionDraft) -> Vec<FieldProblem>;
            test_connection(draft: ConnectionDraft) -> Vec<TestedHop>;
        }
    }
    files_once {
        app {
            save_connection(draft: ConnectionDraft) -> Connection;
        }
        requests {
            export_requests(file: String, asked: Export) -> ();
        }
        history {
            export_history(file: String, asked: HistoryExport) -> ();
        }
        retention {
            export_purges(file: String, asked: PurgeExport) -> ();
        }
        rejected {
            export_knowledge(file: String) -> u32;
            preview_knowledge_import(file: String) -> ImportSummary;
            export_triage(file: String) -> u32;
            preview_triage_import(file: String) -> ImportSummary;
            save_report(file: String, text: String) -> ();
            save_table(file: String, rows: Vec<Vec<String>>) -> ();
        }
        bulk {
            bring_sheet_file(file: String) -> BulkSheet;
            export_bulk_report(file: String, asked: BulkReport) -> ();
            save_bulk_template(file: String, asked: BulkTemplate) -> ();
        }
        field {
            plan_jobs_file(file: String) -> JobList;
        }
    }
    window {
        window {
            window_ready(dark: bool) -> ();
            diagnostics() -> String;
            zoom() -> u32;
            set_zoom(percent: u32) -> ();
            in_front() -> bool;
        }
        launch {
            starts_with_session() -> Option<bool>;
        }
        updates {
            updates() -> UpdatesView;
        }
    }
    // Carried out once, and implemented by the window.
    window_once {
        window {
            choose_file(purpose: FilePurpose, name: Option<String>) -> Option<ChosenFile>;
            save_pdf(file: String) -> ();
            copy(text: String) -> ();
            open_logs() -> ();
            notify(notification: Notification) -> ();
        }
        launch {
            take_link() -> Option<String>;
            set_start_with_session(on: bool) -> ();
        }
        updates {
            look_for_updates() -> UpdatesView;
            download_update() -> UpdatesView;
            install_update() -> RestartBlockers;
        }
    }
}
