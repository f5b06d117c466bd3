//! A suggestion for the matching of a sheet's columns, by their headings and their values.

use std::collections::{BTreeMap, HashMap};

use crmcom::catalogue::{Field, Kind, Need, Operation};

use crate::{
    bulk::subject::Subject,
    lookups::{KnownValue, entity_kind},
    sheet::{self, words},
    view::{ConnectionRules, SheetColumn, SheetMatching},
};

/// Kinds of identifier that a heading names.
const BY_WORDS: &[(&str, &[&[&str]])] = &[
    ("alternative_code", &[&["alternative"]]),
    ("serial_number", &[&["serial"], &["sn"], &["σειριακοσ"], &["σειρασ"]]),
    ("id", &[&["uuid"], &["guid"]]),
];

/// Suggests a matching by headings, then by values; each field gets one column, and a set of cards or boxes all of them. `known`
/// are the values that identify an entity which is known here.
pub(super) fn suggest(
    operation: &Operation,
    columns: &[SheetColumn],
    rules: &ConnectionRules,
    known: &HashMap<String, KnownValue>,
) -> SheetMatching {
    let mut matching = SheetMatching {
        operation: operation.id.to_owned(),
        columns: vec![None; columns.len()],
        ..SheetMatching::default()
    };
    let fields = operation.fields.iter().filter(|field| !matches!(field.kind, Kind::Pin));
    for field in fields.clone() {
        let subject = Subject::of_field(field);
        let exact = |column: &SheetColumn| {
            let heading = column.heading.trim();
            heading.eq_ignore_ascii_case(field.name) || heading.eq_ignore_ascii_case(field.label)
        };
        let about = |column: &SheetColumn| subject.is_some() && Subject::of(&column.heading) == subject;
        put(&mut matching, columns, field, exact);
        put(&mut matching, columns, field, about);
    }
    for field in fields.clone() {
        put(&mut matching, columns, field, |column: &SheetColumn| is_misspelt(&column.heading, field));
    }
    for field in fields.clone() {
        let (Kind::Identifier { target, .. } | Kind::Set { target, .. }) = field.kind else { continue };
        let Some(kind) = entity_kind(target) else { continue };
        put(&mut matching, columns, field, |column| {
            most(column, |sample| known.get(sample).is_some_and(|it| it.kind == kind))
        });
    }
    for field in fields {
        let Some(kind) = Subject::of_field(field).and_then(Subject::entity) else { continue };
        put(&mut matching, columns, field, |column| most(column, |sample| sheet::kind(rules, sample) == kind));
    }
    matching.by = identifiers(operation, &matching, columns, known);
    matching
}

/// Whether most samples of a column are so.
fn most(column: &SheetColumn, are: impl Fn(&str) -> bool) -> bool {
    column.samples.iter().filter(|sample| are(sample)).count() * 2 > column.samples.len()
}

/// Words of a heading that say nothing about its object.
const NUMBER_WORDS: &[&str] = &["no", "nr", "number", "id", "code", "αρ", "αριθμοσ", "κωδικοσ"];

/// Whether a heading is the name of a field, but for a letter or two.
fn is_misspelt(heading: &str, field: &Field) -> bool {
    let plain = |text: &str| {
        let mut words = words(text);
        words.retain(|word| !NUMBER_WORDS.contains(&word.as_str()));
        words.concat()
    };
    let heading = plain(heading);
    // One letter of a short word makes another word.
    let most = match heading.chars().count() {
        0..5 => return false,
        5..9 => 1,
        _ => 2,
    };
    let names = [plain(field.label), plain(field.name)];
    let spellings = Subject::of_field(field).map_or(&[][..], Subject::spellings);
    let mut known = names.iter().map(String::as_str).chain(spellings.iter().copied());
    known.any(|name| strsim::osa_distance(&heading, name) <= most)
}

/// Matches free columns that are suitable to a field: all of them for a set, else the first if the field has none.
fn put(matching: &mut SheetMatching, columns: &[SheetColumn], field: &Field, suits: impl Fn(&SheetColumn) -> bool) {
    let several = matches!(field.kind, Kind::Set { .. });
    // Optional parameters are not guessed: a column of dates may be anything.
    if field.need == Need::Option && !columns.iter().any(|column| !column.heading.is_empty() && suits(column)) {
        return;
    }
    for (at, column) in columns.iter().enumerate() {
        let has = matching.columns.iter().any(|taken| taken.as_deref() == Some(field.name));
        if (!has || several) && matching.columns[at].is_none() && !column.secret && suits(column) {
            matching.columns[at] = Some(field.name.to_owned());
        }
    }
}

/// Kinds of identifier that are not the first of their field: by the heading, else as the values are known.
fn identifiers(
    operation: &Operation,
    matching: &SheetMatching,
    columns: &[SheetColumn],
    known: &HashMap<String, KnownValue>,
) -> BTreeMap<String, String> {
    let mut by = BTreeMap::new();
    for (column, field) in columns.iter().zip(&matching.columns) {
        let Some(field) = field.as_deref().and_then(|name| operation.field(name)) else { continue };
        let Kind::Identifier { by: kinds, .. } = field.kind else { continue };
        let words = words(&column.heading);
        let named = BY_WORDS.iter().find(|(kind, known)| {
            kinds.contains(kind) && known.iter().any(|all| all.iter().all(|word| words.iter().any(|it| it == word)))
        });
        let is = |kind: &str| most(column, |sample| known.get(sample).is_some_and(|known| known.by.as_str() == kind));
        let kind = named.map(|(kind, _)| *kind).or_else(|| kinds.iter().copied().find(|kind| is(kind)));
        if let Some(kind) = kind.filter(|kind| *kind != kinds[0]) {
            by.insert(field.name.to_owned(), kind.to_owned());
        }
    }
    by
}

#[cfg(test)]
mod tests {
    use crmcom::catalogue::find;

    use super::*;
    use crate::{
        bulk::matching::tests::{columns, named},
        view::{EntityKind, IdentifierKind},
    };

    fn suggested(operation: &str, headings: &[(&str, &str)]) -> Vec<Option<String>> {
        let (operation, rules) = (find(operation).unwrap(), ConnectionRules::default());
        suggest(operation, &columns(headings), &rules, &HashMap::new()).columns
    }

    #[test]
    fn values_of_known_entities_match_their_column_and_its_kind_of_identifier() {
        use IdentifierKind::{AlternativeCode, Number};
        let known = [
            ("C-1", KnownValue { kind: EntityKind::Smartcard, by: AlternativeCode }),
            ("77", KnownValue { kind: EntityKind::Subscription, by: Number }),
        ];
        let known: HashMap<_, _> = known.into_iter().map(|(text, known)| (text.to_owned(), known)).collect();
        let (operation, rules) = (find("conax.reset-pin").unwrap(), ConnectionRules::default());
        let of = |headings, known| {
            let suggested = suggest(operation, &columns(headings), &rules, known);
            (suggested.columns, suggested.by.into_iter().collect::<Vec<_>>())
        };
        let by_code = vec![("smartcard_identifier".to_owned(), "alternative_code".to_owned())];
        let both = named(&["subscription_identifier", "smartcard_identifier"]);
        assert_eq!(of(&[("A", "77"), ("B", "C-1")], &known), (both.clone(), by_code.clone()));
        assert_eq!(of(&[("Contract", "77"), ("Card", "C-1")], &known), (both, by_code), "the heading says no kind");
        let serial = of(&[("", "77"), ("Card serial", "C-1")], &known);
        assert_eq!(serial.1, [], "the heading says the kind");
        assert_eq!(of(&[("A", "77"), ("B", "C-1")], &HashMap::new()), (named(&["", ""]), Vec::new()));
    }

    #[test]
    fn columns_are_matched_by_headings_in_two_languages_and_by_values() {
        let card = "smartcard_identifier";
        for (headings, wanted) in [
            (
                &[("Card", "1"), ("Service code", "2042"), ("Subscription", "S1")][..],
                [card, "service_identifier", "subscription_identifier"],
            ),
            (
                &[("Συνδρομή", "S1"), ("Πακέτο", "2042"), ("Αρ. κάρτας", "1")],
                ["subscription_identifier", "service_identifier", card],
            ),
            (&[("smartcard_identifier", "1"), ("Room", "2"), ("Start date", "2026-01-01")], [card, "", "start_date"]),
            (&[("Karte", "01900000001"), ("Paket", "X"), ("", "")], [card, "service_identifier", ""]),
            (
                &[("Smratcard no", "1"), ("Serivce", "2042"), ("Subscripton", "S1")],
                [card, "service_identifier", "subscription_identifier"],
            ),
            (&[("Card", "1"), ("Services of last year", "4"), ("Contrast", "9")], [card, "service_identifier", ""]),
        ] {
            assert_eq!(suggested("conax.add-service", headings), named(&wanted), "{headings:?}");
        }
    }

    #[test]
    fn a_set_takes_all_columns_of_its_kind_and_a_field_the_first() {
        let headings = [("Card 1", "1"), ("Box 1", "2"), ("Box 2", "3")];
        assert_eq!(suggested("conax.create-pairing", &headings), named(&["smartcard_set", "stb_set", "stb_set"]));
        assert_eq!(suggested("nagra.pair", &headings), named(&["smartcard_identifier", "stb_identifier", ""]));
    }
}
