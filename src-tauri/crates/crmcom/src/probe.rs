//! Tests a connection hop by hop, to find out which hop fails. It needs no sign-in.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};

use crate::{
    client::Client,
    envelope::{self, CallPurpose},
    error::Error,
    http::{
        call::{Call, MAX_OBJECT_BYTES},
        route::Route,
    },
    identifier::Query,
    redact::Secrets,
    server_url::{LOCALHOST, localhost},
};

/// Hops on the way to a server, in order. With a proxy, the first two are the proxy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hop {
    Name,
    Server,
    /// Skipped without TLS.
    Certificate,
    /// The server answers in CRM.COM's format.
    Crm,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HopResult {
    pub hop: Hop,
    pub took: Duration,
    /// An address or a host.
    pub detail: Option<String>,
    pub error: Option<Error>,
}

impl Client {
    /// Tests every hop up to the first that fails.
    pub async fn probe(&self) -> Vec<HopResult> {
        let mut hops = Vec::new();
        let started = Instant::now();
        let Some(addresses) = record(&mut hops, Hop::Name, started, self.resolve().await) else { return hops };
        let started = Instant::now();
        if record(&mut hops, Hop::Server, started, self.connect(&addresses).await).is_none() {
            return hops;
        }
        if self.0.base.scheme() == "https" {
            let started = Instant::now();
            if record(&mut hops, Hop::Certificate, started, self.shake_hands().await).is_none() {
                return hops;
            }
        }
        let started = Instant::now();
        let answered = self.ask().await;
        record(&mut hops, Hop::Crm, started, answered);
        hops
    }

    fn first_end(&self) -> Option<(&str, u16)> {
        match &self.0.route {
            Route::Proxy(via) => via.end(),
            Route::Straight => {
                let host = self.0.base.host_str()?.trim_matches(['[', ']']);
                Some((host, self.0.base.port_or_known_default()?))
            }
        }
    }

    /// Error on the way to the first hop, which may be the proxy.
    fn on_the_way(&self, words: String, straight: fn(String) -> Error) -> Error {
        if self.0.route.is_proxy() { self.0.route.failed(&words) } else { straight(words) }
    }

    async fn resolve(&self) -> Result<(Vec<SocketAddr>, Option<String>), Error> {
        let end = self.first_end().ok_or_else(|| Error::BadUrl { reason: "it names no host".to_owned() })?;
        let not_found = |words: String| self.on_the_way(words, |words| Error::NameNotFound { words });
        let addresses: Vec<_> = if end.0 == LOCALHOST {
            localhost(end.1).into()
        } else {
            let found = timeout(self.0.connect_timeout, lookup_host(end)).await;
            let found = found.map_err(|_| Error::TimedOut { connected: false })?;
            found.map_err(|error| not_found(error.to_string()))?.collect()
        };
        let first = addresses.first().ok_or_else(|| not_found("no address".to_owned()))?;
        let proxy = self.0.route.is_proxy();
        let place = if proxy { format!("proxy {}{}", end.0, self.0.route.whose()) } else { end.0.to_owned() };
        let detail = format!("{place} → {}", first.ip());
        Ok((addresses, Some(detail)))
    }

    async fn connect(&self, addresses: &[SocketAddr]) -> Result<((), Option<String>), Error> {
        let stream = timeout(self.0.connect_timeout, TcpStream::connect(addresses)).await;
        let stream = stream.map_err(|_| Error::TimedOut { connected: false })?;
        let stream =
            stream.map_err(|error| self.on_the_way(error.to_string(), |words| Error::Unreachable { words }))?;
        Ok(((), stream.peer_addr().ok().map(|address| address.to_string())))
    }

    /// Any answer proves the TLS handshake. So does a cut connection or a late answer, which the next hop reports.
    async fn shake_hands(&self) -> Result<((), Option<String>), Error> {
        let root = self.url("/")?;
        match self.0.http.head(root).send().await {
            Ok(_) => Ok(((), None)),
            Err(error) => match self.classify(error, &Secrets::default()) {
                Error::Cut { .. } | Error::TimedOut { connected: true } => Ok(((), None)),
                error => Err(error),
            },
        }
    }

    /// Calls `show` without a token: CRM.COM refuses it in its envelope, which other servers do not send.
    async fn ask(&self) -> Result<((), Option<String>), Error> {
        let call =
            Call::get("conax_web_services/provisioning_requests/show", None, &Query::default(), MAX_OBJECT_BYTES);
        let answer = self.exchange(&call).await?;
        // There is no session, so a gateway's 401 must not count as one that ended.
        match envelope::open::<Value>(&answer, &call.secrets, CallPurpose::SignIn) {
            Ok(_) | Err(Error::Refused(_)) => Ok(((), None)),
            Err(error) => Err(error),
        }
    }
}

fn record<T>(
    hops: &mut Vec<HopResult>,
    hop: Hop,
    started: Instant,
    result: Result<(T, Option<String>), Error>,
) -> Option<T> {
    let took = started.elapsed();
    match result {
        Ok((value, detail)) => {
            hops.push(HopResult { hop, took, detail, error: None });
            Some(value)
        }
        Err(error) => {
            hops.push(HopResult { hop, took, detail: None, error: Some(error) });
            None
        }
    }
}
