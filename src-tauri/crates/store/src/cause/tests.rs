use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

struct Example {
    group: String,
    line: String,
    text: String,
}

fn unseen(text: &str) -> String {
    text.replace("⟦BOM⟧", "\u{feff}").replace("⟦NNBSP⟧", "\u{202f}").replace("⟦LRM⟧", "\u{200e}")
}

fn corpus() -> Vec<Example> {
    let (_, entries) = include_str!("corpus.txt").split_once("\n==== ").unwrap();
    let entries = entries.split("\n==== ").map(|entry| {
        let (group, rest) = entry.split_once("\n> ").unwrap();
        let (line, text) = rest.split_once('\n').unwrap();
        Example { group: group.to_owned(), line: unseen(line), text: unseen(text) }
    });
    entries.collect()
}

fn of(text: &str) -> Cause {
    cause("conax", Some("ADD_SUBSCRIPTIONS"), Some("AxisFault"), Some(text))
}

#[test]
fn every_fault_of_the_corpus_yields_its_line() {
    let corpus = corpus();
    let dialects: std::collections::BTreeSet<_> = corpus.iter().map(|it| it.group.split(" · ").next()).collect();
    assert!(corpus.len() >= 60 && dialects.len() >= 10, "{} in {dialects:?}", corpus.len());
    let wrong: Vec<_> = corpus
        .iter()
        .map(|it| (&it.group, it.line.clone(), of(&it.text).line.unwrap_or_default()))
        .filter(|(_, expected, found)| expected != found)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn faults_of_one_group_of_the_corpus_have_one_key() {
    let corpus: Vec<_> = corpus().into_iter().map(|it| (it.group, of(&it.text))).collect();
    let mut wrong = Vec::new();
    for (at, (group, cause)) in corpus.iter().enumerate() {
        for (other_group, other) in &corpus[at + 1..] {
            if (group == other_group) != (cause.key == other.key) {
                wrong.push((group, &cause.shape, other_group, &other.shape));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn without_text_there_is_no_line() {
    for text in ["", "  ", "null", "(null)", "{}", "[]", "--", "N/A"] {
        assert_eq!(of(text).line, None, "{text:?}");
    }
    assert_eq!(of("0").line.as_deref(), Some("0"));
}

#[test]
fn recognises_pages_that_begin_with_any_letters() {
    assert!(xml::is_page("<title>Σφάλμα") && xml::is_page("<HTML>") && !xml::is_page("<τίτλος>"));
}

/// Keys are persistent: changed folding needs a new version, with a mapping of the keys stored before.
#[test]
fn keys_are_stable() {
    let keys: Vec<String> = corpus().into_iter().map(|it| of(&it.text).key).collect();
    assert_eq!(keys[0], "2:491312ee9a25ac76-8981bd2c");
    assert_eq!(short_hash(&keys.join("\n"), 8), "8a346bf7b52e0160");
}

fn same(texts: &[&str]) {
    let first = of(texts[0]);
    let others = texts.iter().map(|text| (text, of(text)));
    let wrong: Vec<_> = others.filter(|(_, it)| it.key != first.key).map(|(text, it)| (text, it.shape)).collect();
    assert!(wrong.is_empty(), "other causes than {:?}: {wrong:#?}", first.shape);
}

fn different(texts: &[&str]) {
    let mut keys = BTreeMap::new();
    for text in texts {
        let cause = of(text);
        if let Some(other) = keys.insert(cause.key, text) {
            panic!("one cause: {other} and {text}, {:?}", cause.shape);
        }
    }
}

#[test]
fn folds_times_of_any_country() {
    let times = [
        "11/21/2026 10:16:52 AM",
        "12/31/2026 9:05 p.m.",
        "31.12.2026 21:05",
        "31/12/26 21:05:00",
        "31-Dec-26 21:05",
        "24.10.2026 10:16:52 π.μ.",
        "24/10/2026 1:02 ΜΜ",
        "24/10/2026, 1:02:03\u{202f}μ.μ.",
        "2026-10-24 10:00:00 EEST",
        "2026-10-26 10:00:00 EET",
        "2026-10-24T10:00:00Z",
        "2026-10-24T10:00:00.123456+0300",
        "2026/10/24 10:00:00.1",
        "2026-10-24 10:00:00 Europe/Athens",
        "2026-10-24T10:16:52+03:00[Europe/Sofia]",
        "20261024101652",
        "Sat Oct 24 10:16:52 EEST 2026",
        "24/Oct/2026:10:16:52 +0300",
        "24 Οκτωβρίου 2026, ώρα 10:16",
        "Sat, 24 Oct 2026 10:16:52 GMT",
        "October 24, 2026 10:16:52 AM EDT",
        "Oct 24, 2026, 10:16 PM",
        "24 Οκτωβρίου 2026 10:16 π.μ.",
        "Σάββατο, 24 Οκτωβρίου 2026 10:16:52 π.μ. EEST",
        "5 Μαΐου 2026 10:16",
        "5 Μαρ 2026 10:16",
        "24. Oktober 2026 10:16 Uhr",
        "24. Okt. 2026, 10:16:52 MESZ",
        "5. März 2026 um 10:16",
        "samedi 24 octobre 2026 à 10:16",
        "24 févr. 2026 10:16:52 CET",
        "1er août 2026 10:16",
        "24 октомври 2026 г. 10:16:52",
        "24.10.2026 г., 10:16:52 ч.",
        "3 мар 2026 10:16",
        "24 octombrie 2026, 10:16",
        "5 ianuarie 2026 10:16",
        "24.10.2026 10:16 UTC+2",
        "24.10.2026 10:16 (GMT+02:00)",
        "24.10.2026 10:16 UTC",
        "10:16:52",
        "10:16 AM",
        "10 AM",
        "1795256212123",
        "1795256212",
        "24-Oct-2026 10.16.52",
        "24 Oct 10:16:52",
        "24. 10. 2026 10:16:52",
        "24.10.2026 10:16:52 Eastern European Summer Time",
        "2026-10-24",
    ];
    let texts: Vec<String> = times.iter().map(|time| format!("Gateway down since {time} in the hall")).collect();
    same(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    different(&[
        "Gateway down since 10:16",
        "Gateway up since 10:16",
        "12 decoders 2041 failed",
        "12 cards 2041 failed",
    ]);
}

#[test]
fn folds_places_ids_and_counters() {
    for several in [
        &[
            "host ca-1.kestrel.example refused",
            "host 10.0.0.7 refused",
            "host 10.0.0.7:8443 refused",
            "host [2001:db8::7]:443 refused",
            "host gw.sofia.local:80 refused",
            "host ca1.kestrel.gr/10.0.0.7:8443 refused",
            "host fe80::1%eth0 refused",
        ][..],
        &["POST https://ca-1.kestrel.example:8443/ws/Client failed", "POST https://10.1.1.1/ws/Client failed"],
        &["connect to athens:8443 failed", "connect to sofia:443 failed"],
        &["UnknownHostException: athens", "UnknownHostException: ca-2.kestrel.example"],
        &["hostname=athens gave up", "hostname=patra gave up"],
        &["address 0x7ffe12", "address 0x1", "address 0xdeadbeef"],
        &["Handler@1a2b3c lost", "Handler@deadbeef lost", "Handler@7 lost"],
        &["key d41d8cd98f00b204e9800998ecf8427e", "key aabbccddeeffaabbccddeeffaabbccdd"],
        &["lock 550e8400-e29b-41d4-a716-446655440000", "lock 0f8fad5b-d9cb-469f-a165-70867728950e"],
        &["sessionId=KJHGFD is over", "sessionId=POIUYT is over"],
        &["transaction id: AXQ7B failed", "transaction id: QQ1 failed"],
        &["JSESSIONID=ABCDEFF; gone", "JSESSIONID=FFEEDDC; gone"],
        &["at /opt/ca/a.sh:12 it failed", "at /srv/b/c/d.sh:9 it failed"],
        &[r"in C:\ca\Gateway.cs:line 12 failed", r"in D:\build\7\Gateway.cs:line 99 failed"],
        &["gave up after 30012 ms", "gave up after 5 ms"],
        &["try again in 1 minute", "try again in 15 minutes"],
        &["failed after 1 retry", "failed after 3 retries"],
        &["lasted PT30.5S", "lasted PT1M2S"],
        &["client 019••••0001 unknown", "client 01900000001 unknown"],
        &["device 00:1A:2B:3C:4D:5E", "device a0:b1:c2:d3:e4:f5"],
        &["card STB-0012 unknown", "card STB-0777 unknown"],
        &["box E-1042 unknown", "box E-1043 unknown"],
        &["STB-1042 unknown", "STB-1043 unknown"],
        &["on WEB01", "on WEB12"],
        &["value 'GOLD-17' unknown", "value 'GOLD-18' unknown"],
        &["error 01900000001", "error 01900000002"],
        &["Client_01900000001 unknown", "Client_01900000002 unknown"],
        &["row 17 of 30", "row 4 of 9"],
        &["balance -5 left", "balance 12 left"],
        &["is 1,200 or 1.200", "is 7 or 8"],
    ] {
        same(several);
    }
}

#[test]
fn codes_texts_and_subcodes_distinguish_causes() {
    different(&["E-1042", "E-1043", "E1042", "e-1044", "E_1045", "CA0042", "CA0043", "TXT_17", "TXT_18"]);
    different(&[
        "ORA-12541: no listener",
        "ORA-12514: no listener",
        "ora-12170: no listener",
        "TNS-12541: no listener",
    ]);
    different(&[
        "code 17",
        "code 18",
        "code: 19",
        "code=20",
        "(code 21)",
        "error code 0x80070005",
        "error code 0x80070006",
    ]);
    different(&[
        "status 404",
        "status 503",
        "HTTP 404",
        "HTTP/1.1 503",
        "exit code -1",
        "exit code 1",
        "error 17",
        "error 18",
    ]);
    different(&[
        "κωδικός 17",
        "κωδικός 18",
        "Fehler 17",
        "Fehler 18",
        "грешка 17",
        "грешка 18",
        "erreur 17",
        "erreur 18",
    ]);
    different(&["NACK 12", "NACK 13", "result = -12", "result = -13", "reason: 5", "reason: 6"]);
    different(&["[4012] failed", "[4013] failed", "1042: failed", "1043: failed", "1042 - lost", "1043 - lost"]);
    different(&["SQL0204N", "SQL0205N", "AMQ9999", "AMQ9998", "JBAS014775", "JBAS014776"]);
    different(&[
        "Card unknown",
        "Card blocked",
        "Box unknown",
        "",
        "AxisFault\n faultCode: a",
        "AxisFault\n faultCode: b",
    ]);
    let of_subcode =
        |sub: &str| of(&format!("AxisFault\n faultCode: Server\n faultSubcode: {sub}\n faultString: failed")).key;
    assert_ne!(of_subcode("4012"), of_subcode("4013"));
    assert_ne!(of_subcode("4012"), of_subcode(""));
}

/// Servers that store only the first characters truncate texts of the same cause at different places.
#[test]
fn a_truncated_fault_yields_its_remaining_text() {
    let fault = |card: &str| {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body><e:Fault><faultcode>e:Server</faultcode>\
             <faultstring>Client is not known</faultstring><detail><card>{card}</card><trace>{}</trace>",
            "a.b.C ".repeat(90)
        )
    };
    let whole = of(&fault("1"));
    for cut in [255, 300, 500] {
        let cut = of(&fault("01900000001")[..cut]);
        assert_eq!((cut.line.as_deref(), &cut.key), (Some("Client is not known"), &whole.key));
    }
    let (one, other) = (of(&fault("1")[..134]), of(&fault("1")[..137]));
    assert_eq!((one.line.as_deref(), other.line.as_deref()), (Some("Client is"), Some("Client is no")));
    assert_eq!(of(&fault("1")[..136]).key, other.key, "what is left of a word says nothing");
}

#[test]
fn a_fault_truncated_before_its_text_yields_no_line() {
    for text in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope xmlns:e=\"http://schem",
        "<e:Envelope><e:Body><e:Fault><faultcode>e:Ser",
    ] {
        assert_eq!((of(text).line, of(text).key), (None, of("").key));
    }
}

#[test]
fn the_key_starts_with_version_and_cause_before_the_operation() {
    let of = |provider, kind, code| cause(provider, kind, code, Some("Client 1 is not known")).key;
    let key = of("conax", Some("ADD_SUBSCRIPTIONS"), Some("X"));
    let (words, job) = key.split_once('-').unwrap();
    assert!(words.starts_with("2:") && words.len() == 18 && job.len() == 8, "{key}");
    let (other_words, other_job) = of("conax", Some("CREATE_PAIRING"), Some("X"))
        .split_once('-')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(words, other_words, "one cause reaches over the jobs of a provider");
    assert_ne!(job, other_job);
    assert_eq!((without_type(&key), without_type("0123-ab")), (words, "0123-ab"), "earlier keys have no type");
    assert_ne!(words, of("nagravision", Some("ADD_SUBSCRIPTIONS"), Some("X")).split_once('-').unwrap().0);
    assert_ne!(words, of("conax", Some("ADD_SUBSCRIPTIONS"), Some("Y")).split_once('-').unwrap().0);
}

proptest! {
    #[test]
    fn any_text_has_a_cause(text in any::<String>()) {
        let cause = of(&text);
        prop_assert!(cause.key.starts_with(RULES_PREFIX));
        prop_assert!(cause.line.is_some() || !cause.shape.contains(char::is_alphanumeric));
    }

    #[test]
    fn a_fault_may_be_truncated_anywhere_and_mixed_with_other_text(at in 0usize..200, cut in 0usize..1000, noise in "[<>&;/!\\[\\]{}\":,=a-z0-9 \n•]{0,12}", place in 0usize..1000) {
        let corpus = corpus();
        let text = &corpus[at % corpus.len()].text;
        let cut = text.floor_char_boundary(cut % (text.len() + 1));
        let place = text[..cut].floor_char_boundary(place % (cut + 1));
        let text = format!("{}{noise}{}", &text[..place], &text[place..cut]);
        let (one, other) = (of(&text), of(&text));
        prop_assert_eq!(one.key, other.key);
    }

    #[test]
    fn nesting_and_length_are_limited(open in prop::sample::select(vec!["<a>", "{\"a\":", "[{\"a\":", "&lt;a>", "\"{", "<![CDATA[", "--->", "at a.b(", "faultString:", "1:", "#", "a.", "<a b='"]), times in 1usize..3_000) {
        of(&open.repeat(times));
    }
}
