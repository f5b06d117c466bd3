use serde_json::{Value, json};

use super::*;
use crate::decoder::Charset;

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer { status, charset: Charset::default(), body: body.into(), retry_after: None }
}

fn asked(asked: CallPurpose, status: u16, body: &str) -> Result<Value, Error> {
    open(&answer(status, body), &Secrets::default().with("S3CR3T-T0KEN"), asked)
}

fn read(status: u16, body: &str) -> Result<Value, Error> {
    asked(CallPurpose::Read, status, body)
}

const ALL: [CallPurpose; 3] = [CallPurpose::Write, CallPurpose::Read, CallPurpose::SignIn];

#[test]
fn reads_ok_in_any_order_and_case() {
    for body in [
        r#"{"status":{"code":"OK","message":null,"description":null},"data":{"id":"1"}}"#,
        r#"{"data":{"id":"1"},"status":{"description":"","message":"","code":"ok"}}"#,
        "\u{feff}{\"status\":{\"code\":\"OK\"},\"data\":{\"id\":\"1\"},\"more\":[]}\n",
    ] {
        for asks in ALL {
            assert_eq!(asked(asks, 200, body), Ok(json!({"id": "1"})), "{asks:?} {body}");
        }
    }
    assert_eq!(read(200, r#"{"status":{"code":"OK"}}"#), Ok(Value::Null));
}

#[test]
fn any_other_code_is_a_refusal_regardless_of_http_status_and_data() {
    let body = r#"{"data":"","status":{"code":"COM.CRM.EXCEPTION.A.BADEXCEPTION","message":"No such card","description":"d"}}"#;
    for asks in ALL {
        for status in [200, 400, 404, 429] {
            let Err(Error::Refused(refusal)) = asked(asks, status, body) else { panic!("{status} is a refusal") };
            assert_eq!((refusal.status, refusal.message.as_str()), (status, "No such card"));
        }
    }
    assert!(matches!(read(500, body), Err(Error::Refused(_))));
    let Err(Error::Unproven(refusal)) = asked(CallPurpose::Write, 500, body) else { panic!("it may have been done") };
    assert_eq!((refusal.status, refusal.message.as_str()), (500, "No such card"), "the server's words are kept");
}

#[test]
fn a_read_without_a_session_is_recognised_by_code_or_http_status() {
    for (status, body) in [
        (200, r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION","message":"expired"}}"#),
        (500, r#"{"status":{"code":"com.crm.exception.SessionExpired","message":"expired"}}"#),
        (200, r#"{"status":{"code":"ASESSIONOFSORTS","message":"expired"}}"#),
        (401, r#"{"status":{"code":"X","message":"expired"}}"#),
        (403, "<html>expired</html>"),
    ] {
        let Err(Error::SessionOver(refusal)) = read(status, body) else { panic!("{body} ends the session") };
        assert_eq!(refusal.text(), "expired");
    }
    assert!(read(401, "").unwrap_err().session_over(), "even without a body");
    for status in [200, 401, 403] {
        let denied = r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.ACCESSDENIEDEXCEPTION","message":"no"}}"#;
        assert!(matches!(read(status, denied), Err(Error::Refused(_))), "{status}: a sign-in would not help");
    }
}

#[test]
fn a_refused_sign_in_does_not_end_a_session() {
    let token = r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION","message":"expired"}}"#;
    assert!(matches!(asked(CallPurpose::SignIn, 401, token), Err(Error::Refused(_))));
    assert!(matches!(asked(CallPurpose::SignIn, 403, "<p>no"), Err(Error::NotJson { status: 403, .. })));
    assert!(matches!(asked(CallPurpose::SignIn, 401, ""), Err(Error::Empty { status: 401 })));
}

#[test]
fn distinguishes_answers_without_an_envelope() {
    let html = "<html><h1>Service Unavailable</h1></html>";
    let excerpt = "Service Unavailable".to_owned();
    for asks in ALL {
        assert_eq!(asked(asks, 503, html), Err(Error::NotJson { status: 503, excerpt: excerpt.clone() }));
        assert_eq!(asked(asks, 200, " \n"), Err(Error::Empty { status: 200 }));
        let cut = r#"{"status":{"code":"OK"},"data":{"id":"#;
        assert_eq!(asked(asks, 200, cut), Err(Error::Truncated { status: 200 }));
        for body in [
            "[]",
            "17",
            "{}",
            r#"{"status":500}"#,
            r#"{"status":null}"#,
            r#"{"status":["OK"]}"#,
            r#"[{"code":"OK"},{"id":"1"}]"#,
            r#"{"status":{"code":null}}"#,
            r#"{"status":{"code":["OK"]}}"#,
            r#"{"error":"S3CR3T-T0KEN"}"#,
        ] {
            let error = asked(asks, 200, body).unwrap_err();
            assert!(matches!(error, Error::UnexpectedAnswer { .. }), "{body}: {error:?}");
            assert!(!error.to_string().contains("S3CR3T"), "the token was echoed: {error}");
        }
        for status in [302, 403, 500] {
            let both = asked(asks, status, r#"{"status":{"code":"OK"},"data":{"id":"1"}}"#);
            assert!(matches!(both, Err(Error::UnexpectedAnswer { .. })), "OK inside of {status}: {both:?}");
        }
    }
}

#[test]
fn a_repeated_member_counts_last_for_reads_and_proves_nothing_for_writes() {
    for (body, read_as) in [
        (r#"{"status":{"code":"NO","code":"OK"},"data":1}"#, Ok(json!(1))),
        (r#"{"status":{"code":"NO"},"status":{"code":"OK"},"data":1}"#, Ok(json!(1))),
        (r#"{"data":2,"status":{"code":"OK"},"data":1}"#, Ok(json!(1))),
        (r#"{"status":{"code":"OK"},"status":{"code":"NO"}}"#, Err("NO")),
        (r#"{"status":{"code":"NO","message":"a","message":"b"}}"#, Err("NO")),
    ] {
        match (read(200, body), read_as) {
            (Ok(data), Ok(expected)) => assert_eq!(data, expected, "{body}"),
            (Err(Error::Refused(refusal)), Err(code)) => assert_eq!(refusal.code, code, "{body}"),
            (got, _) => panic!("{body}: {got:?}"),
        }
        let written = asked(CallPurpose::Write, 200, body);
        assert!(matches!(written, Err(Error::UnexpectedAnswer { .. })), "{body}: {written:?}");
    }
}

#[test]
fn a_repaired_answer_is_read_but_proves_no_refusal_of_a_write() {
    let utf16 = |text: &str| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let no = |message: &str| format!(r#"{{"status":{{"code":"NO","message":"{message}"}},"data":{{}}}}"#);
    let cp1253 = [
        b"{\"status\":{\"code\":\"NO\",\"message\":\"".as_slice(),
        b"\xca\xef\xf5\xe6\xdf\xed\xe1 \xea\xe1\xe9 \xf3\xe1\xeb\xfc\xed\xe9",
        b"\"},\"data\":{}}",
    ]
    .concat();
    for (body, message, repaired) in [
        (no(r"half \ud83d of one").into_bytes(), "half \u{fffd} of one", true),
        (no("two\nlines\tand\u{1}").into_bytes(), "two\nlines\tand\u{1}", true),
        (no("\u{fffd}").into_bytes(), "\u{fffd}", false),
        (no(r"whole \ud83d\ude00").into_bytes(), "whole \u{1f600}", false),
        (utf16(&no("μισό")), "μισό", false),
        (format!("\u{feff}{}", no("μισό")).into_bytes(), "μισό", false),
        (cp1253, "Κουζίνα και σαλόνι", true),
    ] {
        let open = |asks| open::<Value>(&answer(200, body.clone()), &Secrets::default(), asks).unwrap_err();
        let Error::Refused(refusal) = open(CallPurpose::Read) else { panic!("{message} is a refusal") };
        assert_eq!(refusal.message, message);
        match open(CallPurpose::Write) {
            Error::Unproven(_) => assert!(repaired, "{message}"),
            Error::Refused(_) => assert!(!repaired, "{message}"),
            other => panic!("{message}: {other:?}"),
        }
    }
    assert!(matches!(read(200, r#"{"status":{"code":"OK"},"data":[1,]}"#), Err(Error::NotJson { .. })), "no comma");
}

#[test]
fn a_numeric_code_comes_from_a_gateway() {
    for body in [r#"{"status":{"code":504,"message":"upstream"}}"#, r#"{"status":{"code":"504"}}"#] {
        assert!(matches!(read(400, body), Err(Error::Refused(_))), "{body}");
        for asks in [CallPurpose::Write, CallPurpose::SignIn] {
            let answered = asked(asks, 400, body);
            assert!(matches!(answered, Err(Error::UnexpectedAnswer { .. })), "{asks:?} {body}: {answered:?}");
        }
    }
}

#[test]
fn a_message_in_another_encoding_is_still_read_but_proves_no_refusal() {
    let mut body = br#"{"status":{"code":"NO","message":""#.to_vec();
    body.extend([0xc1, 0xe2]);
    body.extend(br#""},"data":{}}"#);
    let open = |body: &[u8], asks| open::<Value>(&answer(200, body), &Secrets::default(), asks);
    for asks in [CallPurpose::Read, CallPurpose::SignIn] {
        assert!(matches!(open(&body, asks), Err(Error::Refused(_))), "{asks:?}");
    }
    assert!(matches!(open(&body, CallPurpose::Write), Err(Error::Unproven(_))), "half of it may be missing");
    let done = [b"{\"status\":{\"code\":\"OK\",\"message\":\"\xc1\"},\"data\":1}".as_slice()].concat();
    assert_eq!(open(&done, CallPurpose::Write), Ok(json!(1)), "to take it for done sends nothing twice");
}

#[test]
fn retry_after_is_reported_with_any_answer() {
    let wait = Some(std::time::Duration::from_secs(7));
    let asked = |asks, status, body: &str| {
        let answer = Answer { retry_after: wait, ..answer(status, body) };
        open::<Value>(&answer, &Secrets::default(), asks).unwrap_err()
    };
    for asks in ALL {
        for (status, body) in [(429, "<p>slow down"), (503, ""), (500, "[]"), (502, "{\"status\":{"), (404, "{}")] {
            let error = asked(asks, status, body);
            assert!(matches!(error, Error::Busy { .. }), "{status} {body}: {error:?}");
            assert_eq!(error.retry_after(), wait);
        }
        for status in [200, 401, 503] {
            let error = asked(asks, status, r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.BUSYEXCEPTION"}}"#);
            assert_eq!(error.retry_after(), wait, "{status}: {error:?}");
        }
    }
    assert_eq!(asked(CallPurpose::Read, 401, "<p>").retry_after(), wait);
    assert!(asked(CallPurpose::Read, 401, "<p>").session_over(), "a read is tolerant");
    let none = read(429, "<p>slow down</p>").unwrap_err();
    assert_eq!(
        (none.to_string().as_str(), none.retry_after()),
        ("the server asks for a pause (HTTP 429): slow down", None)
    );
}

#[test]
fn data_with_too_many_values_is_dropped() {
    let body = format!(r#"{{"status":{{"code":"OK"}},"data":[{}0]}}"#, "0,".repeat(MAX_VALUES));
    assert!(matches!(read(200, &body), Err(Error::UnexpectedAnswer { .. })));
}
