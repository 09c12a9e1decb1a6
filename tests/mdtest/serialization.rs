//! Scenarios of flytekit: a program is loaded, checked and lowered, and its diagnostics compared.

use flyte_serialize::configuration::SerializationSettings;
use flyte_serialize::diagnostic::{self, Severity};
use flyte_serialize::flytekit::{LoadOutcome, LoadRequest, load};
use flyte_serialize::{check, lower};

use super::scenario::Scenario;
use super::{PRESENT, faults};

const FLYTEKIT: &str = "1.16.31";

/// What does not come out as the scenario says.
pub(super) fn run(scenario: &Scenario) -> Vec<String> {
    let folder = scenario.write(|_, text| faults::without_expectations(text));
    let settings = SerializationSettings::for_image("ghcr.io/acme/app:v1", "", "", "", None)
        .expect("the image is valid");
    let request = LoadRequest {
        packages: vec!["main".to_owned()],
        source_root: folder.path().to_owned(),
        settings: settings.clone(),
        flytekit_version: FLYTEKIT.to_owned(),
        python_version: (3, 11),
        environment: indexmap::IndexMap::new(),
        python_path: Vec::new(),
        installed: flyte_serialize::python::Installed::default(),
        present: Some(PRESENT),
        releases: true,
    };
    let LoadOutcome { sources, program, mut diagnostics, .. } = load(request);
    let is_whole = diagnostics.iter().all(|fault| fault.severity == Severity::Warning);
    diagnostics.extend(program.iter().flat_map(|program| check::check(program, is_whole)));
    let is_sound = diagnostics.iter().all(|fault| fault.severity == Severity::Warning);
    let lowered = program.filter(|_| is_sound).map(|program| lower::specs(&program, &settings, FLYTEKIT));
    let has_specs = matches!(&lowered, Some(Ok(specs)) if !specs.is_empty());
    diagnostics.extend(lowered.and_then(Result::err).map(|error| error.diagnostic()));
    diagnostic::arrange(&mut diagnostics, &sources);

    let mut failures = Vec::new();
    let expected = scenario.expected_faults();
    let expected_help: Vec<String> = expected.iter().filter_map(|fault| fault.help.clone()).collect();
    if diagnostics.iter().all(|fault| fault.severity == Severity::Warning) && !has_specs {
        failures.push("there are no specifications, and no error says why".to_owned());
    }
    failures.extend(faults::differences(&sources, folder.path(), expected, &diagnostics));
    failures.extend(faults::untold_help(&expected_help, &diagnostics));
    failures
}
