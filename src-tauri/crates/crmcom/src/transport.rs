//! The only module that sends HTTP. It has no knowledge of the methods, and [`crate::envelope`] interprets the answers.
//! It never retries.

use std::time::{Instant, SystemTime};

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use reqwest::{
    Method, RequestBuilder, Response,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION},
};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    client::Client,
    decoder::Charset,
    envelope::{self, CallPurpose},
    error::{Distrust, Error},
    http::{
        answer::Answer,
        call::{Call, MAX_OBJECT_BYTES, What},
        errors::{before_tunnel, cut_short, tls_error, words},
        retry_after,
    },
    list_stream::{self, Listing, row::ListRow},
    redact::Secrets,
};

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

    /// Connecting has a shorter time limit of its own: when this one expires, the call has been sent.
    async fn in_time<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        timeout(self.0.limits.total, call).await.unwrap_or(Err(Error::TimedOut { connected: true }))
    }

    /// Sends a call for a list, and reads the answer while it arrives.
    pub(crate) async fn list<T: ListRow>(&self, call: Call<'static>) -> Result<Listing<T>, Error> {
        let response = self.begin(&call).await?;
        if response.status().is_success() {
            let charset = self.charset(&response);
            return Ok(list_stream::begin(response, charset, call, self.0.limits));
        }
        let answer = self.in_time(self.whole(response, &call)).await?;
        envelope::open::<Value>(&answer, &call.secrets, CallPurpose::Read)?;
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
            // The body may contain a PIN, so this copy is wiped too.
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
        // Error answers are short; the higher limit of a list is for lists only.
        let limit = if failed { call.limit.min(MAX_OBJECT_BYTES) } else { call.limit };
        let body = read(response, limit).await.map_err(|error| match error {
            Reading::TooLarge => Error::TooLarge { limit },
            Reading::Failed(error) => cut_short(&error, status),
        })?;
        if status == 407 && self.0.base.scheme() == "http" && self.0.route.is_proxy() {
            // The proxy's own answer: it did not forward the call. Through TLS, or without a proxy, a 407 comes from
            // the server or from a gateway behind it.
            let answer = Answer { status, charset, body, retry_after };
            return Err(self.0.route.failed(&format!("HTTP 407 {}", call.secrets.excerpt(&answer.text()))));
        }
        Ok(Answer { status, charset, body, retry_after })
    }

    /// Classifies the failure of a call, and above all whether it may have been sent.
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
            // The proxy only forwards the server's TLS; the handshake that failed is the proxy's own.
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
    // The announced length may be wrong, so only little memory is reserved in advance.
    let mut body = Vec::with_capacity(usize::try_from(announced.min(64 << 10)).unwrap_or_default());
    while let Some(chunk) = response.chunk().await.map_err(Reading::Failed)? {
        if body.len() as u64 + chunk.len() as u64 > limit {
            return Err(Reading::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
