//! Signing in and out (reference section 2).

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    client::Client,
    envelope,
    error::{Error, Refusal},
    release::Release,
    secret::{Secret, Token},
    transport::Call,
};

const IDLE: Duration = Duration::from_hours(1);
const FIXED: TimeDelta = TimeDelta::hours(2);

/// What a user signs in with.
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
    /// When it ends whether used or not, by the clock of this computer.
    pub expires: Option<DateTime<Utc>>,
    /// It ends so long after its last use.
    pub idle: Option<Duration>,
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
        let data: Data = envelope::open(&answer, &call.secrets).map_err(refused_sign_in)?;
        if data.token.is_empty() {
            return Err(Error::UnexpectedAnswer { status, words: "an empty token".to_owned() });
        }
        let by_key = matches!(credentials, Credentials::WebApiKey { .. });
        let (expires, idle) = life(&data.token, self.release(), by_key, Utc::now());
        Ok(SignedIn { token: Token::new(data.token), expires, idle })
    }

    /// Makes the token useless. From R10; later servers may not know it any more (reference 2.3), so
    /// a failure is no reason to keep a session.
    pub async fn release_token(&self, token: &Token) -> Result<(), Error> {
        let (method, release) = ("authentication/token/release", self.release());
        if release < Release::R10 {
            return Err(Error::NotOffered { method, release });
        }
        let call = Call::post(method, Some(token), &Map::new(), None);
        let answer = self.exchange(&call).await?;
        envelope::open::<serde::de::IgnoredAny>(&answer, &call.secrets).map(|_| ())
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

/// No session can be over while it is being opened: a 401 or 403, or a code about who somebody is,
/// means that the credentials are wrong.
fn refused_sign_in(error: Error) -> Error {
    let about_person = |refusal: &Refusal| {
        let code = refusal.code.to_ascii_uppercase();
        ["CREDENTIAL", "PASSWORD", "LOGIN", "USER", "AUTHENTICAT", "APIKEY", "API_KEY"]
            .iter()
            .any(|word| code.contains(word))
    };
    match error {
        Error::SessionOver(refusal) | Error::Refused(refusal)
            if matches!(refusal.status, 401 | 403) || about_person(&refusal) =>
        {
            Error::WrongCredentials(refusal)
        }
        Error::SessionOver(refusal) => Error::Refused(refusal),
        other => other,
    }
}

/// When a token ends: a fixed time from R12, and for every token of a Web API key; before that an
/// hour after its last use.
fn life(token: &str, release: Release, by_key: bool, now: DateTime<Utc>) -> (Option<DateTime<Utc>>, Option<Duration>) {
    if let Some(expires) = claimed_end(token, now) {
        return (Some(expires), None);
    }
    if release >= Release::R12 || by_key { (Some(now + FIXED), None) } else { (None, Some(IDLE)) }
}

/// `exp` of a JWT. Where it tells its beginning too, only the span between them is taken: the
/// server's clock need not agree with this one.
fn claimed_end(token: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let payload = token.split('.').nth(1)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    // Both occur: a number and the same number as text (reference 2.2).
    let seconds = |name: &str| match claims.get(name)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let end = seconds("exp")?;
    match seconds("iat") {
        Some(begin) if end > begin => now.checked_add_signed(TimeDelta::try_seconds(end.checked_sub(begin)?)?),
        _ => DateTime::from_timestamp(end, 0),
    }
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
    fn bodies_are_what_the_page_says() {
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
    fn the_life_of_a_token_depends_on_the_release() {
        let two_hours = Some(now() + FIXED);
        assert_eq!(life("0F1E", Release::new(9, 0, 0), false, now()), (None, Some(IDLE)));
        assert_eq!(life("0F1E", Release::R11, true, now()), (two_hours, None));
        assert_eq!(life("0F1E", Release::R12, false, now()), (two_hours, None));
    }

    #[test]
    fn a_jwt_tells_its_end_in_numbers_or_text() {
        let end = |claims: Value| claimed_end(&jwt(&claims), now());
        let in_an_hour = Some(now() + TimeDelta::hours(1));
        assert_eq!(end(json!({"exp": 1_700_003_600})), in_an_hour);
        assert_eq!(end(json!({"exp": "1700003600"})), in_an_hour);
        assert_eq!(end(json!({"iat": "1600000000", "exp": "1600003600"})), in_an_hour, "a clock that is years off");
        for claims in [json!({}), json!({"exp": null}), json!({"exp": "soon"}), json!([])] {
            assert_eq!(end(claims.clone()), None, "{claims}");
        }
        assert_eq!(claimed_end("a.!!!.c", now()), None);
        assert_eq!(end(json!({"iat": i64::MIN, "exp": i64::MAX})), None, "no overflow");
    }

    #[test]
    fn a_sign_in_is_refused_not_over() {
        let refusal = |status, code: &str| Refusal { status, code: code.to_owned(), ..Refusal::default() };
        let over = Error::SessionOver(refusal(401, ""));
        assert!(matches!(refused_sign_in(over), Error::WrongCredentials(_)));
        let wrong = Error::Refused(refusal(200, "COM.CRM.EXCEPTION.SECURITY.INVALIDCREDENTIALSEXCEPTION"));
        assert!(matches!(refused_sign_in(wrong), Error::WrongCredentials(_)));
        let full = Error::SessionOver(refusal(200, "TOOMANYSESSIONSEXCEPTION"));
        assert!(matches!(refused_sign_in(full), Error::Refused(_)));
    }
}
