use proptest::{collection::vec, prelude::*, sample::select, test_runner::Config};
use serde_json::{Value, json};

use super::*;

/// Decodes in chunks of these lengths, in turn.
fn decoded(charset: &Charset, body: &[u8], pieces: &[usize]) -> (Vec<u8>, bool) {
    let (mut text, mut strings) = (Text::new(charset.clone()), Strings::new(u64::MAX));
    let (mut json, mut rest, mut lengths) = (Vec::new(), body, pieces.iter().cycle());
    loop {
        let length = lengths.next().map_or(rest.len(), |length| rest.len().min(*length));
        let (piece, more) = rest.split_at(length);
        rest = more;
        let mut read = String::new();
        text.feed(piece, rest.is_empty(), &mut read);
        strings.feed(&read, &mut json);
        if rest.is_empty() {
            strings.end(&mut json);
            return (json, text.guessed() || strings.repaired());
        }
    }
}

fn value(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(&whole(&Charset::default(), body).json).ok()
}

#[test]
fn valid_json_is_unchanged() {
    for body in [
        r#"{"a":"\ud83d\ude00 \n \" \\u00e4 \/ {[,]}","b":[1,-2.5e3,true,null],"":{}}"#,
        "  [ \"\u{1f4fa} \u{20ac} \u{e4}\" ]\r\n",
        "",
        "\"",
        r#""\"#,
        r#""\u12"#,
        r#""\uD"#,
        "[\"\u{feff}{\"]",
        r#"["\uD83D\uDE00 \u00Fc"]"#,
        r#"{"a":"\u12zz"}"#,
        "<html lang=\"el\">",
    ] {
        let Decoded { text, json, repaired } = whole(&Charset::default(), body.as_bytes());
        assert_eq!((text.as_str(), std::str::from_utf8(&json).unwrap(), repaired), (body, body, false));
    }
}

#[test]
fn repairs_lone_surrogates_and_control_characters() {
    for (body, read) in [
        (r#"["\ud83d"]"#, "\u{fffd}"),
        (r#"["\ude00"]"#, "\u{fffd}"),
        (r#"["\ud83d\ud83d\ude00"]"#, "\u{fffd}\u{1f600}"),
        (r#"["\ud83d\n\ude00"]"#, "\u{fffd}\n\u{fffd}"),
        (r#"["\ud83dx\ude00"]"#, "\u{fffd}x\u{fffd}"),
        (r#"["\ud83d\u0041"]"#, "\u{fffd}A"),
        (r#"["\uD83D\uDE00"]"#, "\u{1f600}"),
        ("[\"a\nb\tc\u{0}d\u{1f}\"]", "a\nb\tc\u{0}d\u{1f}"),
        ("[\"\u{7f}\u{80}\u{2028}\"]", "\u{7f}\u{80}\u{2028}"),
    ] {
        assert_eq!(value(body.as_bytes()), Some(json!([read])), "{body}");
    }
}

#[test]
fn values_nested_too_deep_become_null() {
    let deep =
        |depth: usize| format!(r#"[{}{{"a":"]","b":"\u00e4"}}{},"after"]"#, "[".repeat(depth), "]".repeat(depth));
    for depth in [1_000, 100_000] {
        let Decoded { json, repaired, .. } = whole(&Charset::default(), deep(depth).as_bytes());
        let read = String::from_utf8(json).unwrap();
        assert_eq!(read, format!(r#"[{}null{},"after"]"#, "[".repeat(999), "]".repeat(999)));
        assert!(repaired, "another than the server decided what it means");
    }
    let whole_one = deep(998);
    let Decoded { json, repaired, .. } = whole(&Charset::default(), whole_one.as_bytes());
    assert_eq!((json, repaired), (whole_one.into_bytes(), false));
}

#[test]
fn json_that_no_browser_accepts_is_refused() {
    for body in [r#"{"a":1,}"#, "[1,]", "{'a':1}", r#"["\x41"]"#, r#"["\u12g4"]"#, "[1 2]", "{\"a\":\"b\"", "\u{feff}"]
    {
        assert_eq!(value(body.as_bytes()), None, "{body}");
    }
}

#[test]
fn detects_the_encoding_by_byte_order_mark_content_and_name() {
    let text = r#"["Κουζίνα, Λεωφόρος Αθαλάσσας 62"]"#;
    let utf16 = |big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        if big { units.flat_map(u16::to_be_bytes).collect() } else { units.flat_map(u16::to_le_bytes).collect() }
    };
    let of = |label: &str| encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned();
    let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    for (what, content_type, body, repaired) in [
        ("UTF-8", "", text.as_bytes().to_vec(), false),
        ("UTF-8 with a mark", "", marked(&[0xef, 0xbb, 0xbf], text.as_bytes().to_vec()), false),
        ("UTF-8 called something else", "; charset=iso-8859-7", text.as_bytes().to_vec(), false),
        ("UTF-16, little", "", utf16(false), false),
        ("UTF-16, big", "; charset=utf-8", utf16(true), false),
        ("UTF-16 with a mark, little", "", marked(&[0xff, 0xfe], utf16(false)), false),
        ("UTF-16 with a mark, big", "", marked(&[0xfe, 0xff], utf16(true)), false),
        ("named", "; x=y; CharSet=\"windows-1253\"", of("windows-1253"), false),
        ("named in another way", ";charset=ISO-8859-7", of("iso-8859-7"), false),
        ("not named", "", of("windows-1253"), true),
        ("called UTF-8", "; charset=UTF-8", of("windows-1253"), true),
    ] {
        let charset = Charset::new(Some(&format!("application/json{content_type}")), Some("crm.operator.example"));
        let all = whole(&charset, &body);
        assert_eq!(all.repaired, repaired, "{what}");
        assert_eq!(serde_json::from_slice::<Value>(&all.json).ok(), serde_json::from_str(text).ok(), "{what}");
    }
}

#[test]
fn one_invalid_byte_does_not_change_the_encoding_from_utf_8() {
    let body = [r#"["Κουζίνα και "#.as_bytes(), b"\xff", "σαλόνι\"]".as_bytes()].concat();
    let all = whole(&Charset::default(), &body);
    assert_eq!((all.text.as_str(), all.repaired), ("[\"Κουζίνα και \u{fffd}σαλόνι\"]", true));
}

#[test]
fn drops_the_remaining_strings_of_an_item_that_is_too_long() {
    let long = "x".repeat(500);
    let body = format!(
        r#"{{"status":{{"code":"OK"}},"data":[{{"id":"1"}},{{"id":"2","n":["{long}","\u0041\n{long}"]}},{{"id":"3"}}],"more":"{long}"}}"#
    );
    let mut strings = Strings::new(100);
    let mut json = Vec::new();
    for piece in body.as_bytes().chunks(9) {
        strings.feed(std::str::from_utf8(piece).unwrap(), &mut json);
    }
    strings.end(&mut json);
    assert_eq!(strings.cut(), [Item { member: 1, item: 1 }, Item { member: 2, item: 0 }]);
    let read: Value = serde_json::from_slice(&json).expect("it is still JSON");
    assert_eq!((&read["data"][0], &read["data"][2]), (&json!({"id": "1"}), &json!({"id": "3"})));
    assert_eq!(read["data"][1]["n"][1], "");
    assert!(json.len() < 400, "{}", json.len());
    assert!(strings.cut().is_empty());
}

/// Answers as on the vendor's pages, and as observed from other servers.
const SEEDS: [&str; 5] = [
    r#"{"status":{"code":"OK","message":null,"description":null},"data":{"id":"A6C2","number":"5001"}}"#,
    r#"{"data":[{"id":"1","name":"Κουζίνα \ud83d\udcfa","n":1.5e3},{"id":2,"flag":"0"}],"status":{"code":"OK"}}"#,
    r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.NOTFOUND","message":"a\n\t\"b\""},"data":{}}"#,
    "<html><head><title>503 \"x\"</title></head><body>Service Unavailable</body></html>",
    "\u{feff}{\"status\":{\"code\":\"OK\"},\"data\":null}\r\n",
];

/// A seed with bytes changed, inserted or removed.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop_oneof![
        3 => select(br#""\{}[],:u d8D0\n\t"#.to_vec()),
        1 => any::<u8>(),
        1 => select(vec![0xff, 0xfe, 0xef, 0xbb, 0xbf, 0xc3, 0xce, 0xe2, 0, 0x1f]),
    ];
    let change = (0_u8..4, any::<prop::sample::Index>(), vec(bytes, 0..6));
    (select(SEEDS.to_vec()), vec(change, 0..6)).prop_map(|(seed, changes)| {
        let mut body = seed.as_bytes().to_vec();
        for (how, at, bytes) in changes {
            let at = at.index(body.len() + 1);
            match how {
                0 => _ = body.splice(at..at, bytes),
                1 => _ = body.splice(at..body.len().min(at + bytes.len()), bytes),
                2 => body.truncate(at.max(1)),
                _ => body = String::from_utf8_lossy(&body).encode_utf16().flat_map(u16::to_le_bytes).collect(),
            }
        }
        body
    })
}

/// At least 2,000 cases; `PROPTEST_CASES` increases the number.
fn cases() -> Config {
    Config { cases: Config::default().cases.max(2_000), ..Config::default() }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn chunk_borders_make_no_difference_and_valid_json_is_unchanged(
        body in mutated(),
        pieces in vec(1_usize..40, 1..5),
    ) {
        let all = whole(&Charset::default(), &body);
        prop_assert_eq!(&decoded(&Charset::default(), &body, &pieces), &(all.json.clone(), all.repaired));
        prop_assert!(std::str::from_utf8(&all.json).is_ok());
        // Input that the strict parser accepts is neither changed nor reported as repaired.
        if let Ok(strict) = serde_json::from_slice::<Value>(&body) {
            prop_assert!(!all.repaired);
            prop_assert_eq!(serde_json::from_slice::<Value>(&all.json).ok(), Some(strict));
        }
        // Without a repair, the output is the text itself; so a changed text is always reported as repaired.
        if !all.repaired {
            let text = all.text.strip_prefix('\u{feff}').unwrap_or(&all.text);
            prop_assert_eq!(all.json, text.as_bytes());
        }
    }
}
