//! Reads an organisation's certificates from a file: PEM of any kind or DER, one or many.

use std::borrow::Cow;

use base64::{Engine, engine::DecodePaddingMode, engine::GeneralPurpose, engine::GeneralPurposeConfig};
use rustls::pki_types::CertificateDer;

use crate::error::Error;

const LENIENT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

const PEM_BEGIN: &str = "-----BEGIN ";

/// Start of a PKCS#7 file after its length: the object identifier of signed data.
const SIGNED_DATA_OID: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// The version field of a PKCS#12 file.
const PKCS12_VERSION: &[u8] = &[0x02, 0x01, 0x03];
/// Version fields of private keys; a certificate has no such field in this place.
const PRIVATE_KEY_VERSIONS: [&[u8]; 2] = [&[0x02, 0x01, 0x00], &[0x02, 0x01, 0x01]];
const JAVA_KEY_STORE_START: &[u8] = &[0xfe, 0xed, 0xfe, 0xed];

const WITH_KEY: &str = "it holds a private key, which no desk may have. Ask for a file with certificates alone, and tell whoever sent this one";
const IS_PKCS7: &str = "it is a PKCS#7 file (.p7b). Save its certificates as PEM: openssl pkcs7 -print_certs";
const IS_PKCS12: &str =
    "it is a PKCS#12 file (.p12, .pfx), which is for private keys. Ask for a file with certificates alone";
const IS_JAVA: &str = "it is a key store of Java. Save its certificates as PEM: keytool -exportcert -rfc";
const IS_REQUEST: &str = "it is a request for a certificate, not a certificate. Ask for the one that was made for it";
const NO_CERTIFICATE: &str = "no certificate in it";

/// All certificates of a file in its order, without duplicates. The reason of an error names the actual content.
pub fn certificates(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found = read(file).map_err(|reason| Error::BadCertificateFile { reason })?;
    let mut certificates: Vec<CertificateDer<'static>> = Vec::new();
    for (place, der) in found.into_iter().enumerate() {
        let certificate = CertificateDer::from(der);
        webpki::anchor_from_trusted_cert(&certificate).map_err(|error| Error::BadCertificateFile {
            reason: format!("certificate {} in it cannot be read: {error}", place + 1),
        })?;
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}

fn read(file: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    if let Some(text) = text_of(file) {
        if text.contains(PEM_BEGIN) {
            return blocks(&text);
        }
        // Only the Base64 part of a PEM file, as pasted into a form.
        let der = decoded(&text).filter(|der| element(der).is_some()).ok_or(NO_CERTIFICATE)?;
        return sequences(&der);
    }
    sequences(file)
}

/// UTF-8 or UTF-16 by its byte-order mark, or ASCII; notes between certificates may be in any encoding.
fn text_of(file: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(file) {
        return Some(encoding.decode(file).0);
    }
    let pem = file.windows(PEM_BEGIN.len()).any(|part| part == PEM_BEGIN.as_bytes());
    let plain = || file.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    (pem || plain()).then(|| String::from_utf8_lossy(file))
}

fn blocks(text: &str) -> Result<Vec<Vec<u8>>, String> {
    let (mut found, mut other) = (Vec::new(), NO_CERTIFICATE);
    let mut rest = text;
    while let Some(at) = rest.find(PEM_BEGIN) {
        rest = &rest[at + PEM_BEGIN.len()..];
        let Some((label, after)) = rest.split_once("-----") else { break };
        let end = format!("-----END {label}-----");
        let Some((body, after)) = after.split_once(&end) else {
            return Err(format!("a block named {} does not end: the file was cut off", label.trim()));
        };
        rest = after;
        match label.trim() {
            label if label.ends_with("PRIVATE KEY") => return Err(WITH_KEY.to_owned()),
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
                let der = decoded(body).ok_or_else(|| format!("certificate {} in it is damaged", found.len() + 1))?;
                // OpenSSL appends the trust settings to a trusted certificate.
                let length =
                    element(&der).ok_or_else(|| format!("certificate {} in it is cut off", found.len() + 1))?;
                found.push(der[..length].to_vec());
            }
            "PKCS7" | "CMS" => other = IS_PKCS7,
            label if label.ends_with("CERTIFICATE REQUEST") => other = IS_REQUEST,
            _ => {}
        }
    }
    if found.is_empty() { Err(other.to_owned()) } else { Ok(found) }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    LENIENT_BASE64.decode(digits.trim_end_matches('=')).ok().filter(|der| !der.is_empty())
}

/// Parses a sequence of DER certificates.
fn sequences(file: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    if file.starts_with(JAVA_KEY_STORE_START) {
        return Err(IS_JAVA.to_owned());
    }
    let (mut found, mut rest) = (Vec::new(), file);
    while let Some(length) = element(rest) {
        let (one, after) = rest.split_at(length);
        let inside = content(one);
        if inside.starts_with(SIGNED_DATA_OID) {
            return Err(IS_PKCS7.to_owned());
        }
        if inside.starts_with(PKCS12_VERSION) {
            return Err(IS_PKCS12.to_owned());
        }
        if PRIVATE_KEY_VERSIONS.iter().any(|version| inside.starts_with(version)) {
            return Err(WITH_KEY.to_owned());
        }
        // Skips the trust settings of a trusted certificate, as above.
        let is_certificate = inside.first() == Some(&0x30) && element(inside).is_some_and(|length| length > 32);
        if is_certificate {
            found.push(one.to_vec());
        }
        rest = after;
    }
    if found.is_empty() { Err(NO_CERTIFICATE.to_owned()) } else { Ok(found) }
}

/// Length of the DER sequence at the start of these bytes.
fn element(der: &[u8]) -> Option<usize> {
    let (header, length) = header(der)?;
    let whole = header.checked_add(length)?;
    (whole <= der.len()).then_some(whole)
}

fn content(der: &[u8]) -> &[u8] {
    header(der).map_or(&[], |(header, _)| &der[header..])
}

fn header(der: &[u8]) -> Option<(usize, usize)> {
    let (&tag, &first) = (der.first()?, der.get(1)?);
    if tag != 0x30 {
        return None;
    }
    if first < 0x80 {
        return Some((2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    // Longer than any file, or of indefinite length.
    if !(1..=4).contains(&count) {
        return None;
    }
    let length = der.get(2..2 + count)?.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    Some((2 + count, length))
}

#[cfg(test)]
mod tests;
