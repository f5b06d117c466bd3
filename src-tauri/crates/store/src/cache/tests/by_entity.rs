use super::*;
use crate::{EntityQuery, NamingCount};

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn of(id: &str, at: i64, smartcard: &str, set_top_box: Option<&str>) -> ServerRequest {
    ServerRequest {
        smartcard: Some(smartcard.to_owned()),
        set_top_box: set_top_box.map(str::to_owned),
        service: Some(format!("service-{id}")),
        subscription: Some("S1".to_owned()),
        request_type: Some("CREATE_PAIRING".to_owned()),
        ..told(id, RequestState::Completed, at)
    }
}

fn some() -> Profile {
    let profile = profile();
    let rows = [
        of("1", 10, "0190", Some("STB1")),
        of("2", 20, "0190, 0191", Some("stb1, stb2")),
        of("3", 30, "01901", None),
        ServerRequest { request_type: Some("ADD_SUBSCRIPTIONS".to_owned()), ..of("4", 40, "0191", None) },
        ServerRequest { subscription: Some("S2".to_owned()), ..of("5", 50, "7", Some("8, 0190")) },
    ];
    profile.cache.mirror("test", &rows).unwrap();
    profile.cache.mirror("other", &[of("6", 60, "0190", Some("STB1"))]).unwrap();
    profile
}

#[test]
fn finds_an_entity_by_its_whole_identifier_in_its_column_and_in_sets() {
    let profile = some();
    let found = |called: &EntityQuery| {
        let rows = profile.cache.requests_naming("test", called, 0, 50).unwrap();
        let counted = profile.cache.count_requests_naming("test", called).unwrap();
        assert_eq!(usize::try_from(counted.requests).unwrap(), rows.len());
        rows.iter().map(|row| row.key.trim_start_matches("server-").to_owned()).collect::<Vec<_>>()
    };
    let card = |name: &str| EntityQuery { smartcards: named(&[name]), ..EntityQuery::default() };
    let set_top_box = |name: &str| EntityQuery { set_top_boxes: named(&[name]), ..EntityQuery::default() };
    assert_eq!(found(&card("0190")), ["2", "1"], "not 01901, not the box of that name, not another connection's");
    assert_eq!(found(&card(" 0191 ")), ["4", "2"]);
    assert_eq!(found(&set_top_box("Stb1")), ["2", "1"], "whatever the case");
    assert_eq!(found(&set_top_box("0190")), ["5"]);
    assert_eq!(found(&card("019")), [""; 0]);
    assert_eq!(found(&card("")), [""; 0]);
    assert_eq!(found(&EntityQuery::default()), [""; 0]);
    assert_eq!(found(&EntityQuery { services: named(&["service-3"]), ..EntityQuery::default() }), ["3"]);
    assert_eq!(found(&EntityQuery { subscriptions: named(&["S2"]), ..card("01901") }), ["5", "3"]);
}

#[test]
fn pages_and_counts_agree() {
    let profile = some();
    let of = EntityQuery { subscriptions: named(&["S1"]), ..EntityQuery::default() };
    let page = profile.cache.requests_naming("test", &of, 1, 2).unwrap();
    assert_eq!(keys(&page), ["server-3", "server-2"]);
    assert_eq!(
        profile.cache.count_requests_naming("test", &of).unwrap(),
        NamingCount { requests: 4, oldest: Some(10) }
    );
    assert_eq!(profile.cache.count_requests_naming("test", &EntityQuery::default()).unwrap(), NamingCount::default());
}

#[test]
fn returns_the_requested_types_with_the_servers_object() {
    let profile = some();
    let of = EntityQuery { smartcards: named(&["0191"]), ..EntityQuery::default() };
    let told = profile.cache.history_of("test", &of, &["CREATE_PAIRING"], 9).unwrap();
    assert_eq!(told.iter().map(|told| told.row.key.as_str()).collect::<Vec<_>>(), ["server-2"]);
    assert!(told[0].server.is_some());
    assert_eq!(profile.cache.history_of("test", &of, &["CREATE_PAIRING", "ADD_SUBSCRIPTIONS"], 1).unwrap().len(), 1);
}

#[test]
fn an_older_cache_gets_the_index_of_sets() {
    let profile = some();
    let writer = profile.cache.writer();
    let before = "DROP INDEX request_sets; DROP TABLE lead; DROP TABLE form; DROP TABLE forgotten; \
                  CREATE TABLE form (connection TEXT, operation TEXT, form TEXT, at INTEGER); PRAGMA user_version = 7";
    writer.execute_batch(before).unwrap();
    drop(writer);
    let path = profile.path().join("cache.db");
    drop(profile.cache);
    let cache = Cache::open(&path, None).unwrap();
    let index = "SELECT count(*) FROM sqlite_schema WHERE name = 'request_sets'";
    assert_eq!(cache.writer().query_row(index, [], |row| row.get::<_, u32>(0)).unwrap(), 1);
}
