//! Where modules are found besides the source root: folders of modules, and what is installed.
//!
//! `--python-path` decides, else the active virtual environment (`VIRTUAL_ENV`), else the first `.venv` in the source root or
//! above it. Folders of `PYTHONPATH` are searched in any case, after those of the option.

use std::env;
use std::path::{Path, PathBuf};

use flyte_serialize::configuration::Environment;
use flyte_serialize::python::Installed;

use super::arguments::Options;
use super::fault::Fault;

/// The search path after the source root.
#[derive(Debug, Default)]
pub(super) struct SearchPath {
    /// Folders of modules that belong to the program, absolute.
    pub(super) modules: Vec<PathBuf>,
    /// What is installed.
    pub(super) installed: Installed,
    /// The virtual environments among the folders.
    pub(super) environments: Vec<PathBuf>,
}

impl SearchPath {
    /// What the options say, else what is found.
    pub(super) fn new(
        options: &Options,
        environment: &Environment,
        source_root: &Path,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let at = |folder: PathBuf| environment.working_directory.join(folder);
        let mut folders = Vec::new();
        for given in options.python_path.iter().flat_map(|value| split(value, environment)) {
            let folder = at(given.clone());
            if folder.is_dir() {
                folders.push(folder);
            } else {
                faults.push(Fault::folder("--python-path", &given, &folder));
            }
        }
        let variable = |name| environment.variable(name).filter(|value| !value.is_empty());
        let inherited =
            variable("PYTHONPATH").map(|value| env::split_paths(value).map(at).collect::<Vec<_>>());
        folders.extend(inherited.unwrap_or_default());
        if options.python_path.is_empty() {
            let active = variable("VIRTUAL_ENV").map(|root| at(root.into()));
            let nearby = || {
                source_root.ancestors().map(|folder| folder.join(".venv")).find(|root| is_environment(root))
            };
            folders.extend(active.or_else(nearby).filter(|root| is_environment(root)));
        }
        let (installed, modules) = Installed::sort(&folders);
        folders.retain(|folder| is_environment(folder));
        Self { modules, installed, environments: folders }
    }

    /// The folders of installed packages, in words.
    pub(super) fn describe(&self) -> String {
        let sites: Vec<_> = self.installed.sites().map(|site| site.display().to_string()).collect();
        if sites.is_empty() { "none".to_owned() } else { sites.join(", ") }
    }
}

fn is_environment(root: &Path) -> bool {
    root.join("pyvenv.cfg").is_file()
}

/// The folders of one value: the value as it is where that exists, else its parts between separators.
fn split(value: &str, environment: &Environment) -> Vec<PathBuf> {
    if environment.working_directory.join(value).exists() {
        return vec![value.into()];
    }
    env::split_paths(value).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn found(root: &Path, options: &[&str], variables: &[(&str, &str)]) -> (SearchPath, usize) {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = Environment {
            variables: variables.collect(),
            home_directory: None,
            working_directory: root.to_owned(),
        };
        let options = Options {
            python_path: options.iter().map(|value| (*value).to_owned()).collect(),
            ..Options::default()
        };
        let mut faults = Vec::new();
        let path = SearchPath::new(&options, &environment, &root.join("project/src"), &mut faults);
        (path, faults.len())
    }

    fn environment_at(root: &Path) {
        fs::create_dir_all(root.join("lib/python3.11/site-packages")).unwrap();
        fs::write(root.join("pyvenv.cfg"), "version = 3.11.4\n").unwrap();
    }

    #[test]
    fn the_option_wins_then_the_variable_then_the_folder_nearby() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["given", "active", "project/.venv"] {
            environment_at(&root.join(name));
        }
        let sites = |path: &SearchPath| path.installed.sites().map(Path::to_owned).collect::<Vec<_>>();
        let site = |name: &str| vec![root.join(name).join("lib/python3.11/site-packages")];
        assert_eq!(sites(&found(&root, &["given"], &[("VIRTUAL_ENV", "active")]).0), site("given"));
        assert_eq!(sites(&found(&root, &[], &[("VIRTUAL_ENV", "active")]).0), site("active"));
        assert_eq!(sites(&found(&root, &[], &[]).0), site("project/.venv"));
    }

    #[test]
    fn values_are_split_where_they_are_no_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["one", "two", "three:four"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        let (path, faults) = found(root, &["one:two", "three:four", "five"], &[("PYTHONPATH", "six")]);
        assert_eq!(path.modules, ["one", "two", "three:four", "six"].map(|name| root.join(name)));
        assert_eq!(faults, 1);
    }
}
