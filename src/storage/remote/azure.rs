//! Azure Blob Storage: content goes in blocks, each checked by the service with its MD5, and becomes visible when the list
//! of blocks is put. Blocks that are never listed, the service forgets after a week.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use md5::{Digest as _, Md5};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};

use super::super::location::Bucket;
use super::super::{Content, Settings, StorageError};
use super::client::Client;
use super::connector::{Connector, no_retries};
use super::message::{Outgoing, encoded, encoded_path, hex};
use super::parts::{self, Part};
use super::sign::{Signer, credentials};
use super::{Found, Service, described_by_header};

const SHA256_METADATA: &str = "x-ms-meta-sha256";

/// A blob in a container.
pub(super) struct Azure {
    url: String,
}

/// What says who asks, and where the service is.
#[derive(Default)]
struct Account {
    name: Option<String>,
    key: Option<String>,
    endpoint: Option<String>,
    signature: Option<String>,
    source: &'static str,
}

impl Azure {
    /// The blob, with the client told how to sign for it.
    pub(super) fn new(
        host: Option<&str>,
        bucket: &Bucket,
        settings: &Settings,
        client: &mut Client<'_>,
    ) -> Result<Self, StorageError> {
        let mut account = Account::find(settings);
        // The host's first part is the account; what follows says which cloud.
        if let Some((name, rest)) = host.and_then(|host| host.split_once('.')) {
            if account.name.as_deref().is_some_and(|known| known != name) {
                account = Account::default();
            }
            account.name = Some(name.to_owned());
            let suffix = rest.trim_start_matches("dfs.").trim_start_matches("blob.");
            account.endpoint.get_or_insert_with(|| format!("https://{name}.blob.{suffix}"));
        }
        let Some(name) = account.name.clone() else {
            return Err(StorageError::Setting(
                "no storage account is named: write abfs://CONTAINER@ACCOUNT.dfs.core.windows.net, or set AZURE_STORAGE_ACCOUNT_NAME"
                    .to_owned(),
            ));
        };
        account.sign(&name, bucket, settings, client)?;
        let endpoint = account.endpoint.unwrap_or_else(|| format!("https://{name}.blob.core.windows.net"));
        let (container, path) = (&bucket.name, encoded_path(&bucket.path));
        Ok(Self { url: format!("{}/{container}/{path}", endpoint.trim_end_matches('/')) })
    }

    /// Sends a block; the result stands for it in the list.
    async fn put_block(
        &self,
        client: &Client<'_>,
        content: &Content<'_>,
        part: Part,
    ) -> Result<String, StorageError> {
        let (payload, checksums) = part.payload(content)?;
        let id = STANDARD.encode(format!("{:08}", part.number));
        let request = Outgoing::new(Method::PUT, format!("{}?comp=block&blockid={}", self.url, encoded(&id)))
            .with("content-md5", STANDARD.encode(checksums.md5))
            .carrying(payload);
        client.demand(&request).await?;
        Ok(format!("<Latest>{id}</Latest>"))
    }
}

impl Service for Azure {
    async fn find(&self, client: &Client<'_>, _: &Content<'_>) -> Result<Option<Found>, StorageError> {
        described_by_header(client, &self.url, SHA256_METADATA).await
    }

    async fn put(&self, client: &Client<'_>, content: &Content<'_>) -> Result<(), StorageError> {
        let blocks = parts::each(content.size, |part| self.put_block(client, content, part)).await?;
        let list =
            format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{}</BlockList>", blocks.concat());
        let request = Outgoing::new(Method::PUT, format!("{}?comp=blocklist", self.url))
            .with("content-md5", STANDARD.encode(Md5::digest(&list)))
            .with("x-ms-blob-content-md5", STANDARD.encode(content.md5))
            .with("x-ms-blob-content-type", "application/gzip")
            .with(SHA256_METADATA, hex(&content.sha256))
            .carrying(list.into());
        client.demand(&request).await.map(drop)
    }

    async fn remove(&self, client: &Client<'_>) {
        client.once(&Outgoing::new(Method::DELETE, self.url.clone())).await;
    }
}

impl Account {
    /// Flyte's configuration, else the variables of Azure's own tools.
    fn find(settings: &Settings) -> Self {
        let own = &settings.data.azure;
        if own.account_name.is_some() && own.account_key.is_some() {
            let key = own.account_key.as_ref().map(|key| key.expose().to_owned());
            return Self {
                name: own.account_name.clone(),
                key,
                source: "Flyte's configuration",
                ..Self::default()
            };
        }
        if let Some((_, text)) = settings.variable(&["AZURE_STORAGE_CONNECTION_STRING"]) {
            return Self::parse(text);
        }
        let variable = |names: &[&'static str]| settings.variable(names).map(|(_, value)| value.to_owned());
        Self {
            name: own
                .account_name
                .clone()
                .or_else(|| variable(&["AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT"])),
            key: variable(&["AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_KEY"]),
            endpoint: variable(&["AZURE_STORAGE_BLOB_ENDPOINT"]),
            signature: variable(&["AZURE_STORAGE_SAS_TOKEN"]),
            source: "the variables AZURE_STORAGE_*",
        }
    }

    /// Reads a connection string.
    fn parse(text: &str) -> Self {
        let find = |key: &str| {
            let entry = text.split(';').filter_map(|entry| entry.split_once('='));
            entry
                .filter(|(known, _)| known.trim().eq_ignore_ascii_case(key))
                .map(|(_, value)| value.to_owned())
                .next()
        };
        let name = find("AccountName");
        let endpoint = find("BlobEndpoint").or_else(|| {
            Some(format!(
                "{}://{}.blob.{}",
                find("DefaultEndpointsProtocol")?,
                name.as_ref()?,
                find("EndpointSuffix")?
            ))
        });
        let source = "the variable AZURE_STORAGE_CONNECTION_STRING";
        Self { name, key: find("AccountKey"), endpoint, signature: find("SharedAccessSignature"), source }
    }

    /// Finds the credentials, in this order: account key, shared signature, client of Flyte's configuration, of the
    /// variables, the machine.
    fn sign(
        &self,
        name: &str,
        bucket: &Bucket,
        settings: &Settings,
        client: &mut Client<'_>,
    ) -> Result<(), StorageError> {
        let mut builder = MicrosoftAzureBuilder::new()
            .with_http_connector(Connector(client.connections()))
            .with_retry(no_retries())
            .with_account(name)
            .with_container_name(&bucket.name);
        let own = &settings.data.azure;
        let identity;
        if let Some(key) = &self.key {
            builder = builder.with_access_key(key);
            identity = format!("the key of the account {name} of {}", self.source);
        } else if let Some(signature) = &self.signature {
            builder = builder.with_config(AzureConfigKey::SasKey, signature);
            identity = format!("the shared access signature of {}", self.source);
        } else if let (Some(id), Some(secret), Some(tenant)) =
            (&own.client_id, &own.client_secret, &own.tenant_id)
        {
            builder = builder.with_client_secret_authorization(id, secret.expose(), tenant);
            identity = format!("the client {id} of Flyte's configuration");
        } else {
            let mut source = "those of this machine";
            for (key, variable) in CLIENT {
                if let Some((_, value)) = settings.variable(&[variable]) {
                    builder = builder.with_config(key, value);
                    source = "those of the variables AZURE_CLIENT_ID and others";
                }
            }
            identity = source.to_owned();
        }
        let store = builder.build().map_err(|error| credentials(&error))?;
        client.signer = Signer::Azure { provider: store.credentials().clone(), account: name.to_owned() };
        client.identity = Some(identity);
        Ok(())
    }
}

/// Variables that name a client.
const CLIENT: [(AzureConfigKey, &str); 6] = [
    (AzureConfigKey::ClientId, "AZURE_CLIENT_ID"),
    (AzureConfigKey::ClientSecret, "AZURE_CLIENT_SECRET"),
    (AzureConfigKey::AuthorityId, "AZURE_TENANT_ID"),
    (AzureConfigKey::AuthorityHost, "AZURE_AUTHORITY_HOST"),
    (AzureConfigKey::FederatedTokenFile, "AZURE_FEDERATED_TOKEN_FILE"),
    (AzureConfigKey::UseAzureCli, "AZURE_USE_AZURE_CLI"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_strings() {
        let account = Account::parse(
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=aw==;EndpointSuffix=x.net",
        );
        assert_eq!((account.name.as_deref(), account.key.as_deref()), (Some("a"), Some("aw==")));
        assert_eq!(account.endpoint.as_deref(), Some("https://a.blob.x.net"));
        let account = Account::parse("BlobEndpoint=http://h/a;SharedAccessSignature=sv=1&sig=b%3D");
        assert_eq!(account.endpoint.as_deref(), Some("http://h/a"));
        assert_eq!((account.signature.as_deref(), account.key), (Some("sv=1&sig=b%3D"), None));
    }

    #[test]
    fn the_variables_of_azure() {
        let mut settings = Settings::default();
        let variables =
            [("AZURE_STORAGE_ACCOUNT", "a"), ("AZURE_STORAGE_KEY", "k"), ("AZURE_STORAGE_SAS_TOKEN", "s")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        settings.environment.variables.extend(variables);
        let account = Account::find(&settings);
        assert_eq!((account.name.as_deref(), account.key.as_deref()), (Some("a"), Some("k")));
        assert_eq!(account.signature.as_deref(), Some("s"));
        settings.data.azure.account_name = Some("own".to_owned());
        assert_eq!(Account::find(&settings).name.as_deref(), Some("own"));
    }
}
