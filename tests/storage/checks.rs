//! What must hold at every service, whatever it is called.

use crate::farm::Farm;
use crate::proxy::{Fault, Proxy};

/// Several parts, where a service takes parts.
const LARGE: usize = 12 << 20;

/// More often than anything is tried.
const ALWAYS: usize = 1000;

/// A service behind a proxy.
pub(crate) trait Server {
    /// The proxy, through which all runs go.
    fn proxy(&self) -> &Proxy;

    /// A project whose runs know how to reach the proxy and have the right credentials.
    fn farm(&self, bytes: usize) -> Farm;

    /// The location with this path.
    fn location(&self, path: &str) -> String;

    /// What the real server has at a path below the location.
    fn object(&self, path: &str) -> Option<Vec<u8>>;
}

/// Runs every check.
pub(crate) fn all(server: &impl Server) {
    uploads_and_skips(server);
    passing_errors(server);
    for bytes in [1000, LARGE] {
        cuts(server, bytes);
        damage(server, bytes);
    }
}

fn uploads_and_skips(server: &impl Server) {
    for (path, bytes) in [("small", 1000), ("large", LARGE)] {
        let farm = server.farm(bytes);
        let location = server.location(path);
        farm.run(&location).ends_with(0).says("uploading");
        right(server, &farm, path);
        assert!(farm.spec_names(&format!("{location}/{}", farm.archive_name())));
        server.proxy().does(Fault::Pass, 0);
        let again = farm.run(&location).ends_with(0);
        assert!(again.found_it() && server.proxy().uploads() == 0, "{again:#?}");
    }
}

fn passing_errors(server: &impl Server) {
    let farm = server.farm(1000);
    server.proxy().does(Fault::Status(503), 3);
    let run = farm.run(&server.location("busy")).ends_with(0).says("503");
    assert_eq!(run.stderr.matches("trying again").count(), 3, "{run:#?}");
    right(server, &farm, "busy");
    server.proxy().does(Fault::Status(503), ALWAYS);
    let farm = server.farm(1001);
    let run =
        farm.run(&server.location("always_busy")).ends_with(3).says("error[upload]").says("(tried 6 times)");
    nothing(server, &farm, "always_busy");
    assert!(!run.stderr.contains("not shown"), "{run:#?}");
    server.proxy().does(Fault::Status(403), ALWAYS);
    let run = farm.run(&server.location("forbidden")).ends_with(3).says("error[upload]");
    assert!(!run.stderr.contains("trying again"), "{run:#?}");
    nothing(server, &farm, "forbidden");
}

fn cuts(server: &impl Server, bytes: usize) {
    let path = format!("cut_{bytes}");
    let farm = server.farm(bytes);
    server.proxy().does(Fault::Cut, 1);
    farm.run(&server.location(&path)).ends_with(0).says("trying again");
    right(server, &farm, &path);
    server.proxy().does(Fault::Cut, ALWAYS);
    let farm = server.farm(bytes + 1);
    let path = format!("always_cut_{bytes}");
    farm.run(&server.location(&path)).ends_with(3).says("error[upload]");
    nothing(server, &farm, &path);
}

fn damage(server: &impl Server, bytes: usize) {
    let path = format!("damaged_{bytes}");
    let farm = server.farm(bytes);
    server.proxy().does(Fault::Flip, 1);
    farm.run(&server.location(&path)).ends_with(0).says("trying again");
    right(server, &farm, &path);
    server.proxy().does(Fault::Flip, ALWAYS);
    let farm = server.farm(bytes + 1);
    let path = format!("always_damaged_{bytes}");
    farm.run(&server.location(&path)).ends_with(3).says("error[upload]");
    nothing(server, &farm, &path);
}

/// The archive of the last run is at the path.
#[track_caller]
pub(crate) fn right(server: &impl Server, farm: &Farm, path: &str) {
    server.proxy().does(Fault::Pass, 0);
    let object = server.object(&format!("{path}/{}", farm.archive_name()));
    assert!(object.is_some_and(|object| object == farm.archive()), "the object at {path} is not the archive");
}

/// Neither specifications nor an archive nor an object were left by the run.
#[track_caller]
pub(crate) fn nothing(server: &impl Server, farm: &Farm, path: &str) {
    server.proxy().does(Fault::Pass, 0);
    assert!(farm.outputs().is_empty(), "{:?}", farm.outputs());
    // The name is that which a run without an upload gives.
    farm.run(farm.path("elsewhere").to_str().unwrap()).ends_with(0);
    let name = farm.archive_name();
    farm.clear();
    assert_eq!(server.object(&format!("{path}/{name}")).map(|object| object.len()), None, "at {path}");
}
