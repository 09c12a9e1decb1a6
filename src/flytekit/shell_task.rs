//! `ShellTask`: a shell script, which stays in the source and is no part of the specification (`flytekit.extras.tasks.shell`).

use std::rc::Rc;

use super::classes::classes;
use super::library::Library;
use super::record::{self, Record, fields};
use super::task::{Keywords, Plain, initialize_instance_task};
use super::{hidden_task, native_task, need};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Truth, Value};
use crate::source::Span;

const MODULE: &str = "flytekit.extras.tasks.shell";
const PARAMETERS: [&str; 8] =
    ["name", "debug", "script", "script_file", "task_config", "shell", "inputs", "output_locs"];
const RAW_PARAMETERS: [&str; 7] =
    ["name", "debug", "script", "script_file", "task_config", "inputs", "output_locs"];
/// What the reference says of the function of the hidden task, which reaches that task's description.
const HIDDEN_DESCRIPTION: &str = "A Fake function to satisfy the inner PythonTask requirements";

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { var: Required, var_type: Required, location: Required };
    library.class(&Record::dataclass(MODULE, "OutputLocation", fields).class(evaluator), &[]);
    let parent = Rc::clone(&classes(evaluator).task.instance);
    let class = native_task::class(&parent, MODULE, "ShellTask", |evaluator, arguments| {
        construct(evaluator, "ShellTask", &PARAMETERS, arguments)
    });
    library.class(&class, &[]);
    let raw = native_task::class(&class, MODULE, "RawShellTask", |evaluator, arguments| {
        construct(evaluator, "RawShellTask", &RAW_PARAMETERS, arguments)
    });
    library.class(&raw, &[]);
    library.function("get_raw_shell_task", raw_shell_task, &[MODULE]);
}

/// `get_raw_shell_task(name)`: a task that runs the script that it is given.
fn raw_shell_task(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [name] = arguments.bind(evaluator, "get_raw_shell_task", ["name!"])?;
    let text = Value::Class(Rc::clone(&evaluator.types.str));
    let environment = native_task::imported(evaluator, "typing", "Dict")?;
    let environment = evaluator.get_item(&environment, &Value::tuple(vec![text.clone(), text.clone()]))?;
    let inputs = [("env", environment), ("script_args", text.clone()), ("script_file", text)];
    let folder = native_task::imported(evaluator, "flytekit.types.directory", "FlyteDirectory")?;
    let location = Arguments::keywords([
        ("var", Value::str("out")),
        ("var_type", folder),
        ("location", Value::str("{ctx.working_directory}")),
    ]);
    let class = native_task::imported(evaluator, MODULE, "OutputLocation")?;
    let location = evaluator.call(&class, location)?;
    let class = native_task::imported(evaluator, MODULE, "RawShellTask")?;
    let arguments = Arguments::keywords([
        ("name", name.unwrap_or(Value::None)),
        ("inputs", Value::dict(inputs)),
        ("output_locs", Value::list(vec![location])),
        ("script", Value::str("bash {inputs.script_file} {inputs.script_args}")),
    ]);
    evaluator.call(&class, arguments)
}

fn construct(
    evaluator: &mut Evaluator,
    class: &str,
    parameters: &[&str],
    arguments: Arguments,
) -> EvalResult<Value> {
    let (instance, mut keywords) = Keywords::of_constructor(evaluator, class, parameters, arguments)?;
    check_script(evaluator, &mut keywords)?;
    for ignored in ["debug", "shell"] {
        drop(keywords.take(ignored));
    }
    let config = keywords.take_or_none("task_config");
    if !config.is_none() && !evaluator.class_of(&config).has_dotted_name("flytekitplugins.pod.task.Pod") {
        let message = "TaskConfig can either be empty - indicating simple container task or a PodConfig.";
        return Err(evaluator.value_error(message));
    }
    let span = keywords.span_of("output_locs");
    let locations = keywords.take_or_none("output_locs");
    let outputs = outputs(evaluator, &locations, span)?;
    let inputs = keywords.take_or_none("inputs");
    let hidden = hidden(evaluator, &instance, &config, &keywords)?;
    native_task::set_interface(evaluator, &mut keywords, inputs, outputs)?;
    keywords.set("task_config", config);
    keywords.set("task_type", Value::str(hidden));
    initialize_instance_task(evaluator, &instance, keywords, None, Rc::new(Plain))?;
    Ok(Value::None)
}

/// A script, or a file that exists.
fn check_script(evaluator: &mut Evaluator, keywords: &mut Keywords) -> EvalResult<()> {
    let [script, file] = ["script", "script_file"].map(|name| keywords.take_or_none(name));
    let given = [evaluator.truth(&script)?, evaluator.truth(&file)?];
    if given.iter().all(Truth::is_true) {
        return Err(evaluator.value_error("Only either of script or script_file can be provided"));
    }
    if given.iter().all(Truth::is_false) {
        return Err(evaluator.value_error("Either a script or script_file is needed"));
    }
    let path = evaluator.str_of(&file)?.as_str().filter(|_| given[1].is_true());
    match path {
        Some(path) if !evaluator.settings.source_root.join(&*path).exists() => {
            let message = format!("FileNotFound: the specified Script file at path {path} cannot be loaded");
            Err(evaluator.value_error(&message))
        }
        _ => Ok(()),
    }
}

/// The types of the outputs by name. Each is a file or a folder.
pub(crate) fn outputs(evaluator: &mut Evaluator, locations: &Value, span: Span) -> EvalResult<Value> {
    let mut outputs = Vec::new();
    let locations = if locations.is_none() {
        Vec::new()
    } else {
        need::items(evaluator, locations, "the outputs", span)?
    };
    for location in locations {
        need::known(evaluator, &location, "the output", span)?;
        let Some(record) = record::instance_of(&location, "flytekit.extras.tasks.shell.OutputLocation")
        else {
            let message = "Every output type should be an output location on the file-system";
            return Err(evaluator.value_error(message));
        };
        let name = need::text(evaluator, &record::get(&record, "var"), "the name of the output", span)?;
        if record::get(&record, "location").is_none() {
            return Err(evaluator.value_error(&format!("Output Location not provided for output var {name}")));
        }
        let python_type = record::get(&record, "var_type");
        check_type(evaluator, &python_type)?;
        outputs.push((name, python_type));
    }
    Ok(Value::dict(outputs))
}

/// Outputs are files and folders; what is unknown may be one.
fn check_type(evaluator: &Evaluator, python_type: &Value) -> EvalResult<()> {
    let Value::Class(class) = python_type else { return Ok(()) };
    let kinds = ["flytekit.types.file.file.FlyteFile", "flytekit.types.directory.types.FlyteDirectory"];
    if kinds.iter().any(|kind| class.descends_from(kind)) || class.unknown_base.is_some() {
        return Ok(());
    }
    let message =
        "Currently only outputs of type FlyteFile/FlyteDirectory and their derived types are supported";
    Err(evaluator.value_error(message))
}

/// Makes the hidden task; gives its type.
fn hidden(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    config: &Value,
    keywords: &Keywords,
) -> EvalResult<String> {
    let name = native_task::name(evaluator, instance, &mut keywords.clone())?;
    let own = Keywords::empty(keywords.span);
    let name = format!("_bash.{name}");
    let hidden = hidden_task::make(evaluator, MODULE, HIDDEN_DESCRIPTION, &name, config, own)?;
    Ok(hidden.task_type.clone())
}
