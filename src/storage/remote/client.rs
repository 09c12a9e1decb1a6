//! The one client for all services: it signs, sends, tries again what may pass, and counts what was sent.

use std::cell::Cell;
use std::fs;
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use futures_util::future::{Either, select};
use http::{HeaderName, HeaderValue};
use md5::Digest as _;
use object_store::client::{HttpRequest, HttpRequestBody};
use sha2::Sha256;

use super::super::{Content, Object, Reporter, Settings, StorageError};
use super::body::FileBody;
use super::error::chain;
use super::message::{Answer, Outgoing, Payload};
use super::retry::{self, Trouble};
use super::sign::Signer;

const CONNECT: Duration = Duration::from_secs(10);

/// A request that sends and gets nothing for so long has failed.
const STALLED: Duration = Duration::from_mins(1);

/// How long fetching content to compare it may last.
const LONGEST_FETCH: Duration = Duration::from_mins(10);

/// How much of an answer is read; all that matters is shorter.
const LONGEST_ANSWER: usize = 64 << 10;

/// Sends the requests of one upload.
pub(super) struct Client<'a> {
    http: reqwest::Client,
    file: Arc<File>,
    pub(super) reporter: &'a dyn Reporter,
    /// Where the content goes, for people.
    pub(super) object: String,
    pub(super) signer: Signer,
    /// Which credentials are shown and where they are from, for people.
    pub(super) identity: Option<String>,
    untold: Arc<AtomicI64>,
    waited: Cell<Duration>,
}

/// Why a try failed without an answer.
struct Failure {
    words: String,
    is_certificate: bool,
}

impl<'a> Client<'a> {
    /// A client that nobody signs for yet.
    pub(super) fn new(
        object: &Object,
        content: &Content<'_>,
        settings: &Settings,
        reporter: &'a dyn Reporter,
    ) -> Result<Self, StorageError> {
        Ok(Self {
            http: connections(settings)?,
            file: Arc::new(content.file.try_clone()?),
            reporter,
            object: object.to_string(),
            signer: Signer::default(),
            identity: None,
            untold: Arc::default(),
            waited: Cell::default(),
        })
    }

    /// The connections, for who else needs them.
    pub(super) fn connections(&self) -> reqwest::Client {
        self.http.clone()
    }

    /// Tells the reporter what was sent since the last time.
    pub(super) fn tell_progress(&self) {
        let untold = self.untold.swap(0, Ordering::Relaxed);
        let bytes = untold.unsigned_abs();
        match untold {
            0 => {}
            1.. => self.reporter.sent(bytes),
            _ => self.reporter.lost(bytes),
        }
    }

    /// Says that all has to be sent again.
    pub(super) fn start_again(&self, reason: &str, sent: u64) {
        self.untold.fetch_sub(sent as i64, Ordering::Relaxed);
        self.reporter.waiting(reason, Duration::ZERO);
    }

    /// Sends a request until it is answered by something that won't pass. The answer may say no.
    pub(super) async fn send(&self, outgoing: &Outgoing) -> Result<Answer, StorageError> {
        let mut failed = 0;
        loop {
            if let Some(answer) = self.send_or_wait(outgoing, &mut failed).await? {
                return Ok(answer);
            }
        }
    }

    /// Sends a request once. If that failed in a way that may pass, the count grows, the time until the next try passes, and
    /// there is no answer.
    pub(super) async fn send_or_wait(
        &self,
        outgoing: &Outgoing,
        failed: &mut u32,
    ) -> Result<Option<Answer>, StorageError> {
        match self.attempt(outgoing).await? {
            Ok(answer) if !retry::may_pass(Trouble::Answer(answer.status, answer.code())) => {
                Ok(Some(Answer { tries: *failed + 1, ..answer }))
            }
            result => {
                *failed += 1;
                self.pause(*failed, result).await?;
                Ok(None)
            }
        }
    }

    /// Sends a request that must be carried out.
    pub(super) async fn demand(&self, outgoing: &Outgoing) -> Result<Answer, StorageError> {
        let answer = self.send(outgoing).await?;
        if answer.is_success() { Ok(answer) } else { Err(self.refused(&answer)) }
    }

    /// Sends a request once, whatever comes of it.
    pub(super) async fn once(&self, outgoing: &Outgoing) -> Option<Answer> {
        self.attempt(outgoing).await.ok()?.ok()
    }

    /// Waits before the next try, after this many failed ones; an error if there is no other.
    async fn pause(&self, failed: u32, result: Result<Answer, Failure>) -> Result<(), StorageError> {
        let (may_pass, asked, words) = match &result {
            Ok(answer) => {
                let asked = answer.header("retry-after");
                let asked = asked.and_then(|value| retry::retry_after(value, SystemTime::now()));
                (true, asked, format!("the server answered {}", described(answer)))
            }
            Err(failure) => {
                let trouble = if failure.is_certificate { Trouble::Certificate } else { Trouble::Connection };
                (retry::may_pass(trouble), None, failure.words.clone())
            }
        };
        let wait = retry::wait(failed, self.waited.get(), asked, chance()).filter(|_| may_pass);
        let Some(wait) = wait else {
            return Err(match result {
                Ok(answer) => self.refused(&Answer { tries: failed, ..answer }),
                Err(failure) => self.failed(failure, failed),
            });
        };
        self.waited.set(self.waited.get() + wait);
        self.reporter.waiting(&words, wait);
        tokio::time::sleep(wait).await;
        Ok(())
    }

    /// Sends a request once, signed for this try. The outer error is one that no other try can mend.
    async fn attempt(&self, outgoing: &Outgoing) -> Result<Result<Answer, Failure>, StorageError> {
        let sent = Arc::new(AtomicU64::new(0));
        let request = self.signed(outgoing).await?;
        let (parts, ()) = request.into_parts();
        let builder = self.http.request(parts.method, parts.uri.to_string()).headers(parts.headers);
        let builder = match &outgoing.payload {
            Payload::Bytes(bytes) => builder.body(bytes.clone()),
            Payload::Range { start, length, .. } => builder.body(reqwest::Body::wrap(FileBody {
                file: Arc::clone(&self.file),
                offset: *start,
                rest: *length,
                sent: Arc::clone(&sent),
                untold: Arc::clone(&self.untold),
            })),
        };
        let exchange = pin!(exchange(builder));
        let stalled = pin!(stalled(&sent));
        let result = match select(exchange, stalled).await {
            Either::Left((Ok(answer), _)) => Ok(answer),
            Either::Left((Err(error), _)) => Err(Failure::new(&error)),
            Either::Right(((), _)) => {
                let words = format!("nothing moved for {} seconds", STALLED.as_secs());
                Err(Failure { words, is_certificate: false })
            }
        };
        if !result.as_ref().is_ok_and(|answer| answer.is_success() || answer.status == 308) {
            self.untold.fetch_sub(sent.load(Ordering::Relaxed) as i64, Ordering::Relaxed);
        }
        Ok(result)
    }

    /// The request with its headers and the proof of who asks; without its payload.
    async fn signed(&self, outgoing: &Outgoing) -> Result<http::Request<()>, StorageError> {
        let wrong = |what: &str| {
            StorageError::Setting(format!("{what} of the distribution location can be in no request"))
        };
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.method_mut() = outgoing.method.clone();
        // The signers know one notion of addresses, requests another; it must be one in both.
        reqwest::Url::parse(&outgoing.url).map_err(|_| wrong("the address"))?;
        *request.uri_mut() = outgoing.url.parse().map_err(|_| wrong("the address"))?;
        let length = outgoing.payload.length();
        if length > 0 || outgoing.method == http::Method::PUT || outgoing.method == http::Method::POST {
            request.headers_mut().insert(http::header::CONTENT_LENGTH, length.into());
        }
        for (name, value) in &outgoing.headers {
            let value = HeaderValue::from_str(value).map_err(|_| wrong(name))?;
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        for (name, value) in &outgoing.more {
            let header = name.parse::<HeaderName>().map_err(|_| wrong(name))?;
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| wrong(name))?;
            value.set_sensitive(true);
            request.headers_mut().insert(header, value);
        }
        let sha256: [u8; 32] = match &outgoing.payload {
            Payload::Bytes(bytes) => Sha256::digest(bytes).into(),
            Payload::Range { sha256, .. } => *sha256,
        };
        self.signer.sign(&mut request, &sha256).await?;
        Ok(request.map(drop))
    }

    /// The checksum of what a request fetches; `None` unless the server gives it whole.
    pub(super) async fn fetched(&self, outgoing: &Outgoing) -> Option<[u8; 32]> {
        let (parts, ()) = self.signed(outgoing).await.ok()?.into_parts();
        let builder = self.http.request(parts.method, parts.uri.to_string()).headers(parts.headers);
        let mut response = builder.timeout(LONGEST_FETCH).send().await.ok()?;
        if response.status() != http::StatusCode::OK {
            return None;
        }
        let mut sha256 = Sha256::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            sha256.update(&chunk);
        }
        Some(sha256.finalize().into())
    }

    /// The error of an answer that says no.
    pub(super) fn refused(&self, answer: &Answer) -> StorageError {
        StorageError::Refused {
            object: self.object.clone(),
            status: answer.status,
            answer: described(answer),
            tries: answer.tries,
            identity: self.identity.clone(),
            region: answer
                .header("x-amz-bucket-region")
                .or_else(|| answer.element("Region"))
                .map(str::to_owned),
        }
    }

    fn failed(&self, failure: Failure, tries: u32) -> StorageError {
        let Failure { words, is_certificate } = failure;
        StorageError::Connection { object: self.object.clone(), words, is_certificate, tries }
    }
}

impl Failure {
    fn new(error: &reqwest::Error) -> Self {
        let words = chain(error);
        // The address is in the sentence around these words, without what may be secret.
        let words = words.split_once("): ").map_or(words.as_str(), |(_, rest)| rest).to_owned();
        Self { is_certificate: words.contains("certificate"), words }
    }
}

async fn exchange(builder: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let mut response = builder.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while body.len() < LONGEST_ANSWER
        && let Some(chunk) = response.chunk().await?
    {
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned(), tries: 1 })
}

/// Ends when the count has stood still for too long.
async fn stalled(sent: &AtomicU64) {
    let mut before = sent.load(Ordering::Relaxed);
    loop {
        tokio::time::sleep(STALLED).await;
        let now = sent.load(Ordering::Relaxed);
        if now == before {
            return;
        }
        before = now;
    }
}

/// Status, code and words of an answer.
fn described(answer: &Answer) -> String {
    let reason = http::StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason());
    let mut text = format!("{} {}", answer.status, reason.unwrap_or_default()).trim_end().to_owned();
    for more in [answer.code().map(str::to_owned), answer.message()].into_iter().flatten() {
        text = format!("{text}: {more}");
    }
    super::error::without_queries(&text)
}

/// A number between 0 and 1 that nobody foresees.
fn chance() -> f64 {
    let number = std::hash::RandomState::new().build_hasher().finish();
    number as f64 / u64::MAX as f64
}

/// Connections with the one policy of TLS: the system's certificates and the one that Flyte's configuration names.
fn connections(settings: &Settings) -> Result<reqwest::Client, StorageError> {
    let wrong = |what: &str, error: &dyn std::error::Error| {
        StorageError::Setting(format!("{what}: {}", chain(error)))
    };
    // Whoever came first has chosen the same.
    let _already_chosen = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("serialize/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .tcp_nodelay(true);
    if let Some(file) = settings.platform.ca_cert_file_path.as_deref().filter(|file| !file.is_empty()) {
        let path = settings.environment.working_directory.join(file);
        let what = format!("cannot use the certificates in {}", path.display());
        let pem = fs::read(&path).map_err(|error| wrong(&what, &error))?;
        let certificates =
            reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| wrong(&what, &error))?;
        builder = builder.tls_certs_merge(certificates);
    }
    if settings.platform.insecure_skip_verify {
        builder = builder.tls_danger_accept_invalid_certs(true);
    }
    builder.build().map_err(|error| wrong("cannot make connections", &error))
}
