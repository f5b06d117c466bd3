use std::{env, fs, io::Cursor, path::Path};

use minisign::{PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use crate::{
    package::files::{read, write},
    shell::Result,
};

/// Ending of a signature's file, after the name of the signed one.
pub const ENDING: &str = ".minisig";

/// Variable with the secret key's password: an argument would be seen by other users.
const PASSWORD: &str = "MINISIGN_PASSWORD";

pub struct SigningKey(SecretKey);

impl SigningKey {
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text, env::var(PASSWORD).ok()).map_err(|reason| format!("{}: {reason}", path.display()))
    }

    #[cfg(test)]
    pub fn new(key: SecretKey) -> Self {
        Self(key)
    }

    fn parse(text: &str, password: Option<String>) -> Result<Self> {
        let kept = SecretKeyBox::from_string(text).map_err(|error| error.to_string())?;
        let key = match password {
            Some(password) => kept.into_secret_key(Some(password)),
            None => kept.into_unencrypted_secret_key(),
        };
        key.map(Self).map_err(|error| format!("{error} (a key with a password needs it in {PASSWORD})"))
    }

    /// Signs the file, and the comment with it.
    pub fn sign(&self, path: &Path, comment: &str) -> Result<()> {
        let bytes = read(path)?;
        let signature =
            minisign::sign(None, &self.0, Cursor::new(bytes), Some(comment), Some("signature of the packages"))
                .map_err(|error| error.to_string())?;
        let mut place = path.as_os_str().to_owned();
        place.push(ENDING);
        write(Path::new(&place), signature.into_string().as_bytes())
    }

    pub fn public(&self) -> Result<PublicKey> {
        PublicKey::from_secret_key(&self.0).map_err(|error| error.to_string())
    }
}

/// A public key: a file of minisign, or its second line.
pub fn public_key(written: &str) -> Result<PublicKey> {
    let key = match fs::read_to_string(written) {
        Ok(text) => PublicKeyBox::from_string(&text).and_then(PublicKeyBox::into_public_key),
        Err(_) => PublicKey::from_base64(written),
    };
    key.map_err(|error| format!("{written}: neither a file with a public key nor one: {error}"))
}

/// Fails unless the signature is by this key, over these bytes and this comment.
pub fn check(bytes: &[u8], signature: &str, comment: &str, key: &PublicKey) -> Result<()> {
    let signature = SignatureBox::from_string(signature).map_err(|error| error.to_string())?;
    minisign::verify(key, &signature, Cursor::new(bytes), true, false, false).map_err(|error| error.to_string())?;
    let signed = signature.trusted_comment().map_err(|error| error.to_string())?;
    if signed == comment { Ok(()) } else { Err(format!("it is for “{signed}”, not for “{comment}”")) }
}

#[cfg(test)]
mod tests {
    use minisign::KeyPair;

    use super::*;

    #[test]
    fn a_key_with_a_password_needs_it() {
        let pair = KeyPair::generate_encrypted_keypair(Some("right".into())).unwrap();
        let text = pair.sk.to_box(None).unwrap().into_string();
        let read = |password: Option<&str>| SigningKey::parse(&text, password.map(str::to_owned));
        assert_eq!(read(Some("right")).unwrap().public().unwrap(), pair.pk);
        for password in [None, Some("wrong")] {
            let reason = read(password).err().unwrap();
            assert!(reason.contains(PASSWORD) && !reason.contains("wrong"), "{reason}");
        }
    }

    #[test]
    fn a_public_key_is_a_file_or_its_line() {
        let key = KeyPair::generate_unencrypted_keypair().unwrap().pk;
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), key.to_box().unwrap().into_string()).unwrap();
        assert_eq!(public_key(&file.path().display().to_string()), Ok(key.clone()));
        assert_eq!(public_key(&key.to_base64()), Ok(key));
        assert!(public_key("no-such-file").is_err());
    }
}
