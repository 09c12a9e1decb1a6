//! Proves to a service who asks: keys, tokens and signatures, fresh for every try.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use object_store::aws::{AwsAuthorizer, AwsCredentialProvider};
use object_store::azure::{AzureAuthorizer, AzureCredential, AzureCredentialProvider};
use object_store::client::HttpRequest;
use object_store::gcp::GcpCredentialProvider;

use super::super::StorageError;
use super::error::chain;
use crate::configuration::Secret;

/// How requests are signed.
#[derive(Debug, Default)]
pub(super) enum Signer {
    /// Not at all.
    #[default]
    Nobody,
    /// With user and password.
    Basic(Secret),
    /// As Amazon wants it.
    Aws {
        /// Where keys come from.
        provider: AwsCredentialProvider,
        /// The region of the bucket.
        region: String,
    },
    /// As Azure wants it.
    Azure {
        /// Where keys come from.
        provider: AzureCredentialProvider,
        /// The storage account.
        account: String,
    },
    /// With a token from Google.
    Google(GcpCredentialProvider),
}

impl Signer {
    /// Signs a request; `sha256` is that of its payload.
    pub(super) async fn sign(&self, request: &mut HttpRequest, sha256: &[u8]) -> Result<(), StorageError> {
        match self {
            Self::Nobody => {}
            Self::Basic(user_info) => {
                let text = format!("Basic {}", STANDARD.encode(user_info.expose()));
                authorize(request, &text)?;
            }
            Self::Aws { provider, region } => {
                let credential = provider.get_credential().await.map_err(|error| credentials(&error))?;
                let texts = [Some(&credential.key_id), Some(region), credential.token.as_ref()];
                texts.into_iter().flatten().try_for_each(|text| sendable(text))?;
                let authorizer = AwsAuthorizer::new(&credential, "s3", region);
                authorizer.try_authorize(request, Some(sha256)).map_err(|error| credentials(&error))?;
            }
            Self::Azure { provider, account } => {
                let credential = provider.get_credential().await.map_err(|error| credentials(&error))?;
                sendable(account)?;
                if let AzureCredential::BearerToken(token) = credential.as_ref() {
                    sendable(token)?;
                }
                let authorizer = AzureAuthorizer::new(&credential, account);
                authorizer.try_authorize(request).map_err(|error| credentials(&error))?;
            }
            Self::Google(provider) => {
                let credential = provider.get_credential().await.map_err(|error| credentials(&error))?;
                authorize(request, &format!("Bearer {}", credential.bearer))?;
            }
        }
        Ok(())
    }
}

/// Refuses what can be in no header, such as a key with the end of its line; the signers take it for granted.
fn sendable(text: &str) -> Result<(), StorageError> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let words =
        "a key's name, a token or a region holds a space, the end of a line or another such character";
    Err(StorageError::Credentials(words.to_owned()))
}

fn authorize(request: &mut HttpRequest, text: &str) -> Result<(), StorageError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| StorageError::Credentials("they hold a character that no header can have".to_owned()))?;
    value.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}

/// The error of looking for credentials.
pub(super) fn credentials(error: &object_store::Error) -> StorageError {
    StorageError::Credentials(chain(error))
}
