//! Rows of lists: large rows, and rows that cannot be read.

use crmcom::{Error, Release, UnreadRows};

use crate::{
    lists::{answered, filter, in_parts, rows},
    server::{Reply, Server, TOKEN, token},
};

/// A list with these texts as its rows.
fn list_of(rows: &[String]) -> Reply {
    Reply::json(200, &format!(r#"{{"status":{{"code":"OK"}},"data":[{}]}}"#, rows.join(",")))
}

pub fn row_of(id: usize, bytes: usize) -> String {
    let row = format!(r#"{{"id":"{id}","note":""}}"#);
    row.replace(r#""note":"""#, &format!(r#""note":"{}""#, "x".repeat(bytes.saturating_sub(row.len()))))
}

#[tokio::test]
async fn rows_are_limited_in_size_and_lists_are_not() {
    const MIB: usize = 1 << 20;
    let rows: Vec<String> = (0..20).map(|id| row_of(id, MIB)).collect();
    let (ids, ended) = answered(list_of(&rows)).await;
    assert_eq!((ids.len(), ended), (20, Ok(())), "rows of a mebibyte are taken, however many");

    for around in [
        format!(r#"{{"status":{{"code":"{}"}},"data":[]}}"#, "x".repeat(2 * MIB)),
        format!(r#"{{"{}":1,"status":{{"code":"OK"}},"data":[]}}"#, "x".repeat(2 * MIB)),
        format!(r#"{{"data":"{}","status":{{"code":"OK"}}}}"#, "x".repeat(2 * MIB)),
    ] {
        let (_, ended) = answered(Reply::json(200, &around)).await;
        assert!(matches!(ended, Err(Error::UnexpectedAnswer { .. })), "what stands around has no more room: {ended:?}");
    }
}

/// The rows of a list, and those that could not be read.
pub async fn read_of(reply: Reply) -> (Vec<String>, UnreadRows) {
    let server = Server::start(reply).await;
    let mut listing = server.client(Release::R11).list_requests(&token(), &filter(), None).await.expect("it begins");
    let mut ids = Vec::new();
    while let Some(batch) = listing.next().await.expect("one bad row does not hide the others") {
        ids.extend(batch.into_iter().map(|request| request.id));
    }
    (ids, listing.unread())
}

#[tokio::test]
async fn an_unreadable_row_does_not_hide_others() {
    const MIB: usize = 1 << 20;
    let many = |values: usize| format!(r#"{{"id":"999","x":[{}0]}}"#, "0,".repeat(values - 4));
    let (ids, unread) = read_of(list_of(&[many(1 << 16), many(1 << 16)])).await;
    assert_eq!((ids.len(), unread.count), (2, 0), "each row is counted anew");
    let deep =
        |depth: usize| format!(r#"{{"a\n":[{}["t",0]{}],"id":"999"}}"#, "[{\"a\":".repeat(depth), "}]".repeat(depth));
    for bad in [
        deep(60),
        deep(600),
        deep(300_000),
        format!(r#"{{"id":"999","x":[{}]}}"#, vec![format!("{}{}", "[".repeat(2_000), "]".repeat(2_000)); 8].join(",")),
        row_of(999, MIB + 1_000),
        row_of(999, 3 * MIB),
        many((1 << 16) + 1),
        many(1 << 18),
        "17".to_owned(),
        "null".to_owned(),
        r#"{"number":"no id"}"#.to_owned(),
        r#"{"id":""}"#.to_owned(),
        r#"{"id":["7"]}"#.to_owned(),
    ] {
        let shown = bad.chars().take(40).collect::<String>();
        let rows: Vec<String> = (0..300).map(|id| if id == 150 { bad.clone() } else { row_of(id, 60) }).collect();
        let (ids, unread) = read_of(list_of(&rows)).await;
        assert_eq!((ids.len(), unread.count, unread.rows.len()), (299, 1, 1), "{shown}");
        assert!(!ids.iter().any(|id| id == "999") && unread.rows[0].text.len() <= 2_000, "{shown}");
    }
}

#[tokio::test]
async fn counts_all_unreadable_rows_and_shows_some() {
    const MIB: usize = 1 << 20;
    let rows: Vec<String> = (0..1_000).map(|number| format!(r#"{{"number":"{number}"}}"#)).collect();
    let (ids, unread) = read_of(list_of(&rows)).await;
    assert_eq!((ids.len(), unread.count, unread.rows.len()), (0, 1_000, 20));
    // Consecutive ones, and before, between and after others.
    let rows = [1, 2 * MIB, 2 * MIB, 60, 3 * MIB, 60].iter().enumerate().map(|(id, bytes)| row_of(id, *bytes));
    let (ids, unread) = read_of(list_of(&rows.collect::<Vec<_>>())).await;
    assert_eq!((ids.join(" "), unread.count), ("0 3 5".to_owned(), 3));
}

#[tokio::test]
async fn the_excerpt_of_an_unreadable_row_contains_no_secret() {
    let row = format!(r#"{{"number":"5","pin":"4711","said":"{TOKEN}","type":"RESET_PIN","request":"card 4711"}}"#);
    let (_, unread) = read_of(list_of(&[row])).await;
    let text = &unread.rows[0].text;
    assert!(text.contains(r#""number":"5""#) && !text.contains("4711") && !text.contains(TOKEN), "{text}");
}

#[tokio::test]
async fn reads_rows_in_any_encoding_and_with_faulty_strings() {
    let list =
        |name: &str| format!(r#"{{"status":{{"code":"OK"}},"data":[{{"id":"1"}},{{"id":"2","name":"{name}"}}]}}"#);
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    let greek = encoding_rs::WINDOWS_1253.encode(&list("Κουζίνα και σαλόνι, Λευκωσία")).0.into_owned();
    for (content_type, body, name) in [
        ("application/json", list(r"half \ud83d of one").into_bytes(), "half \u{fffd} of one"),
        ("application/json", list(r"\udc00\ud83d").into_bytes(), "\u{fffd}\u{fffd}"),
        ("application/json", list("two\r\nlines").into_bytes(), "two\r\nlines"),
        ("application/json", list("Κουζίνα").into_bytes(), "Κουζίνα"),
        ("application/json; charset=ISO-8859-1", list("Κουζίνα").into_bytes(), "Κουζίνα"),
        ("application/json; charset=\"windows-1253\"", greek.clone(), "Κουζίνα και σαλόνι, Λευκωσία"),
        ("application/json", greek, "Κουζίνα και σαλόνι, Λευκωσία"),
        ("application/json", utf16(&list("Κουζίνα")), "Κουζίνα"),
        ("application/json; charset=utf-16", utf16(&format!("\u{feff}{}", list("Κουζίνα"))), "Κουζίνα"),
    ] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n");
        let server = in_parts([head.as_bytes(), &body].concat().chunks(13).map(<[u8]>::to_vec).collect()).await;
        let (rows, ended) = rows(&server.client(Release::R11), None).await;
        ended.expect(name);
        let names: Vec<String> = rows.into_iter().filter_map(|request| request.name).collect();
        assert_eq!(names, [name], "{content_type}");
    }
}

#[tokio::test]
async fn large_rows_come_in_small_batches() {
    let rows: Vec<String> = (0..40).map(|id| row_of(id, 100 << 10)).collect();
    let server = Server::start(list_of(&rows)).await;
    let mut listing = server.client(Release::R11).list_requests(&token(), &filter(), None).await.expect("it begins");
    let mut all = 0;
    while let Some(batch) = listing.next().await.expect("no error") {
        assert!(batch.len() <= 12, "{} rows at a time are more than what memory should hold", batch.len());
        all += batch.len();
    }
    assert_eq!(all, 40);
}
