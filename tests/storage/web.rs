//! HTTP servers that take a PUT, with nginx.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::checks::{self, Server};
use crate::farm::Farm;
use crate::installed::{Installed, free_port, program};
use crate::proxy::{Fault, Proxy};

/// A server whose folder `locked` asks for a password, behind a proxy.
pub(crate) struct Nginx {
    server: Installed,
    folder: TempDir,
    proxy: Proxy,
}

impl Nginx {
    pub(crate) fn start() -> Option<Self> {
        Self::listening("", |_| {})
    }

    /// A server that listens with this option, after its folder is prepared.
    fn listening(option: &str, prepare: impl Fn(&Path)) -> Option<Self> {
        let program = program("nginx/usr/sbin/nginx")?;
        let (folder, port) = (TempDir::new().unwrap(), free_port());
        prepare(folder.path());
        let root = folder.path().display();
        fs::create_dir(folder.path().join("www")).unwrap();
        fs::write(folder.path().join("users"), "mower:{PLAIN}hush\n").unwrap();
        // Who may be anybody must say who is to write.
        let user = if rustix::process::getuid().is_root() { "user root;" } else { "" };
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temporary = temporary.map(|name| format!("{name}_temp_path {root}/{name};")).concat();
        let certificate = if option.is_empty() {
            String::new()
        } else {
            format!("ssl_certificate {root}/certificate.pem; ssl_certificate_key {root}/key.pem;")
        };
        let configuration = format!(
            "{user} daemon off; pid {root}/pid; error_log stderr; worker_processes 1; events {{}}
             http {{ access_log off; {temporary} {certificate}
               server {{ listen 127.0.0.1:{port} {option}; client_max_body_size 0; root {root}/www;
                 location / {{ dav_methods PUT DELETE; create_full_put_path on; }}
                 location /locked/ {{ dav_methods PUT DELETE; create_full_put_path on;
                   auth_basic meadow; auth_basic_user_file {root}/users; }} }} }}"
        );
        fs::write(folder.path().join("nginx.conf"), configuration).unwrap();
        let mut command = Command::new(program);
        command.args(["-e", "stderr", "-c"]).arg(folder.path().join("nginx.conf"));
        let server = Installed::start(&mut command, port);
        Some(Self { server, proxy: Proxy::before(port), folder })
    }

    /// Where the server keeps its files.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("www")
    }
}

impl Server for Nginx {
    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn farm(&self, bytes: usize) -> Farm {
        Farm::new(bytes)
    }

    fn location(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.proxy.port)
    }

    fn object(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.root().join(path)).ok()
    }
}

#[test]
fn every_check() {
    let Some(server) = Nginx::start() else { return };
    checks::all(&server);
}

#[test]
fn passwords() {
    let Some(server) = Nginx::start() else { return };
    let farm = server.farm(1000);
    let location = |user: &str| format!("http://{user}127.0.0.1:{}/locked", server.proxy.port);
    farm.run(&location("")).ends_with(3).says("401").says("no credentials were shown");
    let run = farm.run(&location("mower:wrong@")).ends_with(3);
    run.says("the credentials shown are user and password of the address").keeps("wrong");
    checks::nothing(&server, &farm, "locked");
    server.proxy.does(Fault::Pass, 0);
    farm.run(&location("mower:hush@")).ends_with(0).keeps("hush");
    checks::right(&server, &farm, "locked");
    assert!(farm.spec_names(&format!("{}/{}", location(""), farm.archive_name())));
}

#[test]
fn certificates() {
    let server = Nginx::listening("ssl", |folder| {
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(folder.join("certificate.pem"), cert.pem()).unwrap();
        fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    });
    let Some(server) = server else { return };
    // The proxy reads what goes through it, so it is left out.
    let location = format!("https://127.0.0.1:{}/secure", server.server.port);
    let mut farm = server.farm(1000);
    let run = farm.run(&location).ends_with(3).says("certificate").says("caCertFilePath");
    assert!(!run.stderr.contains("trying again"), "{run:#?}");
    checks::nothing(&server, &farm, "secure");
    let certificate = server.folder.path().join("certificate.pem");
    farm.set("FLYTE_PLATFORM_CA_CERT_FILE_PATH", certificate.to_str().unwrap());
    farm.run(&location).ends_with(0);
    checks::right(&server, &farm, "secure");
    assert!(farm.run(&location).ends_with(0).found_it());
    farm.set("FLYTE_PLATFORM_CA_CERT_FILE_PATH", "none.pem");
    farm.run(&location).ends_with(2).says("cannot use the certificates in");
    farm.set("FLYTE_PLATFORM_CA_CERT_FILE_PATH", "");
    farm.set("FLYTE_PLATFORM_INSECURE_SKIP_VERIFY", "true");
    farm.run(&location).ends_with(0).says("warning[configuration]: certificates are not checked");
}
