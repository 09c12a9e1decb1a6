//! Amazon S3 and what speaks its protocol.
//!
//! Small content is one PUT, large content a multipart upload; both become visible in one step. Every payload goes with its
//! SHA-256, which the service checks, and the object keeps the content's as metadata.

use std::cell::RefCell;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};

use super::super::location::Bucket;
use super::super::{Content, Settings, StorageError};
use super::client::Client;
use super::connector::{Connector, no_retries};
use super::message::{Outgoing, Payload, encoded, encoded_path, hex};
use super::parts::{self, Part};
use super::profile::Profile;
use super::sign::{Signer, credentials};
use super::{Found, Service, described_by_header};

const SHA256_METADATA: &str = "x-amz-meta-sha256";
const SHA256_HEADER: &str = "x-amz-checksum-sha256";

/// How long parts of an upload that is taken back may be on their way.
const STRAGGLERS: Duration = Duration::from_millis(200);

/// An object in a bucket.
pub(super) struct S3 {
    url: String,
    /// The multipart upload under way.
    upload: RefCell<Option<String>>,
}

impl S3 {
    /// The object, with the client told how to sign for it.
    pub(super) fn new(
        bucket: &Bucket,
        settings: &Settings,
        client: &mut Client<'_>,
    ) -> Result<Self, StorageError> {
        let profile = Profile::read(settings)?;
        let region = settings.variable(&["AWS_REGION", "AWS_DEFAULT_REGION"]).map(|(_, value)| value);
        let region = region.or(profile.region.as_deref()).unwrap_or("us-east-1").to_owned();
        sign(bucket, &region, &profile, settings, client)?;
        let url = format!("{}/{}", address(bucket, &region, &profile, settings), encoded_path(&bucket.path));
        Ok(Self { url, upload: RefCell::default() })
    }

    async fn put_whole(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError> {
        let request = Outgoing::new(Method::PUT, self.url.clone())
            .with("content-type", "application/gzip")
            .with(SHA256_HEADER, STANDARD.encode(content.sha256))
            .with(SHA256_METADATA, hex(&content.sha256))
            .carrying(Payload::whole(content));
        client.demand(&request).await.map(drop)
    }

    async fn put_in_parts(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError> {
        let begin = Outgoing::new(Method::POST, format!("{}?uploads=", self.url))
            .with("content-type", "application/gzip")
            .with("x-amz-checksum-algorithm", "SHA256")
            .with(SHA256_METADATA, hex(&content.sha256));
        let answer = client.demand(&begin).await?;
        let id = answer.element("UploadId").ok_or_else(|| client.refused(&answer))?;
        let id = encoded(&unescaped(id));
        self.upload.replace(Some(id.clone()));
        let parts = parts::each(content.size, |part| self.put_part(client, content, part, &id)).await?;
        let list = format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.concat());
        let end = Outgoing::new(Method::POST, format!("{}?uploadId={id}", self.url)).carrying(list.into());
        let answer = client.demand(&end).await?;
        // The service may find after its first words that something is wrong.
        if answer.element("Code").is_some() {
            return Err(client.refused(&answer));
        }
        self.upload.replace(None);
        Ok(())
    }

    /// Sends a part; the result stands for it in the list that ends the upload.
    async fn put_part(
        &self,
        client: &Client<'_>,
        content: &Content<'_>,
        part: Part,
        id: &str,
    ) -> Result<String, StorageError> {
        let (payload, checksums) = part.payload(content)?;
        let sha256 = STANDARD.encode(checksums.sha256);
        let number = part.number;
        let request = Outgoing::new(Method::PUT, format!("{}?partNumber={number}&uploadId={id}", self.url))
            .with(SHA256_HEADER, sha256.clone())
            .carrying(payload);
        let answer = client.demand(&request).await?;
        let tag = answer.header("etag").ok_or_else(|| client.refused(&answer))?;
        Ok(format!(
            "<Part><ChecksumSHA256>{sha256}</ChecksumSHA256><ETag>{tag}</ETag><PartNumber>{number}</PartNumber></Part>"
        ))
    }
}

impl Service for S3 {
    async fn find(&self, client: &Client<'_>, _: &Content<'_>) -> Result<Option<Found>, StorageError> {
        described_by_header(client, &self.url, SHA256_METADATA).await
    }

    async fn put(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError> {
        if parts::parts(content.size).nth(1).is_none() {
            self.put_whole(client, content).await
        } else {
            self.put_in_parts(client, content).await
        }
    }

    async fn abandon(&self, client: &Client<'_>) {
        let id = self.upload.take();
        if let Some(id) = id {
            let request = Outgoing::new(Method::DELETE, format!("{}?uploadId={id}", self.url));
            client.once(&request).await;
            // Parts that were on their way may have arrived after that.
            tokio::time::sleep(STRAGGLERS).await;
            client.once(&request).await;
        }
    }

    async fn remove(&self, client: &Client<'_>) {
        client.once(&Outgoing::new(Method::DELETE, self.url.clone())).await;
    }
}

/// The text that XML stands for.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The address of the bucket. Where Flyte's configuration names a style, it is `virtual` unless it says `path`.
fn address(bucket: &Bucket, region: &str, profile: &Profile, settings: &Settings) -> String {
    let given = settings.data.s3.endpoint.as_deref().filter(|endpoint| !endpoint.is_empty());
    let given =
        given.or(settings.variable(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]).map(|(_, value)| value));
    let given = given.or(profile.endpoint.as_deref());
    let style = settings.data.s3.addressing_style.as_deref().filter(|style| !matches!(*style, "" | "auto"));
    // A name with a dot is no name that a certificate of the service covers.
    let is_virtual = style.map_or(given.is_none() && !bucket.name.contains('.'), |style| style != "path");
    let endpoint = given.map_or_else(|| format!("https://s3.{region}.amazonaws.com"), str::to_owned);
    let (scheme, host) = endpoint.split_once("://").unwrap_or(("https", &endpoint));
    let host = host.trim_end_matches('/');
    if is_virtual {
        format!("{scheme}://{}.{host}", bucket.name)
    } else {
        format!("{scheme}://{host}/{}", bucket.name)
    }
}

/// Finds the credentials, in this order: Flyte's configuration, the variables, the profile, a web identity, the container,
/// the machine.
fn sign(
    bucket: &Bucket,
    region: &str,
    profile: &Profile,
    settings: &Settings,
    client: &mut Client<'_>,
) -> Result<(), StorageError> {
    let mut builder = AmazonS3Builder::new()
        .with_http_connector(Connector(client.connections()))
        .with_retry(no_retries())
        .with_bucket_name(&bucket.name)
        .with_region(region);
    let flyte = (settings.data.s3.access_key_id.as_deref(), settings.data.s3.secret_access_key.as_ref());
    let id = settings.variable(&["AWS_ACCESS_KEY_ID"]);
    let key = settings.variable(&["AWS_SECRET_ACCESS_KEY"]);
    let identity;
    if let (Some(id), Some(key)) = flyte {
        builder = builder.with_access_key_id(id).with_secret_access_key(key.expose());
        let is_variable = settings.variable(&["FLYTE_AWS_ACCESS_KEY_ID"]).is_some();
        let source =
            if is_variable { "the variable FLYTE_AWS_ACCESS_KEY_ID" } else { "Flyte's configuration file" };
        identity = format!("the key {id} of {source}");
    } else if let (Some((_, id)), Some((_, key))) = (id, key) {
        builder = builder.with_access_key_id(id).with_secret_access_key(key);
        if let Some((_, token)) = settings.variable(&["AWS_SESSION_TOKEN"]) {
            builder = builder.with_token(token);
        }
        identity = format!("the key {id} of the variable AWS_ACCESS_KEY_ID");
    } else if let Some((id, key)) = &profile.key {
        builder = builder.with_access_key_id(id).with_secret_access_key(key.expose());
        if let Some(token) = &profile.token {
            builder = builder.with_token(token.expose());
        }
        identity = format!("the key {id} of the profile `{}`", profile.name);
    } else {
        let mut source = "the machine's own";
        for (key, variable, of) in PROVIDERS {
            if let Some((_, value)) = settings.variable(&[variable]) {
                builder = builder.with_config(key, value);
                source = of;
            }
        }
        let has_none = source == "the machine's own"
            && settings
                .variable(&["AWS_EC2_METADATA_DISABLED"])
                .is_some_and(|(_, value)| value.eq_ignore_ascii_case("true"));
        if has_none {
            return Err(StorageError::Credentials("there are none for S3".to_owned()));
        }
        identity = format!("{source} credentials");
    }
    let store = builder.build().map_err(|error| credentials(&error))?;
    client.signer = Signer::Aws { provider: store.credentials().clone(), region: region.to_owned() };
    client.identity = Some(identity);
    Ok(())
}

/// Variables that say where a token or a role comes from.
const PROVIDERS: [(AmazonS3ConfigKey, &str, &str); 6] = [
    (
        AmazonS3ConfigKey::ContainerCredentialsRelativeUri,
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "the container's",
    ),
    (AmazonS3ConfigKey::ContainerCredentialsFullUri, "AWS_CONTAINER_CREDENTIALS_FULL_URI", "the container's"),
    (
        AmazonS3ConfigKey::ContainerAuthorizationTokenFile,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "the container's",
    ),
    (AmazonS3ConfigKey::RoleSessionName, "AWS_ROLE_SESSION_NAME", "the web identity's"),
    (AmazonS3ConfigKey::RoleArn, "AWS_ROLE_ARN", "the web identity's"),
    (AmazonS3ConfigKey::WebIdentityTokenFile, "AWS_WEB_IDENTITY_TOKEN_FILE", "the web identity's"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn address_of(name: &str, endpoint: Option<&str>, style: Option<&str>, variable: Option<&str>) -> String {
        let bucket = Bucket { name: name.to_owned(), path: String::new() };
        let mut settings = Settings::default();
        settings.data.s3.endpoint = endpoint.map(str::to_owned);
        settings.data.s3.addressing_style = style.map(str::to_owned);
        if let Some(variable) = variable {
            settings.environment.variables.insert("AWS_ENDPOINT_URL".to_owned(), variable.to_owned());
        }
        let profile = Profile { endpoint: Some("https://p".to_owned()), ..Profile::default() };
        let profile = if name == "profile" { profile } else { Profile::default() };
        address(&bucket, "r1", &profile, &settings)
    }

    #[test]
    fn addresses_of_buckets() {
        for ((name, endpoint, style, variable), expected) in [
            (("b", None, None, None), "https://b.s3.r1.amazonaws.com"),
            (("b.c", None, None, None), "https://s3.r1.amazonaws.com/b.c"),
            (("b", None, Some("path"), None), "https://s3.r1.amazonaws.com/b"),
            (("b", Some("http://h:1/"), None, None), "http://h:1/b"),
            (("b", Some("h"), Some("auto"), None), "https://h/b"),
            (("b", Some("http://h"), Some("virtual"), Some("http://v")), "http://b.h"),
            (("b", Some(""), None, Some("http://v")), "http://v/b"),
            (("profile", None, None, None), "https://p/profile"),
        ] {
            assert_eq!(
                address_of(name, endpoint, style, variable),
                expected,
                "{name} {endpoint:?} {style:?}"
            );
        }
    }
}
