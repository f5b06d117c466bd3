use std::net::TcpStream;

use super::*;

#[tokio::test]
async fn a_reserved_sandbox_listens_when_it_is_opened_and_not_before() {
    let sandbox = Sandbox::reserve(Options::default()).unwrap();
    let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
    assert!(TcpStream::connect(&address).is_err(), "nobody chose it");
    assert!(std::net::TcpListener::bind(&address).is_err(), "the port is kept for it");
    for _ in 0..2 {
        sandbox.gate().open().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.post(format!("{}{ROOT}authentication/token", sandbox.url())).send().await.unwrap();
        assert!(answer.text().await.unwrap().contains("status"), "it serves");
    }
    let gate = sandbox.gate();
    drop(sandbox);
    tokio::task::yield_now().await;
    gate.open().unwrap();
}
