//! The routes and their handlers. Each operation's path comes from the catalogue.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, Uri, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use crmcom::{
    catalogue::{Availability, OPERATIONS, Operation},
    release::Release,
};
use serde_json::{Map, Value, json};

use crate::{
    envelope::{self, Refusal, code},
    fault_injection, processing_run,
    render::{self, View},
    routes::{
        get::{self, List},
        methods::{API_ROOT, METHODS, Method},
        post::{self, Outcome},
        query::Query,
        reset,
    },
    sentinel::Mishap,
    server_state::Crm,
};

const SIGN_IN_PATH: &str = "authentication/token";
const SIGN_IN_BY_KEY_PATH: &str = "authentication/web_api_key/token";
const RELEASE_TOKEN_PATH: &str = "authentication/token/release";

type Answer = Result<(Value, Option<Mishap>), Refusal>;

pub fn router(crm: Arc<Crm>) -> Router {
    let mut router = Router::new();
    let mut route = |path: &str, method: axum::routing::MethodRouter<Arc<Crm>>| {
        let method = method.fallback(wrong_method);
        let both = [format!("{API_ROOT}{path}"), format!("{API_ROOT}{path}/")];
        // Existing clients write a slash before the question mark.
        router = both.iter().fold(std::mem::take(&mut router), |router, path| router.route(path, method.clone()));
    };
    route(SIGN_IN_PATH, post(sign_in));
    route(SIGN_IN_BY_KEY_PATH, post(sign_in_by_key));
    route(RELEASE_TOKEN_PATH, post(release_token));
    for (path, operations) in by_path() {
        let handler = async move |State(crm): State<Arc<Crm>>, body: Bytes| {
            let answer = operate(&crm, path, &operations, &body).await;
            finish(&crm, answer)
        };
        route(path, post(handler));
    }
    for (path, method, from) in METHODS {
        let handler = async move |State(crm): State<Arc<Crm>>, RawQuery(query): RawQuery| {
            let query = Query::read(&query.unwrap_or_default());
            let looked = look(&crm, path, method, from, &query);
            if method == Method::ConaxList && matches!(looked, Ok((_, None))) {
                return finish_list(&crm, get::list(&crm, &query));
            }
            finish(&crm, looked)
        };
        route(path, get(handler));
    }
    let way = middleware::from_fn_with_state(Arc::clone(&crm), fault_injection::way);
    router.fallback(unknown_path).layer(way).with_state(crm)
}

/// Groups operations by path, because pair and unpair share one.
fn by_path() -> BTreeMap<&'static str, Vec<&'static Operation>> {
    let mut paths: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for operation in OPERATIONS {
        paths.entry(operation.path).or_default().push(operation);
    }
    paths
}

fn finish(crm: &Crm, answer: Answer) -> Response {
    let release = crm.state().release;
    let (result, mishap) = match answer {
        Ok((data, mishap)) => (Ok(data), mishap),
        Err(refusal) => (Err(refusal), None),
    };
    let mut response = envelope::answer(release, result);
    if let Some(mishap) = mishap {
        response.extensions_mut().insert(mishap);
    }
    response
}

fn finish_list(crm: &Arc<Crm>, list: Result<List, Refusal>) -> Response {
    match list {
        Ok(list) => envelope::list(crm.state().release, list.pieces(Arc::clone(crm))),
        Err(refusal) => finish(crm, Err(refusal)),
    }
}

async fn operate(crm: &Crm, path: &str, sharing: &[&'static Operation], body: &[u8]) -> Answer {
    let release = crm.state().release;
    match sharing[0].offered_by(release) {
        Ok(()) => {}
        Err(Availability::NotYet { from }) => return Err(not_yet(path, from)),
        Err(Availability::NoLonger { until }) => {
            return Err(Refusal::no_such_method(path, &format!("Available up to {until}; this is {release}.")));
        }
    }
    let Some(provider) = sharing[0].provider else {
        return Ok((json!({}), reset::reset(crm, sharing[0], &object(body)?)?));
    };
    let (created, mishap) = match post::create(crm, provider, sharing, &object(body)?)? {
        Outcome::Nothing(mishap) => return Ok((Value::Null, Some(mishap))),
        Outcome::Replayed(older) => return Ok((told(crm, &older), None)),
        Outcome::Created(created, mishap) => (created, mishap),
    };
    if created.process_immediately {
        let ca_latency = crm.state().ca_latency;
        if !ca_latency.is_zero() {
            tokio::time::sleep(ca_latency).await;
        }
        processing_run::process(crm, &created.id);
    }
    Ok((told(crm, &created.told), mishap))
}

/// A request in the format of an answer to a write.
fn told(crm: &Crm, id: &str) -> Value {
    let state = &*crm.state();
    let found = state.requests.find("id", id);
    found
        .map(|request| render::request(request, View::ListOrCreate, state.release, &state.inventory))
        .unwrap_or_default()
}

fn look(crm: &Crm, path: &str, method: Method, from: Release, query: &Query) -> Answer {
    if crm.state().release < from {
        return Err(not_yet(path, from));
    }
    get::read(crm, method, query)
}

fn not_yet(path: &str, from: Release) -> Refusal {
    Refusal::no_such_method(path, &format!("Available from {from}."))
}

/// An empty body is an empty object: some methods need none.
fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body).map_err(|_| Refusal::new(code::NOT_JSON, "The body is not a JSON object."))
}

/// A text parameter; null and empty count as absent.
fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

async fn sign_in(State(crm): State<Arc<Crm>>, body: Bytes) -> Response {
    let sign_in = || {
        let body = object(&body)?;
        let needed = |name| text(&body, name).ok_or_else(|| Refusal::missing(name));
        let credentials = (needed("username")?, needed("password")?, needed("organisation")?);
        let now = crm.clock.now();
        let state = &mut *crm.state();
        state.sessions.sign_in(credentials, text(&body, "unit"), state.release, now, &mut state.chance)
    };
    let token = sign_in();
    finish(&crm, token.map(|token| (json!({ "token": token }), None)))
}

async fn sign_in_by_key(State(crm): State<Arc<Crm>>, headers: HeaderMap, body: Bytes) -> Response {
    let sign_in = || {
        let now = crm.clock.now();
        let state = &mut *crm.state();
        if state.release < Release::R10 {
            return Err(not_yet(SIGN_IN_BY_KEY_PATH, Release::R10));
        }
        let body = object(&body)?;
        let key = basic_user(&headers).unwrap_or_default();
        state.sessions.sign_in_by_key(&key, text(&body, "unit"), state.release, now, &mut state.chance)
    };
    let token = sign_in();
    finish(&crm, token.map(|token| (json!({ "token": token }), None)))
}

/// `Authorization: Basic base64(key + ":")`: the key is the user name, the password is empty.
fn basic_user(headers: &HeaderMap) -> Option<String> {
    let encoded = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    decoded.strip_suffix(':').map(ToOwned::to_owned)
}

async fn release_token(State(crm): State<Arc<Crm>>, body: Bytes) -> Response {
    let release = || {
        let at = crm.state().release;
        if at < Release::R10 {
            return Err(not_yet(RELEASE_TOKEN_PATH, Release::R10));
        }
        if at >= Release::R12 {
            return Err(Refusal::no_such_method(
                RELEASE_TOKEN_PATH,
                "Not offered any more since tokens are JWTs (R12).",
            ));
        }
        let body = object(&body)?;
        let token = text(&body, "token");
        crm.author(token)?;
        crm.state().sessions.release(token.unwrap_or_default());
        Ok((json!({}), None))
    };
    let released = release();
    finish(&crm, released)
}

async fn wrong_method(State(crm): State<Arc<Crm>>, uri: Uri) -> Response {
    let refusal = Refusal::no_such_method(uri.path(), "The path exists with the other of GET and POST.");
    let refusal = Refusal { http: StatusCode::METHOD_NOT_ALLOWED, ..refusal };
    finish(&crm, Err(refusal)).into_response()
}

async fn unknown_path(State(crm): State<Arc<Crm>>, uri: Uri) -> Response {
    finish(&crm, Err(Refusal::no_such_method(uri.path(), "No method of the sandbox has this path.")))
}
