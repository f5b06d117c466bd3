//! The one place that sends HTTP. Knows nothing of what is asked; what came back is read by
//! [`crate::envelope`]. Nothing here is tried twice.

use std::{
    error::Error as StdError,
    io,
    time::{Duration, Instant, SystemTime},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use reqwest::{
    Method, RequestBuilder, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION},
};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value};
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    client::Client,
    decoder::{self, Charset},
    envelope::{self, Asked},
    error::{Distrust, Error},
    identifier::Query,
    listing::{self, Listing, Row},
    redact::Secrets,
    retry_after,
    secret::{Pin, Secret, Token},
};

/// Longest answer about one thing, in bytes.
pub(crate) const ONE: u64 = 8 << 20;
/// Longest list of products: before R13 there is no paging.
pub(crate) const PRODUCTS: u64 = 256 << 20;
/// Longest list of requests.
pub(crate) const REQUESTS: u64 = 1 << 30;

/// A call before it leaves.
pub(crate) struct Call<'a> {
    pub(crate) path: &'a str,
    what: What,
    basic: Option<&'a Secret>,
    pub(crate) secrets: Secrets,
    pub(crate) limit: u64,
}

enum What {
    Get(Zeroizing<String>),
    Post(Zeroizing<Vec<u8>>),
}

struct Body<'a> {
    token: Option<&'a Token>,
    members: &'a Map<String, Value>,
    pin: Option<&'a Pin>,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let token = self.token.map(|token| ("token", token.expose()));
        let pin = self.pin.map(|pin| ("pin", pin.expose()));
        let mut body = serializer.serialize_map(None)?;
        token.iter().try_for_each(|(name, token)| body.serialize_entry(name, token))?;
        self.members.iter().try_for_each(|(name, value)| body.serialize_entry(name, value))?;
        pin.iter().try_for_each(|(name, pin)| body.serialize_entry(name, pin))?;
        body.end()
    }
}

/// Status and body as they came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) charset: Charset,
    pub(crate) body: Vec<u8>,
    /// Of an error.
    pub(crate) retry_after: Option<Duration>,
}

impl Answer {
    /// For people.
    fn text(&self) -> String {
        decoder::whole(&self.charset, &self.body).text
    }
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str, token: Option<&Token>, query: &Query, limit: u64) -> Self {
        let mut secrets = Secrets::default();
        let query = match token {
            Some(token) => {
                secrets.add(token.expose());
                let own = Query::default().text("token", token.expose());
                let rest = query.as_str();
                Zeroizing::new(if rest.is_empty() {
                    own.as_str().to_owned()
                } else {
                    format!("{}&{rest}", own.as_str())
                })
            }
            None => Zeroizing::new(query.as_str().to_owned()),
        };
        Self { path, what: What::Get(query), basic: None, secrets, limit }
    }

    /// A body with the token and the PIN, both of which are never part of `members`.
    pub(crate) fn post(path: &'a str, token: Option<&Token>, members: &Map<String, Value>, pin: Option<&Pin>) -> Self {
        let mut secrets = Secrets::default();
        if let Some(token) = token {
            secrets.add(token.expose());
        }
        if let Some(pin) = pin {
            secrets.add(pin.expose());
        }
        // A map with text keys: that cannot fail.
        let bytes = Zeroizing::new(serde_json::to_vec(&Body { token, members, pin }).unwrap_or_default());
        Self { path, what: What::Post(bytes), basic: None, secrets, limit: ONE }
    }

    /// HTTP Basic with the key as user name and no password (reference 2.4).
    pub(crate) fn basic(mut self, key: &'a Secret) -> Self {
        self.secrets.add(key.expose());
        self.secrets.add(&BASE64_STANDARD.encode(format!("{}:", key.expose())));
        self.basic = Some(key);
        self
    }

    pub(crate) fn secret(mut self, secret: &str) -> Self {
        self.secrets.add(secret);
        self
    }
}

impl Client {
    pub(crate) async fn exchange(&self, call: &Call<'_>) -> Result<Answer, Error> {
        let started = Instant::now();
        let answer = self.exchange_unlogged(call).await;
        let millis = started.elapsed().as_millis();
        match &answer {
            Ok(answer) => tracing::debug!(path = call.path, status = answer.status, millis, "answered"),
            Err(error) => tracing::debug!(path = call.path, reached = ?error.delivery(), millis, "failed"),
        }
        answer
    }

    async fn exchange_unlogged(&self, call: &Call<'_>) -> Result<Answer, Error> {
        self.in_time(async { self.whole(self.begin(call).await?, call).await }).await
    }

    /// A connection that is not made has a shorter time of its own: when this one is over, the call has left.
    async fn in_time<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        timeout(self.0.limits.total, call).await.unwrap_or(Err(Error::TimedOut { connected: true }))
    }

    /// Sends a call whose answer is a list, and reads it while it arrives.
    pub(crate) async fn list<T: Row>(&self, call: Call<'static>) -> Result<Listing<T>, Error> {
        let response = self.begin(&call).await?;
        if response.status().is_success() {
            let charset = self.charset(&response);
            return Ok(listing::begin(response, charset, call, self.0.limits));
        }
        let answer = self.in_time(self.whole(response, &call)).await?;
        envelope::open::<Value>(&answer, &call.secrets, Asked::Read)?;
        let words = call.secrets.excerpt(&answer.text());
        Err(Error::UnexpectedAnswer { status: answer.status, words })
    }

    fn charset(&self, response: &Response) -> Charset {
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Charset::new(content_type, self.0.base.host_str())
    }

    async fn begin(&self, call: &Call<'_>) -> Result<Response, Error> {
        let response = self.request(call)?.send().await.map_err(|error| self.classify(error, &call.secrets))?;
        if response.status().is_redirection() {
            let words = call.secrets.scrub(&redirect_words(&response));
            return Err(Error::UnexpectedAnswer { status: response.status().as_u16(), words });
        }
        Ok(response)
    }

    fn request(&self, call: &Call<'_>) -> Result<RequestBuilder, Error> {
        let mut url = self.url(call.path)?;
        let mut request = match &call.what {
            What::Get(query) => {
                if !query.is_empty() {
                    url.set_query(Some(query));
                }
                self.0.http.request(Method::GET, url)
            }
            // It may hold a PIN: this copy is wiped too.
            What::Post(body) => self.0.http.request(Method::POST, url).body(Bytes::from_owner(body.clone())),
        };
        request = request.header(CONTENT_TYPE, "application/json; charset=UTF-8").header(ACCEPT, "application/json");
        if let Some(key) = call.basic {
            let encoded = Zeroizing::new(format!("Basic {}", BASE64_STANDARD.encode(format!("{}:", key.expose()))));
            let bad = |_| Error::BadUrl { reason: "the key cannot be sent".to_owned() };
            let mut value = HeaderValue::from_str(&encoded).map_err(bad)?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        Ok(request)
    }

    pub(crate) fn url(&self, path: &str) -> Result<Url, Error> {
        self.0.base.join(path).map_err(|error| Error::BadUrl { reason: error.to_string() })
    }

    async fn whole(&self, response: Response, call: &Call<'_>) -> Result<Answer, Error> {
        let status = response.status().as_u16();
        let failed = status >= 400;
        let charset = self.charset(&response);
        let retry_after = failed.then(|| retry_after::read(response.headers(), SystemTime::now())).flatten();
        // No error has much to say; a list's limit is for lists.
        let limit = if failed { call.limit.min(ONE) } else { call.limit };
        let body = read(response, limit).await.map_err(|error| match error {
            Reading::TooLarge => Error::TooLarge { limit },
            Reading::Failed(error) => cut_short(&error, status),
        })?;
        if status == 407 && self.0.base.scheme() == "http" && self.0.route.is_proxy() {
            // The proxy's own answer, in place of passing the call on. Through TLS, and without a proxy, it is the server's,
            // or of something behind it.
            let answer = Answer { status, charset, body, retry_after };
            return Err(self.0.route.failed(&format!("HTTP 407 {}", call.secrets.excerpt(&answer.text()))));
        }
        Ok(Answer { status, charset, body, retry_after })
    }

    /// Tells apart how a call failed, and above all whether it may have left.
    pub(crate) fn classify(&self, error: reqwest::Error, secrets: &Secrets) -> Error {
        let error = error.without_url();
        let words = secrets.scrub(&words(&error));
        if error.is_builder() {
            return Error::BadUrl { reason: words };
        }
        if !error.is_connect() {
            return if error.is_timeout() { Error::TimedOut { connected: true } } else { Error::Cut { words } };
        }
        match tls_error(&error) {
            // The server's part is passed on, and says nothing yet.
            Some(tls) if self.0.route.is_tls_proxy() && (self.0.base.scheme() == "http" || before_tunnel(&error)) => {
                return self.0.route.distrusted(tls, &words);
            }
            Some(rustls::Error::InvalidCertificate(error)) => {
                return Error::CertificateNotTrusted { why: Distrust::of(error), words };
            }
            Some(_) => return Error::Unreachable { words },
            None => {}
        }
        if error.is_timeout() {
            Error::TimedOut { connected: false }
        } else if self.0.route.is_proxy() {
            self.0.route.failed(&words)
        } else if error.is_dns() {
            Error::NameNotFound { words }
        } else {
            Error::Unreachable { words }
        }
    }
}

/// An answer that began and did not end.
pub(crate) fn cut_short(error: &reqwest::Error, status: u16) -> Error {
    if error.is_timeout() { Error::TimedOut { connected: true } } else { Error::Truncated { status } }
}

fn redirect_words(response: &Response) -> String {
    // The host only: the rest may repeat the query with the token.
    let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
    match target.and_then(|target| Url::parse(target).ok()).and_then(|url| url.host_str().map(str::to_owned)) {
        Some(host) => format!("redirected to {host}"),
        None => "redirected".to_owned(),
    }
}

enum Reading {
    TooLarge,
    Failed(reqwest::Error),
}

async fn read(mut response: Response, limit: u64) -> Result<Vec<u8>, Reading> {
    let announced = response.content_length().unwrap_or_default();
    if announced > limit {
        return Err(Reading::TooLarge);
    }
    // The announcement is not trusted with more than a little memory before the bytes are there.
    let mut body = Vec::with_capacity(usize::try_from(announced.min(64 << 10)).unwrap_or_default());
    while let Some(chunk) = response.chunk().await.map_err(Reading::Failed)? {
        if body.len() as u64 + chunk.len() as u64 > limit {
            return Err(Reading::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What the libraries below said, the outer wrappings left out.
pub(crate) fn words(error: &reqwest::Error) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        // An outer text often repeats the inner one.
        said.retain(|outer| !outer.contains(&text) && !outer.starts_with("client error"));
        said.push(text);
        next = cause.source();
    }
    if said.is_empty() { error.to_string() } else { said.join(": ") }
}

/// Whether it failed on the way to the proxy, before that was asked for a way on. The type is nowhere to be named; a test
/// holds its words.
fn before_tunnel(error: &(dyn StdError + 'static)) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if cause.to_string().starts_with("tunnel error") {
            return true;
        }
        next = cause.source();
    }
    false
}

/// rustls hides inside of an `io::Error`, which is not one of its own sources.
fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => cause.source(),
        };
    }
    None
}
