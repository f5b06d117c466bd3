use super::*;
use crate::sheet::{Separator, Split, open_quote};

fn try_plan(text: &str, loaded: HashSet<JobIdentity>) -> Result<JobList, Problem> {
    let rules = ConnectionRules::default();
    let Split { rows, separator } = sheet::split(text, None, &rules).map_err(|open| open_quote(open.0))?;
    plan(rows, separator == Separator::Blanks, &rules, loaded)
}

fn planned(text: &str) -> JobList {
    try_plan(text, HashSet::new()).unwrap()
}

/// Subscription, card, box and note of each job, with its verdicts.
fn told(text: &str) -> Vec<([String; 4], Vec<JobVerdict>)> {
    let told = |job: PlannedJob| {
        let JobDraft { subscription, smartcard, set_top_box, note } = job.draft;
        ([subscription, smartcard, set_top_box, note].map(Option::unwrap_or_default), job.verdicts)
    };
    planned(text).jobs.into_iter().map(told).collect()
}

fn job(of: [&str; 4], verdicts: &[JobVerdict]) -> ([String; 4], Vec<JobVerdict>) {
    (of.map(str::to_owned), verdicts.to_vec())
}

#[test]
fn headings_in_any_order_name_the_columns() {
    for (delimiter, text) in [
        (';', "Room;Decoder;Customer PIN;Smart card;Subscription no\nKitchen;STB0000001;1234;01900000001;S100\n"),
        (',', "Room,Decoder,Customer PIN,Smart card,Subscription no\nKitchen,STB0000001,1234,01900000001,S100\n"),
        (
            '\t',
            "Room\tDecoder\tCustomer PIN\tSmart card\tSubscription no\nKitchen\tSTB0000001\t1234\t01900000001\tS100\n",
        ),
    ] {
        let list = planned(text);
        assert_eq!(list.headings, ["Room", "Decoder", "Smart card", "Subscription no"], "{delimiter}");
        assert_eq!(
            (list.ignored.len(), list.secret.as_slice()),
            (0, ["Customer PIN".to_owned()].as_slice()),
            "it is not read"
        );
        assert!(!format!("{list:?}").contains("1234"));
        assert_eq!(told(text), [job(["S100", "01900000001", "STB0000001", "Kitchen"], &[])], "{delimiter}");
        assert_eq!(list.jobs[0].line, 2);
    }
}

#[test]
fn the_first_of_two_card_columns_counts_and_serials_are_classified() {
    let list = planned("Card,Card CA id,Serial\n01900000001,999,STB0000001");
    assert_eq!((list.headings.len(), list.ignored), (2, vec!["Card CA id".to_owned()]));
    assert_eq!(told("Serial\n;\nstb0000009;"), [job(["", "", "stb0000009", ""], &[])]);
}

#[test]
fn without_headings_values_are_classified_by_their_form() {
    let whole = job(["S100", "01900000001", "STB0000001", "living room 2"], &[]);
    for text in [
        "STB0000001 S100 01900000001 living room 2",
        "S100, 01900000001, STB0000001, living room 2",
        "\n01900000001\tSTB0000001\tS100\tliving room 2\n\n",
        "\"S100\";\"STB0000001\";\"01900000001\";\"living room 2\"",
    ] {
        assert_eq!(told(text), std::slice::from_ref(&whole), "{text:?}");
    }
    let typed = told("01900000001 STB0000001 S100 Smith, 2nd floor; ring twice\n1,9E+10 STB0000002");
    assert_eq!(typed[0], job(["S100", "01900000001", "STB0000001", "Smith, 2nd floor; ring twice"], &[]));
    assert_eq!(typed[1].1, [JobVerdict::Exponent]);
    assert_eq!(told("12 High Street;01900000001"), [job(["", "01900000001", "", "12 High Street"], &[])]);
    assert_eq!(told("Smith 4 01900000001"), [job(["", "01900000001", "", "Smith 4"], &[])]);
    assert!(planned("S100 01900000001").headings.is_empty());
}

#[test]
fn a_row_with_a_number_is_not_a_heading() {
    for text in [
        "Smartcard 01900000001, box STB0000001, S100, kitchen",
        "Card: 01900000001\nCard: 01900000002",
        "[{\"card\":\"01900000001\"}]",
        "Card no. 7712345678;Box\n01900000001;STB0000001",
    ] {
        let list = planned(text);
        assert_eq!(list.headings, [""; 0], "{text}");
        assert_eq!(list.jobs.len(), text.lines().count(), "{text}");
    }
    let titled = planned("Visits of card 01900000001;\nCard;Box\n01900000002;STB0000002");
    assert_eq!((titled.headings.len(), titled.jobs.len()), (2, 2), "a line with a number is not left out unseen");
}

#[test]
fn reports_values_with_no_number_or_several() {
    use JobVerdict::{NoNumber, Several};
    let list = planned("Card;Box\n01900000001;STB0000001\nTotal;2\n---;---\n01900000001 / 01900000002;STB0000002");
    let verdicts: Vec<_> = list.jobs.iter().map(|job| job.verdicts.as_slice()).collect();
    assert_eq!(verdicts, [&[][..], &[NoNumber], &[NoNumber], &[Several]]);
    let repairs: Vec<_> = list.jobs[3].repairs.iter().map(|repair| repair.text.as_str()).collect();
    assert_eq!(repairs, ["01900000001", "01900000002"]);
    for cell in ["01900000001 (old)", "0190 0000 001", "01900000001 01900000001", "STB0000001 2nd"] {
        let list = planned(&format!("Card;Note\n{cell};x"));
        assert!(!list.jobs[0].verdicts.contains(&Several), "{cell}");
    }
}

#[test]
fn reports_numbers_changed_by_a_spreadsheet_without_repairing_them() {
    use JobVerdict::{Exponent, LostZero, TwelveDigits};
    assert_eq!(told("card\n1.9E+10"), [job(["", "1.9E+10", "", ""], &[Exponent])]);
    assert_eq!(told("card;box\n\"1,9E+10\";x1"), [job(["", "1,9E+10", "x1", ""], &[Exponent])]);
    assert_eq!(told("1900000001 STB0000001"), [job(["", "1900000001", "STB0000001", ""], &[LostZero])]);
    assert_eq!(told("card\n019000000017"), [job(["", "019000000017", "", ""], &[TwelveDigits])]);
    assert_eq!(told("card\n019000000015"), told("019000000015"));
}

#[test]
fn reports_a_box_in_the_card_column() {
    use JobVerdict::Swapped;
    assert_eq!(
        told("card,box\nSTB0000001,01900000001\nSTB0000002,STB0000003"),
        [job(["", "STB0000001", "01900000001", ""], &[Swapped]), job(["", "STB0000002", "STB0000003", ""], &[Swapped])]
    );
}

#[test]
fn leaves_out_lines_without_a_number_and_repeated_lines() {
    use JobVerdict::{Empty, Twice};
    let verdicts = |text: &str| planned(text).jobs.into_iter().map(|job| job.verdicts).collect::<Vec<_>>();
    assert_eq!(verdicts("01900000001 a\nlunch\n01900000001 b"), [vec![], vec![Empty], vec![Twice]]);
    assert_eq!(verdicts("S100 kitchen\nS100 bedroom\ns100 Kitchen"), [vec![], vec![], vec![Twice]]);
    let loaded = HashSet::from([same(&JobDraft { smartcard: Some("01900000001".to_owned()), ..JobDraft::default() })]);
    let list = try_plan("01900000001 kitchen", loaded).unwrap();
    assert_eq!(list.jobs[0].verdicts, [Twice], "it is loaded already");
    assert!(planned("").jobs.is_empty());
}

#[test]
fn refuses_more_jobs_than_a_day_holds() {
    for line in ["S1\n", "S1,\n"] {
        assert!(try_plan(&line.repeat(MAX_JOBS), HashSet::new()).is_ok());
        let refused = try_plan(&line.repeat(MAX_JOBS + 1), HashSet::new()).unwrap_err();
        assert_eq!(refused.fields[0].fault, "tooLarge");
    }
}

/// Line, card, box and note of each job.
fn jobs(text: &str) -> Vec<(u32, String, String, String)> {
    let told = |job: PlannedJob| {
        let [card, set_top_box, note] =
            [job.draft.smartcard, job.draft.set_top_box, job.draft.note].map(Option::unwrap_or_default);
        (job.line, card, set_top_box, note)
    };
    planned(text).jobs.into_iter().map(told).collect()
}

#[test]
fn each_row_keeps_its_line_number() {
    for end in ["\r\n", "\n", "\r"] {
        let rows = ["01900000001;STB0000001", "1900000002;STB0000002", "01900000003;STB0000003", ""].join(end);
        for (head, first) in [("", 1), ("Card;Box", 2), ("Jobs of March;", 2)] {
            let text = if head.is_empty() { rows.clone() } else { format!("{head}{end}{rows}") };
            let mut list = planned(&text);
            list.jobs.retain(|job| !job.verdicts.contains(&JobVerdict::Empty));
            let lines: Vec<_> = list.jobs.iter().map(|job| job.line).collect();
            assert_eq!(lines, [first, first + 1, first + 2], "{text:?}");
            let ids: HashSet<_> = list.jobs.iter().map(|job| job.id).collect();
            assert_eq!(ids.len(), 3, "a press changes its own row");
            let verdicts: Vec<_> = list.jobs.iter().map(|job| job.verdicts.clone()).collect();
            assert_eq!(verdicts, [vec![], vec![JobVerdict::LostZero], vec![]], "{text:?}");
        }
    }
    assert_eq!(planned("Card\r01900000001\r01900000002\r01900000003\r").jobs.len(), 3);
}

#[test]
fn possible_pins_are_kept_nowhere() {
    let beside = planned("Card;Box\n01900000001 (PIN 4711);STB0000001");
    assert!(!format!("{beside:?}").contains("4711"), "{beside:?}");
    assert_eq!(beside.jobs[0].verdicts, [JobVerdict::PinLeftOut]);
    for text in [
        "sep=;\r\nRoom;Decoder;Customer PIN;Smart card\r\nKitchen;STB0000001;4711;01900000001",
        "Set-top box visits, 12 March\nRoom;Decoder;PIN;Smart card\nKitchen;STB0000001;4711;01900000001",
        "Δωμάτιο;Κωδικός;Κάρτα\nΚουζίνα;4711;01900000001",
        "Kitchen;STB0000001;4711;01900000001",
        "Kitchen;STB0000001;=\"4711\";01900000001",
        "Kitchen STB0000001 4711 01900000001",
        "4711 01900000001",
        "01900000001 STB0000001 kitchen, PIN 4711",
        "Card;Notes\n01900000001;Kitchen (κωδικός: 4711)",
        "Card;Box;κωδ.\n01900000001;STB0000001;4711",
        "Zimmer;Karte;PIN\nKüche;01900000001;4711",
        "01900000001 PIN: 47110",
        "01900000001 kitchen, password = 4711x",
    ] {
        let list = planned(text);
        assert!(!format!("{list:?}").contains("4711"), "{text}: {list:?}");
        assert_eq!(list.jobs.last().and_then(|job| job.draft.smartcard.as_deref()), Some("01900000001"), "{text}");
        let said =
            !list.secret.is_empty() || list.jobs.iter().any(|job| job.verdicts.contains(&JobVerdict::PinLeftOut));
        assert!(said, "{text}");
    }
}

#[test]
fn offers_the_original_of_a_changed_number() {
    use JobVerdict::{Decimals, Grouped, Invisible, LookAlike, LostZero, Protected, TwelveDigits, WrittenShort};
    for (cell, verdicts, repairs) in [
        ("=\"01900000001\"", vec![Protected], vec!["01900000001"]),
        ("'01900000001", vec![Protected], vec!["01900000001"]),
        ("=\"1900000001\"", vec![Protected, LostZero], vec!["1900000001", "01900000001"]),
        ("0190\u{200b}0000001", vec![Invisible], vec!["01900000001"]),
        ("0190 0000 001", vec![Grouped], vec!["01900000001"]),
        ("0190 0000 0017", vec![Grouped, TwelveDigits], vec!["019000000017", "01900000001"]),
        ("1900000001.0", vec![Decimals, LostZero], vec!["1900000001", "01900000001"]),
        ("1.900000001E+9", vec![WrittenShort, LostZero], vec!["1900000001", "01900000001"]),
        ("Ο1900000001", vec![LookAlike], vec!["01900000001"]),
        ("190000001", vec![LostZero], vec!["00190000001"]),
        ("1.9E+09", vec![JobVerdict::Exponent], vec![]),
    ] {
        let list = planned(&format!("Card;Box\n{cell};STB0000001"));
        let job = &list.jobs[0];
        assert_eq!(job.draft.smartcard.as_deref(), Some(cell), "nothing is put right without asking");
        assert_eq!(job.verdicts, verdicts, "{cell}");
        assert_eq!(job.repairs.iter().map(|repair| repair.text.as_str()).collect::<Vec<_>>(), repairs, "{cell}");
    }
    let twice = planned("Card\n01900000001\n=\"01900000001\"");
    assert_eq!(twice.jobs[1].verdicts, [Protected, JobVerdict::Twice], "it is the same card");
    // A telephone number is not taken as a number without its zeros.
    let phone = planned("6912345678 01900000001 Smith");
    assert_eq!(phone.jobs[0].draft.smartcard.as_deref(), Some("01900000001"));
}

#[test]
fn masks_of_the_connection_take_precedence() {
    let masks = |cards: &[&str], boxes: &[&str]| ConnectionRules {
        smartcards: cards.iter().map(|mask| (*mask).to_owned()).collect(),
        set_top_boxes: boxes.iter().map(|mask| (*mask).to_owned()).collect(),
        ..ConnectionRules::default()
    };
    let verdicts = |text: &str, rules: &ConnectionRules| {
        let Split { rows, .. } = sheet::split(text, None, rules).unwrap();
        plan(rows, false, rules, HashSet::new()).unwrap().jobs[0].verdicts.clone()
    };
    assert!(verdicts("Card;Box\n1900000001;x1", &masks(&["##########"], &[])).is_empty());
    assert!(verdicts("Card;Box\n019-0000-0001;x1", &masks(&["###-####-####"], &[])).is_empty());
    assert!(verdicts("Card;Box\n019000000017;x1", &masks(&["############"], &[])).is_empty());
    assert_eq!(verdicts("Card;Box\nC1;123456", &masks(&["C#"], &["#######"])), [JobVerdict::LostZero]);
}

#[test]
fn the_sample_shows_the_rows_as_read() {
    let list = planned("Room;PIN;Card;Colour\nΚουζίνα;4711;01900000001;red\nκωδικός 4711;4711;01900000002;blue");
    assert_eq!(
        list.sample[..2],
        [["Room", "Card"], ["Κουζίνα", "01900000001"]].map(|row| row.map(str::to_owned).to_vec())
    );
    assert_eq!(list.sample[2][0], "κωδικός ••••");
    assert_eq!(jobs("Kitchen;01900000001")[0], (1, "01900000001".to_owned(), String::new(), "Kitchen".to_owned()));
}

#[test]
fn an_unclosed_quote_is_refused_with_its_line() {
    let text = "Card;Box;Note\n01900000001;STB0000001;Kitchen\n01900000002;STB0000002;\"Upstairs, ring twice\n01900000003;STB0000003;Hall\n";
    let refused = try_plan(text, HashSet::new()).unwrap_err();
    assert_eq!((refused.fields[0].fault.as_str(), refused.fields[0].params["line"].as_str()), ("openQuote", "3"));
}

#[test]
fn a_sheet_with_dates_and_times_is_not_read_as_typed_text() {
    // As LibreOffice writes it.
    let text = "Επισκέψεις 12 Μαρτίου\t\t\t\t\t\n\t\t\t\t\t\n\
        Δωμάτιο\tΑρ. κάρτας\tΚωδικός PIN\tΔέκτης\tΗμερομηνία\tΏρα\n\
        Κουζίνα\t01900000001\t4711\tSTB0000001\t2026-03-12\t10:30:00 AM\n\
        Χωλ\t1900000002\t815\tSTB0000002\t2026-03-12 09:00:00\tTRUE\n\
        Μεγάλο\t1.23456789012346E+018\t1\tSTB0000004\t\t\n\
        \"Inline\nτρεις\"\t'01900000005\t1\tSTB0000005\t\t\n";
    let list = planned(text);
    assert_eq!((list.headings.len(), list.secret.as_slice()), (4, ["Κωδικός PIN".to_owned()].as_slice()));
    let cards: Vec<_> = jobs(text).into_iter().map(|(line, card, ..)| (line, card)).collect();
    let wanted = [(4, "01900000001"), (5, "1900000002"), (6, "1.23456789012346E+018"), (7, "'01900000005")];
    assert_eq!(cards, wanted.map(|(line, card)| (line, card.to_owned())));
    // Typed words belong to the headings above them only where none is missing.
    let typed = planned("Card PIN Box\n01900000001 4711 STB0000001\n4711 STB0000002");
    assert!(!format!("{typed:?}").contains("4711"), "{typed:?}");
}

#[test]
fn a_pin_in_typed_text_is_not_read_if_words_are_missing_or_surplus() {
    for (text, note) in [
        ("card box pin room\n01900000001 STB0000001 12345 living room", "living room"),
        ("card box pin room\n0190 0000 001 STB0000001 12345 hall", "hall"),
        ("card box pin room\n01900000001 STB0000001 12345", ""),
        ("card box password room\n01900000001 STB0000001 x12345 living room", "living room"),
        ("room pin card box\nliving room 12345 01900000001 STB0000001", "living room"),
        ("card box pin\n01900000001 STB0000001", ""),
    ] {
        let list = planned(text);
        let draft = &list.jobs[0].draft;
        assert!(!format!("{list:?}").contains("12345"), "{text}: {list:?}");
        assert_eq!((draft.set_top_box.as_deref(), draft.subscription.as_deref()), (Some("STB0000001"), None), "{text}");
        assert_eq!(draft.note.as_deref().unwrap_or_default(), note, "{text}");
        assert!(draft.smartcard.is_some());
    }
}

#[test]
fn four_digits_are_not_read_below_headings_of_another_order() {
    for below in ["Card;PIN;Box;Note\n01900000003;4711;STB0000003;Attic", "Note;Card;PIN;Box\nAttic;4711;x;STB3"] {
        let above = "Card;Box;PIN;Note\n01900000001;STB0000001;8150;Hall\n01900000002;STB0000002;8151;Garage";
        let list = planned(&format!("{above}\n{below}"));
        assert!(!format!("{list:?}").contains("4711"), "{list:?}");
        assert!(list.jobs.last().unwrap().verdicts.contains(&JobVerdict::PinLeftOut));
    }
    let notes = planned("Card;Notes\n01900000001;4711\n01900000002;Hall\n01900000003;Attic");
    assert!(!format!("{notes:?}").contains("4711"), "{notes:?}");
}

#[test]
fn reads_a_line_of_very_many_words_quickly() {
    for word in ["1 ", "12 ", "x ", "PIN ", "1;"] {
        let list = planned(&word.repeat((1 << 18) / word.len()));
        assert!(list.jobs.len() <= 1);
        let note = list.jobs.first().and_then(|job| job.draft.note.as_deref()).unwrap_or_default();
        assert!(note.chars().count() <= 1_000);
    }
    let note = planned(&format!("Card;Note\n01900000001;{}", "x y ".repeat(10_000)));
    assert_eq!(note.jobs[0].draft.note.as_ref().unwrap().chars().count(), 1_000);
}
