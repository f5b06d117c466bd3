//! The commands of the window, from one list.
//!
//! The list yields the Tauri command functions, the handler that serves them and, in a test, the
//! `commands` object of `ui/src/host/bindings.ts`. Each function only hands over to the method of
//! [`desk::Desk`] with its name: one that is missing does not compile.

use desk::{
    problem::Problem,
    view::{
        Candidate, Checked, Connection, ConnectionDraft, Export, ExportFormat, FormDraft, OutboxPage, Preferences,
        RequestCounts, RequestDetail, RequestFacets, RequestFilter, RequestPage, RequestQuery, RequestRow, Session,
        SignIn, Snapshot, TestedHop,
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
    }
    window {
        window_ready(dark: bool) -> ();
        choose_file(name: String, format: ExportFormat) -> Option<String>;
    }
}
