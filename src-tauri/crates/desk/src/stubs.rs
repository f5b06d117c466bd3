//! Commands whose shapes stand and that are not built yet.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::{
        FieldDay, FormDraft, JobDraft, JobList, PairingPreview, RequestPage, RequestRow, Slip, ThingPage, ThingRef,
    },
};

macro_rules! stubs {
    ($( $name:ident($($argument:ident: $type:ty),*) -> $answer:ty; )+) => {
        impl Desk {
            $(
                #[allow(clippy::unused_async, clippy::missing_errors_doc)]
                pub async fn $name(&self, $($argument: $type),*) -> Result<$answer, Problem> {
                    $( let _ = $argument; )*
                    Err(Problem::new(ProblemCode::Internal, concat!(stringify!($name), " is not built yet")))
                }
            )+
        }
    };
}

stubs! {
    thing(of: ThingRef) -> ThingPage;
    refresh_thing(of: ThingRef) -> ThingPage;
    thing_requests(of: ThingRef, with_subscription: bool, offset: u32, limit: u32) -> RequestPage;
    preview_pairing(draft: FormDraft) -> PairingPreview;
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
