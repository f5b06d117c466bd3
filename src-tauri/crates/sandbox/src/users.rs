//! The users that may sign in, and their units. The credentials are public: this is a sandbox.

use serde_json::{Value, json};

pub const ORGANISATION: &str = "DEMO";
pub const WEB_API_KEY: &str = "SANDBOX-KEY-1";
/// The user that the documentation and the sign-in page name first.
pub const USERNAME: &str = "operator";
pub const PASSWORD: &str = "sandbox-1";

#[derive(Debug, PartialEq, Eq)]
pub struct User {
    pub id: &'static str,
    pub username: &'static str,
    /// `None`: the user cannot sign in by password.
    pub password: Option<&'static str>,
    pub person_name: &'static str,
    /// Index of the default unit.
    pub unit: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    pub id: &'static str,
    pub name: &'static str,
    pub alternative_code: &'static str,
}

pub static USERS: [User; 5] = [
    User { id: "11", username: USERNAME, password: Some(PASSWORD), person_name: "Ann Operator", unit: 0 },
    User { id: "12", username: "supervisor", password: Some("sandbox-2"), person_name: "Bo Supervisor", unit: 0 },
    User { id: "13", username: "installer", password: Some("sandbox-3"), person_name: "Cy Installer", unit: 1 },
    User { id: "14", username: "webapi", password: None, person_name: "Web API key", unit: 0 },
    User { id: "1", username: "system", password: None, person_name: "CRM.COM", unit: 0 },
];

/// The user of the Web API key, and the author of requests of processing runs.
pub static KEY_USER: &User = &USERS[3];
pub static SYSTEM_USER: &User = &USERS[4];

pub static UNITS: [Unit; 3] = [
    Unit { id: "U1", name: "Head office", alternative_code: "HO" },
    Unit { id: "U2", name: "North depot", alternative_code: "ND" },
    Unit { id: "U3", name: "Harbour shop", alternative_code: "HS" },
];

/// Author of a change, as in `log_information`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    pub user: &'static User,
    pub unit: &'static Unit,
}

impl Author {
    pub fn of(user: &'static User) -> Self {
        Self { user, unit: &UNITS[user.unit] }
    }

    /// `with_email`: the member is present (and null) in Conax answers and missing in Nagravision ones.
    pub fn user_value(self, with_email: bool) -> Value {
        let User { id, username, person_name, .. } = self.user;
        let mut value = json!({ "person_name": person_name, "username": username, "id": id });
        if with_email {
            value["email"] = Value::Null;
        }
        value
    }

    pub fn unit_value(self) -> Value {
        let Unit { id, name, alternative_code } = self.unit;
        json!({
            "community_name": "Main Community",
            "group_name": "Main Group",
            "name": name,
            "id": id,
            "description": format!("{name} of the sandbox"),
            "alternative_code": alternative_code,
        })
    }
}
