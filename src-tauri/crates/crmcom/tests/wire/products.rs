//! Lists of products: streamed as those of requests, and an invalid row does not hide others.

use std::time::Duration;

use crate::{
    list_rows::row_of,
    lists::{HEAD, compressed, without_end},
    server::{Reply, Server, TOKEN, token},
};
use crmcom::{Error, NamedIdentifier, Product, ProductFilter, Release, UnreadRows};

fn services() -> ProductFilter {
    ProductFilter::Type(NamedIdentifier::Name("TV".to_owned()))
}

/// Codes, or ids without a code, and the rows that could not be read.
async fn answered(reply: Reply) -> Result<(Vec<String>, UnreadRows), Error> {
    let server = Server::start(reply).await;
    let mut listing = server.client(Release::R11).products(&token(), &services(), None).await?;
    let mut names = Vec::new();
    while let Some(batch) = listing.next().await? {
        assert!(batch.len() <= 500, "{} rows at a time", batch.len());
        names.extend(batch.into_iter().filter_map(|product: Product| product.code.or(product.id)));
    }
    Ok((names, listing.unread()))
}

fn body_of(rows: &[String]) -> String {
    format!(r#"{{"status":{{"code":"OK"}},"data":[{}]}}"#, rows.join(","))
}

fn many(rows: usize) -> Vec<String> {
    (0..rows).map(|id| format!(r#"{{"id":"{id}","code":"C{id}","notes":"{}"}}"#, "x".repeat(2_000))).collect()
}

#[tokio::test]
async fn a_long_list_comes_in_batches_compressed_or_not() {
    let rows = many(3_000);
    let body = body_of(&rows);
    for reply in [Reply::json(200, &body), compressed("gzip", body.as_bytes()), compressed("deflate", body.as_bytes())]
    {
        let (names, unread) = answered(reply).await.expect("a list");
        assert_eq!((names.len(), names[2_999].as_str(), unread.count), (3_000, "C2999", 0));
    }
    let none = answered(Reply::json(200, r#"{"status":{"code":"OK"},"data":null}"#)).await;
    assert_eq!(none, Ok((Vec::new(), UnreadRows::default())));
}

#[tokio::test]
async fn reads_an_endless_list_only_as_far_as_requested() {
    let (server, end) = without_end().await;
    let client = server.client(Release::R11);
    let mut listing = client.products(&token(), &services(), None).await.expect("it begins");
    for _ in 0..3 {
        assert_eq!(listing.next().await.expect("no error").expect("more").len(), 500);
    }
    drop(listing);
    tokio::time::timeout(Duration::from_secs(20), end).await.expect("the call ends").expect("it was told");
}

#[tokio::test]
async fn an_unreadable_product_does_not_hide_others() {
    let zeros = |values: usize| format!(r#"{{"id":"999","x":[{}0]}}"#, "0,".repeat(values));
    let deep = |depth: usize| format!(r#"{{"id":"999","x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    for (bad, why) in [
        (zeros(1 << 20), "more values"),
        (format!("[{}0]", "0,".repeat(1 << 18)), "more values"),
        (deep(200), "deeper"),
        (deep(200_000), "deeper"),
        (row_of(999, 2 << 20), "longer"),
        (format!(r#"{{"id":"999","description":"{}"}}"#, "x".repeat(5_000)), "a text of it"),
        (r#"{"description":"nameless"}"#.to_owned(), "an id or a code"),
        (r#"{"id":"","code":" ","alternative_code":null}"#.to_owned(), "an id or a code"),
        (r#"{"id":{"id":"7"}}"#.to_owned(), "an id or a code"),
        ("17".to_owned(), "an object"),
        ("null".to_owned(), "an object"),
        (r#""GOLD""#.to_owned(), "an object"),
    ] {
        for pack in [false, true] {
            let body = body_of(&[r#"{"id":"1"}"#.to_owned(), bad.clone(), r#"{"code":"GOLD"}"#.to_owned()]);
            let reply = if pack { compressed("gzip", body.as_bytes()) } else { Reply::json(200, &body) };
            let (names, unread) = answered(reply).await.expect("the others");
            assert_eq!((names.join(" "), unread.count), ("1 GOLD".to_owned(), 1), "{why}");
            assert!(unread.rows[0].reason.contains(why), "{:?}", unread.rows[0].reason);
            assert!(unread.rows[0].text.len() <= 2_000, "{why}");
        }
    }
    let numbers = answered(Reply::json(200, &body_of(&[r#"{"id":7}"#.to_owned(), r#"{"code":8,"id":{}}"#.to_owned()])));
    assert_eq!(numbers.await, Ok((vec!["7".to_owned(), "8".to_owned()], UnreadRows::default())), "numbers are names");
}

#[tokio::test]
async fn a_list_of_bad_rows_alone_takes_no_memory_and_shows_no_secret() {
    let bad = format!(r#"{{"pin":"4711","said":"{TOKEN}","type":"RESET_PIN"}}"#);
    let (names, unread) = answered(compressed("gzip", body_of(&vec![bad; 20_000]).as_bytes())).await.expect("a list");
    assert_eq!((names.len(), unread.count, unread.rows.len()), (0, 20_000, 20));
    let shown = unread.rows.iter().map(|row| row.text.as_str()).collect::<String>();
    assert!(!shown.contains("4711") && !shown.contains(TOKEN), "{shown}");
}

#[tokio::test]
async fn reports_answers_that_are_no_list_of_products() {
    let odd = answered(Reply::json(200, r#"{"status":{"code":"OK"},"data":{}}"#)).await;
    assert!(matches!(&odd, Err(Error::UnexpectedAnswer { words, .. }) if words.contains("products")), "{odd:?}");
    let page = answered(Reply::answer(200, "text/html", "<h1>Please sign in</h1>")).await;
    assert!(matches!(page, Err(Error::NotJson { .. })), "{page:?}");
    let cut = answered(Reply::Raw([HEAD, br#"{"data":[{"id":"1"},"#].concat())).await;
    assert_eq!(cut, Err(Error::Truncated { status: 200 }));
}
