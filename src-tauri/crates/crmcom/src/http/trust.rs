//! Verifies certificates for a connection with a certificate file. Trusted are the system's authorities, the
//! authorities in the file, and the very certificates in the file.
//!
//! The latter are for servers with a self-signed certificate. `openssl req -x509` marks it as an authority's, which is
//! not allowed for a server's certificate, so no verifier accepts it by its signature. Name and dates are checked all
//! the same.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_name,
    },
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::ParsedCertificate,
};
use rustls_platform_verifier::Verifier;
use webpki::{EndEntityCert, KeyUsage};

/// TLS settings equal to reqwest's own.
pub(crate) fn tls(file: Vec<CertificateDer<'static>>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let (mut roots, now) = (RootCertStore::empty(), UnixTime::now());
    roots.add_parsable_certificates(file.iter().filter(|one| is_authority(one, &provider, now)).cloned());
    let has_authorities = !roots.is_empty();
    if !has_authorities {
        // A verifier needs at least one root; this one is only used for these very certificates.
        roots.add_parsable_certificates(file.iter().cloned());
    }
    let of_file = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    // A system without certificates still has those in the file.
    let of_system = Verifier::new(provider.clone()).ok();
    let verifier = Trust { file, of_file, has_authorities, of_system };
    let mut tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(tls)
}

#[derive(Debug)]
struct Trust {
    file: Vec<CertificateDer<'static>>,
    of_file: Arc<WebPkiServerVerifier>,
    has_authorities: bool,
    of_system: Option<Verifier>,
}

/// Whether a certificate is an authority's. A server's own certificate signs no others, with any key usage. A
/// certificate before version 3 has no such marking and counts as one.
fn is_authority(one: &CertificateDer<'_>, provider: &CryptoProvider, now: UnixTime) -> bool {
    match EndEntityCert::try_from(one) {
        Ok(server) => {
            let algorithms = provider.signature_verification_algorithms.all;
            let used = server.verify_for_usage(algorithms, &[], &[], now, KeyUsage::server_auth(), None, None);
            matches!(used, Err(webpki::Error::CaUsedAsEndEntity))
        }
        Err(error) => matches!(error, webpki::Error::UnsupportedCertVersion),
    }
}

/// Whether the error concerns the signature, which is checked after the dates and before the name.
fn is_about_signing(error: &CertificateError) -> bool {
    match error {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => true,
        CertificateError::Other(other) => other.0.downcast_ref() == Some(&webpki::Error::CaUsedAsEndEntity),
        _ => false,
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let by_file = |intermediates: &[CertificateDer<'_>]| {
            self.of_file.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        if self.file.iter().any(|own| own == end_entity) {
            // Intermediates that the server sends are ignored.
            return match by_file(&[]) {
                Err(Error::InvalidCertificate(error)) if is_about_signing(&error) => {
                    verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                    Ok(ServerCertVerified::assertion())
                }
                judged => judged,
            };
        }
        let unsigned = || Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        let verified = if self.has_authorities { by_file(intermediates) } else { unsigned() };
        let (Err(Error::InvalidCertificate(error)), Some(system)) = (&verified, &self.of_system) else {
            return verified;
        };
        let by_system = system.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        // One chain to an authority may have expired while another one is valid.
        if by_system.is_ok() || is_about_signing(error) { by_system } else { verified }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.of_file.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.of_file.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.of_file.supported_verify_schemes()
    }
}
