use super::*;

fn planned(text: &str) -> JobList {
    plan(text, &ConnectionRules::default(), HashSet::new()).unwrap()
}

/// Subscription, card, box and note, with what is odd about it.
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
        assert_eq!(list.ignored, ["Customer PIN"], "nothing is taken from it");
        assert_eq!(told(text), [job(["S100", "01900000001", "STB0000001", "Kitchen"], &[])], "{delimiter}");
        assert_eq!(list.jobs[0].line, 2);
    }
}

#[test]
fn of_two_columns_for_a_card_the_first_counts_and_a_serial_is_what_it_looks_like() {
    let list = planned("Card,Card CA id,Serial\n01900000001,999,STB0000001");
    assert_eq!((list.headings.len(), list.ignored), (2, vec!["Card CA id".to_owned()]));
    assert_eq!(told("Serial\n;\nstb0000009;"), [job(["", "", "stb0000009", ""], &[])]);
}

#[test]
fn without_headings_each_value_is_what_it_looks_like() {
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
fn what_a_spreadsheet_did_to_a_number_is_said_and_not_repaired() {
    use JobVerdict::{Exponent, LostZero, TwelveDigits};
    assert_eq!(told("card\n1.9E+10"), [job(["", "1.9E+10", "", ""], &[Exponent])]);
    assert_eq!(told("card;box\n\"1,9E+10\";x"), [job(["", "1,9E+10", "x", ""], &[Exponent])]);
    assert_eq!(told("1900000001 STB0000001"), [job(["", "1900000001", "STB0000001", ""], &[LostZero])]);
    assert_eq!(told("card\n019000000017"), [job(["", "019000000017", "", ""], &[TwelveDigits])]);
    assert_eq!(told("card\n019000000015"), told("019000000015"));
}

#[test]
fn a_box_in_the_column_of_cards_is_said() {
    use JobVerdict::Swapped;
    assert_eq!(
        told("card,box\nSTB0000001,01900000001\nSTB0000002,STB0000003"),
        [job(["", "STB0000001", "01900000001", ""], &[Swapped]), job(["", "STB0000002", "STB0000003", ""], &[Swapped])]
    );
}

#[test]
fn a_line_without_a_number_and_one_that_stands_above_are_left_out() {
    use JobVerdict::{Empty, Twice};
    let verdicts = |text: &str| planned(text).jobs.into_iter().map(|job| job.verdicts).collect::<Vec<_>>();
    assert_eq!(verdicts("01900000001 a\nlunch\n01900000001 b"), [vec![], vec![Empty], vec![Twice]]);
    assert_eq!(verdicts("S100 kitchen\nS100 bedroom\ns100 Kitchen"), [vec![], vec![], vec![Twice]]);
    let loaded = HashSet::from([same(&JobDraft { smartcard: Some("01900000001".to_owned()), ..JobDraft::default() })]);
    let list = plan("01900000001 kitchen", &ConnectionRules::default(), loaded).unwrap();
    assert_eq!(list.jobs[0].verdicts, [Twice], "it is loaded already");
    assert!(planned("").jobs.is_empty());
}

#[test]
fn more_than_a_day_holds_is_refused() {
    for line in ["S1\n", "S1,\n"] {
        assert!(plan(&line.repeat(MOST_JOBS), &ConnectionRules::default(), HashSet::new()).is_ok());
        let refused = plan(&line.repeat(MOST_JOBS + 1), &ConnectionRules::default(), HashSet::new()).unwrap_err();
        assert_eq!(refused.fields[0].fault, "tooLarge");
    }
}
