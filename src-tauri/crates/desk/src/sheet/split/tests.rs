use super::*;

struct Plain;

impl Judge for Plain {
    fn is_number(&self, cell: &str) -> bool {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        let cell = if digits == 11 { cell.replace(' ', "") } else { cell.to_owned() };
        digits >= 6 && cell.chars().all(|letter| letter.is_ascii_alphanumeric())
    }

    fn headings(&self, cells: &[String]) -> usize {
        let known = |cell: &&String| ["card", "box", "note"].contains(&cell.to_lowercase().as_str());
        cells.iter().filter(known).count()
    }
}

fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
    split(text, None, &Plain).unwrap().rows.into_iter().map(|row| (row.line, row.cells)).collect()
}

fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

fn separator(text: &str) -> String {
    split(text, None, &Plain).unwrap().separator.word()
}

#[test]
fn splits_at_every_line_ending_and_counts_lines() {
    let wanted =
        [row(1, &["Card", "Box"]), row(2, &["01900000001", "STB0000001"]), row(4, &["01900000002", "STB0000002"])];
    for end in ["\r\n", "\n", "\r", "\r\r\n", "\u{2028}", "\u{2029}", "\u{85}"] {
        let text = ["Card;Box", "01900000001;STB0000001", "", "01900000002;STB0000002", ""].join(end);
        assert_eq!(rows(&text), wanted, "{end:?}");
        let quoted = ["Card;Box;Note", "01900000001;STB0000001;\"up", "stairs\"", "01900000002;STB0000002;x"].join(end);
        let quoted = rows(&quoted);
        assert_eq!(quoted[1], row(2, &["01900000001", "STB0000001", "up\nstairs"]), "{end:?}");
        assert_eq!(quoted[2], row(4, &["01900000002", "STB0000002", "x"]), "{end:?}");
    }
    assert_eq!(rows("a;1\r\nb;2\rc;3\nd;4").iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(rows("a;x\u{2028}y\nb;2"), [row(1, &["a", "x\u{2028}y"]), row(2, &["b", "2"])], "within a value");
    assert!(rows("").is_empty() && rows("\r\n \r\n").is_empty());
    assert_eq!(rows("a;b\n;;\nc;d").len(), 2);
}

#[test]
fn reads_doubled_inner_and_closing_quotes() {
    for (text, cells) in [
        ("\"a;b\";\"say \"\"x\"\"\"\n1;2", ["a;b", "say \"x\""]),
        ("19\" screen;b\n1;2", ["19\" screen", "b"]),
        (" \"a\" ; \"b\" \n1;2", ["a", "b"]),
        ("\"a\"b;c\n1;2", ["ab", "c"]),
        ("\"\";c\n1;2", ["", "c"]),
        ("=\"01900000001\";c\n1;2", ["=\"01900000001\"", "c"]),
        ("\"=\"\"01900000001\"\"\";c\n1;2", ["=\"01900000001\"", "c"]),
    ] {
        assert_eq!(rows(text)[0], row(1, &cells), "{text:?}");
    }
}

#[test]
fn an_unclosed_quote_is_refused_with_its_line() {
    let open = |text: &str| split(text, None, &Plain).err();
    let head = "Card;Box;Note\r\n01900000001;STB0000001;Kitchen\r\n";
    let body = "\r\n01900000003;STB0000003;Hall\r\n01900000004;STB0000004;Garage";
    assert_eq!(open(&format!("{head}01900000002;STB0000002;\"Upstairs, ring twice{body}")), Some(OpenQuote(3)));
    // Another row's mark closes it.
    assert_eq!(
        open(&format!("{head}01900000002;STB0000002;\"Upstairs{body}\r\n01900000005;STB5;\"Roof\"")),
        Some(OpenQuote(3))
    );
    assert_eq!(open(&format!("{head}01900000002;STB0000002;\"Upstairs{body}\"\r\n")), Some(OpenQuote(3)));
    assert_eq!(open("\"01900000001;STB0000001\n01900000002;STB0000002"), Some(OpenQuote(1)));
    // A note of several lines is one value.
    let note = format!("{head}01900000002;STB0000002;\"Upstairs;\nring twice; or call\"{body}");
    assert_eq!(rows(&note)[2], row(3, &["01900000002", "STB0000002", "Upstairs;\nring twice; or call"]));
    assert_eq!(rows(&note)[3].0, 5);
}

#[test]
fn guesses_the_separator_that_yields_regular_rows() {
    for (wanted, text) in [
        (";", "Card;Note\n01900000001;a, b, c, d\n01900000002;e, f"),
        (",", "Card,Note\n01900000001,a; b; c; d\n01900000002,e; f"),
        (";", "Jobs, of, 12, March, all, of, them\nCard;Box\n01900000001;STB0000001"),
        ("\t", "Card\tNote\n01900000001\ta, b; c"),
        ("|", "Card|Note\n01900000001|a, b; c"),
        (";", "1,5;2,5\n3,5;4,5"),
        (" ", "01900000001 STB0000001 S100 Smith, 2nd floor; ring twice\n01900000002 STB0000002"),
        (" ", "S100 kitchen\nS100 bedroom"),
        (" ", "S100 Smith, John\nS101 Papas, Maria"),
        ("", "Card\n0190000 0001\n01900000002"),
        ("", "Card\n01900000001"),
        (" ", "01900000001 STB0000001 note"),
    ] {
        assert_eq!(separator(text), wanted, "{text:?}");
    }
}

#[test]
fn a_sep_line_sets_the_separator_and_is_not_a_row() {
    for (text, separator) in [
        ("sep=;\r\nCard;Box\r\n01900000001;STB0000001\r\n", ";"),
        ("SEP=,\r\nCard,Box\r\n01900000001,STB0000001\r\n", ","),
        ("\"sep=;\"\r\nCard;Box\r\n01900000001;STB0000001\r\n", ";"),
        ("sep=;;\r\nCard;Box\r\n01900000001;STB0000001\r\n", ";"),
        ("sep=^\nCard^Box\n01900000001^STB0000001", "^"),
        ("sep=\t\nCard\tBox\n01900000001\tSTB0000001", "\t"),
        // Saved again with another separator.
        ("sep=;\nCard,Box\n01900000001,STB0000001", ","),
    ] {
        assert_eq!(super::split(text, None, &Plain).unwrap().separator.word(), separator, "{text:?}");
        assert_eq!(rows(text), [row(2, &["Card", "Box"]), row(3, &["01900000001", "STB0000001"])], "{text:?}");
    }
    assert_eq!(rows("separate;b\n1;2").len(), 2);
}

#[test]
fn reads_rows_that_are_quoted_as_a_whole() {
    let text =
        "\"Card;Box;Note\"\r\n\r\n\"01900000001;STB0000001;\"\"up; left\"\"\"\r\n\"01900000002;STB0000002;x\"\r\n";
    let read = rows(text);
    assert_eq!(read[1], row(3, &["01900000001", "STB0000001", "up; left"]));
    assert_eq!(read[2], row(4, &["01900000002", "STB0000002", "x"]));
    assert_eq!(rows("\"a\"\n\"b\"").len(), 2);
}

#[test]
fn uses_the_selected_separator() {
    let text = "Card;Note\n01900000001;a,b";
    let chosen = split(text, Separator::parse(","), &Plain).unwrap();
    assert_eq!(chosen.rows[1].cells, ["01900000001;a", "b"]);
    assert_eq!(split(text, Separator::parse(""), &Plain).unwrap().rows[1].cells, ["01900000001;a,b"]);
    for word in ["\"", "ab", "x", "\n"] {
        assert_eq!(Separator::parse(word), None, "{word:?}");
    }
}

#[test]
fn reads_a_file_of_only_line_ends_or_separators_quickly() {
    assert!(rows(&"\r".repeat(2 << 20)).is_empty());
    let long = format!("Card;Box\n01900000001;STB0000001{}\n", "\r".repeat(1 << 20));
    assert_eq!(rows(&long).len(), 2);
    assert_eq!(rows("a;1\r\r\nb;2\r\r\r\nc;3").iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3]);
    for separator in [";", " "] {
        let wide = format!("01900000001{separator}STB0000001{separator}{}", format!("x{separator}").repeat(100_000));
        let split = split(&wide, Separator::parse(separator), &Plain).unwrap();
        assert_eq!((split.rows.len(), split.rows[0].cells.len()), (1, MAX_COLUMNS), "{separator:?}");
    }
}
