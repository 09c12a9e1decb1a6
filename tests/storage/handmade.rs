//! HTTP servers that answer as no real one can be asked to: signed addresses, `Retry-After`, redirections, checksums.

use std::io::{BufReader, Read as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use md5::{Digest as _, Md5};

use crate::farm::{Farm, Run};
use crate::http::{Head, answer};

/// What a server says: status, headers and body.
type Reply = (u16, String, &'static str);

/// A server, and the requests that it has had.
struct Handmade {
    port: u16,
    requests: Arc<Mutex<Vec<Head>>>,
}

impl Handmade {
    /// A server that answers the request of a number, from 0, with what the function says.
    fn new(reply: impl Fn(usize, &Head, &[u8]) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut input = BufReader::new(stream.try_clone().unwrap());
                let Ok(Some(head)) = Head::read(&mut input) else { continue };
                let mut body = vec![0; head.length()];
                if input.read_exact(&mut body).is_err() {
                    continue;
                }
                let mut seen = seen.lock().unwrap();
                let (status, headers, body) = reply(seen.len(), &head, &body);
                seen.push(head);
                let _the_connection_ends = answer(&mut stream, status, &headers, body.as_bytes());
            }
        });
        Self { port, requests }
    }

    fn location(&self, rest: &str) -> String {
        format!("http://127.0.0.1:{}/{rest}", self.port)
    }

    fn methods(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|head| head.method.clone()).collect()
    }
}

/// Nothing is there, and nobody may look.
fn hidden(head: &Head) -> Option<Reply> {
    (head.method != "PUT").then(|| (403, String::new(), ""))
}

fn md5_of(body: &[u8]) -> String {
    format!("{:032x}", u128::from_be_bytes(Md5::digest(body).into()))
}

#[test]
fn signed_addresses_and_their_headers() {
    let server = Handmade::new(|_, head, _| {
        let is_signed =
            head.target.ends_with("?sig=hush&se=1") && head.header("x-meta-digest") == Some("a: b");
        hidden(head).unwrap_or((if is_signed { 299 } else { 400 }, String::new(), ""))
    });
    let farm = Farm::new(1000);
    let location = server.location("up%20there?sig=hush&se=1");
    let run = farm.run_with(&location, &["--distribution-header", "X-Meta-Digest: a: b", "-v"]);
    run.ends_with(0).keeps("hush");
    assert!(farm.spec_names(&format!("{}/{}", server.location("up%20there"), farm.archive_name())));
    assert_eq!(server.methods(), ["HEAD", "PUT", "HEAD"]);
    let target = server.requests.lock().unwrap()[1].target.clone();
    assert_eq!(target, format!("/up%20there/{}?sig=hush&se=1", farm.archive_name()));
    // The address may name the archive itself, as signed ones do.
    let own = server.location(&format!("x/{}?sig=hush&se=1", farm.archive_name()));
    farm.run_with(&own, &["--distribution-header", "x-meta-digest: a: b"]).ends_with(0);
    farm.run(&own).ends_with(3).says("400").keeps("hush");
    farm.run_with("s3://code", &["--distribution-header", "a: hush"]).ends_with(2).keeps("hush");
    farm.run_with(&own, &["--distribution-header", "hush"]).ends_with(2).keeps("hush");
}

#[test]
fn answers_that_mean_no() {
    for (status, headers, words) in [
        (307, "Location: http://elsewhere/?sig=hush\r\n", "the server points to another place"),
        (400, "", "400 Bad Request"),
        (403, "", "no credentials were shown"),
        (404, "", "is the bucket, container or folder there"),
        (409, "", "409"),
        (413, "", "413"),
    ] {
        let server =
            Handmade::new(move |_, head, _| hidden(head).unwrap_or((status, headers.to_owned(), "")));
        let farm = Farm::new(1000);
        farm.run(&server.location("")).ends_with(3).says(words).keeps("hush");
        assert_eq!(server.methods(), ["HEAD", "PUT"], "{status} is final");
        assert!(farm.outputs().is_empty());
    }
}

/// A run against a server that answers the first PUT with this, and the time that it took.
fn after_a_wait(status: u16, retry_after: String) -> (Run, Duration) {
    let server = Handmade::new(move |number, head, _| match number {
        1 => (status, format!("Retry-After: {retry_after}\r\n"), ""),
        _ => hidden(head).unwrap_or((201, String::new(), "")),
    });
    let farm = Farm::new(10);
    let start = Instant::now();
    (farm.run(&server.location("")), start.elapsed())
}

#[test]
fn servers_say_when_to_try_again() {
    let (run, time) = after_a_wait(429, "2".to_owned());
    run.ends_with(0).says("trying again in 2.0 s");
    assert!(time > Duration::from_secs(2));
    let date = jiff::Timestamp::try_from(SystemTime::now() + Duration::from_secs(4)).unwrap();
    let date = date.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let (run, time) = after_a_wait(503, date);
    run.ends_with(0);
    assert!(time > Duration::from_secs(2), "{time:?}");
    let (run, time) = after_a_wait(408, "1000".to_owned());
    run.ends_with(3).says("408");
    assert!(time < Duration::from_secs(20), "nobody waits that long");
}

#[test]
fn checksums_that_a_server_tells() {
    let there = Mutex::new(None);
    let server = Handmade::new(move |_, head, body| {
        let mut there = there.lock().unwrap();
        match head.method.as_str() {
            "PUT" => {
                *there = Some((body.len(), md5_of(body)));
                (201, String::new(), "")
            }
            _ => match &*there {
                Some((length, md5)) => (200, format!("ETag: \"{md5}\"\r\nContent-Length: {length}\r\n"), ""),
                None => (404, String::new(), ""),
            },
        }
    });
    let farm = Farm::new(1000);
    farm.run(&server.location("")).ends_with(0);
    assert!(farm.run(&server.location("")).ends_with(0).found_it());
    assert_eq!(server.methods(), ["HEAD", "PUT", "HEAD", "HEAD"]);
}

#[test]
fn what_s3_says_is_wrong() {
    for (status, headers, body, words) in [
        (
            301,
            "x-amz-bucket-region: eu-west-3\r\n",
            "",
            "the bucket is in the region eu-west-3: set AWS_REGION to it",
        ),
        (
            400,
            "",
            "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>",
            "the bucket is in the region us-west-2: set AWS_REGION to it",
        ),
        (
            404,
            "",
            "<Error><Code>NoSuchBucket</Code><Message>none\nhush</Message></Error>",
            "404 Not Found: NoSuchBucket: none",
        ),
    ] {
        let server =
            Handmade::new(move |_, head, _| hidden(head).unwrap_or((status, headers.to_owned(), body)));
        let farm = Farm::new(10).with("AWS_ENDPOINT_URL", &server.location(""));
        let farm = farm.with("AWS_ACCESS_KEY_ID", "id").with("AWS_SECRET_ACCESS_KEY", "hush");
        farm.run("s3://code").ends_with(3).says(words).keeps("hush");
        let head = &server.requests.lock().unwrap()[1];
        assert!(head.header("x-amz-checksum-sha256").is_some() && head.header("authorization").is_some());
    }
}

#[test]
fn google_sees_the_token_of_the_machine() {
    let server = Handmade::new(|_, head, _| {
        let port = head.header("host").unwrap().to_owned();
        let is_known = head.header("authorization") == Some("Bearer hush");
        match head.method.as_str() {
            "GET" if head.target.contains("/token") => (
                200,
                String::new(),
                r#"{"access_token": "hush", "expires_in": 3600, "token_type": "Bearer"}"#,
            ),
            _ if !is_known => (401, String::new(), ""),
            "POST" if head.target.contains("/forbidden/") => {
                (403, String::new(), r#"{"error": {"message": "it may not write"}}"#)
            }
            "POST" => (200, format!("Location: http://{port}/session\r\n"), ""),
            "PUT" => (200, String::new(), "{}"),
            _ => (404, String::new(), ""),
        }
    });
    let host = format!("127.0.0.1:{}", server.port);
    let farm = Farm::new(10)
        .with("GCE_METADATA_HOST", &host)
        .with("GCE_METADATA_IP", &host)
        .with("CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE", &format!("http://{host}/storage/v1/"));
    farm.run("gs://code").ends_with(0).keeps("hush");
    assert!(farm.spec_names("gs://code/fast"));
    let run = farm.run("gs://forbidden").ends_with(3).says("403 Forbidden: it may not write");
    run.says("the credentials shown are those of this machine").keeps("hush");
}

#[test]
fn settings_that_can_be_in_no_request() {
    let farm = |name: &str, value: &str| {
        Farm::new(10)
            .with("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
            .with("AWS_ACCESS_KEY_ID", "id")
            .with("AWS_SECRET_ACCESS_KEY", "hush")
            .with(name, value)
            .run("s3://code")
    };
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "id\n"),
        ("AWS_SESSION_TOKEN", "hush\r\n"),
        ("AWS_REGION", "r 1"),
        ("AWS_ACCESS_KEY_ID", "\u{e4}"),
    ] {
        farm(name, value).ends_with(3).says("a key's name, a token or a region holds").keeps("hush");
    }
    for endpoint in ["http://256.256.256.256", "http://", "http://a b", "http://[", "ftp:\\x"] {
        farm("AWS_ENDPOINT_URL", endpoint).ends_with(2).says("can be in no request");
    }
    for location in ["http://256.256.256.256/x", "http://[/x", "https://a b/x", "https://h:99999/"] {
        Farm::new(10).run(location).ends_with(2).says("can be in no request");
    }
}

#[test]
fn nobody_answers() {
    let port = crate::installed::free_port();
    let farm = Farm::new(10);
    let run = farm.run(&format!("http://127.0.0.1:{port}")).ends_with(3);
    run.says("error[upload]").says("refused").says("(tried 6 times)").says("can this machine reach it?");
    assert!(farm.outputs().is_empty());
}
