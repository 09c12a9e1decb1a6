//! The versions of flytekit and Python that specifications name.
//!
//! An option decides; else the environment in which packages are searched ([`SearchPath`]), of which only two things are looked
//! up as files: its `pyvenv.cfg` and the name of flytekit's metadata folder; else fixed versions.

use std::fs;
use std::path::Path;

use super::arguments::{Options, PythonVersion};
use super::search_path::SearchPath;

const DEFAULT_FLYTEKIT: &str = "1.16.31";
const DEFAULT_PYTHON: PythonVersion = PythonVersion(3, 11);

/// The two versions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Versions {
    pub(super) flytekit: String,
    pub(super) python: PythonVersion,
}

/// What the options say, else the environment that is searched, else the defaults.
pub(super) fn find(options: &Options, search_path: &SearchPath) -> Versions {
    let sites = || search_path.installed.sites();
    let flytekit = options.flytekit_version.clone().or_else(|| sites().find_map(flytekit_in));
    let configured = || search_path.environments.iter().find_map(|root| python_of(root));
    let python = options.python_version.or_else(|| configured().or_else(|| sites().find_map(python_of_site)));
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

/// The Python version in a path that ends with `python3.X/site-packages`.
fn python_of_site(site: &Path) -> Option<PythonVersion> {
    site.parent()?.file_name()?.to_str()?.strip_prefix("python")?.parse().ok()
}

/// The version in the name of the folder `flytekit-VERSION.dist-info`.
fn flytekit_in(site: &Path) -> Option<String> {
    let mut names = names_in(site);
    names.sort();
    names.iter().find_map(|name| Some(name.strip_prefix("flytekit-")?.strip_suffix(".dist-info")?.to_owned()))
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

#[cfg(test)]
mod tests {
    use flyte_serialize::configuration::Environment;

    use super::*;

    fn versions_in(config: &str, package: &str, options: &Options) -> Versions {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("lib/python3.12/site-packages").join(package)).unwrap();
        fs::write(folder.path().join("pyvenv.cfg"), config).unwrap();
        let mut environment = Environment::default();
        environment.variables.insert("VIRTUAL_ENV".into(), folder.path().to_str().unwrap().into());
        find(options, &SearchPath::new(options, &environment, folder.path(), &mut Vec::new()))
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
        let found = find(&Options::default(), &SearchPath::default());
        assert_eq!(found, versions(DEFAULT_FLYTEKIT, DEFAULT_PYTHON));
    }
}
