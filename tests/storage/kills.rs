//! The command killed at random moments while it uploads: what is there is whole or nothing, and the next run succeeds.
//!
//! `UPLOAD_KILLS` says how often each location is tried; a few times by default.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::checks::Server;
use crate::farm::{Farm, Run};
use crate::installed::say;
use crate::s3::S3;
use crate::web::Nginx;

/// Bytes that don't compress; for S3, two parts.
const BYTES: usize = 12 << 20;

/// A line on which they take about two seconds.
const RATE: u64 = 6 << 20;

const SIGNALS: [Signal; 3] = [Signal::KILL, Signal::TERM, Signal::INT];

fn times() -> usize {
    std::env::var("UPLOAD_KILLS").map_or(6, |times| times.parse().unwrap())
}

/// Counts of how the runs ended.
#[derive(Debug, Default)]
struct Ends {
    before: usize,
    while_sending: usize,
    after: usize,
}

/// Kills runs that upload to the location, each at a moment of its own; `object` reads what is there under the archive's
/// name, `leftovers` lists whatever else is there. Moments begin at the fraction `from` of a run.
fn kill(
    farm: &Farm,
    location: &str,
    object: impl Fn(&str) -> Option<Vec<u8>>,
    remove: impl Fn(&str),
    leftovers: impl Fn(Signal) -> Vec<String>,
    from: f64,
) {
    // Without the cache every run packs first.
    let more = ["--no-cache"];
    let start = Instant::now();
    farm.run_with(location, &more).ends_with(0);
    let whole = start.elapsed();
    let (name, archive) = (farm.archive_name(), farm.archive());
    let mut ends = Ends::default();
    for number in 0..times() {
        farm.clear();
        remove(&name);
        let signal = SIGNALS[number % SIGNALS.len()];
        let child = farm.start(location, &more);
        // Spread over the run in an order of its own.
        let count = times().max(11);
        let fraction = ((number * 7 + 3) % count) as f64 / count as f64;
        let moment = whole.mul_f64(from + (1.0 - from) * fraction);
        std::thread::sleep(moment);
        let _already_ended = kill_process(Pid::from_child(&child), signal);
        let run = Run::of(child);
        if run.code == 0 {
            ends.after += 1;
        } else if run.stderr.contains("uploading") {
            ends.while_sending += 1;
        } else {
            ends.before += 1;
        }
        settled(|| Vec::from_iter(object(&name).filter(|object| *object != archive).map(|_| name.clone())));
        settled(|| leftovers(signal));
        if run.code != 0 {
            let outputs = farm.outputs();
            assert!(outputs.iter().all(|output| *output == name), "{signal:?} left {outputs:?}");
        }
    }
    farm.clear();
    remove(&name);
    farm.run_with(location, &more).ends_with(0);
    assert!(object(&name).is_some_and(|object| object == archive));
    say(&format!("{location}: killed {} times in runs of {whole:?}: {ends:?}", times()));
}

/// Waits until a server has noticed that its client is gone, and nothing is there that should not be.
#[track_caller]
fn settled(wrong: impl Fn() -> Vec<String>) {
    let start = Instant::now();
    while let wrong @ [_, ..] = wrong().as_slice() {
        assert!(start.elapsed() < Duration::from_secs(5), "these stay: {wrong:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The files below a folder that aren't archives.
fn others(folder: &Path) -> Vec<String> {
    let files =
        walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !(name.starts_with("fast") && name.ends_with(".tar.gz"))).collect()
}

fn remove_in(folder: &Path, name: &str) {
    let _not_there = fs::remove_file(folder.join(name));
}

#[test]
fn in_a_folder() {
    // Nothing slows a folder down, so there is more to write.
    let farm = Farm::new(4 * BYTES);
    let folder = farm.path("dist");
    kill(
        &farm,
        folder.to_str().unwrap(),
        |name| fs::read(folder.join(name)).ok(),
        |name| remove_in(&folder, name),
        |_| others(&folder),
        // Packing takes most of the time.
        0.6,
    );
}

#[test]
fn on_s3() {
    let server = S3::start();
    server.proxy().slows_down_to(RATE);
    let farm = server.farm(BYTES);
    let folder = server.bucket().join("x");
    let root = server.bucket().join("..");
    // The server keeps parts of unfinished uploads beside its buckets.
    let uploads = || others(&root).into_iter().filter(|name| name.contains("upload")).collect::<Vec<_>>();
    kill(
        &farm,
        "s3://code/x",
        |name| fs::read(folder.join(name)).ok(),
        |name| {
            remove_in(&folder, name);
            for name in uploads() {
                remove_in(&root, &name);
            }
        },
        // An upload that nobody could take back stays open, but is no object; one that could be is gone, though a part
        // that was on its way may come late.
        |signal| {
            others(&folder)
                .into_iter()
                .chain(
                    uploads()
                        .into_iter()
                        .filter(|name| signal != Signal::KILL && name.starts_with(".upload-")),
                )
                .collect()
        },
        0.0,
    );
}

#[test]
fn on_an_http_server() {
    let Some(server) = Nginx::start() else { return };
    server.proxy().slows_down_to(RATE);
    let farm = server.farm(BYTES);
    let folder = server.root().join("x");
    kill(
        &farm,
        &server.location("x"),
        |name| fs::read(folder.join(name)).ok(),
        |name| remove_in(&folder, name),
        |_| others(&folder),
        0.0,
    );
}
