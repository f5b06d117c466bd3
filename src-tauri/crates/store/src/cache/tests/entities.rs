use super::*;

fn ann() -> Owner {
    Owner { connection: "test".to_owned(), user: "ann".to_owned() }
}

fn named(kind: CachedKind, names: &[(IdentifierKind, &str)]) -> ReportedEntity {
    let mut told = ReportedEntity::new(kind, Identifiers::default());
    for (by, name) in names {
        *told.names.slot(*by) = Some((*name).to_owned());
    }
    told
}

/// An item as the server describes it.
fn item(number: u32) -> ReportedEntity {
    named(
        CachedKind::Item,
        &[
            (IdentifierKind::SerialNumber, &format!("{number:011}")),
            (IdentifierKind::AlternativeCode, &format!("CARD-{number}")),
            (IdentifierKind::Id, &format!("F{number}")),
        ],
    )
}

fn ask(cache: &Cache, owner: &Owner, told: ReportedEntity, at: i64) -> CachedEntity {
    cache.keep_entities(owner, &[told], DescriptionSource::Lookup, at, 1_000).unwrap().remove(0)
}

fn learn(cache: &Cache, told: ReportedEntity, at: i64) -> CachedEntity {
    cache.keep_entities(&ann(), &[told], DescriptionSource::Requests, at, 1_000).unwrap().remove(0)
}

fn search(cache: &Cache, text: &str) -> Vec<(String, IdentifierKind, Fit)> {
    let hits = cache.search_entities(&ann(), text, CachedKind::ALL, None, 20).unwrap();
    let name = |hit: &EntityHit| hit.entity.reported.names.get(hit.by).unwrap().to_owned();
    hits.iter().map(|hit| (name(hit), hit.by, hit.fit)).collect()
}

#[test]
fn finds_an_entity_by_whole_prefix_or_part_of_each_identifier() {
    let Profile { cache, dir: _dir, .. } = profile();
    ask(&cache, &ann(), item(7), 1);
    for (text, by, fit) in [
        ("00000000007", IdentifierKind::SerialNumber, Fit::Whole),
        (" card-7 ", IdentifierKind::AlternativeCode, Fit::Whole),
        ("F7", IdentifierKind::Id, Fit::Whole),
        ("0", IdentifierKind::SerialNumber, Fit::Beginning),
        ("Car", IdentifierKind::AlternativeCode, Fit::Beginning),
        ("0007", IdentifierKind::SerialNumber, Fit::Part),
    ] {
        let found = search(&cache, text);
        assert_eq!(found.iter().map(|(_, by, fit)| (*by, *fit)).collect::<Vec<_>>(), [(by, fit)], "{text}");
    }
    assert_eq!(search(&cache, "7"), [], "one letter is no part");
    assert_eq!(search(&cache, "\"*%_"), []);
    assert!(
        cache.entities_called(&ann(), "7", None).unwrap().is_empty()
            && cache.entities_called(&ann(), "", None).unwrap().is_empty(),
        "zeros are never taken off"
    );
}

#[test]
fn ranks_whole_matches_before_prefixes_and_pinned_before_used() {
    let Profile { cache, dir: _dir, .. } = profile();
    let names = ["AB", "AB4", "AB3", "AB2", "AB1", "XAB"];
    let kept: Vec<_> = names
        .map(|name| ask(&cache, &ann(), named(CachedKind::Item, &[(IdentifierKind::SerialNumber, name)]), 1))
        .into();
    cache.use_entity(&ann(), &kept[3].key(), 10).unwrap();
    cache.use_entity(&ann(), &kept[2].key(), 20).unwrap();
    assert!(cache.pin_entity(&ann(), &kept[4].key(), Some(5)).unwrap());
    let found: Vec<_> = search(&cache, "ab").into_iter().map(|(name, ..)| name).collect();
    assert_eq!(found, ["AB", "AB1", "AB3", "AB2", "AB4"]);
    let (pinned, recent) = cache.recent_entities(&ann(), 10).unwrap();
    let serial = |entities: &[CachedEntity]| -> Vec<_> {
        entities.iter().map(|entity| entity.reported.names.serial_number.clone().unwrap()).collect()
    };
    assert_eq!((serial(&pinned), serial(&recent)), (vec!["AB1".into()], vec!["AB3".into(), "AB2".into()]));
}

#[test]
fn learnt_identifiers_fill_gaps_and_overwrite_nothing() {
    let Profile { cache, dir: _dir, .. } = profile();
    let asked = ask(&cache, &ann(), item(7), 100);
    let mut taught = named(
        CachedKind::Smartcard,
        &[(IdentifierKind::SerialNumber, "00000000007"), (IdentifierKind::CaId, "0000000000")],
    );
    taught.names.alternative_code = Some("OLD".to_owned());
    taught.provider = Some("nagravision".to_owned());
    let both = learn(&cache, taught, 200);
    assert_eq!(
        (both.seq, both.reported.kind, both.asked, both.learnt),
        (asked.seq, CachedKind::Smartcard, Some(100), Some(200))
    );
    assert_eq!(both.reported.names.ca_id.as_deref(), Some("0000000000"));
    assert_eq!(both.reported.names.alternative_code.as_deref(), Some("CARD-7"), "the server said so");
    let again = ask(&cache, &ann(), ReportedEntity { state: Some("EFFECTIVE".to_owned()), ..item(7) }, 300);
    assert_eq!(
        (again.reported.kind, again.reported.names.ca_id.as_deref()),
        (CachedKind::Smartcard, Some("0000000000"))
    );
    assert_eq!((again.reported.state.as_deref(), cache.count_entities(&ann()).unwrap()), (Some("EFFECTIVE"), 1));
}

#[test]
fn two_rows_of_one_entity_are_merged() {
    let Profile { cache, dir: _dir, .. } = profile();
    let by_card = learn(&cache, named(CachedKind::Smartcard, &[(IdentifierKind::CaId, "C7")]), 1);
    let by_serial = ask(&cache, &ann(), item(7), 2);
    cache.pin_entity(&ann(), &by_card.key(), Some(3)).unwrap();
    assert_ne!(by_card.seq, by_serial.seq);
    let one = learn(
        &cache,
        named(CachedKind::Smartcard, &[(IdentifierKind::SerialNumber, "00000000007"), (IdentifierKind::CaId, "C7")]),
        4,
    );
    assert_eq!((one.pinned, one.asked, cache.count_entities(&ann()).unwrap()), (Some(3), Some(2), 1));
    for text in ["C7", "card-7", "f7", "00000000007"] {
        assert_eq!(search(&cache, text).len(), 1, "{text}");
    }
}

/// Nagravision truncates its cards' numbers, so that two cards may have the same CA id.
#[test]
fn cards_with_the_same_ca_id_stay_separate() {
    let Profile { cache, dir: _dir, .. } = profile();
    for (serial, at) in [("200000000154", 1), ("200000000155", 2)] {
        let names = [(IdentifierKind::SerialNumber, serial), (IdentifierKind::CaId, "2000000001")];
        learn(&cache, named(CachedKind::Smartcard, &names), at);
    }
    let third = learn(&cache, named(CachedKind::Smartcard, &[(IdentifierKind::CaId, "2000000001")]), 3);
    assert_eq!(third.reported.names.serial_number, None, "nobody knows which of them it is");
    let of_a_box = named(CachedKind::SetTopBox, &[(IdentifierKind::CaId, "2000000001")]);
    learn(&cache, of_a_box, 4);
    assert_eq!(cache.entities_called(&ann(), "2000000001", Some(IdentifierKind::CaId)).unwrap().len(), 4);
}

#[test]
fn entities_are_separate_by_connection_and_user() {
    let Profile { cache, dir: _dir, .. } = profile();
    let owners = [("test", "ann"), ("test", "bob"), ("live", "ann")]
        .map(|(connection, user)| Owner { connection: connection.to_owned(), user: user.to_owned() });
    let kept: Vec<_> = owners.iter().zip(1..).map(|(owner, number)| ask(&cache, owner, item(number), 1)).collect();
    for (place, owner) in owners.iter().enumerate() {
        let own = [kept[place].clone()];
        for text in ["0", "000", "card", "card-", "ARD", "f"] {
            let found = cache.search_entities(owner, text, CachedKind::ALL, None, 20).unwrap();
            assert_eq!(found.into_iter().map(|hit| hit.entity).collect::<Vec<_>>(), own, "{text}");
        }
        let other = &kept[(place + 1) % 3].key();
        assert!(!cache.pin_entity(owner, other, Some(1)).unwrap() && !cache.forget_entity(owner, other).unwrap());
        cache.use_entity(owner, &kept[(place + 1) % 3].key(), 9).unwrap();
        assert_eq!(cache.recent_entities(owner, 9).unwrap(), (vec![], vec![]));
    }
    let same = ask(&cache, &owners[1], item(1), 5);
    assert_ne!(same.seq, kept[0].seq, "the same card is looked up by each for itself");
    cache.forget_connection("test").unwrap();
    assert_eq!(owners.map(|owner| cache.count_entities(&owner).unwrap()), [0, 0, 1]);
}

#[test]
fn evicts_the_least_recently_used_and_keeps_pinned_entities() {
    let Profile { cache, dir: _dir, .. } = profile();
    let kept: Vec<_> = (1..=4).map(|number| ask(&cache, &ann(), item(number), i64::from(number))).collect();
    cache.pin_entity(&ann(), &kept[0].key(), Some(1)).unwrap();
    cache.use_entity(&ann(), &kept[1].key(), 50).unwrap();
    cache.keep_entities(&ann(), &[item(5)], DescriptionSource::Lookup, 60, 3).unwrap();
    let left: Vec<_> = (1..=5).filter(|number| !search(&cache, &format!("card-{number}")).is_empty()).collect();
    assert_eq!(left, [1, 2, 5]);
    assert_eq!(cache.count_entities(&ann()).unwrap(), 3);
}

#[test]
fn entities_unused_for_long_are_purged() {
    let Profile { cache, dir: _dir, .. } = profile();
    let kept: Vec<_> = (1..=4).map(|number| ask(&cache, &ann(), item(number), 10)).collect();
    cache.pin_entity(&ann(), &kept[0].key(), Some(11)).unwrap();
    cache.use_entity(&ann(), &kept[1].key(), 100).unwrap();
    ask(&cache, &ann(), item(3), 100);
    assert_eq!(cache.purge_entities(100).unwrap(), 1);
    assert_eq!(search(&cache, "card-4"), [], "out of every index");
    assert_eq!(search(&cache, "ard-4"), []);
    assert_eq!(cache.count_entities(&ann()).unwrap(), 3);
}

#[test]
fn finds_numbers_known_only_from_requests() {
    let profile = profile();
    let card = |id: &str, card: &str, created| ServerRequest {
        smartcard: Some(card.to_owned()),
        ..told(id, RequestState::Completed, created)
    };
    let other = ServerRequest { number: Some("70400".to_owned()), ..card("4", "ZZ-1", 5) };
    let requests = [card("1", "AB-1, AB-2", 10), card("2", "AB-2", 20), card("3", "ab-3", 30), other];
    profile.cache.mirror("test", &requests).unwrap();
    let found = |text: &str| -> Vec<_> {
        let numbers = profile.cache.numbers_in_requests("test", text, &[CachedKind::Smartcard]).unwrap();
        numbers.into_iter().map(|number| (number.text, number.fit, number.request.key)).collect()
    };
    assert_eq!(found("ab-2"), [("AB-2".to_owned(), Fit::Whole, "server-2".to_owned())]);
    assert_eq!(found("AB-1"), [("AB-1".to_owned(), Fit::Whole, "server-1".to_owned())]);
    assert_eq!(found("ab").len(), 3);
    assert_eq!(found("B-3"), [("ab-3".to_owned(), Fit::Part, "server-3".to_owned())]);
    assert_eq!(profile.cache.numbers_in_requests("live", "ab", CachedKind::ALL).unwrap(), []);
    let cases: [(&str, bool, &[&str], &[&str]); 6] = [
        ("B-3", true, &["ab-3"], &[]),
        ("B-3", false, &[], &[]),
        ("ab-2", false, &["AB-2"], &[]),
        ("503", false, &[], &["server-3"]),
        ("0400", true, &[], &["server-4"]),
        ("0400", false, &[], &[]),
    ];
    for (text, parts, numbers, requests) in cases {
        let told = profile.cache.search_requests("test", text, 9, parts).unwrap();
        assert_eq!(told.numbers.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), numbers, "{text}, {parts}");
        assert_eq!(
            told.requests.iter().map(|(it, _)| it.key.as_str()).collect::<Vec<_>>(),
            requests,
            "{text}, {parts}"
        );
    }
    let called = profile.cache.requests_called("test", "503", 9).unwrap();
    assert_eq!(
        called.iter().map(|(row, fit)| (row.key.as_str(), *fit)).collect::<Vec<_>>(),
        [("server-3", Fit::Whole)]
    );
    assert_eq!(profile.cache.requests_called("test", "50", 2).unwrap().len(), 2, "no more than are wanted");
}

/// Number of the cache's files that contain a text.
pub(super) fn places(profile: &Profile, text: &str) -> usize {
    let files = fs::read_dir(profile.path())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("cache"));
    files.filter(|file| fs::read(file.path()).unwrap().windows(text.len()).any(|part| part == text.as_bytes())).count()
}

#[test]
fn a_wipe_leaves_no_byte_of_an_identifier_in_any_file() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    let planted = ["PLANTED-CARD", "PLANTED-HOLDER", "planted-request-card", "PLANTED-FORM"];
    let mut card = item(7);
    card.names.serial_number = Some(planted[0].to_owned());
    card.name = Some(planted[1].to_owned());
    ask(&profile.cache, &ann(), card, 1);
    let request = ServerRequest { smartcard: Some(planted[2].to_owned()), ..told("1", RequestState::Completed, 1) };
    profile.cache.mirror("test", &[request]).unwrap();
    let values = std::collections::BTreeMap::from([("smartcard_identifier".to_owned(), planted[3].to_owned())]);
    let form = KeptForm { key: "a".to_owned(), values };
    profile.cache.keep_form(&owner("test"), "nagra.unpair", &form, 1).unwrap();
    profile.cache.set_stamp("test", "requests", 5).unwrap();
    fs::write(profile.path().join("cache.set-aside-1.db"), planted[0]).unwrap();
    for text in planted {
        assert!(places(&profile, text) > 0, "{text} is there before");
    }
    let wiped = profile.cache.wipe().unwrap();
    assert_eq!((wiped.entities, wiped.requests, wiped.forms, wiped.left), (1, 1, 1, 0));
    assert!(wiped.searched > 5, "{wiped:?}");
    for text in planted {
        assert_eq!(places(&profile, text), 0, "{text} is gone");
    }
    assert!(!profile.path().join("cache.set-aside-1.db").exists());
    assert_eq!(profile.cache.stamp("test", "requests").unwrap(), None, "the lists are read again");
    assert_eq!(keys(&profile.list(Filter::default())), ["mine"], "what this desk sent is the journal's");
    assert_eq!(ask(&profile.cache, &ann(), item(8), 2).reported, item(8), "it goes on");
}
