//! A server that sends scripted answers, valid or not, and records its requests.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use crmcom::{
    Client, Config, Error, Limits, ProvisioningRequest, Release, Token,
    catalogue::{Draft, PreparedRequest},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// Reaction to a request.
#[derive(Clone)]
pub enum Reply {
    /// Sends the bytes unchanged, then closes the connection.
    Raw(Vec<u8>),
    /// Sends an answer on a connection that stays open.
    Kept(Vec<u8>),
    /// Sends these bytes, and then the other one endlessly, each long before a time-out.
    Trickle(Vec<u8>, u8),
    Hang,
    Cut,
}

impl Reply {
    pub fn answer(status: u16, content_type: &str, body: &str) -> Self {
        let length = body.len();
        Self::Raw(format!("HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").into())
    }

    pub fn json(status: u16, body: &str) -> Self {
        Self::answer(status, "application/json", body)
    }

    /// Adds a header to the answer.
    pub fn with(self, header: &str) -> Self {
        let Self::Raw(bytes) = self else { panic!("only an answer has headers") };
        let text = String::from_utf8(bytes).expect("it is text");
        Self::Raw(text.replacen("\r\n", &format!("\r\n{header}\r\n"), 1).into())
    }

    pub fn kept(body: &str) -> Self {
        Self::Kept(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into())
    }
}

pub struct Server {
    pub address: SocketAddr,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub async fn start(reply: Reply) -> Self {
        Self::start_with(vec![reply], None).await
    }

    /// Sends the replies in turn; the last one also answers all later requests.
    pub async fn start_with(replies: Vec<Reply>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it listens");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let scheme = if tls.is_some() { "https" } else { "http" };
        let script = Script { replies, asked: Arc::clone(&asked) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, tls) = (script.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                script.play(stream).await;
                            }
                        }
                        None => script.play(stream).await,
                    }
                });
            }
        });
        Self { address, scheme, asked }
    }

    /// A server that listens already.
    pub fn at(address: SocketAddr) -> Self {
        Self { address, scheme: "http", asked: Arc::default() }
    }

    pub fn config(&self, release: Release) -> Config {
        Config {
            server_url: format!("{}://localhost:{}", self.scheme, self.address.port()).parse().expect("a URL"),
            release,
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(5),
            limits: Limits::default(),
            certificates: Vec::new(),
            proxy: None,
        }
    }

    pub fn client(&self, release: Release) -> Client {
        Client::new(self.config(release)).expect("a client")
    }

    /// Requests as they came, head and body.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no test panics while it holds this").clone()
    }
}

#[derive(Clone)]
struct Script {
    replies: Vec<Reply>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Script {
    async fn play(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin) {
        while let Some(request) = read_request(&mut stream).await {
            let turn = {
                let mut asked = self.asked.lock().expect("no test panics while it holds this");
                asked.push(request);
                asked.len() - 1
            };
            match &self.replies[turn.min(self.replies.len() - 1)] {
                Reply::Raw(bytes) => {
                    // The client may stop reading.
                    let _ = stream.write_all(bytes).await;
                    let _ = stream.shutdown().await;
                    return;
                }
                Reply::Kept(bytes) => {
                    let _ = stream.write_all(bytes).await;
                }
                Reply::Trickle(bytes, byte) => {
                    let _ = stream.write_all(bytes).await;
                    while stream.write_all(&[*byte]).await.is_ok() {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                    return;
                }
                Reply::Hang => std::future::pending().await,
                Reply::Cut => return,
            }
        }
    }
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(end) = text.find("\r\n\r\n") {
            let head = text[..end].to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
            if bytes.len() >= end + 4 + length.unwrap_or(0_usize) {
                return Some(text);
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(read) if read > 0 => bytes.extend_from_slice(&chunk[..read]),
            _ => return None,
        }
    }
}

pub const TOKEN: &str = "0F1E2D3C4B5A69788796A5B4C3D2E1F0";

pub fn token() -> Token {
    Token::new(TOKEN)
}

pub fn draft(operation: &str, values: &[(&str, &str)]) -> PreparedRequest {
    let values = values.iter().map(|(input, text)| ((*input).to_owned(), (*text).to_owned())).collect();
    let draft = Draft { operation: operation.to_owned(), values };
    draft.check(Release::R11).expect("it is declared").submission.expect("it is complete")
}

pub fn set_pin() -> PreparedRequest {
    let owner = ("subscription_identifier", "S100");
    draft("conax.set-pin", &[owner, ("smartcard_identifier", "01900000001"), ("pin", "4711")])
}

/// Sends a write to a server with this reply.
pub async fn submitted(reply: Reply) -> Result<ProvisioningRequest, Error> {
    let server = Server::start(reply).await;
    let result = server.client(Release::R11).submit(&token(), &set_pin()).await;
    assert_eq!(server.asked().len(), 1, "a write is sent once");
    result.map(|request| request.expect("the method tells of its request"))
}
