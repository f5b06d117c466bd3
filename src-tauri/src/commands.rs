//! The commands of the window, from one list.
//!
//! The list yields the Tauri command functions, the handler that serves them and, in a test, the
//! `commands` object of `ui/src/host/bindings.ts`. Each function only hands over to the method of
//! [`desk::Desk`] with its name: one that is missing does not compile.

use desk::{
    problem::Problem,
    view::{
        Asked, Batch, BatchPart, BatchRows, Candidate, Checked, Comparison, Connection, ConnectionDraft,
        ConnectionRules, Export, FieldDay, FormDraft, Found, GroupShape, Handover, Hit, JobDraft, JobList, Knowledge,
        KnowledgeDraft, MarkChange, MarkVersion, Merged, OutboxPage, PairingPreview, Preferences, Rebuilt, Recents,
        RejectedOverview, RejectedPage, RejectedQuery, RejectedRows, RejectedSelection, RejectedView, RequestCounts,
        RequestDetail, RequestFacets, RequestFilter, RequestPage, RequestQuery, RequestRow, Resolved, RuleTest,
        Services, Session, SignIn, Slip, Snapshot, SplitBy, TestedHop, ThingKind, ThingPage, ThingRef, Wiped,
    },
};
use tauri::{Runtime, State, WebviewWindow, ipc::Invoke};

use crate::{opening::Opening, window};

macro_rules! commands {
    (
        desk { $( $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )+ }
        window { $( $own:ident($($own_argument:ident: $own_type:ty),*) -> $own_answer:ty; )+ }
    ) => {
        $(
            #[tauri::command]
            pub async fn $name(opening: State<'_, Opening>, $($argument: $type),*) -> Result<$answer, Problem> {
                opening.desk().await.$name($($argument),*).await
            }
        )+

        $(
            #[tauri::command]
            pub async fn $own<R: Runtime>(
                window: WebviewWindow<R>, $($own_argument: $own_type),*
            ) -> Result<$own_answer, Problem> {
                window::$own(&window, $($own_argument),*).await
            }
        )+

        pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name,)+ $($own),+]
        }

        /// Calls the visitor with each command.
        #[cfg(test)]
        pub(crate) fn declare(bindings: &mut crate::bindings::Bindings) {
            $( bindings.command::<$answer>(stringify!($name), &[$((stringify!($argument), &|b| b.used::<$type>())),*]); )+
            $( bindings.command::<$own_answer>(stringify!($own), &[$((stringify!($own_argument), &|b| b.used::<$own_type>())),*]); )+
        }
    };
}

commands! {
    desk {
        snapshot() -> Snapshot;
        select_connection(id: String) -> Snapshot;
        save_connection(draft: ConnectionDraft) -> Connection;
        remove_connection(id: String) -> ();
        test_connection(draft: ConnectionDraft) -> Vec<TestedHop>;
        sign_in(request: SignIn) -> Session;
        sign_out() -> ();
        save_preferences(preferences: Preferences) -> Preferences;
        check_form(draft: FormDraft) -> Checked;
        keep_form(draft: FormDraft) -> ();
        kept_form(operation: String) -> Option<FormDraft>;
        send(draft: FormDraft) -> RequestRow;
        send_later(draft: FormDraft, at: f64) -> RequestRow;
        undo(key: String) -> FormDraft;
        send_now(key: String) -> RequestRow;
        cancel(key: String) -> FormDraft;
        edit(key: String) -> FormDraft;
        replace(key: String, draft: FormDraft, at: Option<f64>) -> RequestRow;
        move_before(key: String, other: Option<String>) -> ();
        outbox(offset: u32, limit: u32) -> OutboxPage;
        look_again(key: String) -> RequestDetail;
        check_number(key: String, number: String) -> Candidate;
        adopt(key: String, id: String) -> RequestRow;
        send_again(key: String) -> RequestRow;
        close_unknown(key: String, closed: bool) -> RequestRow;
        requests(query: RequestQuery) -> RequestPage;
        request_counts(filter: RequestFilter) -> RequestCounts;
        request_facets() -> RequestFacets;
        request(key: String) -> RequestDetail;
        request_curl(key: String) -> String;
        refresh_requests() -> ();
        stop_refresh() -> ();
        export_requests(file: Export) -> ();
        stop_export() -> ();
        rejected(query: RejectedQuery) -> RejectedPage;
        rejected_requests(view: RejectedView, offset: u32, limit: u32) -> RejectedRows;
        rejected_overview(from: f64) -> RejectedOverview;
        look_at_group(group: String) -> ();
        group_shape(group: String) -> GroupShape;
        join_groups(groups: Vec<String>) -> String;
        split_group(group: String, by: SplitBy) -> ();
        restore_group(group: String) -> ();
        compare(key: String) -> Comparison;
        save_knowledge(group: String, draft: KnowledgeDraft) -> Knowledge;
        forget_knowledge(group: String) -> Knowledge;
        export_knowledge(path: String) -> u32;
        import_knowledge(path: String) -> Merged;
        mark(selection: RejectedSelection, change: MarkChange) -> u32;
        mark_history(key: String) -> Vec<MarkVersion>;
        export_marks(path: String) -> u32;
        import_marks(path: String) -> Merged;
        rebuild(key: String, operation: Option<String>) -> Rebuilt;
        rebuild_resync(key: String) -> Rebuilt;
        retry(key: String, draft: FormDraft) -> RequestRow;
        plan_retries(selection: RejectedSelection) -> Batch;
        batches() -> Vec<Batch>;
        batch(id: String) -> Batch;
        batch_rows(id: String, part: BatchPart, offset: u32, limit: u32) -> BatchRows;
        start_batch(id: String, typed: Option<u32>) -> Batch;
        pause_batch(id: String) -> Batch;
        go_on_with_batch(id: String) -> Batch;
        stop_batch(id: String) -> Batch;
        handover(from: f64) -> Handover;
        save_report(path: String, text: String) -> ();
        search(text: String) -> Found;
        search_server(text: String) -> Asked;
        stop_search() -> ();
        suggest(of: ThingRef) -> Vec<Hit>;
        resolve(of: ThingRef, provider: Option<String>) -> Resolved;
        services() -> Services;
        refresh_services() -> Services;
        recents() -> Recents;
        pin(key: String, pinned: bool) -> ();
        forget_thing(key: String) -> ();
        thing(of: ThingRef) -> ThingPage;
        refresh_thing(of: ThingRef) -> ThingPage;
        thing_requests(of: ThingRef, with_subscription: bool, offset: u32, limit: u32) -> RequestPage;
        preview_pairing(draft: FormDraft) -> PairingPreview;
        save_rules(connection: String, rules: ConnectionRules) -> Connection;
        test_rules(rules: ConnectionRules, text: String) -> RuleTest;
        classify(text: String) -> ThingKind;
        wipe() -> Wiped;
        plan_jobs(text: String) -> JobList;
        plan_jobs_file(path: String) -> JobList;
        add_jobs(jobs: Vec<JobDraft>) -> FieldDay;
        field_day() -> FieldDay;
        look_up_jobs() -> ();
        stop_looking_up() -> ();
        close_job(id: String, closed: bool) -> FieldDay;
        clear_jobs(all: bool) -> FieldDay;
        send_in_field(draft: FormDraft, job: Option<String>) -> RequestRow;
        decide(key: String, send: bool) -> RequestRow;
        slip(key: String) -> Slip;
    }
    window {
        window_ready(dark: bool) -> ();
        choose_file(name: String, ending: String) -> Option<String>;
        choose_to_open(ending: String) -> Option<String>;
        save_pdf(path: String) -> ();
    }
}
