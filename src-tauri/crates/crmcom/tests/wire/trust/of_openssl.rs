//! Certificates made with `openssl`, as users make them, and so by another program than the one that reads them.

use std::{fs, path::Path, process::Command};

use crmcom::Distrust;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};

use super::*;

fn openssl(dir: &Path, arguments: &str) {
    let output = Command::new("openssl").current_dir(dir).args(arguments.split(' ')).output();
    let output = output.expect("openssl is installed");
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Makes key and certificate with the usual command line.
fn make(dir: &Path, name: &str, more: &str) {
    openssl(
        dir,
        &format!(
            "req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -subj /CN=localhost \
             -addext subjectAltName=DNS:localhost{more}"
        ),
    );
}

async fn server(dir: &Path, name: &str) -> Server {
    let chain = vec![CertificateDer::from_pem_file(dir.join(name).with_extension("pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_file(dir.join(name).with_extension("key")).expect("a key");
    let tls = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("they fit");
    Server::start_with(vec![Reply::json(200, OK)], Some(TlsAcceptor::from(Arc::new(tls)))).await
}

async fn asked(server: &Server, file: &Path) -> Result<(), Error> {
    let certificates = certificates(&fs::read(file).expect("the file"))?;
    let client = Client::new(Config { certificates, ..server.config(Release::R11) })?;
    client.submit(&token(), &set_pin()).await.map(|_| ())
}

#[tokio::test]
async fn trusts_a_servers_own_certificate_with_and_without_the_ca_flag() {
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    make(dir, "marked", "");
    make(dir, "plain", " -addext basicConstraints=critical,CA:FALSE");
    make(dir, "other", "");
    for name in ["marked", "plain"] {
        openssl(dir, &format!("x509 -in {name}.pem -outform DER -out {name}.der"));
        openssl(dir, &format!("x509 -in {name}.pem -trustout -addtrust serverAuth -out {name}.trusted.pem"));
        let server = server(dir, name).await;
        for form in ["pem", "der", "trusted.pem"] {
            asked(&server, &dir.join(format!("{name}.{form}")))
                .await
                .unwrap_or_else(|error| panic!("{name}.{form}: {error}"));
        }
        let refused = asked(&server, &dir.join("other.pem")).await.expect_err("of the same name, and another one");
        assert!(
            matches!(refused, Error::CertificateNotTrusted { why: Distrust::Signer, .. }),
            "the very certificate counts, not its name: {refused:?}"
        );
    }
}

#[tokio::test]
async fn checks_name_and_dates_of_a_servers_own_certificate() {
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    openssl(
        dir,
        "req -x509 -newkey rsa:2048 -nodes -keyout name.key -out name.pem -subj /CN=localhost -addext \
         subjectAltName=DNS:elsewhere.example",
    );
    openssl(dir, "req -x509 -newkey rsa:2048 -nodes -keyout bare.key -out bare.pem -subj /CN=localhost");
    // A self-signed request with a negative validity period, which `req` alone cannot make.
    openssl(dir, "req -newkey rsa:2048 -nodes -keyout over.key -out over.csr -subj /CN=localhost");
    fs::write(dir.join("over.ext"), "basicConstraints=CA:TRUE\nsubjectAltName=DNS:localhost\n").expect("written");
    openssl(dir, "x509 -req -in over.csr -signkey over.key -days -1 -extfile over.ext -out over.pem");
    for (name, expected) in [("name", Distrust::Name), ("bare", Distrust::Name), ("over", Distrust::Dates)] {
        let server = server(dir, name).await;
        let refused = asked(&server, &dir.join(format!("{name}.pem"))).await.expect_err(name);
        let Error::CertificateNotTrusted { why, words } = &refused else { panic!("{name}: {refused:?}") };
        assert_eq!(*why, expected, "{name}: {words}");
        assert!(server.asked().is_empty(), "nothing is said to it");
    }
}

#[tokio::test]
async fn a_server_is_trusted_by_its_authority_and_by_its_own_certificate_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let dir = dir.path();
    openssl(dir, "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Authority");
    openssl(dir, "req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=localhost");
    fs::write(dir.join("leaf.ext"), "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n").expect("written");
    openssl(
        dir,
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -set_serial 7 -days 30 -extfile leaf.ext -out leaf.pem",
    );
    openssl(dir, "crl2pkcs7 -nocrl -certfile ca.pem -out ca.p7b");
    openssl(dir, "crl2pkcs7 -nocrl -certfile ca.pem -outform DER -out ca.p7b.der");
    openssl(dir, "pkcs12 -export -nokeys -in ca.pem -out ca.p12 -passout pass:x");
    let server = server(dir, "leaf").await;
    asked(&server, &dir.join("ca.pem")).await.expect("signed by it");
    asked(&server, &dir.join("leaf.pem")).await.expect("the very certificate");
    for (file, word) in
        [("ca.p7b", "PKCS#7"), ("ca.p7b.der", "PKCS#7"), ("ca.p12", "PKCS#12"), ("ca.key", "private key")]
    {
        let refused = asked(&server, &dir.join(file)).await.expect_err(file);
        assert!(refused.to_string().contains(word), "{file}: {refused}");
    }
}
