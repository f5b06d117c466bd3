//! Reads `{"status": {"code", "message", "description"}, "data"}`, the frame of every answer, and
//! maps everything else to an [`Error`].

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, error::Category, value::RawValue};

use crate::{
    error::{Error, Refusal},
    scrub::Secrets,
    transport::Answer,
};

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default)]
    status: Value,
    /// Looked at only when the status is `OK`: otherwise it may have any shape.
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// The data of an answer that says `OK`.
pub(crate) fn open<T: DeserializeOwned>(answer: &Answer, secrets: &Secrets) -> Result<T, Error> {
    let Answer { status, body } = answer;
    // Not every server keeps to UTF-8 in its messages; that must not make an answer unreadable.
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    let envelope = serde_json::from_str::<Envelope<'_>>(text);
    let refusal = envelope.as_ref().ok().and_then(|envelope| refusal(*status, &envelope.status, secrets));
    if matches!(status, 401 | 403) {
        let bare = || Refusal { status: *status, message: secrets.excerpt(body), ..Refusal::default() };
        return Err(Error::SessionOver(refusal.unwrap_or_else(bare)));
    }
    if text.is_empty() {
        return Err(Error::Empty { status: *status });
    }
    let envelope = envelope.map_err(|error| match error.classify() {
        Category::Eof => Error::Truncated { status: *status },
        Category::Data => Error::UnexpectedAnswer { status: *status, words: secrets.excerpt(body) },
        Category::Syntax | Category::Io => Error::NotJson { status: *status, excerpt: secrets.excerpt(body) },
    })?;
    verdict_of(*status, refusal, || secrets.excerpt(body))?;
    let data = envelope.data.map_or("null", RawValue::get);
    serde_json::from_str(data).map_err(|error| {
        let words = secrets.scrub(&format!("data: {error}"));
        Error::UnexpectedAnswer { status: *status, words }
    })
}

/// Whether an answer that is an envelope says `OK`, and what it says otherwise.
pub(crate) fn verdict(
    http: u16,
    status: &Value,
    secrets: &Secrets,
    excerpt: impl FnOnce() -> String,
) -> Result<(), Error> {
    verdict_of(http, refusal(http, status, secrets), excerpt)
}

fn verdict_of(http: u16, refusal: Option<Refusal>, excerpt: impl FnOnce() -> String) -> Result<(), Error> {
    let Some(refusal) = refusal else {
        return Err(Error::UnexpectedAnswer { status: http, words: excerpt() });
    };
    if !refusal.code.eq_ignore_ascii_case("OK") {
        let code = refusal.code.to_ascii_uppercase();
        let over = code.contains("TOKEN") || code.contains("SESSION");
        return Err(if over { Error::SessionOver(refusal) } else { Error::Refused(refusal) });
    }
    if !(200..300).contains(&http) {
        // It says OK and not OK: what became of a write is not known.
        return Err(Error::UnexpectedAnswer { status: http, words: excerpt() });
    }
    Ok(())
}

/// The status object; `None` if it is none with a code.
fn refusal(http: u16, status: &Value, secrets: &Secrets) -> Option<Refusal> {
    let text = |name: &str| match status.get(name) {
        Some(Value::String(text)) => secrets.scrub(text),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let code = text("code");
    (!code.is_empty()).then(|| Refusal {
        status: http,
        code,
        message: text("message"),
        description: text("description"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(status: u16, body: &str) -> Result<Value, Error> {
        open(&Answer { status, body: body.as_bytes().to_vec() }, &Secrets::default().with("S3CR3T-T0KEN"))
    }

    #[test]
    fn ok_in_any_order_and_case() {
        for body in [
            r#"{"status":{"code":"OK","message":null,"description":null},"data":{"id":"1"}}"#,
            r#"{"data":{"id":"1"},"status":{"description":"","message":"","code":"ok"}}"#,
            "\u{feff}{\"status\":{\"code\":\"OK\"},\"data\":{\"id\":\"1\"},\"more\":[]}\n",
        ] {
            assert_eq!(read(200, body), Ok(json!({"id": "1"})), "{body}");
        }
        assert_eq!(read(200, r#"{"status":{"code":"OK"}}"#), Ok(Value::Null));
    }

    #[test]
    fn another_code_is_a_refusal_whatever_the_http_status_and_the_data() {
        for status in [200, 400, 404, 500] {
            let body = r#"{"data":"","status":{"code":"COM.CRM.EXCEPTION.A.BADEXCEPTION","message":"No such card","description":"d"}}"#;
            let Err(Error::Refused(refusal)) = read(status, body) else { panic!("{status} is a refusal") };
            assert_eq!((refusal.status, refusal.message.as_str()), (status, "No such card"));
        }
    }

    #[test]
    fn a_session_is_over_by_code_or_by_http_status() {
        for (status, body) in [
            (200, r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION","message":"expired"}}"#),
            (500, r#"{"status":{"code":"com.crm.exception.SessionExpired","message":"expired"}}"#),
            (401, r#"{"status":{"code":"X","message":"expired"}}"#),
            (403, "<html>expired</html>"),
        ] {
            let Err(Error::SessionOver(refusal)) = read(status, body) else { panic!("{body} ends the session") };
            assert_eq!(refusal.text(), "expired");
        }
        assert!(read(401, "").unwrap_err().session_over(), "even without a body");
    }

    #[test]
    fn what_is_no_envelope_is_told_apart() {
        let html = "<html><h1>Service Unavailable</h1></html>";
        let excerpt = "Service Unavailable".to_owned();
        assert_eq!(read(503, html), Err(Error::NotJson { status: 503, excerpt }));
        assert_eq!(read(200, " \n"), Err(Error::Empty { status: 200 }));
        assert_eq!(read(200, r#"{"status":{"code":"OK"},"data":{"id":"#), Err(Error::Truncated { status: 200 }));
        for body in
            ["[]", "17", r#"{"status":500}"#, "{}", r#"{"status":{"code":null}}"#, r#"{"error":"S3CR3T-T0KEN"}"#]
        {
            let error = read(200, body).unwrap_err();
            assert!(matches!(error, Error::UnexpectedAnswer { .. }), "{body}: {error:?}");
            assert!(!error.to_string().contains("S3CR3T"), "the token was echoed: {error}");
        }
        let both = read(500, r#"{"status":{"code":"OK"},"data":{"id":"1"}}"#);
        assert!(matches!(both, Err(Error::UnexpectedAnswer { .. })), "OK inside of a 500 is not believed: {both:?}");
    }

    #[test]
    fn a_message_in_another_encoding_is_still_read() {
        let mut body = br#"{"status":{"code":"NO","message":""#.to_vec();
        body.extend([0xc1, 0xe2]);
        body.extend(br#""}}"#);
        let error = open::<Value>(&Answer { status: 200, body }, &Secrets::default()).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error:?}");
    }
}
