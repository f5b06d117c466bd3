//! The report for support has what support asks for, and nothing that a stranger may not read.

use crate::tests::harness::*;

#[tokio::test]
async fn the_report_for_support_names_conditions_and_no_one() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    desk.outbox.send(set_pin(CARD, "4711")).await.unwrap();
    let logs = bed.data_dir().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let planted = format!(
        "{{\"message\":\"cannot read {}/cache.db\",\"token\":\"HUNTER2\"}}\n{{\"body\":\"{{\\\"pin\\\":\\\"4711\\\"}}\"}}\n",
        bed.data_dir().display()
    );
    std::fs::write(logs.join("desk.2026-01-01.log"), planted).unwrap();
    let report = desk.app.diagnostics("system: test\n").await.unwrap();
    for part in [
        "Provisioning Desk ",
        "\nsystem: test\n",
        "connection: Some(Sandbox), Some(\"R11\")",
        "session: Some(Active)",
        "outbox: OutboxCounts",
        "requests on this computer: Some(",
        "Log, last 2 lines",
        "cannot read <data>/cache.db",
    ] {
        assert!(report.contains(part), "{part:?} is not in it:\n{report}");
    }
    let organisation = sandbox::ORGANISATION;
    let folder = bed.data_dir().display().to_string();
    for secret in ["HUNTER2", "4711", CARD, sandbox::USERNAME, sandbox::PASSWORD, organisation, "127.0.0.1", &folder] {
        assert!(!report.contains(secret), "{secret} is in it:\n{report}");
    }
    desk.shutdown().await;
}
