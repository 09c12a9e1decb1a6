//! Google Cloud Storage, with an emulator. It asks nobody who they are, so refused credentials are the proxy's doing.

use std::process::Command;

use crate::checks::{self, Server};
use crate::farm::Farm;
use crate::http::ask;
use crate::installed::{Installed, free_port, program};
use crate::proxy::{Fault, Proxy};

/// A server with the bucket `code`, behind a proxy.
struct Google {
    server: Installed,
    proxy: Proxy,
}

impl Google {
    fn start() -> Option<Self> {
        let port = free_port();
        let mut command = Command::new(program("python/bin/gcp-storage-emulator")?);
        command.args(["start", "--host", "127.0.0.1", "--in-memory", "--default-bucket", "code"]);
        let server = Installed::start(command.args(["--port", &port.to_string()]), port);
        Some(Self { proxy: Proxy::before(server.port), server })
    }
}

impl Server for Google {
    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn farm(&self, bytes: usize) -> Farm {
        Farm::new(bytes).with("STORAGE_EMULATOR_HOST", &format!("127.0.0.1:{}", self.proxy.port))
    }

    fn location(&self, path: &str) -> String {
        format!("gs://code/{path}")
    }

    fn object(&self, path: &str) -> Option<Vec<u8>> {
        let (status, body) = ask(self.server.port, "GET", &format!("/code/{path}"), "", b"");
        (status == 200).then_some(body)
    }
}

#[test]
fn every_check() {
    let Some(server) = Google::start() else { return };
    checks::all(&server);
}

#[test]
fn wrong_credentials_and_buckets() {
    let Some(server) = Google::start() else { return };
    let farm = server.farm(1000);
    farm.run("gs://nowhere/x").ends_with(3).says("404").says("is the bucket, container or folder there");
    server.proxy.does(Fault::Status(401), 1);
    farm.run("gs://code/x").ends_with(3).says("401").says("no credentials were shown");
    checks::nothing(&server, &farm, "x");
}
