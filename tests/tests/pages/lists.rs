//! Lists that could not be read, or not completely: every page that shows them says so.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use acceptance::{
    desktop::{Desktop, Launch},
    steps,
    window::{Window, key},
};
use sandbox::{Options, Sandbox};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use super::inspection::{Look, SIZES};

/// Two requests that can be read and two that cannot.
const PENDING: &str = r#"{"status":{"code":"OK"},"data":[
    {"id":"A1","number":"70001","type":"CREATE_PAIRING","life_cycle_state":"PENDING","name":"half \ud83d of one"},
    {"number":"70002","type":"UPDATE_CA_PIN_TO_GIVEN_VALUE","ca_pin":"4711","request":"01900000009 4711"},
    "not a request",
    {"id":"A3","number":"70003","type":"CREATE_PAIRING","life_cycle_state":"PENDING"}]}"#;
/// A long error page, as gateways write it.
const COMPLETED: &str = "<html><head><title>502 Bad Gateway</title></head><body>The backend is restarting. \
    Please contact the administrator of crm-provisioning.north.cable-operator.example and give this number: \
    17890426533901775541. Your request was received at 28/Nov/2026:21:36:04 +0200 by edge node nic-dmz-proxy-03.\
    </body></html>";

/// Two services that can be read and three rows that cannot.
const SERVICES: &str = r#"{"status":{"code":"OK"},"data":[
    {"id":"P1","code":"GOLD","description":"Gold package","type":{"classification":"SERVICES"}},
    {"description":"Kids, for the summer","pin":"4711","type":{"classification":"SERVICES"}},
    {"id":"P3","code":"SPORT","description":"Sport","type":{"classification":"SERVICES"}}, "SPORT", null]}"#;

/// A proxy to the sandbox that answers two of its request lists, and the list of products, itself.
async fn bent(sandbox: &Sandbox, no_products: Arc<AtomicBool>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = sandbox.url().trim_start_matches("http://").trim_end_matches('/').to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass(client, server.clone(), no_products.clone()));
        }
    });
    url
}

/// Handles the one call of a connection.
async fn pass(mut client: TcpStream, server: String, no_products: Arc<AtomicBool>) -> Option<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if client.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let line = text.lines().next().unwrap_or_default();
    let answer = |body: &str, kind: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    };
    let bent = match line {
        line if line.contains("PENDING") => answer(PENDING, "application/json"),
        line if line.contains("COMPLETED") => answer(COMPLETED, "text/html"),
        line if line.contains("products/list") && no_products.load(SeqCst) => answer(COMPLETED, "text/html"),
        line if line.contains("products/list") => answer(SERVICES, "application/json"),
        _ => {
            let mut onward = TcpStream::connect(server).await.ok()?;
            let head = text.replacen("\r\n", "\r\nconnection: close\r\n", 1);
            onward.write_all(head.as_bytes()).await.ok()?;
            copy_bidirectional(&mut client, &mut onward).await.ok()?;
            return Some(());
        }
    };
    client.write_all(bent.as_bytes()).await.ok()?;
    client.shutdown().await.ok()
}

async fn faults(theme: &'static str, test: &'static str) {
    let sandbox =
        Sandbox::start(Options { run_every: Duration::ZERO, ..Options::default() }).expect("the sandbox starts");
    let mut launch = Launch::new(test);
    let no_products = Arc::<AtomicBool>::default();
    launch.settings = steps::settings(&bent(&sandbox, no_products.clone()).await, "R11", 0);
    launch.settings["preferences"]["theme"] = theme.into();
    launch.settings["rules"] = json!({ steps::CONNECTION: { "serviceType": "TV" } });
    let desktop = Desktop::start(launch).await;
    let window = &desktop.window;
    window.sign_in(sandbox::USERNAME, sandbox::PASSWORD).await;
    let mut look = Look::new(window, theme, &SIZES);
    for (page, heading, name) in [
        ("#/requests", "^Requests$", "unread-requests"),
        ("#/home", "", "unread-home"),
        ("#/field", "^Field mode$", "unread-field"),
    ] {
        window.visit(page).await;
        if !heading.is_empty() {
            window.see("heading", heading).await;
        }
        window.read("2 of the pending requests could not be read").await;
        window.read("The list of completed requests could not be read").await;
        window.read("The backend is restarting").await;
        look.at(name).await;
    }
    window.visit("#/requests").await;
    window.see("row", "70001").await;
    window.see("row", "70003").await;
    window.tab_to_role("button", "^Show$").await;
    look.at("unread-focus").await;
    window.click("button", "^Show$").await;
    window.see("dialog", "").await;
    window.read("not a request").await;
    look.at("unread-rows").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;

    window.visit("#/operations/conax.add-service").await;
    window.tab_to("service_identifier").await;
    window.press(&[key::DOWN]).await;
    window.see("option", "GOLD").await;
    window.see("option", "SPORT").await;
    window.read("3 of the services could not be read").await;
    look.at("unread-services").await;
    window.press(&[key::ALT, 'u']).await;
    window.see("dialog", "").await;
    window.read("Kids, for the summer").await;
    look.at("unread-services-rows").await;
    window.press(&[key::ESCAPE]).await;
    window.gone("dialog", "").await;
    no_products.store(true, SeqCst);
    let returned = async |window: &Window| (window.focused().await == "service_identifier").then_some(());
    window.until("the focus is back", returned).await;
    window.press(&[key::DOWN]).await;
    window.see("option", "GOLD").await;
    window.press(&[key::CONTROL, 'r']).await;
    window.read("The list of services could not be read").await;
    window.see("option", "SPORT").await;
    look.at("unread-services-list").await;
    window.press(&[key::ESCAPE]).await;
    look.must_find_nothing().await;
    desktop.close().await;
}

#[tokio::test]
async fn unreadable_lists_in_light() {
    faults("light", "lists_light").await;
}

#[tokio::test]
async fn unreadable_lists_in_dark() {
    faults("dark", "lists_dark").await;
}
