use std::collections::BTreeSet;

use proptest::prelude::*;
use store::{Journal, MarkField};

use super::*;

fn entry(request: &str, field: &str, value: Option<&str>, at: i64) -> TriageEntry {
    TriageEntry {
        request: request.to_owned(),
        field: field.to_owned(),
        value: value.map(str::to_owned),
        at: Instant(at),
        by: "ann".to_owned(),
    }
}

#[test]
fn a_mark_is_written_and_read_back() {
    for field in [MarkField::Assignee, MarkField::Note, MarkField::Snooze, MarkField::Dismissal] {
        let mark = Mark {
            request: "A1".to_owned(),
            field,
            value: Some("17".to_owned()),
            at: 1_768_471_200_007,
            by: "ann".to_owned(),
            current: true,
        };
        let text = serde_json::to_string(&TriageEntry::from(mark.clone())).unwrap();
        assert_eq!(serde_json::from_str::<TriageEntry>(&text).unwrap().mark(mark.at), Ok(mark.clone()), "{text}");
    }
}

#[test]
fn skips_unknown_marks() {
    for bad in [
        entry("", "note", Some("x"), 1),
        entry("A1", "colour", Some("red"), 1),
        entry("A1", "snooze", Some("tomorrow"), 1),
        entry("A1", "note", Some(&"x".repeat(MAX_VALUE_CHARS + 1)), 1),
    ] {
        assert!(bad.clone().mark(9).is_err(), "{bad:?}");
    }
    assert!(entry("A1", "note", None, 1).mark(9).is_ok_and(|mark| mark.value.is_none()), "taken back");
    let day = 86_400_000;
    assert!(entry("A1", "note", Some("x"), 9 + day).mark(9).is_ok(), "clocks differ");
    let why = |entry: TriageEntry| entry.mark(9).unwrap_err();
    assert_eq!(why(entry("A1", "note", Some("x"), 10 + day)), NotTaken::Future, "nothing would ever be newer");
    assert_eq!(
        why(entry("A1", "snooze", Some("9223372036854775807"), 1)),
        NotTaken::Future,
        "it would never come back"
    );
    assert_eq!(
        why(TriageEntry { by: "x".repeat(MAX_NAME_CHARS + 1), ..entry("A1", "note", None, 1) }),
        NotTaken::TooLong
    );
    assert_eq!(why(entry(&"A".repeat(MAX_NAME_CHARS + 1), "note", None, 1)), NotTaken::TooLong);
}

/// Entries with few different values, so that they collide often.
fn entries() -> impl Strategy<Value = Vec<TriageEntry>> {
    let request = prop::sample::select(vec!["A1", "A2"]);
    let field = prop::sample::select(vec!["note", "assignee"]);
    let value = prop::sample::select(vec![None, Some("one"), Some("two"), Some("three")]);
    let entry =
        (request, field, value, 1_i64..6).prop_map(|(request, field, value, at)| entry(request, field, value, at));
    prop::collection::vec(entry, 0..12)
}

/// The values that count after these files were taken one after the other, and all values that can still be read.
type Known = (Vec<(String, MarkField, Option<String>, i64)>, BTreeSet<(String, String, Option<String>)>);

fn taken_in(files: &[&[TriageEntry]]) -> Known {
    let dir = tempfile::tempdir().unwrap();
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    journal.write(|journal| journal.leads("c", &store::Tenant::default(), None, 0)).wait().unwrap();
    for file in files {
        let marks: Vec<Mark> = file.iter().cloned().filter_map(|it| it.mark(9).ok()).collect();
        journal
            .write(move |journal| {
                for it in &marks {
                    journal.merge_mark("c", &it.request, it.field, it.value.as_deref(), it.at, &it.by)?;
                }
                Ok(())
            })
            .wait()
            .unwrap();
    }
    let marks = journal.marks("c").unwrap();
    let current = marks.iter().filter(|mark| mark.current);
    let current = current.map(|mark| (mark.request.clone(), mark.field, mark.value.clone(), mark.at)).collect();
    let values = marks.into_iter().map(|mark| (mark.request, mark.field.to_string(), mark.value)).collect();
    (current, values)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn files_merge_to_the_same_result_in_any_order_and_number(a in entries(), b in entries()) {
        let both = taken_in(&[&a, &b]);
        prop_assert_eq!(&both, &taken_in(&[&b, &a]), "the order does not matter");
        prop_assert_eq!(&both, &taken_in(&[&a, &b, &a, &b, &b]), "nor how often");
        let lost: Vec<_> = a.iter().chain(&b).filter(|entry| {
            !both.1.contains(&(entry.request.clone(), entry.field.clone(), entry.value.clone()))
        }).collect();
        prop_assert!(lost.is_empty(), "nothing that somebody wrote is lost: {:?}", lost);
    }
}
