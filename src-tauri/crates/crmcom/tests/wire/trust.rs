//! Certificates, proxies, and the connection test.

#[cfg(unix)]
mod of_openssl;
mod proxies;

use std::sync::Arc;

use crmcom::{Client, Config, Delivery, Error, Hop, HopResult, Release, certificates};
use rcgen::{CertificateParams, CertifiedKey, Issuer, KeyPair, generate_simple_self_signed};
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use crate::server::{Reply, Server, set_pin, token};

const OK: &str = r#"{"status":{"code":"OK"},"data":{"id":"A1"}}"#;
const NO_TOKEN: &str = r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION","message":"No token"}}"#;

/// A server with a self-signed certificate, and that certificate.
async fn self_signed(name: &str, reply: Reply) -> (Server, Vec<u8>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([name.to_owned()]).expect("a certificate can be made");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let tls = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(tls.expect("the key fits the certificate")));
    (Server::start_with(vec![reply], Some(acceptor)).await, cert.pem().into_bytes())
}

fn hops(results: &[HopResult]) -> Vec<(Hop, bool)> {
    results.iter().map(|result| (result.hop, result.error.is_none())).collect()
}

#[tokio::test]
async fn a_self_signed_certificate_is_trusted_only_by_its_file() {
    let (server, pem) = self_signed("localhost", Reply::json(200, OK)).await;
    // An unrelated CA; it also makes the test independent of the system's certificates.
    let (_, stranger) = self_signed("localhost", Reply::Cut).await;
    let trusting = |pem: Vec<u8>| Config {
        certificates: certificates(&pem).expect("certificates"),
        ..server.config(Release::R11)
    };
    let client = Client::new(trusting(stranger.clone())).expect("a client");
    let error = client.submit(&token(), &set_pin()).await.expect_err("not trusted");
    assert!(matches!(error, Error::CertificateNotTrusted { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never, "nothing leaves before the certificate is trusted");
    assert!(server.asked().is_empty());
    let request = Client::new(trusting(pem)).expect("a client").submit(&token(), &set_pin()).await;
    assert_eq!(request.expect("trusted").expect("told").id, "A1");
}

#[tokio::test]
async fn a_servers_certificate_in_the_file_is_no_authority_over_others() {
    let made =
        |name: &str| (CertificateParams::new([name.to_owned()]).expect("a name"), KeyPair::generate().expect("a key"));
    let (old, old_key) = made("old.example");
    let pem = old.self_signed(&old_key).expect("signed").pem().into_bytes();
    let (new, new_key) = made("localhost");
    let forged = new.signed_by(&new_key, &Issuer::from_params(&old, &old_key)).expect("signed");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(new_key.serialize_der()));
    let tls = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![forged.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(tls.expect("the key fits the certificate")));
    let server = Server::start_with(vec![Reply::json(200, OK)], Some(acceptor)).await;
    let config = Config { certificates: certificates(&pem).expect("certificates"), ..server.config(Release::R11) };
    let error = Client::new(config).expect("a client").submit(&token(), &set_pin()).await.expect_err("not trusted");
    assert!(matches!(error, Error::CertificateNotTrusted { .. }), "{error:?}");
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted() {
    let (server, pem) = self_signed("elsewhere.example", Reply::json(200, OK)).await;
    let client =
        Client::new(Config { certificates: certificates(&pem).expect("certificates"), ..server.config(Release::R11) })
            .expect("a client");
    let error = client.submit(&token(), &set_pin()).await.expect_err("another name");
    assert!(matches!(error, Error::CertificateNotTrusted { .. }), "{error:?}");
}

#[tokio::test]
async fn a_probe_names_the_failing_hop() {
    let server = Server::start(Reply::json(200, NO_TOKEN)).await;
    let tested = server.client(Release::R11).probe().await;
    assert_eq!(hops(&tested), [(Hop::Name, true), (Hop::Server, true), (Hop::Crm, true)], "{tested:?}");

    let server = Server::start(Reply::answer(404, "text/html", "<h1>Not Found</h1>")).await;
    let tested = server.client(Release::R11).probe().await;
    assert_eq!(hops(&tested).last(), Some(&(Hop::Crm, false)), "a web server is not CRM.COM yet: {tested:?}");

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let nobody = format!("http://127.0.0.1:{}", listener.local_addr().expect("it listens").port());
    drop(listener);
    let config = Config { server_url: nobody.parse().expect("a URL"), ..server.config(Release::R11) };
    let tested = Client::new(config).expect("a client").probe().await;
    assert_eq!(hops(&tested), [(Hop::Name, true), (Hop::Server, false)], "{tested:?}");
}

#[tokio::test]
async fn a_probe_tests_the_certificate() {
    let (server, pem) = self_signed("localhost", Reply::json(200, NO_TOKEN)).await;
    let (_, stranger) = self_signed("localhost", Reply::Cut).await;
    let probe = async |pem: Vec<u8>| {
        let config = Config { certificates: certificates(&pem).expect("certificates"), ..server.config(Release::R11) };
        hops(&Client::new(config).expect("a client").probe().await)
    };
    let trusted = probe(pem).await;
    assert_eq!(trusted, [(Hop::Name, true), (Hop::Server, true), (Hop::Certificate, true), (Hop::Crm, true)]);
    assert_eq!(probe(stranger).await, [(Hop::Name, true), (Hop::Server, true), (Hop::Certificate, false)]);
}

#[tokio::test]
async fn through_a_proxy_the_first_hops_are_the_proxys() {
    let proxy = Server::start(Reply::answer(407, "text/html", "<p>Who are you</p>")).await;
    let config = Config {
        server_url: "https://crm.invalid".parse().expect("a URL"),
        proxy: Some(format!("http://me:hunter22@{}", proxy.address)),
        ..proxy.config(Release::R11)
    };
    let client = Client::new(config).expect("a client");
    let tested = client.probe().await;
    assert_eq!(hops(&tested), [(Hop::Name, true), (Hop::Server, true), (Hop::Certificate, false)], "{tested:?}");
    let error = client.submit(&token(), &set_pin()).await.expect_err("the proxy wants a name");
    assert!(matches!(error, Error::ProxyFailed { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never);
    assert!(!format!("{error:?} {tested:?}").contains("hunter22"));
    assert!(
        proxy.asked().iter().all(|asked| asked.starts_with("CONNECT crm.invalid:443 ")),
        "only the tunnel was asked for"
    );
}

#[tokio::test]
async fn a_407_is_attributed_to_the_proxy_only_if_there_is_one() {
    let page = || Reply::answer(407, "text/html", "<p>Who are you</p>");
    let proxy = Server::start(page()).await;
    let config = Config {
        server_url: "http://127.0.0.1:9".parse().expect("a URL"),
        proxy: Some(proxy.address.to_string()),
        ..proxy.config(Release::R11)
    };
    let error =
        Client::new(config).expect("a client").submit(&token(), &set_pin()).await.expect_err("it has to be asked");
    assert!(matches!(error, Error::ProxyFailed { .. }), "{error:?}");
    assert_eq!(error.delivery(), Delivery::Never, "it passes on nothing");
    assert!(proxy.asked()[0].starts_with("POST http://127.0.0.1:9/"), "the whole call went to the proxy");

    let server = Server::start(page()).await;
    let straight = server.client(Release::R11).submit(&token(), &set_pin()).await.expect_err("a page");
    assert_eq!((straight.delivery(), server.asked().len()), (Delivery::Maybe, 1), "no proxy: {straight:?}");
    let (server, pem) = self_signed("localhost", page()).await;
    let config = Config { certificates: certificates(&pem).expect("certificates"), ..server.config(Release::R11) };
    let inside = Client::new(config).expect("a client").submit(&token(), &set_pin()).await.expect_err("a page");
    assert_eq!(inside.delivery(), Delivery::Maybe, "it came through TLS: {inside:?}");
}

#[tokio::test]
async fn a_server_on_this_computer_is_not_reached_through_a_proxy_elsewhere() {
    let server = Server::start(Reply::json(200, OK)).await;
    let through =
        |proxy: &str| Client::new(Config { proxy: Some(proxy.to_owned()), ..server.config(Release::R11) }).err();
    let Some(error) = through("http://me:hunter22@proxy.example:3128") else { panic!("the token would be in clear") };
    assert_eq!(error, Error::InsecureProxy);
    assert!(error.to_string().contains("take the proxy out"), "it says what to do: {error}");
    assert!(through(&server.address.to_string()).is_none(), "one on this computer will do");
}
