use std::net::TcpStream;

use super::*;

#[tokio::test]
async fn a_reserved_sandbox_listens_only_when_opened() {
    let sandbox = Sandbox::reserve(Options::default()).unwrap();
    let address = sandbox.url().strip_prefix("http://").unwrap().to_owned();
    assert!(TcpStream::connect(&address).is_err(), "nobody chose it");
    for _ in 0..2 {
        sandbox.gate().open().unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = http.post(format!("{}{API_ROOT}authentication/token", sandbox.url())).send().await.unwrap();
        assert!(answer.text().await.unwrap().contains("status"), "it serves");
    }
    let gate = sandbox.gate();
    drop(sandbox);
    tokio::task::yield_now().await;
    gate.open().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn the_next_sandbox_may_have_the_same_port() {
    for _ in 0..3 {
        let first = Sandbox::start(Options::default()).unwrap();
        let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
        let open = TcpStream::connect(("127.0.0.1", port)).unwrap();
        drop(first);
        drop(open);
        tokio::task::yield_now().await;
        let second = Sandbox::start(Options { port, ..Options::default() });
        assert!(second.is_ok(), "{second:?}");
    }
}

/// With the option, two sockets may reserve one port; the one that listens first gets it.
#[cfg(unix)]
#[tokio::test]
async fn a_sandbox_that_could_not_listen_can_try_again() {
    use std::net::SocketAddr;
    let sandbox = Sandbox::reserve(Options::default()).unwrap();
    let address: SocketAddr = sandbox.url().trim_start_matches("http://").parse().unwrap();
    let other = tokio::net::TcpSocket::new_v4().unwrap();
    other.set_reuseaddr(true).unwrap();
    other.bind(address).unwrap();
    let other = other.listen(1).unwrap();
    for _ in 0..2 {
        assert!(sandbox.gate().open().is_err(), "another program has the port");
    }
    drop(other);
    sandbox.gate().open().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(sandbox.url()).send().await.unwrap();
    assert_eq!(answer.status(), 404, "it serves");
    sandbox.gate().open().unwrap();
}
