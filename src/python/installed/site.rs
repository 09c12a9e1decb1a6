//! Folders of installed packages, and what Python's `site` does with their `.pth` files.
//!
//! A folder is a virtual environment (it has `pyvenv.cfg`), a folder of installed packages (by its name, or because it has
//! their metadata), or a folder of first-party modules. Editable installs are found by the lines of `.pth` files, by the tables
//! of the finders that such lines import (`__editable___*_finder.py`), and by `direct_url.json` where there is neither.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::python::resolve::Location;

/// Where installed packages are, in the order of Python's search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    entries: Vec<Entry>,
    /// Top-level names that finders of editable installs lead to a package's folder or a module's file without its ending.
    mapped: BTreeMap<String, PathBuf>,
}

/// A folder of the search path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Whether it holds installed packages, whose code is not run, and not first-party code.
    pub(crate) is_site: bool,
}

impl Installed {
    /// Sorts folders: those of environments and installed packages, and the others, which hold modules of the program.
    pub fn sort(folders: &[PathBuf]) -> (Self, Vec<PathBuf>) {
        let (mut installed, mut own) = (Self::default(), Vec::new());
        for folder in folders {
            let environment = environment_sites(folder);
            if is_site(folder) {
                installed.add_site(folder);
            } else if environment.is_empty() {
                own.push(folder.clone());
            }
            for site in environment {
                installed.add_site(&site);
            }
        }
        (installed, own)
    }

    /// Whether there is nothing in which to search.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The folders of installed packages.
    pub fn sites(&self) -> impl Iterator<Item = &Path> {
        self.entries.iter().filter(|entry| entry.is_site).map(|entry| &*entry.folder)
    }

    /// All folders in order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Where the finder of an editable install has a top-level module: the package's folder, or the file without its ending.
    pub(crate) fn mapped(&self, name: &str) -> Option<&Path> {
        self.mapped.get(name).map(PathBuf::as_path)
    }

    /// Whether a file belongs to an installed package.
    pub(crate) fn owns(&self, path: &Path) -> bool {
        self.sites().any(|site| path.starts_with(site))
    }

    /// `site.addsitedir`: the folder, then what its `.pth` files add.
    fn add_site(&mut self, folder: &Path) {
        if !self.add(folder, true) {
            return;
        }
        let names = names_in(folder);
        let ends = |ending: &'static str| {
            names.iter().filter(move |name| name.ends_with(ending) && !name.starts_with('.'))
        };
        for name in ends(".pth") {
            let text = read(&folder.join(name));
            for line in text
                .lines()
                .map(str::trim_end)
                .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            {
                if line.starts_with("import ") || line.starts_with("import\t") {
                    self.add_finder(folder, line);
                } else {
                    self.add_line(&folder.join(line), folder);
                }
            }
        }
        for name in ends(".dist-info") {
            self.add_direct_url(&read(&folder.join(name).join("direct_url.json")));
        }
    }

    /// A folder that a `.pth` file names.
    fn add_line(&mut self, folder: &Path, site: &Path) {
        if folder.is_dir() {
            let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
            let is_site = is_site(&folder) || site.canonicalize().is_ok_and(|site| folder.starts_with(site));
            self.add(&folder, is_site);
        }
    }

    /// A line that imports the finder of an editable install.
    fn add_finder(&mut self, folder: &Path, line: &str) {
        let module =
            line.trim_start_matches("import").trim().split([';', ' ', ',']).next().unwrap_or_default();
        if module.contains("editable") {
            self.mapped.extend(finder_table(&read(&folder.join(format!("{module}.py")))));
        }
    }

    /// The project of an editable install, where nothing else leads to it.
    fn add_direct_url(&mut self, text: &str) {
        let Ok(url) = serde_json::from_str::<serde_json::Value>(text) else { return };
        let is_editable =
            url.pointer("/dir_info/editable").and_then(serde_json::Value::as_bool) == Some(true);
        let path = url.get("url").and_then(|url| url.as_str()?.strip_prefix("file://"));
        let (true, Some(path)) = (is_editable, path) else { return };
        let root = PathBuf::from(path);
        let known = self.entries.iter().map(|entry| &entry.folder).chain(self.mapped.values());
        if known.into_iter().any(|known| known.starts_with(&root)) {
            return;
        }
        let sources = root.join("src");
        let folder = if sources.is_dir() { sources } else { root };
        if folder.is_dir() {
            self.add(&folder, false);
        }
    }

    fn add(&mut self, folder: &Path, is_site: bool) -> bool {
        let is_new = self.entries.iter().all(|entry| entry.folder != folder);
        if is_new {
            self.entries.push(Entry { folder: folder.to_owned(), is_site });
        }
        is_new
    }
}

/// The folders of installed packages of a virtual environment, and of the Python that it also sees if it says so; none of any
/// other folder.
fn environment_sites(root: &Path) -> Vec<PathBuf> {
    let configuration = root.join("pyvenv.cfg");
    if !configuration.is_file() {
        return Vec::new();
    }
    let mut sites = sites_under(root);
    let text = read(&configuration);
    let value = |wanted: &str| {
        text.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == wanted).then(|| value.trim().to_owned())
        })
    };
    let sees_system =
        value("include-system-site-packages").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if let (true, Some(home)) = (sees_system, value("home")) {
        sites.extend(Path::new(&home).parent().map(sites_under).unwrap_or_default());
    }
    sites
}

/// `lib/python3.X/site-packages` and, as Debian has it, `dist-packages`; `Lib/site-packages` on Windows.
fn sites_under(root: &Path) -> Vec<PathBuf> {
    let versions = names_in(&root.join("lib")).into_iter().filter(|name| name.starts_with("python"));
    let versioned = versions.flat_map(|name| {
        ["site-packages", "dist-packages"].map(|packages| root.join("lib").join(&name).join(packages))
    });
    versioned.chain([root.join("Lib").join("site-packages")]).filter(|folder| folder.is_dir()).collect()
}

/// Whether a folder holds installed packages.
fn is_site(folder: &Path) -> bool {
    let is_named = folder.file_name().is_some_and(|name| name == "site-packages" || name == "dist-packages");
    is_named || names_in(folder).iter().any(|name| name.ends_with(".dist-info"))
}

/// The table of a finder: `MAPPING` of setuptools' finders, the calls of `map_module` in those of the package `editables`.
fn finder_table(text: &str) -> Vec<(String, PathBuf)> {
    let mut table = Vec::new();
    let mapping = text.lines().find(|line| line.starts_with("MAPPING"));
    if let Some((_, mapping)) = mapping.and_then(|line| line.split_once('{')) {
        let words = quoted(mapping.split('}').next().unwrap_or_default());
        table.extend(words.chunks_exact(2).map(|pair| (pair[0].clone(), PathBuf::from(&pair[1]))));
    }
    for line in text.lines().filter(|line| line.contains(".map_module(")) {
        if let [name, path] = &quoted(line)[..] {
            let path = PathBuf::from(path);
            let is_package = path.file_name().is_some_and(|name| name == "__init__.py");
            let path =
                if is_package { path.parent().map(Path::to_owned) } else { Some(path.with_extension("")) };
            table.extend(path.map(|path| (name.clone(), path)));
        }
    }
    table
}

/// The texts in quotes in a line, with `\\` for a backslash.
fn quoted(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = rest.as_bytes()[at] as char;
        let Some(end) = rest[at + 1..].find(quote) else { break };
        words.push(rest[at + 1..at + 1 + end].replace("\\\\", "\\"));
        rest = &rest[at + 2 + end..];
    }
    words
}

/// Where the finders of editable installs have a top-level module.
pub(super) fn mapped_location(installed: &Installed, name: &str) -> Option<Location> {
    let path = installed.mapped(name)?;
    let init = path.join("__init__.py");
    if init.is_file() {
        return Some(Location::Package(init, path.to_owned()));
    }
    let mut file = path.as_os_str().to_owned();
    file.push(".py");
    let file = PathBuf::from(file);
    file.is_file().then_some(Location::File(file))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// The names in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn folders_are_environments_packages_or_modules() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "venv/pyvenv.cfg", "home = /nowhere/bin\ninclude-system-site-packages = true\n");
        write(root, "venv/lib/python3.11/site-packages/a.py", "");
        write(root, "vendored/a-1.0.dist-info/METADATA", "");
        write(root, "lib/a.py", "");
        let paths = ["venv", "vendored", "lib"].map(|name| root.join(name));
        let (installed, own) = Installed::sort(&paths);
        let sites: Vec<_> = installed.sites().collect();
        assert_eq!(sites, [root.join("venv/lib/python3.11/site-packages"), root.join("vendored")]);
        assert_eq!(own, [root.join("lib")]);
        assert!(installed.owns(&root.join("vendored/a.py")) && !installed.owns(&root.join("lib/a.py")));
    }

    #[test]
    fn editable_installs_are_found_by_lines_finders_and_urls() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["line/src", "mapped/pkg", "url/src"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        write(&root, "mapped/pkg/__init__.py", "");
        write(&root, "mapped/alone.py", "");
        let at = |path: &str| root.join(path).display().to_string();
        write(&root, "site-packages/a.pth", "# a comment\n\n../line/src\nno/such/folder\n");
        write(
            &root,
            "site-packages/__editable__.b.pth",
            "import __editable___b_finder; __editable___b_finder.install()\n",
        );
        let mapping = format!(
            "MAPPING: dict[str, str] = {{'pkg': '{}', 'alone': '{}'}}\n",
            at("mapped/pkg"),
            at("mapped/alone")
        );
        write(&root, "site-packages/__editable___b_finder.py", &mapping);
        for (name, path) in [("c", "url"), ("d", "line")] {
            let url = format!(r#"{{"url": "file://{}", "dir_info": {{"editable": true}}}}"#, at(path));
            write(&root, &format!("site-packages/{name}-1.0.dist-info/direct_url.json"), &url);
        }
        let (installed, _) = Installed::sort(&[root.join("site-packages")]);
        let own: Vec<_> = installed
            .entries()
            .iter()
            .filter(|entry| !entry.is_site)
            .map(|entry| entry.folder.clone())
            .collect();
        assert_eq!(own, [root.join("line/src"), root.join("url/src")]);
        let package = Location::Package(root.join("mapped/pkg/__init__.py"), root.join("mapped/pkg"));
        assert_eq!(mapped_location(&installed, "pkg"), Some(package));
        assert_eq!(mapped_location(&installed, "alone"), Some(Location::File(root.join("mapped/alone.py"))));
        assert_eq!(mapped_location(&installed, "other"), None);
    }

    #[test]
    fn redirecting_finders_are_read_too() {
        let text = "F.map_module('one', '/a/one/__init__.py')\nF.map_module('two', '/a/two.py')\n";
        let expected = [("one", "/a/one"), ("two", "/a/two")];
        assert_eq!(finder_table(text), expected.map(|(name, path)| (name.to_owned(), PathBuf::from(path))));
    }
}
