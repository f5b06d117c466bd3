//! A server that answers with documented members alone: lists of requests, and no look-ups. Every request that is sent to
//! it is completed at once, on a card with another CA id than before.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Starts the server, whose list of completed requests has one added service of a card. Returns its address.
pub(super) async fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    url
}

async fn answer(mut stream: TcpStream) {
    let mut asked = Vec::new();
    // The head, and a body as far as it came with it: no answer depends on the body.
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(read) if read > 0 => asked.extend_from_slice(&part[..read]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&asked);
    let body = answer_to(head.lines().next().unwrap_or_default()).to_string();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn answer_to(line: &str) -> Value {
    let ok = |data: Value| json!({"data": data, "status": {"code": "OK", "message": "", "description": ""}});
    if line.contains("authentication/token") {
        return ok(json!({"token": "0F1E2D3C4B5A69788796A5B4C3D2E1F0"}));
    }
    if line.contains("provisioning_requests/list") {
        let completed = line.contains("COMPLETED");
        return ok(if completed { json!([added()]) } else { json!([]) });
    }
    for (path, kind) in [("/add_subscriptions", "ADD_SUBSCRIPTIONS"), ("/cancel_subscriptions", "CANCEL_SUBSCRIPTIONS")]
    {
        if line.contains(path) {
            return ok(sent(kind));
        }
    }
    let code = "COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION";
    json!({"data": null, "status": {"code": code, "message": "Not found", "description": ""}})
}

fn sent(kind: &str) -> Value {
    static SENT: AtomicU32 = AtomicU32::new(0);
    let number = SENT.fetch_add(1, Relaxed);
    request(&(70_000 + number).to_string(), kind, &format!("0190007{number:04}"), 20 - i64::from(number))
}

fn added() -> Value {
    request("9998", "ADD_SUBSCRIPTIONS", super::CARD, 30)
}

fn request(number: &str, kind: &str, card: &str, minutes: i64) -> Value {
    let at = |minutes: i64| (Utc::now() - TimeDelta::minutes(minutes)).format("%Y-%m-%dT%H:%M:%S").to_string();
    json!({
        "id": format!("A{number}"), "number": number, "type": kind, "life_cycle_state": "COMPLETED",
        "parameters_set": [{"id": "1", "smartcard_ca_id": card}, {"id": "2", "service_ca_id": "2041"}],
        "priority": "REGULAR",
        "log_information": {"created_date": at(minutes), "updated_date": at(minutes)},
    })
}
