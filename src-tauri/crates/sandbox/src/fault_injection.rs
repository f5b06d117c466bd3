//! Injects faults into answers: latency, chaos, and the mishaps of sentinel values.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use futures_util::{Stream, stream};

use crate::{
    listener::CutSwitch,
    options::LookUps,
    routes::methods::{API_ROOT, is_look_up},
    sentinel::Mishap,
    server_state::Crm,
};

/// Longer than the time-out of any client.
const HANG_TIME: Duration = Duration::from_mins(2);
/// Larger than the limit of a careful client for one answer, in bytes.
const HUGE_ANSWER_BYTES: usize = 10 * 1024 * 1024;
/// Pause between two bytes of an answer that trickles: shorter than a client's time-out for the next byte, while the
/// whole answer to a write takes some minutes.
const TRICKLE_DELAY: Duration = Duration::from_millis(100);
const JSON_HEADER: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json;charset=UTF-8")];

/// Middleware that counts the call, waits for the latency, applies chaos, and applies the answer's `Mishap` extension.
pub async fn way(
    State(crm): State<Arc<Crm>>,
    cutter: Option<Extension<ConnectInfo<CutSwitch>>>,
    request: Request,
    next: Next,
) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let write = method == axum::http::Method::POST;
    let (latency, chaos) = {
        let state = &mut *crm.state();
        let name = path.trim_start_matches(API_ROOT).trim_end_matches('/').to_owned();
        let counts = if write { &mut state.posts } else { &mut state.gets };
        *counts.entry(name).or_default() += 1;
        let chaos = if path.contains("/authentication/") { None } else { strike(state, write) };
        if is_look_up(&path) {
            let LookUps { latency, unavailable } = state.look_ups;
            let away = state.chance.happens(unavailable).then_some(Mishap::Unavailable);
            (state.latency + latency, chaos.or(away))
        } else {
            (state.latency, chaos)
        }
    };
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    let response = match chaos {
        Some(mishap) if !mishap.happens_after_the_call() => StatusCode::NO_CONTENT.into_response(),
        _ => next.run(request).await,
    };
    let mishap = response.extensions().get::<Mishap>().copied().or(chaos);
    // The query contains the token, so it is not logged.
    tracing::info!(%method, path, status = response.status().as_u16(), ?mishap);
    match mishap {
        Some(mishap) => {
            let retry_after = crm.state().retry_after;
            spoil(mishap, response, retry_after, cutter.map(|Extension(ConnectInfo(cutter))| cutter)).await
        }
        None => response,
    }
}

fn strike(state: &mut crate::server_state::State, write: bool) -> Option<Mishap> {
    let chaos = state.chaos;
    // Writes only: such an answer to a read would end the session, which is another scenario.
    let of_writes = |percent| if write { percent } else { 0 };
    [
        (chaos.unavailable, Mishap::Unavailable),
        (chaos.cut, Mishap::Cut),
        (chaos.lose, Mishap::Lost),
        (chaos.hang, Mishap::Hang),
        (chaos.truncate, Mishap::Truncated),
        (chaos.limit, Mishap::Limited),
        (chaos.busy, Mishap::Busy),
        (chaos.trickle, Mishap::Trickle),
        (of_writes(chaos.forbid), Mishap::ForbiddenPage),
        (of_writes(chaos.unauthorize), Mishap::UnauthorizedPage),
    ]
    .into_iter()
    .find(|(percent, _)| state.chance.happens(*percent))
    .map(|(_, mishap)| mishap)
}

async fn spoil(mishap: Mishap, response: Response, retry_after: Duration, cutter: Option<CutSwitch>) -> Response {
    let later = [(header::RETRY_AFTER, retry_after.as_secs().to_string())];
    match mishap {
        Mishap::Unavailable => unavailable(),
        Mishap::Busy => (later, unavailable()).into_response(),
        Mishap::Limited => {
            (later, page(StatusCode::TOO_MANY_REQUESTS, "You have sent too many requests.")).into_response()
        }
        Mishap::ForbiddenPage => {
            page(StatusCode::FORBIDDEN, "This answer was blocked by the web application firewall.")
        }
        Mishap::UnauthorizedPage => page(StatusCode::UNAUTHORIZED, "Your session at this portal has ended."),
        Mishap::Trickle => {
            let whole = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
            (JSON_HEADER, Body::from_stream(one_by_one(whole))).into_response()
        }
        Mishap::HtmlWithOk => {
            let page = "<!DOCTYPE html>\n<html><head><title>Welcome to the guest network</title></head>\n\
                        <body><h1>Please accept the terms of use</h1></body></html>\n";
            Html(page).into_response()
        }
        Mishap::Empty => (JSON_HEADER, Body::empty()).into_response(),
        Mishap::Truncated => {
            // The bodies are in memory, so reading one cannot fail.
            let whole = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
            (JSON_HEADER, whole.slice(..whole.len() * 2 / 3)).into_response()
        }
        Mishap::Huge => {
            let padding = "x".repeat(HUGE_ANSWER_BYTES);
            let body = format!(r#"{{"status":{{"code":"OK","message":"","description":"{padding}"}},"data":{{}}}}"#);
            (JSON_HEADER, body).into_response()
        }
        Mishap::Hang | Mishap::Cut | Mishap::Lost => {
            if mishap == Mishap::Hang {
                tokio::time::sleep(HANG_TIME).await;
            }
            if let Some(cutter) = cutter {
                cutter.cut();
            }
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn page(status: StatusCode, words: &str) -> Response {
    let page =
        format!("<html><head><title>{status}</title></head>\n<body><h1>{status}</h1>\n<p>{words}</p></body></html>\n");
    (status, Html(page)).into_response()
}

fn unavailable() -> Response {
    page(StatusCode::SERVICE_UNAVAILABLE, "The server is temporarily unable to service your request.")
}

fn one_by_one(whole: Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(whole, async |mut rest| {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(TRICKLE_DELAY).await;
        let byte = rest.split_to(1);
        Some((Ok(byte), rest))
    })
}
