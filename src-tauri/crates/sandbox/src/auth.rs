//! Signs in and manages tokens, with their format and lifetime by release (reference section 2).

use std::{collections::HashMap, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use crmcom::release::Release;
use serde_json::json;

use crate::{
    envelope::{Refusal, code},
    rng::Chance,
    users,
    users::{Author, UNITS, USERS, Unit},
};

/// Before R12 a token is valid for this time after each use; JWTs and tokens of Web API keys are valid for twice as
/// long, used or not.
const IDLE_LIFE: Duration = Duration::from_hours(1);
const FIXED_LIFE: Duration = Duration::from_hours(2);

#[derive(Debug)]
struct Session {
    author: Author,
    expires: DateTime<Utc>,
    /// Each use sets `expires` this far ahead; `None`: the expiry is fixed.
    idle: Option<TimeDelta>,
}

/// The valid tokens.
#[derive(Debug, Default)]
pub struct Sessions {
    by_token: HashMap<String, Session>,
    /// Lifetime of new tokens, instead of the release's own.
    pub life: Option<Duration>,
    /// Code of refusals of invalid tokens, instead of [`code::INVALID_TOKEN`].
    pub dead_as: Option<&'static str>,
}

impl Sessions {
    pub fn with_life(life: Option<Duration>) -> Self {
        Self { life, ..Self::default() }
    }

    pub fn sign_in(
        &mut self,
        (username, password, organisation): (&str, &str, &str),
        unit: Option<&str>,
        release: Release,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<String, Refusal> {
        let user = USERS.iter().find(|user| user.username == username && user.password == Some(password));
        let Some(user) = user.filter(|_| organisation == users::ORGANISATION) else {
            return Err(wrong_credentials("The user name, password or organisation is wrong."));
        };
        let author = Author { unit: unit_or(unit, Author::of(user).unit)?, user };
        let idle = release < Release::R12;
        Ok(self.open(author, idle, release, now, chance))
    }

    pub fn sign_in_by_key(
        &mut self,
        key: &str,
        unit: Option<&str>,
        release: Release,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Result<String, Refusal> {
        if key != users::WEB_API_KEY {
            return Err(wrong_credentials("The Web API key is wrong."));
        }
        let author = Author::of(users::KEY_USER);
        let author = Author { unit: unit_or(unit, author.unit)?, ..author };
        Ok(self.open(author, false, release, now, chance))
    }

    fn open(
        &mut self,
        author: Author,
        idle: bool,
        release: Release,
        now: DateTime<Utc>,
        chance: &mut Chance,
    ) -> String {
        let life = self.life.unwrap_or(if idle { IDLE_LIFE } else { FIXED_LIFE });
        let life = TimeDelta::from_std(life).unwrap_or(TimeDelta::MAX);
        let expires = now.checked_add_signed(life).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let token = if release < Release::R12 { chance.id() } else { jwt(author, now, expires, release, chance) };
        self.by_token.retain(|_, session| session.expires > now);
        self.by_token.insert(token.clone(), Session { author, expires, idle: idle.then_some(life) });
        token
    }

    /// The user of a token. Using the token may extend its lifetime.
    pub fn check(&mut self, token: Option<&str>, now: DateTime<Utc>) -> Result<Author, Refusal> {
        let session = token.and_then(|token| self.by_token.get_mut(token));
        let Some(session) = session.filter(|session| session.expires > now) else { return Err(self.dead_token()) };
        if let Some(idle) = session.idle {
            session.expires = now + idle;
        }
        Ok(session.author)
    }

    pub fn dead_token(&self) -> Refusal {
        let refusal = Refusal::dead_token();
        Refusal { code: self.dead_as.unwrap_or(refusal.code), ..refusal }
    }

    pub fn release(&mut self, token: &str) {
        self.by_token.remove(token);
    }

    pub fn expire_all(&mut self) {
        self.by_token.clear();
    }
}

fn wrong_credentials(why: &str) -> Refusal {
    Refusal::new(code::INVALID_CREDENTIALS, why)
}

/// `unit` is an id, as documented; a name is not found.
fn unit_or(unit: Option<&str>, default: &'static Unit) -> Result<&'static Unit, Refusal> {
    let Some(id) = unit else { return Ok(default) };
    UNITS.iter().find(|unit| unit.id == id).ok_or_else(|| Refusal::not_found("unit", "id", id))
}

/// A token in the real format but signed with random bytes: clients do not verify it, and the server looks tokens up.
fn jwt(author: Author, now: DateTime<Utc>, expires: DateTime<Utc>, release: Release, chance: &mut Chance) -> String {
    let (iat, exp) = (now.timestamp(), expires.timestamp());
    // The only stored sample of these releases has text here; a client has to read both.
    let time = |at: i64| if release < Release::R13 { json!(at.to_string()) } else { json!(at) };
    let header = json!({ "typ": "JWT", "alg": "HS256" });
    let payload = json!({
        "jti": chance.id(),
        "usr": author.user.username,
        "org": users::ORGANISATION,
        "oun": author.unit.name,
        "exp": time(exp),
        "iat": time(iat),
    });
    let part = |text: String| URL_SAFE_NO_PAD.encode(text);
    let signature = URL_SAFE_NO_PAD.encode(chance.bytes::<32>());
    format!("{}.{}.{signature}", part(header.to_string()), part(payload.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const VALID_SIGN_IN: (&str, &str, &str) = ("operator", "sandbox-1", "DEMO");

    fn signed_in(release: Release) -> (Sessions, String, DateTime<Utc>) {
        let mut sessions = Sessions::default();
        let now = DateTime::UNIX_EPOCH;
        let token = sessions.sign_in(VALID_SIGN_IN, None, release, now, &mut Chance::new(1)).unwrap();
        (sessions, token, now)
    }

    #[test]
    fn wrong_credentials_are_refused() {
        for credentials in [("operator", "no", "DEMO"), ("nobody", "sandbox-1", "DEMO"), ("operator", "sandbox-1", "X")]
        {
            let mut sessions = Sessions::default();
            let refused = sessions.sign_in(credentials, None, Release::R11, DateTime::UNIX_EPOCH, &mut Chance::new(1));
            assert_eq!(refused.unwrap_err().code, code::INVALID_CREDENTIALS);
        }
    }

    #[test]
    fn the_unit_is_an_id() {
        let mut sessions = Sessions::default();
        let mut sign_in =
            |unit| sessions.sign_in(VALID_SIGN_IN, unit, Release::R11, DateTime::UNIX_EPOCH, &mut Chance::new(1));
        assert_eq!(sign_in(Some("North depot")).unwrap_err().code, code::NOT_FOUND);
        let token = sign_in(Some("U2")).unwrap();
        assert_eq!(sessions.check(Some(&token), DateTime::UNIX_EPOCH).unwrap().unit.name, "North depot");
    }

    #[test]
    fn before_r12_use_extends_a_token_by_an_hour() {
        let (mut sessions, token, start) = signed_in(Release::R11);
        assert_eq!(token.len(), 32);
        let minutes = |minutes| start + TimeDelta::minutes(minutes);
        assert!(sessions.check(Some(&token), minutes(59)).is_ok());
        assert!(sessions.check(Some(&token), minutes(118)).is_ok(), "the use at 59 minutes must have renewed it");
        assert_eq!(sessions.check(Some(&token), minutes(178)).unwrap_err().code, code::INVALID_TOKEN);
    }

    #[test]
    fn from_r12_a_token_lives_two_hours() {
        let (mut sessions, token, start) = signed_in(Release::R12);
        assert!(sessions.check(Some(&token), start + TimeDelta::minutes(119)).is_ok());
        assert!(sessions.check(Some(&token), start + TimeDelta::minutes(120)).is_err(), "use must not renew it");
    }

    #[test]
    fn a_jwt_contains_its_expiry() {
        for (release, expected) in [(Release::R12, json!("7200")), (Release::R13, json!(7200))] {
            let (_, token, _) = signed_in(release);
            let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
            let payload: Value = serde_json::from_slice(&payload).unwrap();
            assert_eq!(payload["exp"], expected, "{release}");
            assert_eq!(payload["usr"], "operator");
        }
    }

    #[test]
    fn a_key_gives_two_hours_in_every_release() {
        let mut sessions = Sessions::default();
        let (now, mut chance) = (DateTime::UNIX_EPOCH, Chance::new(1));
        assert!(sessions.sign_in_by_key("wrong", None, Release::R10, now, &mut chance).is_err());
        let token = sessions.sign_in_by_key(users::WEB_API_KEY, None, Release::R10, now, &mut chance).unwrap();
        assert!(sessions.check(Some(&token), now + TimeDelta::minutes(119)).is_ok());
        assert!(sessions.check(Some(&token), now + TimeDelta::minutes(121)).is_err());
    }
}
