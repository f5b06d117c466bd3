use proptest::prelude::*;

use super::*;

/// A server's handling of the two parameters.
#[derive(Debug, Clone, Copy)]
struct Server {
    rows: u32,
    /// Most rows returned at a time.
    most: u32,
    heeds_number: bool,
    heeds_offset: bool,
}

const HONEST: Server = Server { rows: 0, most: u32::MAX, heeds_number: true, heeds_offset: true };

impl Server {
    fn gives(self, part: Part) -> Vec<String> {
        let all = Page { number_of_results: u32::MAX, offset: 0 };
        let page = part.unwrap_or(all);
        let number = if self.heeds_number { page.number_of_results } else { u32::MAX };
        let from = if self.heeds_offset { page.offset } else { 0 };
        let to = from.saturating_add(number.min(self.most)).min(self.rows);
        (from..to).map(|number| number.to_string()).collect()
    }

    /// Reads the whole list. Returns the end, the number of distinct rows, and the number of calls.
    fn read(self, size: Option<u32>) -> (End, u32, u32) {
        let (mut pager, mut new, mut asked) = (Pager::new(size, 0), 0, 0);
        while let Some(part) = pager.ask() {
            asked += 1;
            for id in self.gives(part) {
                new += u32::from(pager.row(&id));
            }
            pager.page_over(1, 0);
        }
        (pager.end().unwrap(), new, asked)
    }
}

#[test]
fn a_list_in_pages_ends_at_an_empty_page() {
    for (rows, asked) in [(0, 1), (1, 2), (199, 2), (200, 2), (201, 3), (1_000, 6)] {
        assert_eq!(Server { rows, ..HONEST }.read(Some(200)), (End::Whole, rows, asked));
    }
    assert_eq!(Server { rows: 1_000, ..HONEST }.read(None), (End::Whole, 1_000, 1), "in one piece");
}

#[test]
fn fewer_rows_than_requested_are_not_the_end() {
    let server = Server { rows: 120, most: 50, ..HONEST };
    assert_eq!(server.read(Some(200)), (End::Whole, 120, 4));
    assert_eq!(Server { rows: 100, ..server }.read(Some(200)), (End::Whole, 100, 3));
    assert_eq!(Server { most: 1, ..server }.read(Some(200)), (End::Whole, 120, 121));
}

#[test]
fn reads_a_server_without_pages_twice() {
    let server = Server { heeds_number: false, heeds_offset: false, ..HONEST };
    assert_eq!(Server { rows: 600, ..server }.read(Some(500)), (End::Whole, 600, 2));
    assert_eq!(Server { rows: 0, ..server }.read(Some(500)), (End::Whole, 0, 1));
    assert_eq!(Server { rows: 1, ..server }.read(Some(500)), (End::Whole, 1, 2));
    // Thirty are all it has, because it returns as many if asked for fifteen.
    assert_eq!(Server { rows: 30, ..server }.read(Some(500)), (End::Whole, 30, 3));
}

#[test]
fn repeated_pages_are_not_the_whole_list() {
    let server = Server { rows: 600, most: 50, heeds_offset: false, ..HONEST };
    assert_eq!(server.read(Some(200)), (End::Repeated, 50, 3), "fifty and no more: nobody saw the others");
    assert_eq!(Server { most: u32::MAX, ..server }.read(Some(200)), (End::Repeated, 200, 3));
    assert!(End::Repeated.problem().is_some() && End::TooLong.problem().is_some() && End::Whole.problem().is_none());
}

#[test]
fn a_repeated_last_page_is_not_a_certain_end() {
    // Beyond its end it returns its last page once more.
    let mut pager = Pager::new(Some(200), 0);
    while let Some(part) = pager.ask() {
        let from = part.unwrap().offset.min(200);
        for id in from..(from + 200).min(350) {
            pager.row(&id.to_string());
        }
        pager.page_over(1, 0);
    }
    assert_eq!(pager.end(), Some(End::Repeated));
}

#[test]
fn a_reading_has_bounds_in_pages_rows_and_bytes() {
    let bounds = Bounds { pages: 100, rows: 10_000, bytes: 1 << 20 };
    let read = |bounds: Bounds, size: Option<u32>, each: u32, bytes: u64| {
        let mut pager = Pager { bounds, ..Pager::new(size, 0) };
        let mut asked = 0;
        while pager.ask().is_some() {
            for row in 0..each {
                if pager.is_full() {
                    break;
                }
                pager.row(&format!("{asked}.{row}"));
            }
            pager.page_over(bytes, 0);
            asked += 1;
        }
        (pager.end().unwrap(), asked)
    };
    assert_eq!(read(bounds, Some(50), 10, 1), (End::TooLong, 100), "for ever ten new ones");
    assert_eq!(read(bounds, Some(50), 1_000, 1), (End::TooLong, 10), "rows");
    assert_eq!(read(bounds, Some(50), 10, 1 << 18), (End::TooLong, 4), "bytes");
    assert_eq!(read(bounds, None, 10_001, 1), (End::TooLong, 1), "also in one piece");
    assert_eq!(read(bounds, None, 9_999, 1), (End::Whole, 1));
    let mut resumed = Pager { bounds, ..Pager::new(Some(50), 10_000) };
    assert_eq!((resumed.ask(), resumed.end()), (None, Some(End::TooLong)), "whatever was read before counts");
}

proptest! {
    #[test]
    fn a_complete_reading_saw_every_row(
        rows in 0..700_u32,
        most in prop_oneof![Just(u32::MAX), 1..300_u32],
        size in 1..300_u32,
        heeds_number: bool,
        heeds_offset: bool,
    ) {
        let server = Server { rows, most, heeds_number, heeds_offset };
        let (end, seen, asked) = server.read(Some(size));
        // A server that ignores the number returns all or, with a cap, less than it has: no reader can tell which.
        let caps_all = !heeds_number && !heeds_offset && most < rows;
        let one_by_one = !heeds_offset && most.min(size) == 1;
        if end == End::Whole && !caps_all && !one_by_one {
            prop_assert_eq!(seen, rows);
        }
        prop_assert!(asked <= rows + 3);
        if heeds_offset {
            prop_assert_eq!((end, seen), (End::Whole, rows));
        }
    }
}

#[test]
fn a_list_with_unreadable_rows_is_not_complete() {
    let mut pager = Pager::new(None, 0);
    assert!(pager.ask().is_some());
    pager.row("a");
    pager.page_over(10, 1);
    assert_eq!(pager.end(), Some(End::LeftOut), "one of them may be the one that is searched for");

    let mut pager = Pager::new(Some(2), 0);
    pager.ask();
    pager.row("a");
    pager.page_over(10, 1);
    assert_eq!((pager.offset(), pager.end()), (2, None), "the server counted it too");
    pager.ask();
    pager.page_over(10, 0);
    assert_eq!(pager.end(), Some(End::LeftOut));
}
