//! Servers that `servers.sh` installs, started for a test and ended with it.

use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// No server takes as long as this to start.
const LIMIT: Duration = Duration::from_mins(1);

/// A server that runs.
pub(crate) struct Installed {
    pub(crate) port: u16,
    child: Child,
}

/// Where a server's program is; without it the test is skipped, or fails where it must not be skipped.
pub(crate) fn program(path: &str) -> Option<PathBuf> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers").join(path);
    if program.exists() {
        return Some(program);
    }
    let words = format!("{} is not there; tests/storage/servers.sh installs it", program.display());
    assert!(std::env::var_os("CI").is_none(), "{words}");
    say(&format!("skipped: {words}"));
    None
}

/// Says something that the test runner doesn't keep to itself.
pub(crate) fn say(words: &str) {
    let _nobody_listens = writeln!(io::stderr(), "{words}");
}

/// A port that nobody listens at.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Installed {
    /// Starts a server that will listen at the port, and waits until it does.
    pub(crate) fn start(command: &mut Command, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Self { port, child };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(server.child.try_wait().unwrap().is_none(), "{command:?} has ended at once");
            assert!(start.elapsed() < LIMIT, "{command:?} does not listen");
            thread::sleep(Duration::from_millis(50));
        }
        server
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        let _already_ended = self.child.kill();
        let _already_ended = self.child.wait();
    }
}
