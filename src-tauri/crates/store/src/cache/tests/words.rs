//! Lists in the order of numbers and names, and searches independent of the spelling.

use super::*;
use crate::Column;

fn of(number: &str, user: Option<&str>) -> ServerRequest {
    let of = |text: &str| Some(text.to_owned());
    let id = format!("{number} {user:?}");
    ServerRequest {
        number: of(number),
        user: user.map(str::to_owned),
        smartcard: of(number),
        set_top_box: None,
        ..told(&id, RequestState::Completed, 1_000)
    }
}

fn sorted(
    cache: &Cache,
    sort: Column,
    ascending: bool,
    value: impl Fn(&RequestRecord) -> Option<String>,
) -> Vec<String> {
    let query = Query { sort, ascending, ..all() };
    let rows = cache.requests(&query).unwrap();
    let mut each = Vec::new();
    cache
        .each(&query, |_, row| {
            each.push(row.key);
            Ok::<_, Error>(std::ops::ControlFlow::Continue(()))
        })
        .unwrap()
        .unwrap();
    assert_eq!(each, keys(&rows), "an export has the order of the list");
    rows.iter().map(|row| value(row).unwrap_or_default()).collect()
}

#[test]
fn sorts_numbers_numerically_and_names_alphabetically() {
    let profile = profile();
    let rows = [
        of("10000", Some("Ωρίων")),
        of("9998", Some("bob")),
        of("10001", Some("Άννα")),
        of("2", Some("Ánna")),
        of("9999", None),
        of("1", Some("Ann")),
        of("0007", Some("ΒΑΣΙΛΗΣ")),
        of("12345678901234567890123", Some("βασίλης")),
    ];
    profile.cache.mirror("test", &rows).unwrap();
    let numbers = ["1", "2", "0007", "9998", "9999", "10000", "10001", "12345678901234567890123"];
    for column in [Column::Number, Column::Smartcard] {
        assert_eq!(sorted(&profile.cache, column, true, |row| row.number.clone()), numbers, "{column:?}");
        let back: Vec<&str> = numbers.into_iter().rev().collect();
        assert_eq!(sorted(&profile.cache, column, false, |row| row.number.clone()), back, "{column:?}, the other way");
    }
    let names = ["Ann", "Ánna", "bob", "Άννα", "ΒΑΣΙΛΗΣ", "βασίλης", "Ωρίων"];
    let by_user = |ascending| sorted(&profile.cache, Column::User, ascending, |row| row.user.clone());
    assert_eq!(by_user(true)[..7], names);
    assert_eq!(by_user(true)[7], "", "what has none is last");
    assert_eq!(by_user(false)[7], "", "whichever way the list goes");
    assert_eq!(by_user(false)[0], "Ωρίων");
    let users = profile.cache.facets("test").unwrap().users;
    assert_eq!(users.into_iter().map(|(user, _)| user).collect::<Vec<_>>(), names, "equally often, so by their names");
}

/// A list of a hundred thousand rows is read while the user types, so no page of it may need sorting, deep ones
/// included.
#[test]
fn each_sort_order_uses_an_index() {
    let profile = profile();
    let cache = rusqlite::Connection::open(profile.path().join("cache.db")).unwrap();
    crate::words::register(&cache).unwrap();
    let filtered = Filter { states: vec![RequestState::Completed], ..Filter::default() };
    for sort in Column::ALL {
        for ascending in [true, false] {
            for (filter, offset) in [(Filter::default(), 0), (Filter::default(), 5_000), (filtered.clone(), 5_000)] {
                let query = Query { filter, sort, ascending, offset, ..all() };
                let sql = query.page_sql();
                let mut statement = cache.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.text)).unwrap();
                let plan: Vec<String> = statement
                    .query_map(rusqlite::params_from_iter(&sql.params), |row| row.get(3))
                    .unwrap()
                    .map(Result::unwrap)
                    .collect();
                // Only the page itself, which is short, is sorted again after its rows were read.
                let sorts = plan.iter().filter(|step| step.contains("TEMP B-TREE FOR ORDER BY")).count();
                assert!(sorts <= 1, "{sort:?}, {ascending}, {offset}: {plan:#?}");
                let index = sort.index();
                let walked = plan.iter().any(|step| step.contains(&format!("INDEX {index} ")));
                assert!(walked, "{sort:?}, {ascending}, {offset}: {index} in {plan:#?}");
            }
        }
    }
}

#[test]
fn a_search_ignores_accents_final_sigmas_dashes_and_blanks() {
    let profile = profile();
    let greek = ServerRequest {
        error_text: Some("Η κάρτα δεν βρέθηκε. Ταΐζω ο ς".to_owned()),
        ..of("1", Some("Γιώργος"))
    };
    let latin = ServerRequest { smartcard: Some("0190-0000-002".to_owned()), ..of("2", Some("José Núñez")) };
    let plain = ServerRequest { smartcard: Some("01900000003".to_owned()), ..of("3", Some("ＢＯＢ")) };
    profile.cache.mirror("test", &[greek, latin, plain]).unwrap();
    let found = |text: &str| {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        let counted: u32 = profile.cache.counts("test", &filter).unwrap().into_iter().map(|(_, count)| count).sum();
        let rows = profile.list(filter);
        assert_eq!(rows.len(), counted as usize, "{text}");
        rows.into_iter().map(|row| row.number.unwrap()).collect::<Vec<_>>().join(" ")
    };
    for text in ["γιωργοσ", "ΓΙΩΡΓΟΣ", "Γιώργος", "γιώργοσ", "ργος", "ος", "καρτα βρεθ", "ταιζω", "ΤΑΪΖΩ", "σ κά"]
    {
        assert_eq!(found(text), "1", "{text}");
    }
    for text in
        ["nunez", "NÚÑEZ jose", "Nun\u{303}ez", "01900000002", "0190-0000-002", "0190–0000–002", "0190 0000 002"]
    {
        assert_eq!(found(text), "2", "{text}");
    }
    for text in ["bob", "Bob", "０１９００００００03", "0190-0000-003", "3-0-0-3"] {
        let expected = if text == "3-0-0-3" { "" } else { "3" };
        assert_eq!(found(text), expected, "{text}");
    }
    assert_eq!(found("γεωργος"), "");
    assert_eq!(found("\" OR text:"), "", "what is typed is no statement");
}

#[test]
fn finds_a_number_in_any_spelling_and_no_other() {
    let profile = profile();
    let dashed = ServerRequest { smartcard: Some("0190-0000-002".to_owned()), ..of("ΑΡ-17", None) };
    profile.cache.mirror("test", &[dashed]).unwrap();
    let names = Identifiers {
        serial_number: Some("STB01 3020 0005".to_owned()),
        ca_id: Some("Ύ77".to_owned()),
        ..Identifiers::default()
    };
    profile
        .cache
        .keep_entities(
            &owner("test"),
            &[ReportedEntity::new(CachedKind::SetTopBox, names)],
            DescriptionSource::Lookup,
            1,
            100,
        )
        .unwrap();
    for (text, fit) in [("0190-0000-002", Fit::Whole), ("01900000002", Fit::Part), ("0190 0000 002", Fit::Part)] {
        let numbers = profile.cache.numbers_in_requests("test", text, CachedKind::ALL).unwrap();
        assert_eq!(numbers.iter().map(|it| (it.text.as_str(), it.fit)).collect::<Vec<_>>(), [("0190-0000-002", fit)]);
    }
    let told = profile.cache.search_requests("test", "αρ17", 5, true).unwrap();
    assert_eq!(told.requests.len(), 1, "a request by its number");
    for text in ["stb01 3020 0005", "stb0130200005", "STB01-3020-0005", "ＳＴＢ０１", "130200005", "01 3020"] {
        let hits = profile.cache.search_entities(&owner("test"), text, CachedKind::ALL, None, 5).unwrap();
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(hits[0].fit == Fit::Whole, text == "stb01 3020 0005", "{text} is no name of it");
    }
    assert!(profile.cache.entities_called(&owner("test"), "stb0130200005", None).unwrap().is_empty());
}

/// A cache of the previous version is migrated with every row.
#[test]
fn rows_of_an_older_cache_stay_and_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cache.db");
    {
        let mut old = rusqlite::Connection::open(&path).unwrap();
        crate::words::register(&old).unwrap();
        crate::cache::schema::migrations()
            .to_version(&mut old, crate::cache::schema::VERSION_BEFORE_FOLDED_SEARCH)
            .unwrap();
        old.execute(
            "INSERT INTO request (seq, connection, key, mine, provider, state, subject, number, user) \
             VALUES (7, 'test', 'server-7', 0, 'conax', 'completed', '', '007', 'Γιώργος')",
            [],
        )
        .unwrap();
    }
    let cache = Cache::open(&path, None).unwrap();
    assert!(cache.take_set_aside().is_none());
    for text in ["γιωργοσ", "ΓΙ", "007"] {
        let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
        assert_eq!(keys(&cache.requests(&Query { filter, ..all() }).unwrap()), ["server-7"], "{text}");
    }
}

/// As left by a version with other letter tables: the indexes contain unfolded texts.
#[test]
fn outdated_indexes_are_rebuilt_at_a_start() {
    let profile = profile();
    let rows = [of("1", Some("Ωρίων")), of("2", Some("Άννα")), of("3", Some("bob"))];
    profile.cache.mirror("test", &rows).unwrap();
    let path = profile.path();
    let Profile { dir, journal, cache } = profile;
    drop(cache);
    let before = rusqlite::Connection::open(path.join("cache.db")).unwrap();
    let flags =
        rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC | rusqlite::functions::FunctionFlags::SQLITE_INNOCUOUS;
    before
        .create_scalar_function("ordered", 1, flags, |it| {
            it.get::<Option<String>>(0).map(|it| it.map(String::into_bytes))
        })
        .unwrap();
    before.create_scalar_function("searched", -1, flags, |it| it.get::<Option<String>>(it.len() - 3)).unwrap();
    before
        .execute_batch(
            "INSERT INTO request_text (request_text) VALUES ('rebuild'); REINDEX request; \
             UPDATE stamp SET at = 1 WHERE what = 'words';",
        )
        .unwrap();
    drop(before);
    let cache = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    assert!(cache.take_set_aside().is_none());
    let whole: String = cache.write(|it| it.query_row("PRAGMA integrity_check", [], |row| row.get(0))).unwrap();
    assert_eq!(whole, "ok");
    cache
        .write(|it| it.execute("INSERT INTO request_text (request_text, rank) VALUES ('integrity-check', 1)", []))
        .unwrap();
    let found =
        cache.requests(&Query { filter: Filter { text: Some("ωριων".to_owned()), ..Filter::default() }, ..all() });
    assert_eq!(found.unwrap().len(), 1);
    let users = sorted(&cache, Column::User, true, |row| row.user.clone());
    assert_eq!(users, ["bob", "Άννα", "Ωρίων"]);
    drop((journal, dir));
}
