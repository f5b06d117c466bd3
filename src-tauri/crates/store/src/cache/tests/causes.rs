//! Data stored under keys of earlier rules is found under today's causes.

use super::{
    rejected::{mirrored, rejected},
    *,
};
use crate::{journal::grouping::SplitBy, older_fingerprint::shape};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

fn fault(subcode: &str, words: &str) -> String {
    format!(
        "<e:Envelope xmlns:e=\"{SOAP}\"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode>\
         <e:Value>{subcode}</e:Value></e:Subcode></e:Code><e:Reason><e:Text>{words}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>"
    )
}

fn of_fault(id: &str, description: &str) -> ServerRequest {
    let server = serde_json::json!({"id": id, "error_description": description}).to_string();
    ServerRequest { server, error_text: Some("<?xml".to_owned()), ..rejected(id, 10, description) }
}

/// The key of an earlier version.
fn formerly(description: &str) -> String {
    shape("conax", Some("CREATE_PAIRING"), Some("CLIENT_NOT_FOUND"), Some(description)).fingerprint
}

fn know(profile: &Profile, group: &str) {
    profile.sql(&format!("INSERT INTO knowledge VALUES ('{group}', 'known', '', NULL, '', NULL, 5, 'ann')"));
}

fn lead(profile: &Profile, group: &str) -> Vec<String> {
    profile.cache.older_groups().unwrap().lead(group)
}

#[test]
fn older_causes_map_to_several_and_several_to_one() {
    let profile = profile();
    let (one, other) = (fault("4012", "The request failed"), fault("4013", "The request failed"));
    assert_eq!(formerly(&one), formerly(&other), "once they were one cause");
    let (am, greek) = ("Gateway down since 11/21/2026 10:16:52 AM", "Gateway down since 24.10.2026 10:16:52 π.μ.");
    assert_ne!(formerly(am), formerly(greek), "once they were two");
    for group in [&formerly(&one), &formerly(am), &formerly(greek), "gone"] {
        know(&profile, group);
    }
    mirrored(&profile, &[of_fault("1", &one), of_fault("2", &other), of_fault("3", am), of_fault("4", greek)]);
    let groups: Vec<String> = (1..=4).map(|id| profile.group_of(&format!("server-{id}"))).collect();
    assert_ne!(groups[0], groups[1]);
    assert_eq!(groups[2], groups[3]);
    let mut several = groups[..2].to_vec();
    several.sort();
    assert_eq!(lead(&profile, &formerly(&one)), several);
    assert_eq!(lead(&profile, &formerly(am)), [groups[2].clone()]);
    assert_eq!(lead(&profile, &format!("{}~aa", formerly(greek))), [format!("{}~aa", groups[2])], "a part of it too");
    let mut both = vec![formerly(am), formerly(greek)];
    both.sort();
    assert_eq!(profile.cache.older_groups().unwrap().leading_to(&groups[2]), both);
    let asked = [formerly(&one), "gone".to_owned(), formerly(greek)];
    assert_eq!(profile.cache.without_requests(&asked).unwrap(), ["gone"], "it stays listed");
}

#[test]
fn causes_without_stored_data_are_not_mapped() {
    let profile = profile();
    mirrored(&profile, &[of_fault("1", "Card unknown")]);
    assert_eq!(lead(&profile, &formerly("Card unknown")), [formerly("Card unknown")]);
    // A file of another desk adds the note, and the request exists already.
    know(&profile, &formerly("Card unknown"));
    profile.cache.read_causes().unwrap();
    assert_eq!(lead(&profile, &formerly("Card unknown")), [profile.group_of("server-1")]);
}

#[test]
fn groups_joined_or_split_by_older_keys_stay_so() {
    let profile = profile();
    let (one, other, third) = ("Card unknown", "Card lost", "Card blocked");
    profile.sql(&format!(
        "INSERT INTO grouping VALUES ({TENANT}, '{}', '{}', NULL); INSERT INTO grouping VALUES ({TENANT}, '{}', NULL, 'user');",
        formerly(one), formerly(other), formerly(third)
    ));
    let of_user = |id: &str, user: &str| ServerRequest { user: Some(user.to_owned()), ..of_fault(id, third) };
    // The joined one comes first: it is regrouped when the other one arrives.
    mirrored(&profile, &[of_fault("1", one)]);
    mirrored(&profile, &[of_fault("2", other), of_user("3", "ann"), of_user("4", "bob")]);
    assert_eq!(profile.group_of("server-1"), profile.group_of("server-2"));
    assert!(profile.group_of("server-2").starts_with("2:"), "the group is one of today");
    let (ann, bob) = (profile.group_of("server-3"), profile.group_of("server-4"));
    assert_ne!(ann, bob);
    assert_eq!(profile.cache.group_shape("test", &ann).unwrap().split_by, Some(SplitBy::User));
}

#[test]
fn an_older_cache_has_todays_causes_after_a_start() {
    let profile = profile();
    let fault = fault("4012", "The request failed");
    know(&profile, &formerly(&fault));
    mirrored(&profile, &[of_fault("1", &fault)]);
    let group = profile.group_of("server-1");
    let path = profile.path();
    let (journal, dir) = (profile.journal, profile.dir);
    drop(profile.cache);
    let before = rusqlite::Connection::open(path.join("cache.db")).unwrap();
    crate::words::register(&before).unwrap();
    before
        .execute_batch(&format!(
            "DELETE FROM lead; DELETE FROM stamp WHERE what = 'causes'; \
             UPDATE request SET fingerprint = '{0}', grp = '{0}', error_text = '<?xml'",
            formerly(&fault)
        ))
        .unwrap();
    drop(before);
    let cache = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    let profile = Profile { dir, journal, cache };
    assert_eq!(profile.group_of("server-1"), group);
    assert_eq!(lead(&profile, &formerly(&fault)), [group]);
    let line: String =
        profile.cache.read(|it| it.query_row("SELECT error_text FROM request", [], |row| row.get(0))).unwrap();
    assert_eq!(line, "The request failed");
    assert_eq!(profile.cache.read(|it| stamp(it, "", "causes")).unwrap(), Some(2), "it is read once");
}

#[test]
fn reads_many_causes_in_chunks_to_the_last() {
    let profile = profile();
    let code = |number: u32| format!("E{number}");
    let words =
        |number: u32| ServerRequest { error_code: Some(code(number)), ..of_fault(&number.to_string(), "Card unknown") };
    let many: Vec<ServerRequest> = (0..1_003).map(words).collect();
    mirrored(&profile, &many);
    let formerly =
        |number| shape("conax", Some("CREATE_PAIRING"), Some(&code(number)), Some("Card unknown")).fingerprint;
    let some = [0, 499, 500, 501, 999, 1_000, 1_002];
    for number in some {
        know(&profile, &formerly(number));
    }
    profile.cache.read_causes().unwrap();
    for number in some {
        assert_eq!(lead(&profile, &formerly(number)), [profile.group_of(&format!("server-{number}"))], "{number}");
    }
}

#[test]
fn the_error_line_of_a_row_is_extracted_if_missing() {
    let profile = profile();
    let told = of_fault("1", &fault("4012", "The request failed"));
    mirrored(&profile, &[ServerRequest { error_text: None, ..told.clone() }]);
    let line = || profile.cache.request("test", "server-1").unwrap().unwrap().error_text;
    assert_eq!(line().as_deref(), Some("The request failed"));
    let server = format!("{} ", told.server);
    let description = Some(fault("4012", "It failed again"));
    mirrored(&profile, &[ServerRequest { error_text: None, description, server, ..told }]);
    assert_eq!(line().as_deref(), Some("It failed again"));
}

#[test]
fn an_own_row_has_the_same_cause_from_journal_and_list() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    profile.accepted("mine", "1");
    profile.change("mine", &[RequestState::Pending], |row| {
        row.state = RequestState::Rejected;
        row.error_text = Some("The request failed".to_owned());
    });
    mirrored(&profile, &[of_fault("1", &fault("4012", "The request failed"))]);
    let group = profile.group_of("mine");
    profile.cache.read_causes().unwrap();
    assert_eq!(profile.group_of("mine"), group);
}

#[test]
fn an_older_retry_is_compared_by_todays_cause_of_its_parent() {
    let profile = profile();
    mirrored(
        &profile,
        &[ServerRequest {
            request_type: Some(sample("x", RequestState::Queued).request_type),
            error_code: None,
            ..of_fault("1", "Client 1 not found")
        }],
    );
    profile.retried("1", "again", RequestState::Rejected);
    let times = GroupTimes { now: 1_000, midnight: 0, trend_from: 0, trend_step: 100, bars: 1 };
    let everything = RejectedFilter::default();
    let groups = profile.cache.groups("test", &everything, &times, |_| None).unwrap().groups;
    assert_eq!(groups.iter().map(|it| (it.helped.same_error, it.helped.other_error)).collect::<Vec<_>>(), [(1, 0)]);
}

#[test]
fn reports_older_causes_without_any_request() {
    let profile = profile();
    let (one, other) = ("Card unknown", "Card lost");
    let of = |group: &str| format!("INSERT INTO grouping VALUES ({TENANT}, '{group}', '{}', NULL);", formerly(other));
    profile.sql(&format!("{}{}", of(&formerly(one)), of("gone")));
    mirrored(&profile, &[of_fault("1", one), of_fault("2", other)]);
    assert_eq!(profile.group_of("server-1"), profile.group_of("server-2"));
    let asked = [formerly(one), "gone".to_owned(), "gone~ab".to_owned(), format!("{}~ab", formerly(one))];
    let nowhere = profile.cache.without_causes(&asked).unwrap();
    assert_eq!(nowhere, ["gone", "gone~ab"], "a joined one has requests, though none in its own group");
}
