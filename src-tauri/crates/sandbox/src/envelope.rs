//! Builds the envelope of every answer, and the refusals in it (reference section 3).
//!
//! The codes of the real server are not published beyond their pattern; the ones here follow it and are invented.

use std::convert::Infallible;

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use crmcom::release::Release;
use futures_util::stream;
use serde_json::{Map, Value, json};

/// An API error: nothing was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    /// Text for users.
    pub message: String,
    pub description: String,
    /// Business refusals have HTTP 200: clients of this API read only the envelope.
    pub http: StatusCode,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!("COM.CRM.EXCEPTION.", $code);)*
    };
}

pub mod code {
    codes! {
        INVALID_TOKEN = "SECURITY.INVALIDTOKENEXCEPTION";
        ACCESS_DENIED = "SECURITY.ACCESSDENIEDEXCEPTION";
        /// Stands for the unknown codes of the area SECURITY.
        NO_USER_CONTEXT = "SECURITY.NOUSERCONTEXTEXCEPTION";
        INVALID_CREDENTIALS = "SECURITY.INVALIDCREDENTIALSEXCEPTION";
        MANDATORY = "CORE.MANDATORYPARAMETERNOTSPECIFIEDEXCEPTION";
        ONLY_ONE = "CORE.ONLYONEPARAMETERALLOWEDEXCEPTION";
        INVALID_VALUE = "CORE.INVALIDPARAMETERVALUEEXCEPTION";
        NOT_FOUND = "CORE.ENTITYNOTFOUNDEXCEPTION";
        NO_SUCH_METHOD = "CORE.METHODNOTFOUNDEXCEPTION";
        NOT_JSON = "CORE.INVALIDREQUESTEXCEPTION";
        NOT_SMARTCARD = "PROVISIONING.INSTALLEDITEMNOTSMARTCARDEXCEPTION";
        NOT_SET_TOP_BOX = "PROVISIONING.INSTALLEDITEMNOTSTBEXCEPTION";
        NOT_SERVICE = "PROVISIONING.PRODUCTNOTSERVICEEXCEPTION";
        NOT_ON_SUBSCRIPTION = "PROVISIONING.INSTALLEDITEMNOTONSUBSCRIPTIONEXCEPTION";
        SERVICE_EXISTS = "SUBSCRIPTIONS.SERVICEALREADYEXISTSONSUBSCRIPTIONEXCEPTION";
    }
}

impl Refusal {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), description: String::new(), http: StatusCode::OK }
    }

    pub fn because(self, description: impl Into<String>) -> Self {
        Self { description: description.into(), ..self }
    }

    pub fn missing(parameter: &str) -> Self {
        Self::new(code::MANDATORY, format!("The parameter {parameter} is mandatory."))
    }

    pub fn one_of_missing(parameters: &[&str]) -> Self {
        Self::new(code::MANDATORY, format!("One of {} must be specified.", parameters.join(", ")))
    }

    pub fn only_one(parameters: &[&str]) -> Self {
        Self::new(code::ONLY_ONE, format!("Only one of {} may be specified.", parameters.join(", ")))
    }

    pub fn invalid(parameter: &str, expected: impl Into<String>) -> Self {
        Self::new(code::INVALID_VALUE, format!("The value of {parameter} is not valid.")).because(expected)
    }

    pub fn not_found(what: &str, field: &str, value: &str) -> Self {
        Self::new(code::NOT_FOUND, format!("No {what} has the {field} {value}."))
    }

    pub fn dead_token() -> Self {
        Self::new(code::INVALID_TOKEN, "The token is not valid or has expired.").because("Log in again.")
    }

    /// Refusal for a missing permission.
    pub fn denied(username: &str) -> Self {
        let message = format!("The user {username} has no permission for this.");
        Self { http: StatusCode::FORBIDDEN, ..Self::new(code::ACCESS_DENIED, message) }
    }

    /// Refusal that a client cannot distinguish from one of the token; the token is valid.
    pub fn without_user_context() -> Self {
        Self::new(code::NO_USER_CONTEXT, "There is no user context.")
    }

    pub fn no_such_method(path: &str, why: &str) -> Self {
        let message = format!("There is no method {path}.");
        Self { http: StatusCode::NOT_FOUND, ..Self::new(code::NO_SUCH_METHOD, message).because(why) }
    }
}

/// `{"status": …, "data": …}`: empty texts are null before R10, as in the examples of 2014, and `""` later; `data` is
/// first from R11.
pub fn answer(release: Release, result: Result<Value, Refusal>) -> Response {
    let (http, status, data) = match result {
        Ok(data) => (StatusCode::OK, ok(release), data),
        Err(refusal) => {
            let text = |text: String| if text.is_empty() { nothing(release) } else { text.into() };
            let status = json!({
                "code": refusal.code,
                "message": text(refusal.message),
                "description": text(refusal.description),
            });
            (refusal.http, status, Value::Null)
        }
    };
    let mut members = [("status", status), ("data", data)];
    if release >= DATA_FIRST_FROM {
        members.reverse();
    }
    let body: Map<String, Value> = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let body = Value::Object(body).to_string();
    (http, [JSON_HEADER], body).into_response()
}

/// The envelope of a list; its rows are written while it is sent.
pub fn list(release: Release, rows: impl Iterator<Item = String> + Send + 'static) -> Response {
    let status = format!("\"status\":{}", ok(release));
    let (before, after) = if release >= DATA_FIRST_FROM {
        ("{\"data\":[".to_owned(), format!("],{status}}}"))
    } else {
        (format!("{{{status},\"data\":["), "]}".to_owned())
    };
    let pieces = std::iter::once(before).chain(rows).chain(std::iter::once(after)).map(Ok::<_, Infallible>);
    ([JSON_HEADER], Body::from_stream(stream::iter(pieces))).into_response()
}

const DATA_FIRST_FROM: Release = Release::R11;
const JSON_HEADER: (header::HeaderName, &str) = (header::CONTENT_TYPE, "application/json;charset=UTF-8");

fn nothing(release: Release) -> Value {
    if release < Release::R10 { Value::Null } else { json!("") }
}

fn ok(release: Release) -> Value {
    json!({ "code": "OK", "message": nothing(release), "description": nothing(release) })
}
