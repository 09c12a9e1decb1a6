//! Any HTTP server that takes a PUT, with a signed address or without.
//!
//! The request goes with the content's MD5. Few servers check it, so what arrived is compared with what was sent: by an
//! entity tag or checksum that the server tells, else by fetching it, which TLS makes unnecessary. Where a server doesn't let
//! anybody look, as behind signed addresses, its answer counts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;

use super::super::location::WebUrl;
use super::super::{Content, Settings, StorageError};
use super::client::Client;
use super::message::{Answer, Outgoing, Payload, encoded_path, from_hex};
use super::sign::Signer;
use super::{Checksum, Found, Service};
use crate::configuration::Secret;

/// An address on a server.
pub(super) struct Web {
    url: String,
    is_secure: bool,
    is_azure: bool,
    headers: Vec<(String, Secret)>,
}

impl Web {
    /// The address, with the client told who asks.
    pub(super) fn new(url: &WebUrl, settings: &Settings, client: &mut Client<'_>) -> Self {
        if let Some(user_info) = &url.user_info {
            client.signer = Signer::Basic(user_info.clone());
            client.identity = Some("user and password of the address".to_owned());
        }
        // A path that is encoded already stays as it is.
        let path = if url.path.contains('%') { url.path.clone() } else { encoded_path(&url.path) };
        let mut address = format!("{}://{}/{path}", url.scheme, url.host);
        if let Some(query) = &url.query {
            address = format!("{address}?{}", query.expose());
            client.identity.get_or_insert_with(|| "the query of the address".to_owned());
        }
        Self {
            url: address,
            is_secure: url.scheme == "https",
            is_azure: url.host.contains(".blob.core."),
            headers: settings.headers.clone(),
        }
    }

    fn request(&self, method: Method) -> Outgoing {
        Outgoing { more: self.headers.clone(), ..Outgoing::new(method, self.url.clone()) }
    }

    /// What the server tells of what is there.
    async fn look(&self, client: &Client<'_>) -> Result<Option<Found>, StorageError> {
        let answer = client.send(&self.request(Method::HEAD)).await?;
        let size = answer.size().filter(|_| answer.is_success());
        Ok(size.map(|size| Found { size, checksum: checksum(&answer) }))
    }
}

impl Service for Web {
    async fn find(&self, client: &Client<'_>, content: &Content<'_>) -> Result<Option<Found>, StorageError> {
        let Some(mut found) = self.look(client).await? else { return Ok(None) };
        if found.is(content).is_none() {
            // Where no checksum is told, the bytes themselves are compared.
            found.checksum = client.fetched(&self.request(Method::GET)).await.map(Checksum::Sha256);
        }
        Ok(Some(found))
    }

    async fn put(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError> {
        let request = self.request(Method::PUT).with("content-md5", STANDARD.encode(content.md5));
        let mut request = request.carrying(Payload::whole(content));
        if self.is_azure {
            request = request.with("x-ms-blob-type", "BlockBlob");
        }
        client.demand(&request).await.map(drop)
    }

    async fn arrived(&self, client: &Client<'_>, content: &Content<'_>) -> Result<bool, StorageError> {
        let found =
            if self.is_secure { self.look(client).await? } else { self.find(client, content).await? };
        Ok(found.and_then(|found| found.is(content)).unwrap_or(true))
    }

    async fn remove(&self, client: &Client<'_>) {
        client.once(&self.request(Method::DELETE)).await;
    }
}

/// The checksum in `Content-MD5`, or in an entity tag that is one.
fn checksum(answer: &Answer) -> Option<Checksum> {
    let md5 = answer.header("content-md5").and_then(|text| STANDARD.decode(text).ok()?.try_into().ok());
    let tag = || from_hex(answer.header("etag")?.trim_matches('"'));
    md5.or_else(tag).map(Checksum::Md5)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn checksums_that_servers_tell() {
        let answer = |name: &'static str, value: &'static str| {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), HeaderValue::from_static(value))]);
            checksum(&Answer { status: 200, headers, body: String::new(), tries: 1 })
        };
        let md5 = [0xab; 16];
        assert_eq!(answer("etag", "\"abababababababababababababababab\""), Some(Checksum::Md5(md5)));
        assert_eq!(answer("content-md5", "q6urq6urq6urq6urq6urqw=="), Some(Checksum::Md5(md5)));
        assert_eq!(answer("etag", "\"6744b4e1-2000\""), None);
        assert_eq!(answer("etag", "W/\"abababababababababababababababab\""), None);
    }
}
