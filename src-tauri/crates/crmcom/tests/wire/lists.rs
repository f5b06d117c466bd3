//! Lists that are decoded while they arrive, in any chunks and with any end.

use std::{io::Write as _, time::Duration};

use crmcom::{Client, Config, Error, Limits, ListFilter, Page, ProvisioningRequest, Release};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    list_rows::read_of,
    server::{Reply, Server, TOKEN, token},
};

pub fn filter() -> ListFilter {
    ListFilter::State("PENDING".to_owned())
}

/// All rows of a list, and how it ended.
pub async fn rows(client: &Client, part: Option<Page>) -> (Vec<ProvisioningRequest>, Result<(), Error>) {
    let mut rows = Vec::new();
    let mut listing = match client.list_requests(&token(), &filter(), part).await {
        Ok(listing) => listing,
        Err(error) => return (rows, Err(error)),
    };
    loop {
        match listing.next().await {
            Ok(Some(batch)) => rows.extend(batch),
            Ok(None) => return (rows, Ok(())),
            Err(error) => return (rows, Err(error)),
        }
    }
}

/// Ids of all rows, and the result of the list.
async fn read(server: &Server) -> (Vec<String>, Result<(), Error>) {
    let (rows, ended) = rows(&server.client(Release::R11), None).await;
    (rows.into_iter().map(|row| row.id).collect(), ended)
}

pub async fn answered(reply: Reply) -> (Vec<String>, Result<(), Error>) {
    read(&Server::start(reply).await).await
}

/// A server that sends the parts one after the other, each in a packet of its own, and closes.
pub async fn in_parts(parts: Vec<Vec<u8>>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody asks");
        stream.set_nodelay(true).expect("it is TCP");
        let _ = stream.read(&mut [0; 4096]).await;
        for part in parts {
            stream.write_all(&part).await.expect("it is taken");
            // Without a pause, two parts may arrive as one.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    Server::at(address)
}

pub const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n";

/// Two-, three- and four-byte characters, escapes, and brackets inside of text.
const BODY: &str = "\u{feff}{\"data\":[{\"id\":\"A1\",\"name\":\"Ä €\u{1f4fa} \\\"]}\\u20ac\"},{\"id\":\"A2\"}],\
    \"more\":[1],\"status\":{\"code\":\"OK\"}}\n";

#[tokio::test]
async fn reads_a_list_split_at_any_byte() {
    for at in 0..=BODY.len() {
        let (first, second) = BODY.as_bytes().split_at(at);
        let server = in_parts(vec![[HEAD, first].concat(), second.to_vec()]).await;
        let (ids, ended) = read(&server).await;
        assert_eq!((ids.join(" "), ended), ("A1 A2".to_owned(), Ok(())), "cut at {at}");
    }
}

#[tokio::test]
async fn a_list_that_ends_early_is_truncated_at_any_byte() {
    let body = BODY.trim_end().trim_start_matches('\u{feff}').as_bytes();
    for at in 1..body.len() {
        let (_, ended) = answered(Reply::Raw([HEAD, &body[..at]].concat())).await;
        assert_eq!(ended, Err(Error::Truncated { status: 200 }), "ended at {at}");
    }
    let (_, ended) = answered(Reply::Raw(HEAD.to_vec())).await;
    assert_eq!(ended, Err(Error::Empty { status: 200 }));
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\nconnection: close\r\n\r\n{\"data\":[{\"id\":\"A1\"}";
    assert_eq!(answered(Reply::Raw(announced.to_vec())).await.1, Err(Error::Truncated { status: 200 }));
}

#[tokio::test]
async fn one_invalid_row_does_not_hide_the_others() {
    let rows = r#"{"status":{"code":"OK"},"data":[{"id":"A1"},{"number":"no id"},17,{"id":"A2"}]}"#;
    assert_eq!(answered(Reply::json(200, rows)).await, (vec!["A1".to_owned(), "A2".to_owned()], Ok(())));
    let none = answered(Reply::json(200, r#"{"data":null,"status":{"code":"OK"}}"#)).await;
    assert_eq!(none, (vec![], Ok(())));
}

#[tokio::test]
async fn text_in_another_encoding_is_still_read() {
    let mut body = b"{\"data\":[{\"id\":\"A1\",\"name\":\"Jos".to_vec();
    body.extend([0xe9, b' ', 0xe2, 0x82]);
    body.extend(b"\"}],\"status\":{\"code\":\"OK\"}}");
    assert_eq!(answered(Reply::Raw([HEAD, &body].concat())).await, (vec!["A1".to_owned()], Ok(())));
}

#[tokio::test]
async fn distinguishes_answers_that_are_no_list() {
    let refused = |code: &str| format!(r#"{{"data":"","status":{{"code":"{code}","message":"{TOKEN} no"}}}}"#);
    for data in ["{\"id\":\"A1\"}", "17", "\"text\"", "true", "-1", "1.5"] {
        let (_, ended) = answered(Reply::json(200, &format!(r#"{{"data":{data},"status":{{"code":"OK"}}}}"#))).await;
        assert!(matches!(ended, Err(Error::UnexpectedAnswer { .. })), "{data} is no list: {ended:?}");
    }
    let (_, ended) = answered(Reply::json(200, &refused("COM.CRM.EXCEPTION.INVALIDTOKENEXCEPTION"))).await;
    assert!(ended.as_ref().is_err_and(Error::session_over), "{ended:?}");
    for status in [200, 500] {
        let (_, ended) = answered(Reply::json(status, &refused("COM.CRM.EXCEPTION.OTHER"))).await;
        let Err(Error::Refused(refusal)) = ended else { panic!("{status}: {ended:?}") };
        assert_eq!((refusal.status, refusal.message.as_str()), (status, "••• no"));
    }
    assert!(answered(Reply::answer(401, "text/html", "<p>who</p>")).await.1.is_err_and(|it| it.session_over()));
    for body in ["[]", "17", r#"{"data":[]}"#, r#"{"status":7,"data":[]}"#] {
        let (_, ended) = answered(Reply::json(200, body)).await;
        assert!(matches!(ended, Err(Error::UnexpectedAnswer { .. })), "{body}: {ended:?}");
    }
    let both = answered(Reply::json(500, r#"{"data":[],"status":{"code":"OK"}}"#)).await.1;
    assert!(matches!(both, Err(Error::UnexpectedAnswer { .. })), "OK inside of a 500: {both:?}");
}

#[tokio::test]
async fn an_excerpt_of_a_non_json_answer_contains_no_token() {
    let page = format!("<html><title>{TOKEN}</title> Please wait");
    let (_, ended) = answered(Reply::answer(200, "text/html", &page)).await;
    assert_eq!(ended, Err(Error::NotJson { status: 200, excerpt: "••• Please wait".to_owned() }));
    // The stored start ends in the middle of the token.
    for before in [8_160, 8_170, 8_180, 8_190] {
        let page = format!("<{}>{TOKEN}{}", " ".repeat(before), "x".repeat(9_000));
        let (_, ended) = answered(Reply::answer(200, "text/html", &page)).await;
        let Err(Error::NotJson { excerpt, .. }) = ended else { panic!("{ended:?}") };
        assert!(!excerpt.contains(&TOKEN[..4]), "{excerpt}");
    }
    let after = format!(r#"{{"data":[],"status":{{"code":"OK"}}}} {TOKEN}"#);
    let (_, ended) = answered(Reply::json(200, &after)).await;
    assert!(matches!(&ended, Err(Error::NotJson { excerpt, .. }) if !excerpt.contains(TOKEN)), "{ended:?}");
}

#[tokio::test]
async fn a_server_that_stops_sending_within_a_list_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody asks");
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(&[HEAD, b"{\"data\":[{\"id\":\"A1\"}"].concat()).await;
        std::future::pending::<()>().await;
    });
    let server = Server::at(address);
    let config = Config { read_timeout: Duration::from_millis(200), ..server.config(Release::R11) };
    let client = crmcom::Client::new(config).expect("a client");
    let (_, ended) = rows(&client, None).await;
    assert_eq!(ended, Err(Error::TimedOut { connected: true }));
}

fn limited(server: &Server, limits: Limits) -> crmcom::Client {
    crmcom::Client::new(Config { limits, ..server.config(Release::R11) }).expect("a client")
}

#[tokio::test]
async fn a_list_that_trickles_is_ended() {
    let limits = Limits { list_bytes: 10_000, list_window: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start(Reply::Trickle([HEAD, b"{\"data\":["].concat(), b' ')).await;
    let mut listing = limited(&server, limits).list_requests(&token(), &filter(), None).await.expect("it begins");
    assert_eq!(listing.next().await, Err(Error::TimedOut { connected: true }));
    // An answer that is no list has the time limit of a call.
    let limits = Limits { total: Duration::from_secs(1), ..Limits::default() };
    let head = b"HTTP/1.1 500 X\r\n\r\n<p>".to_vec();
    let server = Server::start(Reply::Trickle(head, b' ')).await;
    let listing = limited(&server, limits).list_requests(&token(), &filter(), None).await;
    assert_eq!(listing.err(), Some(Error::TimedOut { connected: true }));
}

#[tokio::test]
async fn a_long_list_takes_longer_than_a_call_may() {
    let limits = Limits { total: Duration::from_millis(500), ..Limits::default() };
    let rows: Vec<Vec<u8>> = (0..400).map(|id| format!(r#",{{"id":"{id}"}}"#).into_bytes()).collect();
    let parts =
        [vec![[HEAD, br#"{"data":[{"id":"A"}"#].concat()], rows, vec![br#"],"status":{"code":"OK"}}"#.to_vec()]];
    // One part every two milliseconds or more.
    let server = in_parts(parts.concat()).await;
    let mut listing = limited(&server, limits).list_requests(&token(), &filter(), None).await.expect("it begins");
    let mut all = 0;
    while let Some(batch) = listing.next().await.expect("it goes on") {
        all += batch.len();
    }
    assert_eq!(all, 401);
}

/// A server with an endless list, and a signal when the client stopped it.
pub async fn without_end() -> (Server, tokio::sync::oneshot::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let (ended, end) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("somebody asks");
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(&[HEAD, b"{\"data\":[{\"id\":\"0\"}"].concat()).await;
        while stream.write_all(b",{\"id\":\"1\"}").await.is_ok() {}
        let _ = ended.send(());
    });
    (Server::at(address), end)
}

#[tokio::test]
async fn batches_arrive_during_the_transfer_and_stopping_ends_the_call() {
    let (server, end) = without_end().await;
    let mut listing = server.client(Release::R11).list_requests(&token(), &filter(), None).await.expect("it begins");
    for _ in 0..3 {
        assert_eq!(listing.next().await.expect("no error").expect("more").len(), 500);
    }
    assert!(listing.bytes() > 1_500 * 10 && listing.of_bytes().is_none());
    drop(listing);
    tokio::time::timeout(Duration::from_secs(20), end).await.expect("the call ends").expect("it was told");
}

#[tokio::test]
async fn requests_pages_from_r13() {
    let server = Server::start(Reply::json(200, r#"{"status":{"code":"OK"},"data":[]}"#)).await;
    let part = Some(Page { number_of_results: 50, offset: 100 });
    for release in [Release::R12, Release::R13] {
        let client = server.client(release);
        rows(&client, part).await.1.expect("a list");
    }
    let asked: Vec<bool> =
        server.asked().iter().map(|asked| asked.contains("&number_of_results=50&offset=100 ")).collect();
    assert_eq!(asked, [false, true]);
}

pub fn compressed(encoding: &str, body: &[u8]) -> Reply {
    let packed = if encoding == "gzip" {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(body).and_then(|()| packer.finish())
    } else {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(body).and_then(|()| packer.finish())
    };
    let packed = packed.expect("it is packed");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: {encoding}\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        packed.len()
    );
    Reply::Raw([head.into_bytes(), packed].concat())
}

#[tokio::test]
async fn reads_a_compressed_answer_within_the_same_size_limit() {
    let list = r#"{"status":{"code":"OK"},"data":[{"id":"A1","name":"Κουζίνα"},{"id":"A2"}]}"#;
    for encoding in ["gzip", "deflate"] {
        let (ids, ended) = answered(compressed(encoding, list.as_bytes())).await;
        assert_eq!((ids.join(" "), ended), ("A1 A2".to_owned(), Ok(())), "{encoding}");
    }
    // An answer that is no list has at most eight mebibytes. Twelve of zeros are a few kilobytes when compressed.
    let bomb = [br#"{"status":{"code":"OK"},"data":{"id":"A1","name":""#.as_slice(), &vec![b'0'; 12 << 20]].concat();
    let server = Server::start(compressed("gzip", &bomb)).await;
    let shown = server
        .client(Release::R11)
        .show_request(&token(), crmcom::catalogue::Provider::Conax, &crmcom::RequestIdentifier::Id("A1".to_owned()))
        .await;
    assert_eq!(shown.err(), Some(Error::TooLarge { limit: 8 << 20 }));
    let row = [
        br#"{"status":{"code":"OK"},"data":[{"id":"A1","name":""#.as_slice(),
        &vec![b'0'; 64 << 20],
        br#""},{"id":"A2"}]}"#,
    ];
    let (ids, unread) = read_of(compressed("gzip", &row.concat())).await;
    assert_eq!((ids.join(" "), unread.count), ("A2".to_owned(), 1), "a row has a size, however it came");
}
