use std::fmt::Write;

use proptest::prelude::*;

use super::*;

fn of(description: &str) -> Shape {
    shape("conax", Some("ADD_SUBSCRIPTIONS"), Some("AxisFault"), Some(description))
}

/// A fault as CRM.COM shows it, with its variable parts.
fn fault(code: &str, line: u32, host: &str, client: &str, frames: usize) -> String {
    let mut text = format!(
        "AxisFault\n faultCode: {code}\n faultSubcode: \n faultString: txt_{code}\n faultActor: \n faultNode: \n faultDetail: \n\
         \t{{http://xml.apache.org/axis/}}stackTrace:{code}: client_{client} at 2026-11-21T10:15:32.123Z\n"
    );
    for frame in 0..frames {
        let _ = writeln!(text, "\tat com.conax.caclient.wsclient.Stub{frame}.call(Stub{frame}.java:{line})");
    }
    let _ = writeln!(text, "\t... {line} more\n\t{{http://xml.apache.org/axis/}}hostname:{host}");
    text
}

#[test]
fn ids_hosts_and_stack_lines_do_not_change_a_fingerprint() {
    let first = of(&fault("not_logged_in", 129, "ca-web-1", "01900080207", 40));
    let second = of(&fault("not_logged_in", 1087, "athens.kestrel.example", "0190651", 3).replace('\n', "\r\n"));
    assert_eq!(first, second);
    assert_eq!(first.fingerprint, "8392469f9764488b");
    assert!(!first.text.contains("java:") && first.text.contains("txt_not_logged_in"), "{}", first.text);
}

#[test]
fn another_fault_code_is_another_cause() {
    let at = |code| of(&fault(code, 129, "ca-web-1", "01900080207", 4)).fingerprint;
    assert_ne!(at("not_logged_in"), at("session_expired"));
    assert_ne!(of("faultCode: 1042").fingerprint, of("faultCode: 1043").fingerprint);
    assert_ne!(of("<faultcode>ns1:4012</faultcode>").fingerprint, of("<faultcode>ns1:4013</faultcode>").fingerprint);
    let with = |code| shape("conax", None, code, Some("Client 01906574402 not found")).fingerprint;
    assert_ne!(with(Some("1042")), with(Some("1043")), "codes are not folded");
    assert_ne!(with(Some("CLIENT_NOT_FOUND")), with(None));
    let of_type = |kind| shape("conax", kind, Some("X"), None).fingerprint;
    assert_ne!(of_type(Some("CREATE_PAIRING")), of_type(Some("ADD_SUBSCRIPTIONS")));
    assert_ne!(shape("conax", None, None, None).fingerprint, shape("nagravision", None, None, None).fingerprint);
}

/// These results must never change, because fingerprints are stored.
#[test]
fn folding_of_texts_is_stable() {
    for (text, folded) in [
        ("No client with the identifier 01900000007 exists.", "no client with the identifier # exists."),
        ("Client   client_01906574402\tNOT found", "client client_# not found"),
        ("Box stb-0000-0012 is in set 4f3a9c1e", "box stb-# is in set #"),
        ("Request 550e8400-e29b-41d4-a716-446655440000 timed out", "request # timed out"),
        ("Object Handler@1a2b3c4d, address 0x7ffe12", "object handler@#, address #"),
        ("Connection to 10.20.30.40:8443 refused", "connection to # refused"),
        ("POST https://ca-2.kestrel.example:8443/ws/Client failed", "post https://#/ws/client failed"),
        ("Parameter 'service_ca_id' has the value 'GOLD-7'", "parameter 'service_ca_id' has the value #"),
        ("Parameter 'smartcard_ca_id' has the value \"X1\"", "parameter 'smartcard_ca_id' has the value #"),
        ("Since Sat Nov 21 10:16:52 UTC 2026 or 21 Nov 2026 10:16", "since # or #"),
        ("From 2026-01-02 03:04:05,678 to 03/02/2026, 10:15:00", "from # to #"),
        ("Clients 01900000001, 01900000002 and 01900000003", "clients # and #"),
        ("no answer in 30s, 1.5 times the limit of R13", "no answer in #s, # times the limit of r#"),
        (
            "Caused by: java.net.ConnectException: Connection refused",
            "caused by: java.net.connectexception: connection refused",
        ),
        ("Failed at com.conax.Client.open(Client.java:12) at com.conax.Client.run(Unknown Source)", "failed"),
        ("   at Conax.Gateway.Send(String card, Int32 time) in C:\\src\\Gateway.cs:line 12", ""),
        ("look at most (3) of them", "look at most (#) of them"),
        ("Η κάρτα 01900000007 δεν βρέθηκε ΣΤΟ ΣΎΣΤΗΜΑ ΤΗΣ", "η κάρτα # δεν βρέθηκε στο σύστημα τησ"),
        ("La carte « 01900000007 » n'existe pas à 10h15", "la carte # n'existe pas à #"),
        ("٠١٢٣ غير موجود", "# غير موجود"),
        ("", ""),
        ("\n \t\n", ""),
    ] {
        assert_eq!(of(text).text, folded, "{text}");
    }
}

#[test]
fn fingerprints_are_stable() {
    let not_found = Some("No client with the identifier 01900000007 exists.");
    for (found, written_down) in [
        (shape("conax", Some("CREATE_PAIRING"), Some("CLIENT_NOT_FOUND"), not_found), "bd22f6179d6608af"),
        (shape("conax", Some("CREATE_PAIRING"), Some("CLIENT_NOT_FOUND"), None), "78d674d86a12c1a0"),
        (shape("nagravision", None, None, Some("  ")), "ef9ba5e702b2ee1f"),
    ] {
        assert_eq!(found.fingerprint, written_down);
    }
}

#[test]
fn spaces_lines_and_case_are_ignored() {
    assert_eq!(of("Card\r\n\tunknown ").fingerprint, of("card unknown").fingerprint);
    assert_ne!(of("Card unknown").fingerprint, of("Cardunknown").fingerprint);
    assert_eq!(of("Card\r\n\r\n\tUnknown ").text, "card\nunknown", "lines stay to be read");
}

#[test]
fn a_long_text_is_compared_to_its_end() {
    let page = "Ελέγξτε the client 01900000007 again. ".repeat(220);
    assert!(page.chars().count() > 8_000);
    assert_eq!(of(&page).fingerprint, of(&page.replace("07", "9999")).fingerprint);
    assert_ne!(of(&page).fingerprint, of(&format!("{page}faultCode: other")).fingerprint);
}

proptest! {
    #[test]
    fn other_digits_never_change_the_shape(
        text in r#"([ a-zA-Z0-9:./'"@{}()<>_#,αςΣé\n\t-]|at a\.b\.C\.d\(E\.java:[0-9]+\)|[0-9]{2}:[0-9]{2}| Nov [0-9]{2}| 0x[0-9a-f]{4}){0,60}"#,
        digits in proptest::collection::vec(0u32..10, 400),
    ) {
        prop_assume!(!FAULT_CODE.is_match(&text));
        let mut digits = digits.into_iter().cycle();
        let other: String = text
            .chars()
            .map(|it| if it.is_ascii_digit() { digits.next().and_then(|it| char::from_digit(it, 10)).unwrap_or(it) } else { it })
            .collect();
        prop_assert_eq!(of(&text), of(&other), "{:?} and {:?}", text, other);
    }

    #[test]
    fn any_text_has_a_shape(text in any::<String>()) {
        let shape = of(&text);
        prop_assert_eq!(shape.fingerprint.len(), 16);
        prop_assert!(!shape.text.contains(|it: char| it.is_ascii_digit()) || FAULT_CODE.is_match(&text), "{}", shape.text);
    }
}
