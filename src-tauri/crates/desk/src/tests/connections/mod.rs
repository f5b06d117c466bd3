//! Servers, their clients and proxies.

mod proxy_passwords;
mod registry;

use crate::{
    error::problem::Problem,
    view::{ConnectionDraft, ConnectionKind},
};

pub(super) fn draft() -> ConnectionDraft {
    ConnectionDraft {
        id: None,
        name: "Live".to_owned(),
        server_url: "https://crm.example".to_owned(),
        organisation: "DEMO".to_owned(),
        unit: None,
        release: "R11".to_owned(),
        time_zone: "Europe/Athens".to_owned(),
        kind: ConnectionKind::Live,
        ca_file: None,
        proxy: None,
    }
}

pub(super) fn faults(problem: &Problem) -> Vec<(&str, &str)> {
    problem.fields.iter().map(|field| (field.field.as_str(), field.fault.as_str())).collect()
}
