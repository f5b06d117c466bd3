//! Commands whose shapes stand and that are not built yet.

use crate::{
    Desk,
    problem::{Problem, ProblemCode},
    view::{
        Asked, Found, Hit, Recents, Resolved, Services, ThingRef, Wiped,
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
    search(text: String) -> Found;
    search_server(text: String) -> Asked;
    suggest(of: ThingRef) -> Vec<Hit>;
    resolve(of: ThingRef, provider: Option<String>) -> Resolved;
    services() -> Services;
    refresh_services() -> Services;
    recents() -> Recents;
    pin(key: String, pinned: bool) -> ();
    forget_thing(key: String) -> ();
    wipe() -> Wiped;
}
