use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;

fn find(profile: &Profile, text: &str) -> usize {
    let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
    let rows = profile.list(filter.clone()).len();
    let counted: u32 = profile.cache.counts("test", &filter).unwrap().iter().map(|(_, count)| count).sum();
    assert_eq!(usize::try_from(counted).unwrap(), rows, "{text}: a list and its counts agree");
    rows
}

#[test]
fn searches_text_word_by_word_and_literally() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    let requests = [told("2", RequestState::Rejected, 3_000), told("3", RequestState::Completed, 500)];
    profile.cache.mirror("test", &requests).unwrap();
    for (text, found) in [
        ("0190000000", 3),
        ("STB-0000 unknown", 1),
        ("100%", 1),
        ("%", 1),
        ("_", 0),
        ("s100 nowhere", 0),
        ("s100", 1),
        ("bo", 2),
        ("50 UNK", 1),
        ("\"quoted\"", 0),
        ("\"", 0),
        ("card*", 0),
        ("NOT", 0),
        ("\\", 0),
        ("  ", 3),
    ] {
        assert_eq!(find(&profile, text), found, "{text:?}");
    }
}

#[test]
fn filters_narrow_and_counts_ignore_the_states() {
    let profile = profile();
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    let requests = [told("2", RequestState::Rejected, 3_000), told("3", RequestState::Completed, 500)];
    profile.cache.mirror("test", &requests).unwrap();
    let filter = Filter { states: vec![RequestState::Rejected], ..Filter::default() };
    assert_eq!(keys(&profile.list(filter.clone())), ["server-2"]);
    let mut counts = profile.cache.counts("test", &filter).unwrap();
    counts.sort_by_key(|(state, _)| state.as_str());
    assert_eq!(counts, [(RequestState::Completed, 1), (RequestState::Queued, 1), (RequestState::Rejected, 1)]);
    let listed = |filter| keys(&profile.list(filter)).join(" ");
    assert_eq!(listed(Filter { mine: true, ..Filter::default() }), "mine");
    assert_eq!(listed(Filter { from: Some(1_000), ..Filter::default() }), "server-2 mine");
    assert_eq!(listed(Filter { to: Some(1_000), ..Filter::default() }), "server-3");
    assert_eq!(listed(Filter { has_error: Some(true), ..Filter::default() }), "server-2");
    assert_eq!(listed(Filter { has_error: Some(false), ..Filter::default() }), "mine server-3");
    assert_eq!(listed(Filter { units: vec!["Head office".to_owned()], ..Filter::default() }), "server-2 server-3");
    assert_eq!(listed(Filter { keys: vec!["mine".to_owned(), "x".to_owned()], ..Filter::default() }), "mine");
    let second = profile.cache.requests(&Query { limit: 1, offset: 1, ..all() }).unwrap();
    assert_eq!(keys(&second), ["mine"]);
}

#[test]
fn facets_count_occurring_values_and_follow_changes() {
    let profile = profile();
    profile
        .cache
        .mirror("test", &[told("1", RequestState::Completed, 1), told("2", RequestState::Completed, 2)])
        .unwrap();
    let facets = profile.cache.facets("test").unwrap();
    assert_eq!(facets.users, [("bob".to_owned(), 2)]);
    assert_eq!(facets.priorities, [], "what does not occur is no choice");
    assert_eq!(profile.cache.facets("test").unwrap(), facets);
    profile.journal.add(&sample("mine", RequestState::Queued)).unwrap();
    assert_eq!(profile.cache.facets("test").unwrap().users, [("bob".to_owned(), 2), ("ann".to_owned(), 1)]);
    assert_eq!(profile.cache.facets("elsewhere").unwrap(), Facets::default());
}

#[test]
fn an_export_reads_a_snapshot_and_can_be_stopped() {
    let profile = profile();
    let requests: Vec<_> = (0..30).map(|number| told(&number.to_string(), RequestState::Completed, number)).collect();
    profile.cache.mirror("test", &requests).unwrap();
    let mut seen = Vec::new();
    let query = Query { ascending: true, ..all() };
    let all = profile.cache.each(&query, |of, row| {
        assert_eq!(of, 30);
        if seen.is_empty() {
            profile.cache.mirror("test", &[told("99", RequestState::Completed, 99)]).unwrap();
        }
        seen.push(row.created.unwrap());
        Ok::<_, ()>(ControlFlow::Continue(()))
    });
    assert_eq!((all.unwrap(), seen), (Ok(Some(30)), (0..30).collect()));
    let broken_off = profile.cache.each(&query, |_, _| Ok::<_, ()>(ControlFlow::Break(())));
    assert_eq!(broken_off.unwrap(), Ok(None));
    assert_eq!(profile.cache.each(&query, |_, _| Err("full")).unwrap(), Err("full"));
}

const WORDS: [&str; 8] = ["01900000001", "stb-1", "5%", "100%", "a_b", "Txt", "bo", "\"q\""];

prop_compose! {
    fn any_request()(
        id in 0_u32..40,
        number in proptest::option::of(0..5_usize),
        kind in proptest::option::of(0..3_usize),
        state in 0..4_usize,
        card in proptest::option::of(0..WORDS.len()),
        created in proptest::option::of(0_i64..6),
        user in proptest::option::of(0..3_usize),
        unit in proptest::option::of(0..2_usize),
        error in proptest::option::of(0..WORDS.len()),
        code in proptest::option::of(0..2_usize),
    ) -> ServerRequest {
        let state = [RequestState::Pending, RequestState::Completed, RequestState::Rejected, RequestState::Other][state];
        ServerRequest {
            number: number.map(|number| ["9", "10", "5001", "5002", "x"][number].to_owned()),
            request_type: kind.map(|kind| ["A", "B", "C"][kind].to_owned()),
            smartcard: card.map(|card| WORDS[card].to_owned()),
            created,
            user: user.map(|user| ["ann", "bob", "Cy"][user].to_owned()),
            unit: unit.map(|unit| ["Head office", "Depot"][unit].to_owned()),
            error_text: error.map(|error| format!("said {}", WORDS[error])),
            description: None,
            error_code: code.map(|code| ["E1", "E2"][code].to_owned()),
            ..told(&id.to_string(), state, 0)
        }
    }
}

prop_compose! {
    fn any_filter()(
        text in proptest::collection::vec(0..WORDS.len() + 3, 0..3),
        states in proptest::collection::vec(0..4_usize, 0..3),
        types in proptest::collection::vec(0..3_usize, 0..3),
        users in proptest::collection::vec(0..3_usize, 0..2),
        units in proptest::collection::vec(0..2_usize, 0..2),
        from in proptest::option::of(0_i64..6),
        to in proptest::option::of(0_i64..7),
        has_error in proptest::option::of(any::<bool>()),
    ) -> Filter {
        let word = |word: usize| WORDS.get(word).copied().unwrap_or(["0000", "ID", "%"][word.saturating_sub(WORDS.len()).min(2)]);
        Filter {
            text: (!text.is_empty()).then(|| text.into_iter().map(word).collect::<Vec<_>>().join(" ")),
            states: states.into_iter().map(|state| [RequestState::Pending, RequestState::Completed, RequestState::Rejected, RequestState::Other][state]).collect(),
            types: types.into_iter().map(|kind| ["A", "B", "C"][kind].to_owned()).collect(),
            users: users.into_iter().map(|user| ["ann", "bob", "Cy"][user].to_owned()).collect(),
            units: units.into_iter().map(|unit| ["Head office", "Depot"][unit].to_owned()).collect(),
            from,
            to,
            has_error,
            ..Filter::default()
        }
    }
}

/// The same query on a list in memory, in the simplest implementation.
fn holds(filter: &Filter, request: &ServerRequest) -> bool {
    let within = |values: &[String], value: &Option<String>| {
        values.is_empty() || value.as_ref().is_some_and(|value| values.contains(value))
    };
    let texts = [
        &request.number,
        &Some(request.id.clone()),
        &request.smartcard,
        &request.set_top_box,
        &request.user,
        &request.error_code,
        &request.error_text,
    ];
    let occurs = |word: &str| {
        texts.iter().any(|text| text.as_ref().is_some_and(|text| text.to_lowercase().contains(&word.to_lowercase())))
    };
    filter.text.as_deref().unwrap_or_default().split_whitespace().all(occurs)
        && (filter.states.is_empty() || filter.states.contains(&request.state))
        && within(&filter.types, &request.request_type)
        && within(&filter.users, &request.user)
        && within(&filter.units, &request.unit)
        && filter.from.is_none_or(|from| request.created.is_some_and(|created| created >= from))
        && filter.to.is_none_or(|to| request.created.is_some_and(|created| created < to))
        && filter
            .has_error
            .is_none_or(|wanted| (request.error_text.is_some() || request.error_code.is_some()) == wanted)
}

fn sorted_by(column: RequestColumn, request: &ServerRequest) -> (Option<String>, Option<i64>) {
    let text = match column {
        RequestColumn::State => Some(request.state.as_str().to_owned()),
        RequestColumn::Number => request.number.clone(),
        RequestColumn::RequestType => request.request_type.clone(),
        RequestColumn::Provider => Some(request.provider.clone()),
        RequestColumn::Smartcard => request.smartcard.clone(),
        RequestColumn::SetTopBox => request.set_top_box.clone(),
        RequestColumn::Service => request.service.clone(),
        RequestColumn::Subscription => request.subscription.clone(),
        RequestColumn::User => request.user.clone(),
        RequestColumn::Unit => request.unit.clone(),
        RequestColumn::Priority => request.priority.clone(),
        RequestColumn::Error => request.error_text.clone().or(request.error_code.clone()),
        RequestColumn::Created => return (None, request.created),
        RequestColumn::Updated => return (None, request.updated),
    };
    (text, None)
}

/// States, types and providers have fixed names, and times are times.
fn has_order(column: RequestColumn) -> bool {
    !matches!(
        column,
        RequestColumn::State
            | RequestColumn::RequestType
            | RequestColumn::Provider
            | RequestColumn::Created
            | RequestColumn::Updated
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_query_returns_the_same_as_a_plain_search(
        requests in proptest::collection::vec(any_request(), 0..30),
        // Most filters match one row or none, where the order does not matter.
        filter in prop_oneof![Just(Filter::default()), any_filter()],
        sort in 0..RequestColumn::ALL.len(),
        ascending in any::<bool>(),
        page in (1_u32..8, 0_u32..8),
    ) {
        let profile = profile();
        // Each id once, with its first report: later reports are tested elsewhere.
        let mut known: Vec<ServerRequest> = Vec::new();
        for request in requests {
            if known.iter().all(|other| other.id != request.id) {
                known.push(request);
            }
        }
        profile.cache.mirror("test", &known).unwrap();
        let sort = RequestColumn::ALL[sort];
        let mut expected: Vec<&ServerRequest> = known.iter().filter(|request| holds(&filter, request)).collect();
        expected.sort_by_key(|request| {
            let (text, time) = sorted_by(sort, request);
            (has_order(sort).then(|| crate::words::place(text.as_deref())), text, time, request.created)
        });
        if !ascending {
            expected.reverse();
        }
        // Missing values are last in either order; the rest is unchanged.
        expected.sort_by_key(|request| sorted_by(sort, request) == (None, None));
        let expected: Vec<String> = expected.iter().map(|request| format!("server-{}", request.id)).collect();
        let (limit, offset) = page;
        let query = Query { filter: filter.clone(), sort, ascending, limit, offset, ..all() };
        let part: Vec<String> = expected.iter().skip(offset as usize).take(limit as usize).cloned().collect();
        let rows = profile.cache.requests(&query).unwrap();
        prop_assert_eq!(keys(&rows), part);
        let mut each = Vec::new();
        profile.cache.each(&query, |_, row| { each.push(row.key); Ok::<_, ()>(ControlFlow::Continue(())) }).unwrap().unwrap();
        prop_assert_eq!(each, expected);
        let stateless = Filter { states: Vec::new(), ..filter };
        for (state, count) in profile.cache.counts("test", &stateless).unwrap() {
            let plain = known.iter().filter(|request| request.state == state && holds(&stateless, request)).count();
            prop_assert_eq!(count as usize, plain);
        }
    }
}

/// A deep page of a filtered list uses another query, which has to return the same page.
#[test]
fn a_deep_page_continues_the_previous_one() {
    let profile = profile();
    let requests: Vec<_> = (0..2_600_i64)
        .map(|number| ServerRequest {
            user: Some(["ann", "bob"][usize::try_from(number % 2).unwrap()].to_owned()),
            smartcard: Some(format!("{:04}", (number * 7_919) % 2_600)),
            ..told(&number.to_string(), RequestState::Completed, number / 10)
        })
        .collect();
    profile.cache.mirror("test", &requests).unwrap();
    let filter = Filter { users: vec!["bob".to_owned()], ..Filter::default() };
    for sort in RequestColumn::ALL {
        for ascending in [false, true] {
            let page = |offset, limit| {
                let filter = filter.clone();
                let query = Query { filter, sort, ascending, limit, offset, ..all() };
                profile.cache.requests(&query).unwrap().into_iter().map(|row| row.key).collect::<Vec<_>>()
            };
            let (whole, deep) = (page(0, 5_000), page(1_001, 50));
            assert_eq!((whole.len(), &whole[1_001..1_051]), (1_300, &deep[..]), "{sort:?} {ascending}");
        }
    }
}
