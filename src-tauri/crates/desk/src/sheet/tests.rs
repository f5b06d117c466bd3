use super::*;

fn understood(text: &str) -> Understood {
    let rules = ConnectionRules::default();
    let Split { rows, separator } = split(text, None, &rules).unwrap();
    understand(rows, separator == Separator::Blanks, &rules)
}

fn lines(understood: &Understood) -> Vec<u32> {
    understood.rows.iter().map(|row| row.line).collect()
}

#[test]
fn headings_below_titles_are_not_rows() {
    for (title, line) in [
        ("", 2),
        ("Jobs of 12 March;;;;\r\nTeam North;;;;\r\n\r\n", 5),
        ("Set-top box visits, 12 March\r\n", 3),
        ("Cards;;;;\r\nprinted 12/3/2026;;;;\r\n", 4),
        ("sep=;\r\n", 3),
    ] {
        let head = "Room;Decoder;Customer PIN;Smart card;Subscription no";
        let rows = "Kitchen;STB0000001;1234;01900000001;S100\r\nHall;STB0000002;5678;01900000002;S101\r\n";
        let found = understood(&format!("{title}{head}\r\n{rows}"));
        assert_eq!(found.headings, ["Room", "Decoder", "Smart card", "Subscription no"], "{title}");
        assert_eq!(
            (found.secret.as_slice(), found.ignored.len()),
            (["Customer PIN".to_owned()].as_slice(), 0),
            "{title}"
        );
        assert_eq!(lines(&found), [line, line + 1], "{title}");
    }
    // Headings repeated at the top of each page.
    let pages = understood("Card;Box\n01900000001;STB1\nCard;Box\n01900000002;STB2");
    assert_eq!(lines(&pages), [2, 4]);
    let greek = understood(
        "Δρομολόγιο 12ης Μαρτίου;;;;\nΔωμάτιο;Αποκωδικοποιητής;Κωδικός PIN;Κάρτα;Συνδρομή\nΚουζίνα;STB0000001;1234;01900000001;S100",
    );
    assert_eq!((greek.headings.len(), greek.secret.as_slice()), (4, ["Κωδικός PIN".to_owned()].as_slice()));
}

#[test]
fn a_code_is_secret_unless_it_is_a_number() {
    for (head, value, secret) in [
        ("Κωδικός", "1234", true),
        ("Κωδικός", "01900000001", true),
        ("Κωδικός συνδρομητή", "1234", true),
        ("Κωδικός συνδρομητή", "S100", false),
        ("Card code", "01900000001", false),
        ("Door code", "4711", true),
        ("Card PIN", "01900000001", true),
    ] {
        let found = understood(&format!("Box;{head}\nSTB0000001;{value}\nSTB0000002;{value}"));
        assert_eq!(!found.secret.is_empty(), secret, "{head} {value}");
    }
}

#[test]
fn without_headings_columns_are_recognised_by_their_values() {
    use Column::{Note, SetTopBox, Smartcard, Subscription};
    for (text, columns, secret) in [
        (
            "Zimmer;Dekoder;PIN;Karte\nKüche;STB0000001;12345;01900000001\nFlur;STB0000002;9876;01900000002",
            vec![Use::As(Note), Use::As(SetTopBox), Use::Secret, Use::As(Smartcard)],
            vec!["C"],
        ),
        (
            "Kitchen;STB0000001;1234;01900000001;S100\nHall;STB0000002;5678;01900000002;S101",
            vec![Use::As(Note), Use::As(SetTopBox), Use::Secret, Use::As(Smartcard), Use::As(Subscription)],
            vec!["C"],
        ),
        (
            "6912345678,01900000001,10:30\n2101234567,1900000002,11:00",
            vec![Use::As(Note), Use::As(Smartcard), Use::As(Note)],
            vec![],
        ),
        ("6912345678,1900000001\n2101234567,1900000002", vec![Use::As(Note), Use::As(Smartcard)], vec![]),
        ("01900000001;Kitchen\n01900000002;Hall\n01900000003;1203", vec![Use::As(Smartcard), Use::As(Note)], vec![]),
    ] {
        let found = understood(text);
        assert!(!found.headed && found.headings.is_empty(), "{text}");
        assert_eq!((found.columns, found.secret), (columns, secret.into_iter().map(str::to_owned).collect()), "{text}");
    }
    assert!(understood("01900000001 STB0000001 upstairs").columns.is_empty());
}

#[test]
fn bare_pins_in_a_column_of_notes_are_not_read() {
    for head in ["Notes", "Σχόλια"] {
        let found = understood(&format!("Card;{head}\n01900000001;1234\n01900000002;5678\n01900000003;"));
        assert_eq!(found.secret, [head]);
        let found = understood(&format!("Card;{head}\n01900000001;Kitchen\n01900000002;Hall\n01900000003;1203"));
        assert!(found.secret.is_empty(), "{head}");
    }
}

#[test]
fn hiding_secrets_does_not_change_the_reading() {
    let rules = ConnectionRules::default();
    for text in [
        "Visits;;\nCard;Password;Room\n01900000001;s3cret!;Hall\n01900000002;4711;Attic",
        "Zimmer;PIN;Karte\nKüche;s3cret;01900000001\nFlur;4711;01900000002",
        "Hall;4711;01900000001\nAttic;8150;01900000002",
        "Card;Notes\n01900000001;4711\n01900000002;8150",
    ] {
        let Split { mut rows, .. } = split(text, None, &rules).unwrap();
        let before = super::understand(rows.clone(), false, &rules);
        hide_secrets(&mut rows, &rules);
        assert!(["4711", "8150", "s3cret"].iter().all(|secret| !format!("{rows:?}").contains(secret)), "{rows:?}");
        let after = super::understand(rows, false, &rules);
        assert_eq!((&after.secret, &after.columns, after.headed), (&before.secret, &before.columns, before.headed));
        assert!(format!("{after:?}").contains("Hall") == text.contains("Hall"));
    }
}

#[test]
fn columns_have_the_letters_of_spreadsheets() {
    assert_eq!([0, 25, 26, 27, 701, 702].map(letters), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
}
