//! Forwarding proxies, written here from their specifications.

use std::{net::SocketAddr, sync::Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::TcpStream,
};

use super::*;

#[derive(Clone, Copy)]
enum Speaks {
    /// Requires `Proxy-Authorization: Basic` with these credentials.
    Http(&'static str),
    /// Requires user and password (RFC 1929).
    Socks(&'static str, &'static str),
}

/// A proxy that forwards everything to one address, and a record of the requested targets.
async fn proxy(speaks: Speaks, to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let heard = Arc::clone(&heard);
            tokio::spawn(async move {
                // An error means that the client gave up.
                let _ = serve(speaks, to, stream, &heard).await;
            });
        }
    });
    (address, asked)
}

async fn serve(
    speaks: Speaks,
    to: SocketAddr,
    mut client: TcpStream,
    heard: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    match speaks {
        Speaks::Http(credentials) => {
            let mut opening = Vec::new();
            while !opening.ends_with(b"\r\n\r\n") {
                opening.push(client.read_u8().await?);
            }
            let opening = String::from_utf8_lossy(&opening).into_owned();
            heard.lock().expect("nobody panics").push(opening.lines().next().unwrap_or_default().to_owned());
            if !opening.to_lowercase().contains(&format!("proxy-authorization: basic {}", credentials.to_lowercase())) {
                return client.write_all(b"HTTP/1.1 407 Who\r\ncontent-length: 0\r\n\r\n").await;
            }
            client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        }
        Speaks::Socks(user, password) => {
            let mut greeting = [0; 2];
            client.read_exact(&mut greeting).await?;
            let mut methods = vec![0; greeting[1].into()];
            client.read_exact(&mut methods).await?;
            if !methods.contains(&2) {
                return client.write_all(&[5, 0xff]).await;
            }
            client.write_all(&[5, 2]).await?;
            client.read_u8().await?;
            let (named, given) = (text(&mut client).await?, text(&mut client).await?);
            let right = (named.as_str(), given.as_str()) == (user, password);
            client.write_all(&[1, u8::from(!right)]).await?;
            if !right {
                return Ok(());
            }
            let mut request = [0; 4];
            client.read_exact(&mut request).await?;
            let place = match request[3] {
                3 => text(&mut client).await?,
                kind => {
                    let mut address = vec![0; if kind == 1 { 4 } else { 16 }];
                    client.read_exact(&mut address).await?;
                    format!("{address:?}")
                }
            };
            let port = client.read_u16().await?;
            heard.lock().expect("nobody panics").push(format!("{place}:{port}"));
            client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        }
    }
    let mut server = TcpStream::connect(to).await?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

async fn text(stream: &mut TcpStream) -> std::io::Result<String> {
    let length = stream.read_u8().await?;
    let mut bytes = vec![0; length.into()];
    stream.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn through(speaks: Speaks, address: impl Fn(SocketAddr) -> String) -> (Result<(), Error>, Vec<String>, String) {
    let (server, pem) = self_signed("crm.invalid", Reply::json(200, OK)).await;
    let (proxy, heard) = proxy(speaks, server.address).await;
    let config = Config {
        server_url: "https://crm.invalid".parse().expect("a URL"),
        certificates: certificates(&pem).expect("certificates"),
        proxy: Some(address(proxy)),
        ..server.config(Release::R11)
    };
    let client = Client::new(config).expect("a client");
    let sent = client.submit(&token(), &set_pin()).await.map(|_| ());
    let told = format!("{client:?} {sent:?} {:?}", client.probe().await);
    let heard = heard.lock().expect("nobody panics").clone();
    (sent, heard, told)
}

#[tokio::test]
async fn sends_credentials_to_a_proxy_that_requires_them() {
    // `me:hunter 22` in Base64.
    let wants = Speaks::Http("bWU6aHVudGVyIDIy");
    let (sent, heard, _) = through(wants, |proxy| format!("http://me:hunter%2022@{proxy}")).await;
    sent.expect("it is passed on");
    assert!(heard.iter().all(|asked| asked == "CONNECT crm.invalid:443 HTTP/1.1"), "{heard:?}");
    for address in ["http://me:wrong77@", "http://", ""] {
        let (sent, _, told) = through(wants, |proxy| format!("{address}{proxy}")).await;
        let refused = sent.expect_err("it wants others");
        assert!(matches!(refused, Error::ProxyFailed { .. }), "{refused:?}");
        assert_eq!(refused.delivery(), Delivery::Never);
        assert!(!told.contains("wrong77"), "{told}");
    }
}

#[tokio::test]
async fn connects_by_socks_with_user_and_password() {
    let wants = Speaks::Socks("me", "hunter22");
    let (sent, heard, _) = through(wants, |proxy| format!("socks5h://me:hunter22@{proxy}")).await;
    sent.expect("it is passed on");
    assert!(heard.iter().all(|asked| asked == "crm.invalid:443"), "the proxy finds the name: {heard:?}");
    let (sent, _, told) = through(wants, |proxy| format!("socks5h://me:wrong77@{proxy}")).await;
    let refused = sent.expect_err("it wants others");
    assert!(matches!(refused, Error::ProxyFailed { .. }), "{refused:?}");
    assert_eq!(refused.delivery(), Delivery::Never, "it passed on nothing");
    assert!(!told.contains("wrong77"), "{told}");
    let (sent, _, _) = through(wants, |proxy| format!("socks5://me:hunter22@{proxy}")).await;
    assert!(sent.is_err(), "this computer is to find the name, and there is none");
}

/// A proxy by TLS with a self-signed certificate that forwards everything to one address.
async fn tls_proxy(to: SocketAddr) -> (SocketAddr, Vec<u8>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate can be made");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let tls = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(tls.expect("the key fits the certificate")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it listens");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut client = acceptor.accept(stream).await?;
                let mut opening = Vec::new();
                while !opening.ends_with(b"\r\n\r\n") {
                    opening.push(client.read_u8().await?);
                }
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                copy_bidirectional(&mut client, &mut TcpStream::connect(to).await?).await
            });
        }
    });
    (address, cert.pem().into_bytes())
}

#[tokio::test]
async fn names_the_hop_at_which_tls_fails_through_a_proxy() {
    let (server, of_server) = self_signed("crm.invalid", Reply::json(200, OK)).await;
    let (proxy, of_proxy) = tls_proxy(server.address).await;
    let (_, stranger) = self_signed("localhost", Reply::Cut).await;
    let by = |scheme: &str, server_url: &str, pems: &[&[u8]]| {
        let config = Config {
            server_url: server_url.parse().expect("a URL"),
            certificates: certificates(&pems.concat()).expect("certificates"),
            proxy: Some(format!("{scheme}://me:hunter22@localhost:{}", proxy.port())),
            ..server.config(Release::R11)
        };
        Client::new(config).expect("a client")
    };
    let far = "https://crm.invalid";
    by("https", far, &[&of_server, &of_proxy]).submit(&token(), &set_pin()).await.expect("both are trusted");

    let client = by("https", far, &[&of_proxy, &stranger]);
    let error = client.submit(&token(), &set_pin()).await.expect_err("the server is not trusted");
    assert!(matches!(error, Error::CertificateNotTrusted { .. }), "{error:?}");

    let place = format!("localhost:{}", proxy.port());
    for server_url in [far, "http://127.0.0.1:9"] {
        let client = by("https", server_url, &[&of_server, &stranger]);
        let error = client.submit(&token(), &set_pin()).await.expect_err("the proxy is not trusted");
        let Error::ProxyFailed { words: told } = &error else { panic!("{server_url}: {error:?}") };
        assert!(told.contains(&place) && told.contains("certificate is not trusted"), "the proxy is named: {told}");
        assert_eq!(error.delivery(), Delivery::Never);
        let tested = client.probe().await;
        assert!(matches!(&tested.last().expect("a hop").error, Some(Error::ProxyFailed { .. })), "{tested:?}");
        assert!(!format!("{error:?} {tested:?}").contains("hunter22"), "{error:?}");
    }

    // A server that does not speak TLS.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let plain = listener.local_addr().expect("it listens");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 What\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let config = Config {
        server_url: far.parse().expect("a URL"),
        certificates: certificates(&of_server).expect("certificates"),
        proxy: Some(format!("https://localhost:{}", plain.port())),
        ..server.config(Release::R11)
    };
    let error = Client::new(config).expect("a client").submit(&token(), &set_pin()).await.expect_err("no TLS");
    assert!(matches!(&error, Error::ProxyFailed { words } if words.contains("no TLS with it")), "{error:?}");
}
