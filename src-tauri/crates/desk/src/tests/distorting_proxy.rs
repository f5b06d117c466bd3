//! A proxy before the sandbox that distorts its lists: shorter pages than asked for, no pages, errors.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Longer than any test takes.
const WAIT_LIMIT: Duration = Duration::from_mins(1);

/// Distortions of the server's behaviour.
#[derive(Debug, Clone, Default)]
pub(super) struct Distortion {
    /// Most rows returned at a time.
    pub(super) most: Option<u32>,
    pub(super) no_number: bool,
    pub(super) no_offset: bool,
    /// A call with this word in its first line hangs until the distortion changes.
    pub(super) hangs: Option<&'static str>,
    /// A call with this word in its first line is answered by an HTML page.
    pub(super) fails: Option<&'static str>,
    /// A call with the first text in its first line is answered by the second.
    pub(super) answers: Option<(&'static str, &'static str)>,
    /// Replaces an answer, by the first line and the body of the call.
    pub(super) says: Option<Says>,
    /// Members added to each object in an answer.
    pub(super) adds: Option<fn() -> serde_json::Value>,
}

pub(super) type Says = fn(&str, &[u8]) -> Option<Vec<u8>>;

#[derive(Clone)]
pub(super) struct DistortingProxy {
    url: String,
    distortion: Arc<Mutex<Distortion>>,
    /// The distortion changed, or a call arrived.
    changed: Arc<Notify>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// A whole HTTP answer.
pub(super) fn answer(status: u16, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

impl DistortingProxy {
    pub(super) async fn to(sandbox: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Self { url, distortion: Arc::default(), changed: Arc::default(), asked: Arc::default() };
        let server = sandbox.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let serving = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (proxy, server) = (serving.clone(), server.clone());
                tokio::spawn(async move { proxy.pass(client, &server).await });
            }
        });
        proxy
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn distort(&self, distortion: Distortion) {
        *self.distortion.lock().unwrap() = distortion;
        self.changed.notify_waiters();
    }

    /// Number of calls with these words in their first line.
    pub(super) fn asked(&self, words: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|line| line.contains(words)).count()
    }

    /// Waits for one more call with these words than there were before.
    pub(super) async fn asked_again(&self, words: &str, before: usize) {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                if self.asked(words) > before {
                    return;
                }
                changed.await;
            }
        };
        assert!(tokio::time::timeout(WAIT_LIMIT, wait).await.is_ok(), "never asked for {words}");
    }

    /// Serves one call on each connection.
    async fn pass(&self, mut client: TcpStream, server: &str) -> Option<()> {
        let (head, body) = read_call(&mut client).await?;
        let (line, rest) = head.split_once("\r\n")?;
        self.asked.lock().unwrap().push(line.to_owned());
        self.changed.notify_waiters();
        let distortion = loop {
            let changed = self.changed.notified();
            let distortion = self.distortion.lock().unwrap().clone();
            if distortion.hangs.is_none_or(|words| !line.contains(words)) {
                break distortion;
            }
            changed.await;
        };
        if distortion.fails.is_some_and(|words| line.contains(words)) {
            client.write_all(&answer(500, "text/html", b"<html>")).await.ok()?;
            return None;
        }
        if let Some((_, body)) = distortion.answers.filter(|(words, _)| line.contains(words)) {
            client.write_all(&answer(200, "application/json", body.as_bytes())).await.ok()?;
            return None;
        }
        if let Some(answer) = distortion.says.and_then(|says| says(line, &body)) {
            client.write_all(&answer).await.ok()?;
            return None;
        }
        let line = distorted_line(line, &distortion);
        let headers = rest.lines().filter(|header| !header.to_ascii_lowercase().starts_with("connection:"));
        let headers = headers.collect::<Vec<_>>().join("\r\n");
        let mut onward = TcpStream::connect(server).await.ok()?;
        onward.write_all(format!("{line}\r\n{headers}\r\nconnection: close\r\n\r\n").as_bytes()).await.ok()?;
        onward.write_all(&body).await.ok()?;
        match distortion.adds {
            Some(adds) => {
                let mut answer = Vec::new();
                onward.read_to_end(&mut answer).await.ok()?;
                client.write_all(&with_more(&answer, &adds())).await.ok()?;
            }
            None => _ = tokio::io::copy(&mut onward, &mut client).await.ok()?,
        }
        client.shutdown().await.ok()
    }
}

/// Adds members to each object with an id in an answer that comes in one piece.
fn with_more(answer: &[u8], more: &serde_json::Value) -> Vec<u8> {
    fn add(value: &mut serde_json::Value, more: &serde_json::Value) {
        match value {
            serde_json::Value::Array(values) => values.iter_mut().for_each(|value| add(value, more)),
            serde_json::Value::Object(members) => {
                members.values_mut().for_each(|value| add(value, more));
                if members.contains_key("id") && members.len() > 2 {
                    members.extend(more.as_object().unwrap().clone());
                }
            }
            _ => {}
        }
    }
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { in_one_piece(body) } else { body.to_owned() };
    let mut body = serde_json::from_str(&body).expect("an answer is JSON");
    add(&mut body, more);
    let (body, told) = (body.to_string(), ["content-length:", "transfer-encoding:"]);
    let head = head.lines().filter(|line| told.iter().all(|told| !line.to_ascii_lowercase().starts_with(told)));
    format!("{}\r\ncontent-length: {}\r\n\r\n{body}", head.collect::<Vec<_>>().join("\r\n"), body.len()).into_bytes()
}

fn in_one_piece(mut chunks: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = chunks.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        whole.push_str(&rest[..size]);
        chunks = rest[size..].trim_start_matches("\r\n");
    }
    whole
}

/// Head and body of a call.
async fn read_call(client: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return Some((head, bytes.split_off(end + 4)));
            }
        }
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The first line of a call as the server behind receives it.
fn distorted_line(line: &str, distortion: &Distortion) -> String {
    let Some((path, query)) = line.split_once('?').filter(|(path, _)| path.ends_with("/list")) else {
        return line.to_owned();
    };
    let (query, version) = query.split_once(' ').unwrap_or((query, ""));
    let parameters = query.split('&').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let number = value.parse::<u32>().ok();
        match name {
            "number_of_results" if distortion.no_number => distortion.most.map(|most| format!("{name}={most}")),
            "number_of_results" => Some(format!("{name}={}", number?.min(distortion.most.unwrap_or(u32::MAX)))),
            "offset" if distortion.no_offset => None,
            _ => Some(parameter.to_owned()),
        }
    });
    format!("{path}?{} {version}", parameters.collect::<Vec<_>>().join("&"))
}
