//! From arguments and environment to the settings of a serialization; all that is wrong is reported at once.

use std::path::{Path, PathBuf};

use flyte_serialize::configuration::{
    CONFIG_FILE_OVERRIDE_VARIABLE, ConfigFile, ConfigSearch, ConfigWarning, DEFAULT_IMAGE_NAME,
    DefaultImages, Environment, FastSerializationSettings, INTERNAL_IMAGE_VARIABLE, Image, ImageConfig,
    SdkConfig, SerializationMode, SerializationSettings, SerializationSettingsBuilder,
    UnsupportedPythonVersion, image_spec_file,
};
use flyte_serialize::diagnostic::{Diagnostic, Id};
use flyte_serialize::python::Present;
use indexmap::IndexMap;

use super::arguments::Options;
use super::fault::Fault;
use super::process;
use super::search_path::SearchPath;
use super::versions::{self, Versions};

/// The reference joins the root with this absolute path, which leaves the path alone.
const IN_CONTAINER_INTERPRETER: &str = "/bin/python3";

/// What a run of `serialize workflows` works with.
#[derive(Debug)]
pub(super) struct Settings {
    /// The packages and modules to serialize.
    pub(super) packages: Vec<String>,
    /// The folder that they are imported from, absolute.
    pub(super) source_root: PathBuf,
    /// Where modules are found besides the source root.
    pub(super) search_path: SearchPath,
    /// The variables that the program sees.
    pub(super) variables: IndexMap<String, String>,
    /// The versions that specifications name.
    pub(super) versions: Versions,
    /// The moment that the program takes for the present.
    pub(super) present: Option<Present>,
    /// What specifications need to know besides the program.
    pub(super) serialization: SerializationSettings,
    /// What is odd about the configuration but does not stand in the way.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Settings {
    /// The settings that options and environment say.
    pub(super) fn new(
        options: &Options,
        mode: SerializationMode,
        environment: &Environment,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let working_directory = &environment.working_directory;
        let given_root = options.local_source_root.as_deref().map_or(working_directory.as_path(), Path::new);
        let source_root = working_directory.join(given_root);
        let search_path = SearchPath::new(options, environment, &source_root, &mut faults);
        let versions = versions::find(options, &search_path);
        let configuration = configuration(options, environment).unwrap_or_else(|fault| {
            faults.push(fault);
            ConfigSearch::default()
        });
        let packages = packages(options, configuration.file.as_ref(), environment, &mut faults);
        let env = variables(&options.env, &mut faults);
        let images = images(&options.images, &versions, environment).map_err(|fault| faults.push(fault));
        if !source_root.is_dir() {
            faults.push(Fault::folder("--local-source-root", given_root, &source_root));
        }
        let present = process::present(environment).map_err(|fault| faults.push(fault)).ok();
        let (Ok(images), true) = (images, faults.is_empty()) else {
            return Err(faults);
        };
        let mut builder =
            SerializationSettingsBuilder::new(images).with_fast_serialization_settings(mode.into());
        builder.env = env;
        builder.source_root = Some(given_root.display().to_string());
        if let Some(root) = options.in_container_virtualenv_root.as_ref().filter(|root| !root.is_empty()) {
            builder.flytekit_virtualenv_root = Some(root.clone());
            builder.python_interpreter = Some(IN_CONTAINER_INTERPRETER.to_owned());
        }
        Ok(Self {
            packages,
            source_root,
            search_path,
            variables: program_variables(options, environment),
            versions,
            present,
            serialization: builder.build(),
            warnings: configuration.warnings.iter().map(warning).collect(),
        })
    }

    /// Says where the code is unpacked in the container.
    pub(super) fn set_destination_dir(&mut self, folder: &str) {
        self.change_fast(|fast| fast.destination_dir = Some(folder.to_owned()));
    }

    /// Says where the code archive is.
    pub(super) fn set_distribution_location(&mut self, uri: &str) {
        self.change_fast(|fast| fast.distribution_location = Some(uri.to_owned()));
    }

    fn change_fast(&mut self, change: impl FnOnce(&mut FastSerializationSettings)) {
        let mut builder = self.serialization.new_builder();
        change(builder.fast_serialization_settings.get_or_insert_default());
        self.serialization = builder.build();
    }

    /// The settings in words, a line each.
    pub(super) fn describe(&self) -> String {
        let image = self.serialization.image_config.default_image.as_ref();
        format!(
            "packages: {}\nsource root: {}\ninstalled packages: {}\nflytekit {}, Python {}.{}\ndefault image: {}",
            self.packages.join(", "),
            self.source_root.display(),
            self.search_path.describe(),
            self.versions.flytekit,
            self.versions.python.0,
            self.versions.python.1,
            image.map(Image::full).unwrap_or_default(),
        )
    }
}

/// The file of `--config`; no file is looked for without it.
fn configuration(options: &Options, environment: &Environment) -> Result<ConfigSearch, Fault> {
    match &options.config {
        Some(path) => Ok(ConfigFile::open(path, environment)?),
        None => Ok(ConfigSearch::default()),
    }
}

fn warning(warning: &ConfigWarning) -> Diagnostic {
    Diagnostic::warning(Id::Configuration, warning.to_string())
}

/// The packages of the command line, else of the variable, else of the configuration file.
fn packages(
    options: &Options,
    file: Option<&ConfigFile>,
    environment: &Environment,
    faults: &mut Vec<Fault>,
) -> Vec<String> {
    let illegal = |value: &&String| value.contains(['/', '-', '\\']);
    faults.extend(options.packages.iter().filter(illegal).map(|value| Fault::package(value)));
    if !options.packages.is_empty() {
        return options.packages.iter().flat_map(|value| split_list(value)).collect();
    }
    match SdkConfig::auto(file, environment) {
        Ok(sdk) => sdk.workflow_packages.iter().flatten().flat_map(|value| split_list(value)).collect(),
        Err(error) => {
            faults.push(error.into());
            Vec::new()
        }
    }
}

/// The items of a comma list, without spaces around them.
fn split_list(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The variables for containers; `None` where none is given.
fn variables(values: &[String], faults: &mut Vec<Fault>) -> Option<IndexMap<String, String>> {
    let mut variables = IndexMap::new();
    for value in values {
        match value.split_once('=') {
            Some((name, value)) => {
                variables.insert(name.trim().to_owned(), value.trim().to_owned());
            }
            None => faults.push(Fault::key_value(value)),
        }
    }
    (!values.is_empty()).then_some(variables)
}

fn images(values: &[String], versions: &Versions, environment: &Environment) -> Result<ImageConfig, Fault> {
    if let Some(value) = values.iter().find(|value| image_spec_file(value, environment).is_some()) {
        return Err(Fault::image_specification(value));
    }
    let names_default =
        |value: &String| value.split_once('=').is_none_or(|(name, _)| name == DEFAULT_IMAGE_NAME);
    let fallback =
        if values.iter().any(names_default) { String::new() } else { default_image(versions, environment)? };
    Ok(ImageConfig::validate_image("--image", values, &fallback)?)
}

/// The image of tasks where no default image is given.
fn default_image(versions: &Versions, environment: &Environment) -> Result<String, UnsupportedPythonVersion> {
    if let Some(image) = environment.variable(INTERNAL_IMAGE_VARIABLE).filter(|image| !image.is_empty()) {
        return Ok(image.to_owned());
    }
    let python = format!("{}.{}", versions.python.0, versions.python.1).parse()?;
    Ok(DefaultImages::new(versions.flytekit.as_str(), python, environment).default_image())
}

fn program_variables(options: &Options, environment: &Environment) -> IndexMap<String, String> {
    let mut variables: IndexMap<_, _> = environment.variables.clone().into_iter().collect();
    if let Some(file) = &options.config {
        variables.insert(CONFIG_FILE_OVERRIDE_VARIABLE.to_owned(), file.display().to_string());
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Environment { variables: variables.collect(), home_directory: None, working_directory: "/".into() }
    }

    fn settings(line: &str, variables: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        use clap::Parser;
        let line = format!("serialize {line} workflows");
        let cli = super::super::arguments::Cli::try_parse_from(line.split_whitespace()).unwrap();
        let mode = SerializationMode::Default;
        Settings::new(&cli.options, mode, &environment(variables))
            .map_err(|faults| faults.into_iter().map(|fault| fault.diagnostic.message).collect())
    }

    #[test]
    fn packages_of_the_command_line_win() {
        let variables = [("FLYTE_SDK_WORKFLOW_PACKAGES", "env.a, env.b,")];
        assert_eq!(settings("-k a,b -k c", &variables).unwrap().packages, ["a", "b", "c"]);
        assert_eq!(settings("", &variables).unwrap().packages, ["env.a", "env.b"]);
        assert!(settings("", &[]).unwrap().packages.is_empty());
    }

    #[test]
    fn all_faults_are_reported_at_once() {
        let faults = settings("-k a/b -k c-d --env X -i foo --local-source-root /no/where", &[]).unwrap_err();
        assert_eq!(
            faults,
            [
                "illegal package `a/b`",
                "illegal package `c-d`",
                "expected KEY=VALUE for `--env`, got `X`",
                "the image `foo` has neither tag nor digest",
                "`/no/where`, given for `--local-source-root`, does not exist",
            ]
        );
    }

    #[test]
    fn the_default_image_is_that_of_the_versions_or_the_variable() {
        let image = |line, variables: &[_]| {
            settings(line, variables)
                .map(|settings| settings.serialization.image_config.default_image.unwrap().full())
        };
        let versions = "--python-version 3.9 --flytekit-version 1.15.0";
        assert_eq!(image(versions, &[]).unwrap(), "cr.flyte.org/flyteorg/flytekit:py3.9-1.15.0");
        assert_eq!(image(versions, &[(INTERNAL_IMAGE_VARIABLE, "a/b:1")]).unwrap(), "a/b:1");
        assert_eq!(image("--python-version 3.13 -i a:1", &[]).unwrap(), "a:1");
        assert!(image("--python-version 3.13 -i x=a:1", &[]).is_err());
        assert!(image("-i a:1 -i default=b:2", &[]).is_err());
    }

    #[test]
    fn variables_are_stripped_and_the_last_wins() {
        let env = settings("--env A=1 --env B= --env A=2=3", &[]).unwrap().serialization.env.unwrap();
        assert_eq!(
            env.into_iter().collect::<Vec<_>>(),
            [("A".into(), "2=3".into()), ("B".into(), String::new())]
        );
        assert_eq!(settings("", &[]).unwrap().serialization.env, None);
    }

    #[test]
    fn the_program_sees_the_environment_and_the_configuration_file() {
        let settings = settings("-c x.config", &[("A", "1"), ("PYTHONPATH", "lib:/opt")]).unwrap();
        assert_eq!(settings.variables["A"], "1");
        assert_eq!(settings.variables[CONFIG_FILE_OVERRIDE_VARIABLE], "x.config");
        assert_eq!(settings.search_path.modules, [PathBuf::from("/lib"), PathBuf::from("/opt")]);
    }
}
