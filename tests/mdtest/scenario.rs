//! Scenarios: what stands under a heading of a Markdown file.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::faults::{self, ExpectedFault};

/// A heading and the files under it.
pub(super) struct Scenario {
    /// The Markdown file, relative to the folder of all.
    pub(super) file: String,
    /// The heading.
    pub(super) heading: String,
    /// Names and texts of the Python files.
    pub(super) files: Vec<(String, String)>,
}

impl Scenario {
    /// Whether `main.py` is serialized, rather than evaluated alone.
    pub(super) fn is_serialized(&self) -> bool {
        self.file.starts_with("flytekit/")
    }

    /// The diagnostics that the files expect.
    pub(super) fn expected_faults(&self) -> Vec<ExpectedFault> {
        self.files.iter().flat_map(|(name, text)| faults::expected(name, text)).collect()
    }

    /// A folder with the files, each as `prepare` makes it from its name and text.
    pub(super) fn write(&self, mut prepare: impl FnMut(&str, &str) -> String) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in &self.files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, prepare(name, text)).unwrap();
        }
        folder
    }
}

/// The scenarios of all Markdown files.
pub(super) fn all_scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mdtest");
    let mut found = Vec::new();
    for path in markdown_files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        found.extend(scenarios(&name, &std::fs::read_to_string(&path).unwrap()));
    }
    found
}

fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    files
}

fn scenarios(file: &str, text: &str) -> Vec<Scenario> {
    let mut found: Vec<Scenario> = Vec::new();
    let mut heading = String::new();
    let mut is_new = true;
    let mut lines = text.lines();
    let mut before = "";
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            line.trim_start_matches('#').trim().clone_into(&mut heading);
            is_new = true;
        } else if line.starts_with("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            if !line.starts_with("```py") {
                continue;
            }
            let name = before.strip_suffix("`:").and_then(|text| text.strip_prefix('`')).unwrap_or("main.py");
            if is_new {
                found.push(Scenario { file: file.to_owned(), heading: heading.clone(), files: Vec::new() });
                is_new = false;
            }
            if let Some(scenario) = found.last_mut() {
                scenario.files.push((name.to_owned(), format!("{}\n", block.join("\n"))));
            }
        }
        if !line.trim().is_empty() {
            before = line.trim();
        }
    }
    found
}
