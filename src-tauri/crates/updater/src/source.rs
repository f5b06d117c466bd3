//! The place of the updates: a server by https, or a folder, such as a share. Read as streams, with limits.
//!
//! Nothing that comes from here is believed: `manifest` and `staging` verify it.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use reqwest::{Response, StatusCode};
use tokio::runtime::Handle;
use url::Url;

use crate::view::{UpdateFault, UpdateFaultCode};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Ends in a slash.
    Web(Url),
    Folder(PathBuf),
}

impl Source {
    /// Parses an address by https (or by http on this computer, as for connections), or a full path.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.contains("://") {
            let mut url = crmcom::server_url(text).map_err(|error| error.to_string())?;
            url.set_path(&format!("{}/", url.path().trim_end_matches('/')));
            return Ok(Self::Web(url));
        }
        let path = Path::new(text);
        if path.is_absolute() {
            Ok(Self::Folder(path.to_owned()))
        } else {
            Err(format!("“{text}” is neither an address that starts with https:// nor a full path"))
        }
    }

    /// Reads a whole file of at most `most` bytes.
    pub(crate) fn read(&self, folder: &str, name: &str, most: u64) -> Result<Vec<u8>, UpdateFault> {
        let mut bytes = Vec::new();
        let read = self.open(folder, name)?.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| not_reached(&error))?;
        if bytes.len() as u64 > most {
            let words = format!("{name} is larger than {most} bytes");
            return Err(UpdateFault::new(UpdateFaultCode::ManifestUnreadable, words));
        }
        Ok(bytes)
    }

    /// Opens a file of a folder of the source.
    pub(crate) fn open(&self, folder: &str, name: &str) -> Result<Box<dyn Read>, UpdateFault> {
        match self {
            Self::Web(base) => Handle::current().block_on(request(base, folder, name)),
            Self::Folder(path) => {
                let missing = |error: io::Error| match error.kind() {
                    io::ErrorKind::NotFound if path.is_dir() => {
                        UpdateFault::new(UpdateFaultCode::NotInSource, format!("{folder}/{name}"))
                    }
                    _ => not_reached(&error),
                };
                Ok(Box::new(File::open(path.join(folder).join(name)).map_err(missing)?))
            }
        }
    }
}

fn not_reached(words: &impl ToString) -> UpdateFault {
    UpdateFault::new(UpdateFaultCode::SourceNotReached, words.to_string())
}

async fn request(base: &Url, folder: &str, name: &str) -> Result<Box<dyn Read>, UpdateFault> {
    let url = base.join(&format!("{folder}/{name}")).map_err(|error| not_reached(&error))?;
    let client = crmcom::file_client(base).map_err(|error| not_reached(&error))?;
    let response = client.get(url).send().await.map_err(|error| not_reached(&crmcom::file_failure(error)))?;
    match response.status() {
        StatusCode::OK => Ok(Box::new(Download { response, runtime: Handle::current(), rest: Vec::new() })),
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            Err(UpdateFault::new(UpdateFaultCode::NotInSource, format!("{folder}/{name}")))
        }
        status if status.is_redirection() => {
            let place = response.headers().get(reqwest::header::LOCATION).and_then(|place| place.to_str().ok());
            Err(not_reached(&format!("redirected to {}: name that address", place.unwrap_or_default())))
        }
        status => Err(not_reached(&format!("HTTP {status}"))),
    }
}

/// The body of an answer.
struct Download {
    response: Response,
    runtime: Handle,
    /// Received and not yet read.
    rest: Vec<u8>,
}

impl Read for Download {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            let chunk = self.runtime.block_on(self.response.chunk());
            match chunk.map_err(|error| io::Error::other(crmcom::file_failure(error)))? {
                Some(chunk) => self.rest = chunk.to_vec(),
                None => return Ok(0),
            }
        }
        let length = into.len().min(self.rest.len());
        into[..length].copy_from_slice(&self.rest[..length]);
        self.rest.drain(..length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_an_address_or_a_full_path() {
        let web = |text: &str| match Source::parse(text) {
            Ok(Source::Web(url)) => url.to_string(),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(web("https://updates.example/desk"), "https://updates.example/desk/");
        assert_eq!(web("https://updates.example"), "https://updates.example/");
        assert_eq!(web("http://127.0.0.1:8080/"), "http://127.0.0.1:8080/");
        let path = if cfg!(windows) { r"\\server\desk updates" } else { "/srv/desk updates" };
        assert_eq!(Source::parse(path), Ok(Source::Folder(path.into())));
        for text in ["http://updates.example", "file:///srv/desk", "desk", "", "https://u.example/?a=b"] {
            assert!(Source::parse(text).is_err(), "{text}");
        }
    }
}
