//! The forms that are sent, and the process that sends them.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::json;
use tokio::time::sleep;

/// Forms of every kind: most have a card of their own, some are twins, some have a PIN, some are Nagravision's.
pub fn forms(random: &mut fastrand::Rng, sends: usize) -> Vec<serde_json::Value> {
    let mut card = String::new();
    let form = |operation: &str, values: serde_json::Value| json!({ "operation": operation, "values": values });
    (0..sends)
        .map(|number| match random.u8(0..100) {
            0..2 => {
                form("nagra.unpair", json!({ "smartcard_identifier": format!("2000000{:03}54", random.u8(1..20)) }))
            }
            2..4 => {
                let which = random.u8(1..20);
                let values = json!({
                    "subscription_identifier": format!("S{}", 99 + which),
                    "smartcard_identifier": format!("019000000{which:02}"),
                    "pin": format!("{:04}", random.u16(..10_000)),
                });
                form("conax.set-pin", values)
            }
            kind => {
                if kind > 6 || card.is_empty() {
                    // No card with this ending is a sentinel.
                    card = format!("03{number:07}55");
                }
                let values = json!({
                    "smartcard_set.0.smartcard_ca_id": card,
                    "stb_set.0.stb_ca_id": format!("stb-{number:06}-55"),
                });
                form(
                    "conax.create-pairing",
                    if kind > 6 {
                        values
                    } else {
                        json!({
                            "smartcard_set.0.smartcard_ca_id": card,
                            "stb_set.0.stb_ca_id": "stb-twin-55",
                        })
                    },
                )
            }
        })
        .collect()
}

pub fn sender(directory: &Path, list: &Path, log: &Path, environment: &[(&str, String)]) -> Child {
    let log = fs::OpenOptions::new().create(true).append(true).open(log).expect("a log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_storm_sender"));
    command.arg(directory).arg(list).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command.spawn().expect("it starts")
}

/// The last lines that a sender printed.
pub fn said(log: &Path) -> String {
    let all = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = all.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

pub async fn ended(child: &mut Child) -> bool {
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return status.success();
        }
        sleep(Duration::from_millis(20)).await;
    }
}
