//! Author and time of an object's creation and last change (reference section 4.4).

use chrono::NaiveDateTime;

use super::members::record;

record!(LogInformation {
    created_date: date -> NaiveDateTime,
    updated_date: date -> NaiveDateTime,
    created_by_user: object -> User,
    updated_by_user: object -> User,
    created_by_unit: object -> Unit,
    updated_by_unit: object -> Unit,
});

record!(User {
    id: text -> String,
    username: text -> String,
    person_name: text -> String,
    email: text -> String,
});

record!(
    /// A unit of the organisation; a user works for one.
    Unit {
        id: text -> String,
        name: text -> String,
        description: text -> String,
        alternative_code: text -> String,
        group_name: text -> String,
        community_name: text -> String,
    }
);
