use super::{
    order::{HOUR_MS, MINUTE_MS},
    *,
};
use store::cache::rejected::GroupRow;

const NOW: i64 = 1_772_375_400_000; // 2026-03-01T14:30Z

#[test]
fn a_trend_covers_the_requested_period() {
    let athens: Tz = "Europe/Athens".parse().unwrap();
    let usual = times(NOW, None, athens);
    assert_eq!((usual.trend_from, usual.trend_step), (NOW - 11 * HOUR_MS - 30 * MINUTE_MS, HOUR_MS));
    assert_eq!(usual.midnight, NOW - 16 * HOUR_MS - 30 * MINUTE_MS, "of the connection's zone");
    let asked = times(NOW, Some(NOW - 24 * HOUR_MS), athens);
    assert_eq!(asked.trend_from, NOW - 24 * HOUR_MS);
    assert!(asked.trend_from + 12 * asked.trend_step > NOW, "now is in the last bar");
    assert_eq!(times(NOW, Some(NOW + 1), athens).trend_step, HOUR_MS, "a time to come is none");
}

#[test]
fn days_follow_the_time_zone_also_at_clock_changes() {
    let athens: Tz = "Europe/Athens".parse().unwrap();
    // The clock went forward on 29 March 2026.
    let now = 1_774_850_400_000; // 2026-03-30T06:00Z
    let days = days(now - 50 * HOUR_MS, now, athens);
    let lengths: Vec<i64> = days.windows(2).map(|two| (two[1] - two[0]) / HOUR_MS).collect();
    assert_eq!(lengths, [24, 23]);
    assert_eq!(super::days(now + 1, now, athens).len(), 1, "today at least");
}

#[test]
fn groups_are_sorted_as_requested() {
    let group = |id: &str, count, trend: &[u32], last_seen, oldest| GroupRow {
        id: id.to_owned(),
        count,
        trend: trend.to_vec(),
        last_seen: Some(last_seen),
        oldest: Some(oldest),
        ..GroupRow::default()
    };
    let mut groups = [group("a", 5, &[5, 0], 10, 4), group("b", 9, &[4, 5], 30, 2), group("c", 5, &[0, 5], 20, 3)];
    for (sort, order) in
        [(GroupSort::Count, "bac"), (GroupSort::Growing, "cba"), (GroupSort::Newest, "bca"), (GroupSort::Oldest, "bca")]
    {
        arrange(&mut groups, sort);
        assert_eq!(groups.iter().map(|group| group.id.as_str()).collect::<String>(), order, "{sort:?}");
    }
}
