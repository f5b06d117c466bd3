//! Figures, not assertions: `cargo test --release -p store -- --ignored measured --nocapture`.
use std::time::Instant;

use super::*;

fn many(count: u32) -> Vec<Mirrored> {
    let mut seed = 1_u64;
    let mut random = move |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    (0..count)
        .map(|number| {
            let (house, at) = (random(10_000), 1_700_000_000_000 + i64::from(number) * 30_000);
            let state = match random(1_000) {
                0..5 => State::Pending,
                5..65 => State::Rejected,
                _ => State::Completed,
            };
            let failed = |text: &str| (state == State::Rejected).then(|| text.to_owned());
            Mirrored {
                number: Some((18_501 + number).to_string()),
                request_type: Some(["ADD_SUBSCRIPTIONS", "CREATE_PAIRING", "RESET"][random(3)].to_owned()),
                smartcard: Some(format!("019{house:08}")),
                set_top_box: Some(format!("stb-{house:08}")),
                service: Some(format!("204{}", random(4))),
                created: Some(at),
                updated: Some(at + 9_000),
                user: Some(["operator", "supervisor", "installer", "system"][random(4)].to_owned()),
                unit: Some(["Head office", "North depot", "Harbour shop"][random(3)].to_owned()),
                priority: Some(if random(9) == 0 { "EXPRESS" } else { "REGULAR" }.to_owned()),
                error_code: failed("AxisFault"),
                error_text: failed(["txt_session_expired", "No client exists."][random(2)]),
                server: format!("{{\"id\":\"{number}\",\"x\":\"{}\"}}", "y".repeat(1_300)),
                ..told(&format!("{:016X}{:016X}", random(1 << 31), random(1 << 31)), state, at)
            }
        })
        .collect()
}

fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap().split_whitespace().filter_map(|field| field.parse().ok()).collect();
    // utime and stime come after state, of which parse() made nothing.
    (fields[10] + fields[11]) / 100.0
}

#[test]
#[ignore = "takes minutes; for its figures"]
fn measured() {
    let profile = profile();
    let rows = many(100_000);
    for size in [500] {
        let (started, used) = (Instant::now(), cpu());
        for batch in rows.chunks(size) {
            profile.cache.mirror("test", batch, 1).unwrap();
        }
        println!("written in batches of {size}: {:.1?}, cpu {:.1} s", started.elapsed(), cpu() - used);
        let (started, used) = (Instant::now(), cpu());
        for batch in rows.chunks(size) {
            profile.cache.mirror("test", batch, 1).unwrap();
        }
        println!("the same again: {:.1?}, cpu {:.1} s", started.elapsed(), cpu() - used);
    }
    println!("{} MB", fs::metadata(profile.path().join("cache.db")).unwrap().len() >> 20);
    let text = |text: &str| Filter { text: Some(text.to_owned()), ..Filter::default() };
    let user = Filter { users: vec!["installer".to_owned()], ..Filter::default() };
    let filters = [
        ("all", Filter::default()),
        ("rejected", Filter { states: vec![State::Rejected], ..Filter::default() }),
        ("user", user.clone()),
        ("user+type", Filter { types: vec!["RESET".to_owned()], ..user.clone() }),
        (
            "user+type+unit+dates",
            Filter {
                types: vec!["RESET".to_owned()],
                units: vec!["North depot".to_owned()],
                from: Some(1_700_000_000_000),
                to: Some(1_702_000_000_000),
                ..user
            },
        ),
        ("error", Filter { has_error: Some(true), ..Filter::default() }),
        ("no error", Filter { has_error: Some(false), ..Filter::default() }),
        ("mine", Filter { mine: true, ..Filter::default() }),
        ("text rare", text("01900001234")),
        ("text two", text("stb-00001234 supervisor")),
        ("text broad3", text("019")),
        ("text broad5", text("01900")),
        ("text broad8", text("01900000")),
        ("text short", text("01")),
        ("text none", text("zzzzzz")),
    ];
    let best = |work: &dyn Fn()| {
        (0..5)
            .map(|_| {
                let at = Instant::now();
                work();
                at.elapsed()
            })
            .min()
            .unwrap()
    };
    for (name, filter) in &filters {
        let counted = best(&|| {
            profile.cache.counts("test", filter).unwrap();
        });
        let mut worst = (std::time::Duration::ZERO, Column::Created, false, 0);
        let mut first = std::time::Duration::ZERO;
        for sort in Column::ALL {
            for ascending in [false, true] {
                for offset in [0, 99_900] {
                    let query = Query { filter: filter.clone(), sort, ascending, offset, ..all() };
                    let took = best(&|| {
                        profile.cache.requests(&query).unwrap();
                    });
                    if sort == Column::Created && !ascending && offset == 0 {
                        first = took;
                    }
                    if took > worst.0 {
                        worst = (took, sort, ascending, offset);
                    }
                }
            }
        }
        println!("{name:24} counts {counted:>9.1?}  page {first:>9.1?}  worst {worst:.1?}");
    }
    println!(
        "facets {:.1?}",
        best(&|| {
            lock(&profile.cache.facets).clear();
            profile.cache.facets("test").unwrap();
        })
    );
}
