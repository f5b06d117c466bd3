//! Signatures that other programs made: Debian's minisign 0.11 signed `fixtures/manifest.json`.

use minisign::SignatureBox;

use crate::{
    manifest::{Manifest, public_key},
    source::Source,
    view::UpdateFaultCode,
};

const PUBLIC_KEY: &str = include_str!("fixtures/minisign.pub");

fn fixtures() -> Source {
    Source::Folder(concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests").into())
}

#[test]
fn a_manifest_that_the_program_minisign_signed_is_accepted() {
    let key = public_key(PUBLIC_KEY.lines().last().unwrap()).unwrap();
    let manifest = Manifest::read(&fixtures(), "fixtures", &key).unwrap();
    assert_eq!((manifest.version.to_string().as_str(), manifest.channel.as_str()), ("1.2.3", "stable"));
}

#[test]
fn a_signature_without_a_hash_of_the_whole_file_is_refused() {
    // Made by `minisign -S -l`, which an old program may still do: its signature is right, and not of the kind in use.
    let dir = tempfile::tempdir().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tests/fixtures");
    std::fs::copy(format!("{folder}/manifest.json"), dir.path().join("manifest.json")).unwrap();
    let legacy = std::fs::read_to_string(format!("{folder}/legacy.minisig")).unwrap();
    assert!(!SignatureBox::from_string(&legacy).unwrap().is_prehashed());
    std::fs::write(dir.path().join("manifest.json.minisig"), legacy).unwrap();
    let key = public_key(PUBLIC_KEY.lines().last().unwrap()).unwrap();
    let fault = Manifest::read(&Source::Folder(dir.path().into()), "", &key).unwrap_err();
    assert_eq!(fault.code, UpdateFaultCode::BadSignature);
}
