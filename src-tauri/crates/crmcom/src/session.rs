//! Signs in and out (reference section 2).

#![warn(clippy::arithmetic_side_effects)]

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::{
    client::Client,
    envelope::{self, CallPurpose},
    error::{Error, Refusal},
    http::call::Call,
    models::believable,
    release::Release,
    secret::{Secret, Token},
};

const IDLE_LIFE: Duration = Duration::from_hours(1);
const FIXED_LIFE: TimeDelta = TimeDelta::hours(2);

/// Credentials of a user.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// `unit` is a unit's id; absent: the user's own.
    Password { username: String, password: Secret, organisation: String, unit: Option<String> },
    /// From R10.
    WebApiKey { key: Secret, unit: Option<String> },
}

/// A session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub token: Token,
    /// Fixed expiry time, by this computer's clock.
    pub expires: Option<DateTime<Utc>>,
    /// Time after its last use at which it expires.
    pub idle: Option<Duration>,
    /// The server's name for the user, if the token contains it (a JWT, from R12): two spellings with the same name are
    /// one user.
    pub user: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    token: String,
}

impl Client {
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<SignedIn, Error> {
        let body = body_of(credentials);
        let call = match credentials {
            Credentials::Password { password, .. } => {
                Call::post("authentication/token", None, &body, None).secret(password.expose())
            }
            Credentials::WebApiKey { key, .. } => {
                let release = self.release();
                if release < Release::R10 {
                    return Err(Error::NotOffered { method: "authentication/web_api_key/token", release });
                }
                Call::post("authentication/web_api_key/token", None, &body, None).basic(key)
            }
        };
        let answer = self.exchange(&call).await?;
        let status = answer.status;
        let data: Data = envelope::open(&answer, &call.secrets, CallPurpose::SignIn).map_err(refused_sign_in)?;
        if data.token.is_empty() {
            return Err(Error::UnexpectedAnswer { status, words: "an empty token".to_owned() });
        }
        let by_key = matches!(credentials, Credentials::WebApiKey { .. });
        let claims = claims(&data.token);
        let (expires, idle) = life(&claims, self.release(), by_key, Utc::now());
        let user = claims.get("usr").and_then(Value::as_str).filter(|user| !user.is_empty()).map(str::to_owned);
        Ok(SignedIn { token: Token::new(data.token), expires, idle, user })
    }

    /// Invalidates the token. From R10; later servers may not have the method any more (reference 2.3), so a failure is
    /// no reason to keep a session.
    pub async fn release_token(&self, token: &Token) -> Result<(), Error> {
        let (method, release) = ("authentication/token/release", self.release());
        if release < Release::R10 {
            return Err(Error::NotOffered { method, release });
        }
        let call = Call::post(method, Some(token), &Map::new(), None);
        let answer = self.exchange(&call).await?;
        envelope::open::<serde::de::IgnoredAny>(&answer, &call.secrets, CallPurpose::Read).map(|_| ())
    }
}

fn body_of(credentials: &Credentials) -> Map<String, Value> {
    let (mut body, unit) = match credentials {
        Credentials::Password { username, password, organisation, unit } => {
            let body = json!({ "username": username, "password": password.expose(), "organisation": organisation });
            (body, unit)
        }
        Credentials::WebApiKey { unit, .. } => (json!({}), unit),
    };
    if let Some(unit) = unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty()) {
        body["unit"] = unit.into();
    }
    match body {
        Value::Object(body) => body,
        _ => Map::new(),
    }
}

/// An envelope with HTTP 401 or 403, or with a code about the user, means that the credentials are wrong. A page does
/// not: with a gateway's page, the user would lose the kept password.
fn refused_sign_in(error: Error) -> Error {
    let about_person = |refusal: &Refusal| {
        let code = refusal.code.to_ascii_uppercase();
        ["CREDENTIAL", "PASSWORD", "LOGIN", "USER", "AUTHENTICAT", "APIKEY", "API_KEY"]
            .iter()
            .any(|word| code.contains(word))
    };
    match error {
        Error::Refused(refusal) if matches!(refusal.status, 401 | 403) || about_person(&refusal) => {
            Error::WrongCredentials(refusal)
        }
        other => other,
    }
}

/// Expiry of a token: a fixed time from R12 on, and for every token of a Web API key; an hour after its last use
/// otherwise.
fn life(
    claims: &Value,
    release: Release,
    by_key: bool,
    now: DateTime<Utc>,
) -> (Option<DateTime<Utc>>, Option<Duration>) {
    if let Some(expires) = claimed_end(claims, now) {
        return (Some(expires), None);
    }
    if release >= Release::R12 || by_key { (now.checked_add_signed(FIXED_LIFE), None) } else { (None, Some(IDLE_LIFE)) }
}

/// Claims of a JWT; null for any other token.
fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).map(|payload| payload.trim_end_matches('='));
    let payload = payload.and_then(|payload| BASE64_URL_SAFE_NO_PAD.decode(payload).ok()).map(Zeroizing::new);
    payload.and_then(|payload| serde_json::from_slice(&payload).ok()).unwrap_or_default()
}

/// Expiry in a JWT's `exp`. If `iat` is present, only the time between them is used, because the server's clock may
/// differ from this one.
fn claimed_end(claims: &Value, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    // Occurs as a number and as a number in a text (reference 2.2).
    let seconds = |name: &str| match claims.get(name)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let end = seconds("exp")?;
    let end = match seconds("iat") {
        Some(begin) if end > begin => now.checked_add_signed(TimeDelta::try_seconds(end.checked_sub(begin)?)?),
        _ => DateTime::from_timestamp(end, 0),
    };
    end.filter(|end| believable(end.naive_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000, 0).unwrap()
    }

    fn jwt(claims: &Value) -> String {
        format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn sign_in_bodies_match_the_documentation() {
        let password = Credentials::Password {
            username: "ann".to_owned(),
            password: Secret::new("pw"),
            organisation: "DEMO".to_owned(),
            unit: None,
        };
        let body = json!({"username": "ann", "password": "pw", "organisation": "DEMO"});
        assert_eq!(Value::Object(body_of(&password)), body);
        let key = Credentials::WebApiKey { key: Secret::new("K"), unit: Some("U1".to_owned()) };
        assert_eq!(Value::Object(body_of(&key)), json!({"unit": "U1"}), "the key goes into the header only");
        assert!(!format!("{password:?} {key:?}").contains("pw"));
    }

    #[test]
    fn the_lifetime_of_a_token_depends_on_the_release() {
        let two_hours = now().checked_add_signed(FIXED_LIFE);
        let life = |release, by_key| life(&claims("0F1E"), release, by_key, now());
        assert_eq!(life(Release::new(9, 0, 0), false), (None, Some(IDLE_LIFE)));
        assert_eq!(life(Release::R11, true), (two_hours, None));
        assert_eq!(life(Release::R12, false), (two_hours, None));
    }

    #[test]
    fn reads_the_expiry_of_a_jwt_from_numbers_or_text() {
        let end = |told: Value| claimed_end(&claims(&jwt(&told)), now());
        let in_an_hour = now().checked_add_signed(TimeDelta::hours(1));
        assert_eq!(end(json!({"exp": 1_700_003_600})), in_an_hour);
        assert_eq!(end(json!({"exp": "1700003600"})), in_an_hour);
        assert_eq!(end(json!({"iat": "1600000000", "exp": "1600003600"})), in_an_hour, "a clock that is years off");
        for told in [json!({}), json!({"exp": null}), json!({"exp": "soon"}), json!([])] {
            assert_eq!(end(told.clone()), None, "{told}");
        }
        for token in ["a.!!!.c", "0F1E", "", ".", "a.e30"] {
            assert_eq!(claimed_end(&claims(token), now()), None, "{token}");
        }
        assert_eq!(end(json!({"iat": i64::MIN, "exp": i64::MAX})), None, "no overflow");
        for exp in [i64::MIN, -9_000_000_000, 8_000_000_000_000, i64::MAX] {
            assert_eq!(end(json!({"exp": exp})), None, "{exp}: nobody reckons with such a time");
        }
    }

    #[test]
    fn a_refusal_of_a_sign_in_is_not_an_ended_session() {
        let refused = |status, code: &str| {
            refused_sign_in(Error::Refused(Refusal { status, code: code.to_owned(), ..Refusal::default() }))
        };
        for status in [401, 403] {
            assert!(matches!(refused(status, "X"), Error::WrongCredentials(_)));
            let page = Error::NotJson { status, excerpt: String::new() };
            assert_eq!(refused_sign_in(page.clone()), page, "a gateway knows no password");
        }
        let wrong = refused(200, "COM.CRM.EXCEPTION.SECURITY.INVALIDCREDENTIALSEXCEPTION");
        assert!(matches!(wrong, Error::WrongCredentials(_)));
        assert!(matches!(refused(200, "TOOMANYSESSIONSEXCEPTION"), Error::Refused(_)));
    }
}
