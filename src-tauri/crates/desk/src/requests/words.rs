//! Words of the journal and the cache as the window knows them, and the other way round.

use crate::view::{RequestColumn, Step};

use store::{cache::requests::Column, journal::timeline::StepKind};

macro_rules! pairs {
    ($stored:ident, $view:ident: $to_view:ident, { $($variant:ident),+ }) => {
        pub(crate) fn $to_view(value: $stored) -> $view {
            match value { $($stored::$variant => $view::$variant),+ }
        }
    };
}

pairs!(StepKind, Step: view_step, {
    Held, Queued, Sending, Accepted, Completed, Rejected, Refused, NotSent, Unknown, Cancelled, SessionEnded, Watched,
    Scheduled, Edited, Moved, SentAgain, Adopted, Closed, Checked, Decision, Detached
});
pairs!(RequestColumn, Column: stored_column, {
    State, Number, RequestType, Provider, Smartcard, SetTopBox, Service, Subscription, Created, Updated, User, Unit,
    Priority, Error
});
