use base64::prelude::BASE64_STANDARD;
use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::*;

fn made(name: &str) -> (String, Vec<u8>, String) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    (cert.pem().replace("\r\n", "\n"), cert.der().to_vec(), signing_key.serialize_pem())
}

fn armour(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn read(file: &[u8]) -> Vec<Vec<u8>> {
    certificates(file).unwrap().iter().map(|one| one.to_vec()).collect()
}

fn refused(file: &[u8]) -> String {
    match certificates(file) {
        Err(Error::BadCertificateFile { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn reads_certificates_from_pem_and_der_files() {
    let (one, one_der, _) = made("one.example");
    let (two, two_der, _) = made("two.example");
    let both = vec![one_der.clone(), two_der.clone()];
    // The trust settings that `openssl x509 -trustout` appends to a certificate.
    let aux = [0x30, 0x0c, 0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
    let trusted = [one_der.as_slice(), &aux].concat();
    let noted = format!("Subject: CN=one\nBag Attributes\n{one}\n# two\n{two}");
    let bare: String = one.lines().filter(|line| !line.contains("-----")).collect();
    for (what, file, found) in [
        ("PEM", one.clone().into_bytes(), vec![one_der.clone()]),
        ("DER", one_der.clone(), vec![one_der.clone()]),
        ("two", format!("{one}{two}").into_bytes(), both.clone()),
        ("two with notes", noted.into_bytes(), both.clone()),
        (
            "notes in another encoding",
            [b"\xc1\xe8\xde\xed\xe1\n".as_slice(), one.as_bytes()].concat(),
            vec![one_der.clone()],
        ),
        ("lines of Windows", one.replace('\n', "\r\n").into_bytes(), vec![one_der.clone()]),
        ("lines of old Macs", one.replace('\n', "\r").into_bytes(), vec![one_der.clone()]),
        ("a mark", format!("\u{feff}{one}").into_bytes(), vec![one_der.clone()]),
        ("UTF-16", utf16(&one), vec![one_der.clone()]),
        ("blanks", one.replace('\n', " \n  ").into_bytes(), vec![one_der.clone()]),
        ("one line", armour("CERTIFICATE", &one_der).replacen('\n', "", 3).into_bytes(), vec![one_der.clone()]),
        ("no end of the last line", one.trim_end().as_bytes().to_vec(), vec![one_der.clone()]),
        ("no filling", one.replace('=', "").into_bytes(), vec![one_der.clone()]),
        ("trusted", armour("TRUSTED CERTIFICATE", &trusted).into_bytes(), vec![one_der.clone()]),
        ("trusted, DER", trusted, vec![one_der.clone()]),
        ("an old name", armour("X509 CERTIFICATE", &one_der).into_bytes(), vec![one_der.clone()]),
        ("several, DER", both.concat(), both.clone()),
        ("twice the same", format!("{one}{two}{one}").into_bytes(), both),
        ("beside other things", format!("{}{one}", armour("X509 CRL", &[0x30, 0])).into_bytes(), vec![one_der.clone()]),
        ("without its frame", bare.into_bytes(), vec![one_der]),
    ] {
        assert_eq!(read(&file), found, "{what}");
    }
}

#[test]
fn refuses_other_files_and_names_their_kind() {
    let (one, der, key) = made("one.example");
    let key_der = decoded(&key.lines().filter(|line| !line.contains("-----")).collect::<String>()).unwrap();
    let pkcs7 = [&[0x30, 0x0d], SIGNED_DATA_OID, &[0xa0, 0x00]].concat();
    for (file, word) in [
        (format!("{one}{key}").into_bytes(), "private key"),
        (format!("{}{one}", armour("ENCRYPTED PRIVATE KEY", &key_der)).into_bytes(), "private key"),
        (armour("RSA PRIVATE KEY", &key_der).into_bytes(), "private key"),
        (key_der, "private key"),
        (armour("PKCS7", &pkcs7).into_bytes(), "PKCS#7"),
        (pkcs7, "PKCS#7"),
        (vec![0x30, 0x05, 0x02, 0x01, 0x03, 0x30, 0x00], "PKCS#12"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02".to_vec(), "Java"),
        (armour("CERTIFICATE REQUEST", &der).into_bytes(), "request"),
        (armour("PUBLIC KEY", &der).into_bytes(), "no certificate"),
        (Vec::new(), "no certificate"),
        (b"hello".to_vec(), "no certificate"),
        (b"<html>".to_vec(), "no certificate"),
        (one.as_bytes()[..200].to_vec(), "does not end"),
        (der[..200].to_vec(), "no certificate"),
        (armour("CERTIFICATE", &der[..200]).into_bytes(), "cut off"),
        (armour("CERTIFICATE", &[0x30, 0x03, 0x02, 0x01, 0x05]).into_bytes(), "cannot be read"),
        (b"-----BEGIN CERTIFICATE-----\nAA!A\n-----END CERTIFICATE-----\n".to_vec(), "damaged"),
        (b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".to_vec(), "damaged"),
    ] {
        let reason = refused(&file);
        assert!(reason.contains(word), "{word}: {reason}");
    }
}
