//! S3, with a server that checks signatures and checksums.

use std::fs;
use std::path::PathBuf;
use std::thread;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;

use crate::checks::{self, Server};
use crate::farm::Farm;
use crate::proxy::{Fault, Proxy};

const KEY_ID: &str = "AKIDEXAMPLE";
const KEY: &str = "hush/hush+hush";

/// A server with the bucket `code`, behind a proxy.
pub(crate) struct S3 {
    folder: TempDir,
    proxy: Proxy,
}

impl S3 {
    pub(crate) fn start() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("code")).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY_ID, KEY));
        let service = service.build();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                while let Ok((socket, _)) = listener.accept().await {
                    let service = service.clone();
                    tokio::spawn(async move {
                        let server = Builder::new(TokioExecutor::new());
                        let _the_connection_ends =
                            server.serve_connection(TokioIo::new(socket), service).await;
                    });
                }
            });
        });
        Self { folder, proxy: Proxy::before(port) }
    }

    /// Where the server keeps its bucket.
    pub(crate) fn bucket(&self) -> PathBuf {
        self.folder.path().join("code")
    }

    fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.proxy.port)
    }
}

impl Server for S3 {
    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn farm(&self, bytes: usize) -> Farm {
        Farm::new(bytes)
            .with("AWS_ENDPOINT_URL", &self.endpoint())
            .with("AWS_ACCESS_KEY_ID", KEY_ID)
            .with("AWS_SECRET_ACCESS_KEY", KEY)
    }

    fn location(&self, path: &str) -> String {
        format!("s3://code/{path}")
    }

    fn object(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.bucket().join(path)).ok()
    }
}

#[test]
fn every_check() {
    checks::all(&S3::start());
}

#[test]
fn wrong_credentials() {
    let server = S3::start();
    let mut farm = server.farm(1000);
    farm.set("AWS_SECRET_ACCESS_KEY", "wrong");
    farm.run("s3://code/x")
        .ends_with(3)
        .says("SignatureDoesNotMatch")
        .says("the key AKIDEXAMPLE of the variable AWS_ACCESS_KEY_ID")
        .keeps("hush");
    farm.set("AWS_ACCESS_KEY_ID", "");
    farm.run("s3://code/x").ends_with(3).says("there are none for S3");
    farm.set("AWS_PROFILE", "none");
    farm.run("s3://code/x").ends_with(3).says("there is no AWS profile `none`");
    checks::nothing(&server, &farm, "x");
}

#[test]
fn an_end_whose_answer_is_lost() {
    let server = S3::start();
    let farm = server.farm(12 << 20);
    server.proxy.does(Fault::LoseAnswer, 1);
    farm.run("s3://code/x").ends_with(0).says("trying again");
    checks::right(&server, &farm, "x");
}

#[test]
fn credentials_of_a_profile_and_of_flyte() {
    let server = S3::start();
    let mut farm = Farm::new(1000);
    fs::create_dir(farm.path("home/.aws")).unwrap();
    let profile = format!("[work]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {KEY}\n");
    fs::write(farm.path("home/.aws/credentials"), profile).unwrap();
    let config = format!("[profile work]\nendpoint_url = {}\nregion = eu-west-1\n", server.endpoint());
    fs::write(farm.path("home/.aws/config"), config).unwrap();
    farm.set("AWS_PROFILE", "work");
    farm.run("s3://code/profile").ends_with(0);
    checks::right(&server, &farm, "profile");

    let farm = Farm::new(1000);
    let connection = format!(
        "storage:\n  connection:\n    endpoint: {}\n    access-key: {KEY_ID}\n    secret-key: {KEY}\n",
        server.endpoint()
    );
    fs::create_dir(farm.path("home/.flyte")).unwrap();
    fs::write(farm.path("home/.flyte/config.yaml"), connection).unwrap();
    farm.run("s3://code/flyte").ends_with(0);
    checks::right(&server, &farm, "flyte");
    let farm = farm.with("FLYTE_AWS_SECRET_ACCESS_KEY", "wrong");
    let run = farm.run("s3://code/other").ends_with(3);
    run.says("the key AKIDEXAMPLE of Flyte's configuration file").keeps("hush");
}
