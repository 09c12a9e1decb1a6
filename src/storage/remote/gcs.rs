//! Google Cloud Storage: a resumable upload, part after part. The object appears when the last part is there and its MD5 is
//! the one announced at the start; sessions that never end, the service forgets after a week.

use std::cell::RefCell;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use object_store::gcp::GoogleCloudStorageBuilder;
use serde_json::{Value, json};

use super::super::location::Bucket;
use super::super::{Content, Settings, StorageError};
use super::client::Client;
use super::connector::{Connector, no_retries};
use super::message::{Answer, Outgoing, encoded};
use super::parts::Part;
use super::retry;
use super::sign::{Signer, credentials};
use super::{Checksum, Found, Service};

/// The length of a part: a multiple of 256 KiB, as the service wants it.
const PART: u64 = 8 << 20;

/// More is expected: what was sent is part of an object.
const INCOMPLETE: u16 = 308;

/// An object in a bucket.
pub(super) struct Gcs {
    endpoint: String,
    bucket: String,
    path: String,
    /// The address of the upload under way.
    session: RefCell<Option<String>>,
}

impl Gcs {
    /// The object, with the client told how to sign for it.
    pub(super) fn new(
        bucket: &Bucket,
        settings: &Settings,
        client: &mut Client<'_>,
    ) -> Result<Self, StorageError> {
        let emulator = settings.variable(&["STORAGE_EMULATOR_HOST"]).map(|(_, host)| host);
        let endpoint = match emulator {
            Some(host) if host.contains("://") => host.trim_end_matches('/').to_owned(),
            Some(host) => format!("http://{host}"),
            None => {
                sign(bucket, settings, client)?;
                let given =
                    settings.variable(&["CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE"]).map(|(_, value)| value);
                let given = given.unwrap_or("https://storage.googleapis.com").trim_end_matches('/');
                given.trim_end_matches("/storage/v1").to_owned()
            }
        };
        Ok(Self {
            endpoint,
            bucket: bucket.name.clone(),
            path: bucket.path.clone(),
            session: RefCell::default(),
        })
    }

    fn object_url(&self) -> String {
        format!("{}/storage/v1/b/{}/o/{}", self.endpoint, self.bucket, encoded(&self.path))
    }

    /// Opens an upload and gives its address.
    async fn begin(&self, client: &Client<'_>, content: &Content<'_>) -> Result<String, StorageError> {
        let resource = json!({
            "name": self.path,
            "contentType": "application/gzip",
            "md5Hash": STANDARD.encode(content.md5),
        });
        let url = format!(
            "{}/upload/storage/v1/b/{}/o?uploadType=resumable&name={}",
            self.endpoint,
            self.bucket,
            encoded(&self.path)
        );
        let request = Outgoing::new(Method::POST, url)
            .with("content-type", "application/json")
            .with("x-upload-content-type", "application/gzip")
            .with("x-upload-content-length", content.size.to_string())
            .carrying(resource.to_string().into());
        let answer = client.demand(&request).await?;
        let session = answer.header("location").map(str::to_owned);
        session.ok_or_else(|| client.refused(&answer))
    }
}

impl Service for Gcs {
    async fn find(&self, client: &Client<'_>, _: &Content<'_>) -> Result<Option<Found>, StorageError> {
        let url = format!("{}?fields=size,md5Hash", self.object_url());
        let answer = client.send(&Outgoing::new(Method::GET, url)).await?;
        if !answer.is_success() {
            // Who may write need not be allowed to look; what is wrong otherwise, writing tells with more words.
            return Ok(None);
        }
        let object: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let md5 = object["md5Hash"].as_str().and_then(|text| STANDARD.decode(text).ok());
        let checksum = md5.and_then(|md5| md5.try_into().ok()).map(Checksum::Md5);
        let size = object["size"].as_str().and_then(|size| size.parse().ok());
        Ok(size.map(|size| Found { size, checksum }))
    }

    async fn put(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError> {
        let session = self.begin(client, content).await?;
        self.session.replace(Some(session.clone()));
        let (mut start, mut failed) = (0, 0);
        loop {
            let request = part(&session, content, start)?;
            let sent = client.send_or_wait(&request, &mut failed).await?;
            let is_answered = sent.is_some();
            let answer = match sent {
                Some(answer) => answer,
                // Part of the part may have arrived.
                None => client.send(&position(&session, content.size)).await?,
            };
            if answer.is_success() {
                self.session.replace(None);
                return Ok(());
            } else if answer.status != INCOMPLETE && is_damaged(&answer) {
                return Err(StorageError::Corrupted(client.object.clone()));
            } else if answer.status != INCOMPLETE {
                return Err(client.refused(&answer));
            }
            let end = received(&answer).min(content.size);
            if end > start {
                failed = 0;
            } else if is_answered {
                // Whatever answers say, this ends.
                failed += 1;
                if failed > retry::TRIES {
                    return Err(client.refused(&answer));
                }
            }
            start = end;
        }
    }

    async fn abandon(&self, client: &Client<'_>) {
        let session = self.session.take();
        if let Some(session) = session {
            client.once(&Outgoing::new(Method::DELETE, session)).await;
        }
    }

    async fn remove(&self, client: &Client<'_>) {
        client.once(&Outgoing::new(Method::DELETE, self.object_url())).await;
    }
}

/// The request that sends the part from a byte on.
fn part(session: &str, content: &Content<'_>, start: u64) -> Result<Outgoing, StorageError> {
    let length = PART.min(content.size - start);
    let (payload, _) = Part { number: 1, start, length }.payload(content)?;
    let range = match length {
        0 => format!("bytes */{}", content.size),
        _ => format!("bytes {start}-{}/{}", start + length - 1, content.size),
    };
    Ok(Outgoing::new(Method::PUT, session.to_owned()).with("content-range", range).carrying(payload))
}

/// The request that asks how much has arrived.
fn position(session: &str, size: u64) -> Outgoing {
    Outgoing::new(Method::PUT, session.to_owned()).with("content-range", format!("bytes */{size}"))
}

/// How many bytes the service has. An answer without a range means none, and so does a range of one byte, which no part is.
fn received(answer: &Answer) -> u64 {
    let last = answer.header("range").and_then(|range| range.strip_prefix("bytes=0-")?.parse::<u64>().ok());
    last.filter(|last| *last > 0).map_or(0, |last| last + 1)
}

/// Whether the answer says that the bytes are not those announced.
fn is_damaged(answer: &Answer) -> bool {
    matches!(answer.status, 400 | 409 | 412) && answer.body.to_lowercase().contains("md5")
}

/// Finds the credentials: the file that `GOOGLE_APPLICATION_CREDENTIALS` names, else what `gcloud` has left, else the
/// machine's.
fn sign(bucket: &Bucket, settings: &Settings, client: &mut Client<'_>) -> Result<(), StorageError> {
    let mut builder = GoogleCloudStorageBuilder::new()
        .with_http_connector(Connector(client.connections()))
        .with_retry(no_retries())
        .with_bucket_name(&bucket.name);
    let given = settings.variable(&["GOOGLE_APPLICATION_CREDENTIALS"]);
    let home = settings.environment.home_directory.as_ref();
    let left = home.map(|home| home.join(".config/gcloud/application_default_credentials.json"));
    let identity;
    if let Some((variable, path)) = given {
        builder = builder.with_application_credentials(path);
        identity = format!("those in {path}, which the variable {variable} names");
    } else if let Some(path) = left.filter(|path| path.is_file()) {
        builder = builder.with_application_credentials(path.to_string_lossy());
        identity = format!("those in {}", path.display());
    } else {
        identity = "those of this machine".to_owned();
    }
    let store = builder.build().map_err(|error| credentials(&error))?;
    client.signer = Signer::Google(store.credentials().clone());
    client.identity = Some(identity);
    Ok(())
}
