//! The versions of flytekit and Python that specifications name.
//!
//! An option decides; else the active virtual environment (`VIRTUAL_ENV`), of which only two things are looked up as
//! files: its `pyvenv.cfg` and the name of flytekit's metadata folder; else fixed versions.

use std::fs;
use std::path::Path;

use flyte_serialize::configuration::Environment;

use super::arguments::{Options, PythonVersion};

const DEFAULT_FLYTEKIT: &str = "1.16.31";
const DEFAULT_PYTHON: PythonVersion = PythonVersion(3, 11);

/// The two versions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Versions {
    pub(super) flytekit: String,
    pub(super) python: PythonVersion,
}

/// What the options say, else the active virtual environment, else the defaults.
pub(super) fn find(options: &Options, environment: &Environment) -> Versions {
    let active = environment.variable("VIRTUAL_ENV").filter(|root| !root.is_empty());
    let root = active.map(|root| environment.working_directory.join(root));
    let flytekit = options.flytekit_version.clone().or_else(|| flytekit_in(root.as_deref()?));
    let python = options.python_version.or_else(|| python_of(root.as_deref()?));
    Versions {
        flytekit: flytekit.unwrap_or_else(|| DEFAULT_FLYTEKIT.to_owned()),
        python: python.unwrap_or(DEFAULT_PYTHON),
    }
}

/// The Python version in `pyvenv.cfg`: `version` as venv writes it, `version_info` as virtualenv and uv do.
fn python_of(root: &Path) -> Option<PythonVersion> {
    let text = fs::read_to_string(root.join("pyvenv.cfg")).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        matches!(key.trim(), "version" | "version_info").then(|| value.parse().ok())?
    })
}

/// The version in the name of the folder `flytekit-VERSION.dist-info`.
fn flytekit_in(root: &Path) -> Option<String> {
    let mut names: Vec<String> = site_packages(root).iter().flat_map(|folder| names_in(folder)).collect();
    names.sort();
    names.iter().find_map(|name| Some(name.strip_prefix("flytekit-")?.strip_suffix(".dist-info")?.to_owned()))
}

/// `lib/python3.X/site-packages`, and `Lib/site-packages` on Windows.
fn site_packages(root: &Path) -> Vec<std::path::PathBuf> {
    let versioned = names_in(&root.join("lib")).into_iter().filter(|name| name.starts_with("python"));
    let mut folders: Vec<_> =
        versioned.map(|name| root.join("lib").join(name).join("site-packages")).collect();
    folders.push(root.join("Lib").join("site-packages"));
    folders
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions_in(config: &str, package: &str, options: &Options) -> Versions {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("lib/python3.12/site-packages").join(package)).unwrap();
        fs::write(folder.path().join("pyvenv.cfg"), config).unwrap();
        let mut environment = Environment::default();
        environment.variables.insert("VIRTUAL_ENV".into(), folder.path().to_str().unwrap().into());
        find(options, &environment)
    }

    fn versions(flytekit: &str, python: PythonVersion) -> Versions {
        Versions { flytekit: flytekit.into(), python }
    }

    #[test]
    fn the_active_virtual_environment_decides() {
        let options = Options::default();
        let found = versions_in("home = /usr\nversion = 3.12.4\n", "flytekit-1.15.0.dist-info", &options);
        assert_eq!(found, versions("1.15.0", PythonVersion(3, 12)));
        let found = versions_in("version_info = 3.10.1.final.0\n", "flytekitplugins_x-2.dist-info", &options);
        assert_eq!(found, versions("1.16.31", PythonVersion(3, 10)));
    }

    #[test]
    fn options_win_and_defaults_come_last() {
        let options = Options {
            flytekit_version: Some("1.2.3".into()),
            python_version: Some(PythonVersion(3, 9)),
            ..Options::default()
        };
        let found = versions_in("version = 3.12.4\n", "flytekit-1.15.0.dist-info", &options);
        assert_eq!(found, versions("1.2.3", PythonVersion(3, 9)));
        let found = find(&Options::default(), &Environment::default());
        assert_eq!(found, versions(DEFAULT_FLYTEKIT, DEFAULT_PYTHON));
    }
}
