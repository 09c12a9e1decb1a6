//! Evaluates code that nobody wrote for the evaluator: no panic, no hang, no endless memory.
//!
//! Every Python file below the folders that `CORPUS` names (separated by `:`) is evaluated at module level, each as a module of
//! its own folder; without `CORPUS`, the sources of this repository's fixtures are. `CORPUS_PRINT=1` prints the slowest files.

#![expect(clippy::print_stderr, reason = "what takes long is printed as it goes, when asked for")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use flyte_serialize::python::{Evaluator, Settings};
use flyte_serialize::source::Sources;

/// How long one file may take in an optimized build; unoptimized ones get ten times as long.
const LIMIT: Duration = Duration::from_secs(1);

#[test]
fn every_file_is_evaluated_within_its_bounds() {
    let folders =
        std::env::var("CORPUS").unwrap_or_else(|_| format!("{}/fixtures", env!("CARGO_MANIFEST_DIR")));
    let files: Vec<PathBuf> = folders.split(':').flat_map(python_files).collect();
    assert!(!files.is_empty(), "no Python files below {folders}");
    let print = std::env::var_os("CORPUS_PRINT").is_some();
    let queue = std::sync::Mutex::new(files.iter());
    let results = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(file) = queue.lock().unwrap().next() else { return };
                    let start = Instant::now();
                    let outcome = catch_unwind(AssertUnwindSafe(|| evaluate(file)));
                    if print && start.elapsed() > LIMIT {
                        eprintln!("{:?} {}", start.elapsed(), file.display());
                    }
                    results.lock().unwrap().push((start.elapsed(), file.clone(), outcome.is_ok()));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort();
    let limit = if cfg!(debug_assertions) { LIMIT * 10 } else { LIMIT };
    let panicked: Vec<_> = results.iter().filter(|(_, _, sound)| !sound).map(|(_, file, _)| file).collect();
    let slow: Vec<_> = results.iter().filter(|(time, _, _)| *time > limit).collect();
    if print {
        let total: Duration = results.iter().map(|(time, _, _)| *time).sum();
        eprintln!(
            "{} files, {total:?} in all; slowest: {:#?}",
            results.len(),
            &results[results.len().saturating_sub(5)..]
        );
    }
    assert!(panicked.is_empty(), "{} files panicked: {panicked:#?}", panicked.len());
    assert!(slow.is_empty(), "{} files were slow: {slow:#?}", slow.len());
}

fn python_files(folder: &str) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    walk.map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "py") && path.is_file())
        .collect()
}

fn evaluate(path: &Path) {
    let settings = Settings {
        source_root: path.parent().unwrap_or(path).to_owned(),
        python_version: (3, 11),
        ..Settings::default()
    };
    let mut evaluator = Evaluator::new(settings, Rc::new(Sources::new()));
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if let Err(interrupt) = evaluator.import_module(&stem) {
        evaluator.report_interrupt(*interrupt);
    }
    evaluator.release();
}
