//! `io`: streams in memory, and `open` for files of the project. Nothing is written.

mod stream;

use std::cell::OnceCell;
use std::rc::Rc;

use super::convert::{bytes, known, optional_text, path, stop, text};
use super::parts::{Names, follows};
use super::project;
use crate::python::format::repr_str;
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};
use stream::{Access, Content, Stream};

/// The classes of the module, bases before those that inherit from them.
struct Classes {
    all: Vec<Rc<Class>>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

impl Classes {
    fn get(&self, name: &str) -> Option<&Rc<Class>> {
        self.all.iter().find(|class| &*class.name == name)
    }

    fn unsupported(&self) -> Rc<Class> {
        Rc::clone(self.get("UnsupportedOperation").unwrap_or(&self.all[0]))
    }
}

/// Name and base of each class of streams.
const CLASSES: &[(&str, &str)] = &[
    ("IOBase", ""),
    ("RawIOBase", "IOBase"),
    ("BufferedIOBase", "IOBase"),
    ("TextIOBase", "IOBase"),
    ("FileIO", "RawIOBase"),
    ("BufferedReader", "BufferedIOBase"),
    ("BufferedWriter", "BufferedIOBase"),
    ("TextIOWrapper", "TextIOBase"),
    ("BytesIO", "BufferedIOBase"),
    ("StringIO", "TextIOBase"),
];

fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    Rc::clone(state.0.get_or_init(|| Rc::new(make_classes(evaluator))))
}

fn make_classes(evaluator: &Evaluator) -> Classes {
    let mut all: Vec<Rc<Class>> = Vec::new();
    for (name, base) in CLASSES {
        let attributes = match *name {
            "IOBase" => stream::attributes(Names::default()),
            "BytesIO" | "StringIO" => stream::memory_attributes(Names::default()),
            _ => Names::default(),
        };
        let hooks: Option<Rc<dyn ClassHooks>> = match *name {
            "BytesIO" => Some(Rc::new(Memory { is_text: false })),
            "StringIO" => Some(Rc::new(Memory { is_text: true })),
            _ => None,
        };
        let base = all.iter().find(|class| *class.name == **base).unwrap_or(&evaluator.types.object);
        let class = Class::native("io", name, std::slice::from_ref(base), hooks, attributes.vars());
        all.push(class);
    }
    let bases = [&evaluator.exceptions.os_error, &evaluator.exceptions.value_error].map(Rc::clone);
    all.push(Class::native("io", "UnsupportedOperation", &bases, None, Vars::default()));
    Classes { all }
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    let names = classes.all.iter().fold(Names::default(), Names::class);
    Ok(names
        .functions_accepting_unknown(&[("open", open)])
        .value("DEFAULT_BUFFER_SIZE", Value::int(8192))
        .value("SEEK_SET", Value::int(0))
        .value("SEEK_CUR", Value::int(1))
        .value("SEEK_END", Value::int(2))
        .vars())
}

/// Makes `StringIO` and `BytesIO`.
struct Memory {
    is_text: bool,
}

impl ClassHooks for Memory {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if let Some(unknown) = arguments.first_unknown() {
            return Ok(Some(follows(unknown)));
        }
        let content = if self.is_text {
            let [initial, _newline] =
                arguments.clone().bind(evaluator, "StringIO", ["initial_value", "newline"])?;
            let message = "initial_value must be str or None, not {}";
            let initial = optional_text(evaluator, initial.as_ref(), message)?;
            Content::Text(initial.map(|text| text.chars().collect()).unwrap_or_default())
        } else {
            let [initial] = arguments.clone().bind(evaluator, "BytesIO", ["initial_bytes"])?;
            match initial {
                None | Some(Value::None) => Content::Bytes(Vec::new()),
                Some(initial) => Content::Bytes(bytes(evaluator, &initial)?.to_vec()),
            }
        };
        let stream = Stream::new(content, Access::Memory);
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, stream)))))
    }
}

fn instance(evaluator: &mut Evaluator, class: &str, stream: Stream, name: &str, mode: &str) -> Value {
    let classes = classes(evaluator);
    let class = classes.get(class).unwrap_or(&classes.all[0]);
    let instance = Instance::with_payload(class, stream);
    instance.set_attribute("name", Value::str(name));
    instance.set_attribute("mode", Value::str(mode));
    Value::Instance(Rc::new(instance))
}

/// A stream of text that takes everything and does nothing: `sys.stdout`.
pub(super) fn sink(evaluator: &mut Evaluator, name: &str) -> Value {
    let stream = Stream::new(Content::Text(Vec::new()), Access::Sink);
    let value = instance(evaluator, "TextIOWrapper", stream, name, "w");
    if let Some(instance) = value.as_instance() {
        instance.set_attribute("encoding", Value::str("utf-8"));
    }
    value
}

/// `open`, the built-in function: reads files of the project. What is opened for writing takes everything and does nothing.
pub(crate) fn open(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["file!", "mode", "buffering", "encoding", "errors", "newline", "closefd", "opener"];
    let [file, mode, _, encoding, _, newline, _, _] = arguments.bind(evaluator, "open", parameters)?;
    let file = known(file.unwrap_or(Value::None))?;
    if file.as_i64().is_some() {
        return stop(evaluator, "what a file descriptor stands for depends on the machine");
    }
    let name = path(evaluator, &file)?;
    let mode = match mode {
        None => Rc::from("r"),
        Some(mode) => text(evaluator, &mode, "open() argument 'mode' must be str, not {}")?,
    };
    check_mode(evaluator, &mode)?;
    let is_binary = mode.contains('b');
    if mode.contains(['w', 'a', 'x', '+']) {
        project::note_change(evaluator, &name);
        let (class, content) = if is_binary {
            ("BufferedWriter", Content::Bytes(Vec::new()))
        } else {
            ("TextIOWrapper", Content::Text(Vec::new()))
        };
        return Ok(instance(evaluator, class, Stream::new(content, Access::Sink), &name, &mode));
    }
    if is_binary {
        let content = Content::Bytes(project::read(evaluator, &name)?);
        return Ok(instance(evaluator, "BufferedReader", Stream::new(content, Access::Read), &name, &mode));
    }
    let newline =
        optional_text(evaluator, newline.as_ref(), "open() argument 'newline' must be str or None, not {}")?;
    let bytes = project::read(evaluator, &name)?;
    let mut content = decoded(evaluator, &bytes, encoding.as_ref())?;
    if newline.is_none() {
        content = with_plain_newlines(&content);
    }
    let stream = Stream::new(Content::Text(content.chars().collect()), Access::Read);
    let value = instance(evaluator, "TextIOWrapper", stream, &name, &mode);
    if let Some(instance) = value.as_instance() {
        let encoding = encoding.filter(|encoding| !encoding.is_none()).unwrap_or_else(|| Value::str("UTF-8"));
        instance.set_attribute("encoding", encoding);
    }
    Ok(value)
}

fn check_mode(evaluator: &Evaluator, mode: &str) -> EvalResult<()> {
    let count = |set: &str| mode.chars().filter(|character| set.contains(*character)).count();
    let message = if mode.chars().any(|character| !"rwaxbt+".contains(character))
        || "rwaxbt+".chars().any(|character| count(&character.to_string()) > 1)
    {
        format!("invalid mode: {}", repr_str(mode))
    } else if mode.contains('b') && mode.contains('t') {
        "can't have text and binary mode at once".to_owned()
    } else if count("rwax") != 1 {
        "must have exactly one of create/read/write/append mode".to_owned()
    } else {
        return Ok(());
    };
    Err(evaluator.value_error(&message))
}

/// The text of a file of the project, line breaks made plain.
pub(super) fn read_text(
    evaluator: &mut Evaluator,
    path: &str,
    encoding: Option<&Value>,
) -> EvalResult<String> {
    let content = project::read(evaluator, path)?;
    decoded(evaluator, &content, encoding).map(|text| with_plain_newlines(&text))
}

fn with_plain_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn decoded(evaluator: &mut Evaluator, content: &[u8], encoding: Option<&Value>) -> EvalResult<String> {
    let encoding = encoding.filter(|encoding| !encoding.is_none()).and_then(Value::as_str);
    let encoding = encoding.unwrap_or_else(|| Rc::from("utf-8"));
    let bytes = Value::Bytes(Rc::from(content));
    let decoded = evaluator.call_method(&bytes, "decode", Arguments::positional([Value::Str(encoding)]))?;
    known(decoded).map(|text| text.as_str().unwrap_or_default().to_string())
}
