//! `flytekitplugins.flyteinteractive`: `@vscode` and `@jupyter`, which put an editor into a task.

use super::class_decorator::{self, text};
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.flyteinteractive";
const CONFIG: &str = "flytekit.interactive.vscode_lib.config";
const EXTENSIONS: &str = "https://raw.githubusercontent.com/flyteorg/flytetools/master/flytekitplugins/flyin";
/// Extensions with constants of their own: name, file.
const MORE_EXTENSIONS: [(&str, &str); 3] = [
    ("COPILOT_EXTENSION", "GitHub.copilot-1.138.563.vsix"),
    ("VIM_EXTENSION", "vscodevim.vim-1.27.0.vsix"),
    ("CODE_TOGETHER_EXTENSION", "genuitecllc.codetogether-2023.2.0.vsix"),
];

/// Defines the decorators and their configuration.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        max_idle_seconds: Int(36000), port: Int(8080), enable: Bool(true), run_task_first: Bool(false),
        pre_execute: None, post_execute: None, config: None,
    };
    let module = "flytekit.interactive.vscode_lib.decorator";
    let vscode =
        class_decorator::class(evaluator, library, module, "vscode", fields, None, |evaluator, decorator| {
            extra_config(evaluator, decorator, "vscode")
        });
    let exporting =
        [PACKAGE, "flytekit.interactive", "flytekitplugins.flyteinteractive.vscode_lib.decorator"];
    library.class(&vscode, &exporting);
    let fields = fields! {
        max_idle_seconds: Int(36000), port: Int(8080), enable: Bool(true), run_task_first: Bool(false),
        notebook_dir: Str("/root"), pre_execute: None, post_execute: None,
    };
    let module = "flytekitplugins.flyteinteractive.jupyter_lib.decorator";
    let jupyter = class_decorator::class(
        evaluator,
        library,
        module,
        "jupyter",
        fields,
        None,
        |evaluator, decorator| extra_config(evaluator, decorator, "jupyter"),
    );
    library.class(&jupyter, &[PACKAGE]);
    define_config(evaluator, library);
}

fn extra_config(
    evaluator: &mut Evaluator,
    decorator: &Instance,
    link_type: &str,
) -> EvalResult<Vec<(&'static str, String)>> {
    let port = text(evaluator, decorator, "port")?;
    Ok(vec![("link_type", link_type.to_owned()), ("port", port)])
}

/// `VscodeConfig`, which matters when a task runs.
fn define_config(evaluator: &Evaluator, library: &mut Library) {
    let fields =
        fields! { code_server_remote_paths: Dict, code_server_dir_names: Dict, extension_remote_paths: List };
    let methods = crate::flytekit::library::methods(&[("add_extensions", add_extensions)]);
    let class = Record::dataclass(CONFIG, "VscodeConfig", fields).attributes(methods).class(evaluator);
    library.class(&class, &[PACKAGE, "flytekit.interactive"]);
    for (name, file) in MORE_EXTENSIONS {
        library.add(PACKAGE, name, Value::from(format!("{EXTENSIONS}/{file}")));
    }
    for name in ["COPILOT_CONFIG", "VIM_CONFIG", "CODE_TOGETHER_CONFIG"] {
        let config = Instance::new(&class);
        for field in ["code_server_remote_paths", "code_server_dir_names"] {
            config.set_attribute(field, Value::dict::<&str>([]));
        }
        config.set_attribute("extension_remote_paths", Value::list(Vec::new()));
        library.add(PACKAGE, name, Value::Instance(std::rc::Rc::new(config)));
    }
}

fn add_extensions(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(config)), extensions] =
        arguments.bind(evaluator, "add_extensions", ["self!", "extensions!"])?
    else {
        return Err(evaluator.type_error("a VscodeConfig is needed"));
    };
    if let Value::List(paths) = record::get(&config, "extension_remote_paths") {
        match extensions {
            Some(Value::List(more)) => paths.change(|paths| paths.extend(more.to_vec())),
            Some(one) => paths.change(|paths| paths.push(one)),
            None => {}
        }
    }
    Ok(Value::None)
}
