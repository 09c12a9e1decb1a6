//! Lets `object_store` ask for credentials over our own client, so that the same rules about certificates, proxies and
//! retries hold. A machine's own service for credentials answers at once or isn't there, so it is asked but twice.

use std::time::Duration;

use bytes::Bytes;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::{ClientOptions, RetryConfig};

use super::error::chain;
use super::retry::{self, Trouble};

/// How long a service has to answer.
const ANSWER: Duration = Duration::from_secs(30);

/// How long one of this machine has.
const LOCAL_ANSWER: Duration = Duration::from_secs(2);

/// How often one of this machine is asked.
const LOCAL_TRIES: u32 = 2;

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
        let limit = if is_local(&parts.uri) { LOCAL_ANSWER } else { ANSWER };
        let builder = self.0.request(parts.method, parts.uri.to_string()).timeout(limit);
        let mut builder = builder.headers(parts.headers);
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

/// Whether a service of this machine or its network is asked, which is the only kind without TLS.
fn is_local(uri: &http::Uri) -> bool {
    uri.scheme() == Some(&http::uri::Scheme::HTTP)
}

#[async_trait::async_trait]
impl HttpService for Requests {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let tries = if is_local(request.uri()) { LOCAL_TRIES } else { retry::TRIES };
        let (mut failed, mut waited) = (0, Duration::ZERO);
        loop {
            let result = self.exchange(request.clone()).await;
            let trouble = match &result {
                Ok(answer) => Trouble::Answer(answer.status().as_u16(), None),
                Err(_) => Trouble::Connection,
            };
            failed += 1;
            let wait = retry::wait(failed, waited, None, 0.5);
            match wait.filter(|_| failed < tries && retry::may_pass(trouble)) {
                Some(wait) => {
                    waited += wait;
                    tokio::time::sleep(wait).await;
                }
                None => return result.map_err(failure),
            }
        }
    }
}

fn failure(error: reqwest::Error) -> HttpError {
    let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
    HttpError::new(kind, Failure(chain(&error.without_url())))
}

/// `object_store` itself tries nothing again.
pub(super) fn no_retries() -> RetryConfig {
    RetryConfig { max_retries: 0, ..RetryConfig::default() }
}
