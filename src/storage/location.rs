//! The grammar of distribution locations, and the place of an archive in one.
//!
//! | location | place |
//! |---|---|
//! | a path, `file:///path` | a folder |
//! | `s3://bucket/prefix` | S3 |
//! | `gs://bucket/prefix` | Google Cloud Storage |
//! | `abfs://container@account.dfs.core.windows.net/prefix`, `abfs://container/prefix`; `abfss`, `az` | Azure Blob Storage |
//! | `https://host/prefix`, `http://…`; a query, such as a signature, is kept for the requests | an HTTP server |

use std::path::{Path, PathBuf};
use std::{fmt, fs};

use crate::configuration::Secret;

/// Where archives go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    place: Place,
}

/// A location, by the service that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A folder, absolute.
    Folder(PathBuf),
    /// An S3 bucket.
    S3(Bucket),
    /// A bucket of Google Cloud Storage.
    Gcs(Bucket),
    /// A container of Azure Blob Storage.
    Azure {
        /// `abfs`, `abfss` or `az`, as the user wrote it.
        scheme: String,
        /// The host after the container, if the user named one.
        host: Option<String>,
        /// The container, and where in it.
        bucket: Bucket,
    },
    /// An HTTP server.
    Web(WebUrl),
}

/// A bucket or container, and a path in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) name: String,
    /// Without slashes at either end.
    pub(super) path: String,
}

/// The parts of an address that may be shown, and those that may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WebUrl {
    pub(super) scheme: String,
    /// User and password, as they stand in the address.
    pub(super) user_info: Option<Secret>,
    /// The host, with its port.
    pub(super) host: String,
    /// The path without slashes at either end.
    pub(super) path: String,
    /// What follows the question mark.
    pub(super) query: Option<Secret>,
}

/// The place of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name, without folders.
    pub(super) name: String,
    /// The folder that it goes into, or its own path in a bucket or on a server.
    pub(super) place: Place,
}

/// Why a text is no location. None of these shows what may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// No service has such addresses.
    #[error("begins with `{0}://`, which is none of file, s3, gs, abfs, abfss, az, http, https")]
    Scheme(String),
    /// There is no bucket, container or host.
    #[error("names no {0}")]
    Missing(&'static str),
    /// A file's address with a host, which is on another machine.
    #[error("names the host `{0}`; a file's address has three slashes, as in file:///folder")]
    Host(String),
    /// A part that such addresses do not have.
    #[error("has {0}, which such a location cannot have")]
    Extra(&'static str),
    /// The address names an object, which is another one than the archive.
    #[error("ends with the name of another code archive than {0}, which these files make")]
    OtherArchive(String),
}

impl Location {
    /// Reads a location; a path is relative to the folder.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, LocationError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(LocationError::Empty);
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return Ok(Self { place: Place::Folder(folder.join(text)) });
        };
        let scheme = scheme.to_ascii_lowercase();
        let place = match scheme.as_str() {
            "file" => Place::Folder(file(rest)?),
            "s3" => Place::S3(Bucket::parse(rest, "bucket")?),
            "gs" => Place::Gcs(Bucket::parse(rest, "bucket")?),
            "abfs" | "abfss" | "az" => azure(scheme, rest)?,
            "http" | "https" => Place::Web(WebUrl::parse(scheme, rest)?),
            _ => return Err(LocationError::Scheme(scheme)),
        };
        Ok(Self { place })
    }

    /// The place of the archive with this name. A web address may name the archive itself, as signed addresses do.
    pub fn object(&self, name: &str) -> Result<Object, LocationError> {
        let name = name.to_owned();
        let below = |path: &str| if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        let mut place = self.place.clone();
        match &mut place {
            Place::Folder(_) => {}
            Place::S3(bucket) | Place::Gcs(bucket) | Place::Azure { bucket, .. } => {
                bucket.path = below(&bucket.path);
            }
            Place::Web(url) => match url.path.rsplit('/').next() {
                Some(last) if last == name => {}
                Some(last) if is_archive_name(last) => return Err(LocationError::OtherArchive(name)),
                _ => url.path = below(&url.path),
            },
        }
        Ok(Object { name, place })
    }

    /// Whether it is a folder, which takes neither credentials nor connections.
    pub fn is_folder(&self) -> bool {
        matches!(self.place, Place::Folder(_))
    }

    /// Whether it is an HTTP server.
    pub fn is_web(&self) -> bool {
        matches!(self.place, Place::Web(_))
    }

    /// The code archives in the location, if it is a folder.
    pub fn archives(&self) -> Vec<PathBuf> {
        let Place::Folder(folder) = &self.place else { return Vec::new() };
        let paths = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let is_archive =
            |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(is_archive_name);
        paths.filter(is_archive).collect()
    }
}

/// Whether this is the name of some code archive.
fn is_archive_name(name: &str) -> bool {
    crate::package::Digest::is_file_name(name)
}

fn file(rest: &str) -> Result<PathBuf, LocationError> {
    let path = rest.strip_prefix("localhost/").map(|path| format!("/{path}"));
    let path = path.unwrap_or_else(|| rest.to_owned());
    if path.is_empty() {
        return Err(LocationError::Missing("folder"));
    }
    // Where paths begin with a drive, they follow the third slash.
    let path = path.strip_prefix('/').filter(|path| cfg!(windows) && path.contains(':')).unwrap_or(&path);
    if Path::new(path).is_absolute() {
        Ok(PathBuf::from(path))
    } else {
        Err(LocationError::Host(path.split('/').next().unwrap_or_default().to_owned()))
    }
}

fn azure(scheme: String, rest: &str) -> Result<Place, LocationError> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (container, host) = match authority.split_once('@') {
        Some((container, host)) => (container, Some(host.to_owned())),
        None => (authority, None),
    };
    let bucket = Bucket::parse(&format!("{container}/{path}"), "container")?;
    Ok(Place::Azure { scheme, host, bucket })
}

impl Bucket {
    fn parse(rest: &str, what: &'static str) -> Result<Self, LocationError> {
        if rest.contains('?') {
            return Err(LocationError::Extra("a query"));
        }
        let (name, path) = rest.split_once('/').unwrap_or((rest, ""));
        if name.contains('@') {
            return Err(LocationError::Extra("a user or password"));
        }
        if name.is_empty() {
            return Err(LocationError::Missing(what));
        }
        Ok(Self { name: name.to_owned(), path: path.trim_matches('/').to_owned() })
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.path.is_empty() { "" } else { "/" };
        write!(formatter, "{}{slash}{}", self.name, self.path)
    }
}

impl WebUrl {
    fn parse(scheme: String, rest: &str) -> Result<Self, LocationError> {
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(Secret::new(query))),
            None => (rest, None),
        };
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user_info, host) = match authority.rsplit_once('@') {
            Some((user_info, host)) => (Some(Secret::new(user_info)), host),
            None => (None, authority),
        };
        if host.is_empty() {
            return Err(LocationError::Missing("host"));
        }
        let (host, path) = (host.to_owned(), path.trim_matches('/').to_owned());
        Ok(Self { scheme, user_info, host, path, query })
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}/{}", self.scheme, self.host, self.path)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(formatter, "file://{}", folder.display()),
            Self::S3(bucket) => write!(formatter, "s3://{bucket}"),
            Self::Gcs(bucket) => write!(formatter, "gs://{bucket}"),
            Self::Azure { scheme, host: None, bucket } => write!(formatter, "{scheme}://{bucket}"),
            Self::Azure { scheme, host: Some(host), bucket: Bucket { name, path } } => {
                write!(formatter, "{scheme}://{name}@{host}/{path}")
            }
            Self::Web(url) => url.fmt(formatter),
        }
    }
}

/// The address that tasks fetch the archive from, without anything secret.
impl fmt::Display for Object {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(formatter)?;
        if let Place::Folder(_) = self.place { write!(formatter, "/{}", self.name) } else { Ok(()) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "fast0123456789abcdef0123456789abcdef.tar.gz";

    /// The address of an archive `NAME`, written as `N`.
    fn object(text: &str) -> Result<String, String> {
        let location = Location::parse(text, Path::new("/home")).map_err(|error| error.to_string())?;
        let object = location.object(NAME).map_err(|error| error.to_string())?;
        Ok(object.to_string().replace(NAME, "N"))
    }

    #[test]
    fn addresses_of_an_archive() {
        for (location, expected) in [
            ("dist", "file:///home/dist/N"),
            ("/var/dist", "file:///var/dist/N"),
            ("file:///var/dist", "file:///var/dist/N"),
            ("file://localhost/var", "file:///var/N"),
            ("s3://b", "s3://b/N"),
            ("S3://b/x//", "s3://b/x/N"),
            ("gs://b/x/y", "gs://b/x/y/N"),
            ("abfs://c/x", "abfs://c/x/N"),
            ("abfss://c@a.dfs.core.windows.net/x", "abfss://c@a.dfs.core.windows.net/x/N"),
            ("az://c", "az://c/N"),
            ("https://h:1/x/?a=b", "https://h:1/x/N"),
            ("http://u:p@h", "http://h/N"),
        ] {
            assert_eq!(object(location).as_deref(), Ok(expected), "{location}");
        }
    }

    #[test]
    fn what_is_no_location() {
        for (location, expected) in [
            (" ", "is empty"),
            ("ftp://h", "begins with `ftp://`, which is none of file, s3, gs, abfs, abfss, az, http, https"),
            ("s3:///x", "names no bucket"),
            ("az://@host/x", "names no container"),
            ("https:///x", "names no host"),
            ("file://", "names no folder"),
            (
                "file://server/x",
                "names the host `server`; a file's address has three slashes, as in file:///folder",
            ),
            ("s3://key:secret@b", "has a user or password, which such a location cannot have"),
            ("gs://b/x?key=secret", "has a query, which such a location cannot have"),
        ] {
            assert_eq!(object(location), Err(expected.to_owned()), "{location}");
        }
    }

    #[test]
    fn a_signed_address_may_name_the_archive() {
        assert_eq!(object(&format!("https://h/x/{NAME}?signature")).unwrap(), "https://h/x/N");
        let other = NAME.replace('0', "f");
        assert!(object(&format!("https://h/{other}")).is_err());
    }

    #[test]
    fn secrets_are_not_shown() {
        let location = Location::parse("https://user:hush@h/x?sig=hush", Path::new("/")).unwrap();
        let object = location.object(NAME).unwrap();
        assert!(!format!("{location} {location:?} {object} {object:?}").contains("hush"));
    }
}
