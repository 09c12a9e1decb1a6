//! Lets `object_store` ask for credentials over our own client, so that the same rules about certificates and proxies hold.

use bytes::Bytes;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};

use super::error::chain;

/// Makes every client of `object_store` ours.
#[derive(Clone, Debug)]
pub(super) struct Connector(pub(super) reqwest::Client);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Requests(self.0.clone())))
    }
}

#[derive(Debug)]
struct Requests(reqwest::Client);

/// A failure in words, without addresses.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failure(String);

impl Requests {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
        let (parts, body) = request.into_parts();
        let mut builder = self.0.request(parts.method, parts.uri.to_string()).headers(parts.headers);
        if !body.is_empty() {
            builder = builder.body(reqwest::Body::wrap(body));
        }
        let response = builder.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body: Bytes = response.bytes().await?;
        let mut answer = HttpResponse::new(HttpResponseBody::from(body));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

#[async_trait::async_trait]
impl HttpService for Requests {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.exchange(request).await.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, Failure(chain(&error.without_url())))
        })
    }
}
