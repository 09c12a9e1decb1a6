//! Uploads to services: one client, one policy of retries and one of TLS for all of them.
//!
//! Every service is a [`Service`]: it says what is under the object's name, puts content there so that it appears whole or
//! not at all, and takes back what an upload that ended early has left. Nothing of this is made before an upload: no
//! runtime, no connection, no certificates.

mod azure;
mod body;
mod client;
mod connector;
mod error;
mod gcs;
mod message;
mod parts;
mod profile;
mod retry;
mod s3;
mod sign;
mod web;

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::location::Place;
use super::{Content, Object, Reporter, Settings, StorageError, Uploaded};
use client::Client;
use message::{Outgoing, from_hex};

/// How often progress is told and the wish to stop is heard.
const TICK: Duration = Duration::from_millis(50);

/// How long taking back an unfinished upload may last.
const CLEANUP: Duration = Duration::from_secs(5);

/// How often content is sent if it arrives otherwise than it was sent.
const TRIES_WHEN_CORRUPTED: u32 = 3;

/// What a service says of an object that is there.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    size: u64,
    checksum: Option<Checksum>,
}

/// A checksum that a service knows of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Checksum {
    Sha256([u8; 32]),
    Md5([u8; 16]),
}

impl Found {
    /// Whether it is the content; `None` if the service has no checksum to compare.
    fn is(&self, content: &Content<'_>) -> Option<bool> {
        if self.size != content.size {
            return Some(false);
        }
        self.checksum.map(|checksum| match checksum {
            Checksum::Sha256(sha256) => sha256 == content.sha256,
            Checksum::Md5(md5) => md5 == content.md5,
        })
    }
}

/// A place for one object at a service.
trait Service {
    /// What is there; `None` also where the service doesn't tell.
    async fn find(&self, client: &Client<'_>, content: &Content<'_>) -> Result<Option<Found>, StorageError>;

    /// Sends the content. After an error there may be something to take back.
    async fn put(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError>;

    /// Whether what is there now is the content. Where the service doesn't tell, what it checked itself counts.
    async fn arrived(&self, client: &Client<'_>, content: &Content<'_>) -> Result<bool, StorageError> {
        Ok(self.find(client, content).await?.and_then(|found| found.is(content)).unwrap_or(true))
    }

    /// Takes back what an unfinished upload has left.
    async fn abandon(&self, _client: &Client<'_>) {}

    /// Removes an object that isn't what was sent.
    async fn remove(&self, client: &Client<'_>);
}

/// What a service says of an object that keeps its SHA-256 as metadata, in a header of this name.
async fn described_by_header(
    client: &Client<'_>,
    url: &str,
    header: &str,
) -> Result<Option<Found>, StorageError> {
    let answer = client.send(&Outgoing::new(http::Method::HEAD, url.to_owned())).await?;
    if !answer.is_success() {
        // Who may write need not be allowed to look; what is wrong otherwise, writing tells with more words.
        return Ok(None);
    }
    let checksum = answer.header(header).and_then(from_hex).map(Checksum::Sha256);
    Ok(answer.size().map(|size| Found { size, checksum }))
}

/// Uploads to any place that isn't a folder.
pub(super) fn upload(
    object: &Object,
    content: &Content<'_>,
    settings: &Settings,
    reporter: &dyn Reporter,
) -> Result<Uploaded, StorageError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| StorageError::Setting(format!("cannot start uploading: {error}")))?;
    runtime.block_on(async {
        let mut client = Client::new(object, content, settings, reporter)?;
        match &object.place {
            Place::S3(bucket) => {
                let service = s3::S3::new(bucket, settings, &mut client)?;
                guarded(&service, &client, content).await
            }
            Place::Azure { host, bucket, .. } => {
                let service = azure::Azure::new(host.as_deref(), bucket, settings, &mut client)?;
                guarded(&service, &client, content).await
            }
            Place::Gcs(bucket) => {
                let service = gcs::Gcs::new(bucket, settings, &mut client)?;
                guarded(&service, &client, content).await
            }
            Place::Web(url) => {
                let service = web::Web::new(url, settings, &mut client);
                guarded(&service, &client, content).await
            }
            Place::Folder(_) => Err(StorageError::NotBuiltIn(object.to_string())),
        }
    })
}

/// Runs an upload while it tells its progress, until it is done or the user stops it; whatever it leaves is taken back.
async fn guarded(
    service: &impl Service,
    client: &Client<'_>,
    content: &Content<'_>,
) -> Result<Uploaded, StorageError> {
    let result = {
        let work = pin!(run(service, client, content));
        let watch = pin!(watch(client));
        match select(work, watch).await {
            Either::Left((result, _)) => result,
            Either::Right((error, _)) => Err(error),
        }
    };
    if result.is_err() {
        let _too_slow = tokio::time::timeout(CLEANUP, service.abandon(client)).await;
    }
    client.tell_progress();
    result
}

/// Tells progress; ends only when the user wants to stop.
async fn watch(client: &Client<'_>) -> StorageError {
    loop {
        if client.reporter.is_interrupted() {
            return StorageError::Interrupted;
        }
        tokio::time::sleep(TICK).await;
        client.tell_progress();
    }
}

async fn run(
    service: &impl Service,
    client: &Client<'_>,
    content: &Content<'_>,
) -> Result<Uploaded, StorageError> {
    let is_there = |found: Option<Found>| found.and_then(|found| found.is(content)) == Some(true);
    if is_there(service.find(client, content).await?) {
        return Ok(Uploaded::Present);
    }
    client.reporter.started(&client.object, content.size);
    for last in (0..TRIES_WHEN_CORRUPTED).rev() {
        match service.put(client, content).await {
            Ok(()) => {
                if service.arrived(client, content).await? {
                    client.tell_progress();
                    client.reporter.finished();
                    return Ok(Uploaded::Sent);
                }
                service.remove(client).await;
            }
            Err(StorageError::Corrupted(_)) => {}
            // What ends an upload may have been done although its answer was lost.
            Err(error) if error.may_be_done() => {
                let found = service.find(client, content).await.unwrap_or_default();
                return if is_there(found) { Ok(Uploaded::Sent) } else { Err(error) };
            }
            Err(error) => return Err(error),
        }
        service.abandon(client).await;
        if last > 0 {
            client.start_again("the archive arrived damaged", content.size);
        }
    }
    Err(StorageError::Corrupted(client.object.clone()))
}
