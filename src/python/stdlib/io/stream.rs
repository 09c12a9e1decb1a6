//! Streams: content with a position. Text counts characters, bytes count bytes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::python::stdlib::convert::{bytes, optional_integer, stop, text, type_name};
use crate::python::stdlib::parts::{Names, receiver, take_first};
use crate::python::{Arguments, EvalResult, Evaluator, Unknown, Value};

/// What a stream holds.
pub(super) enum Content {
    Text(Vec<char>),
    Bytes(Vec<u8>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    fn slice(&self, start: usize, end: usize) -> Value {
        let (start, end) = (start.min(self.len()), end.min(self.len()));
        match self {
            Self::Text(text) => Value::from(text[start..end.max(start)].iter().collect::<String>()),
            Self::Bytes(bytes) => Value::Bytes(Rc::from(&bytes[start..end.max(start)])),
        }
    }

    /// Where the line that begins at `start` ends, its line break included.
    fn line_end(&self, start: usize) -> usize {
        let start = start.min(self.len());
        let found = match self {
            Self::Text(text) => text[start..].iter().position(|character| *character == '\n'),
            Self::Bytes(bytes) => bytes[start..].iter().position(|byte| *byte == b'\n'),
        };
        found.map_or(self.len(), |at| start + at + 1)
    }

    /// Puts another content at `at`, over what is there.
    fn overwrite(&mut self, at: usize, new: Self) {
        fn put<T: Copy>(content: &mut Vec<T>, at: usize, new: &[T], filler: T) {
            if content.len() < at {
                content.resize(at, filler);
            }
            let end = (at + new.len()).min(content.len());
            content.splice(at..end, new.iter().copied());
        }
        match (self, new) {
            (Self::Text(text), Self::Text(new)) => put(text, at, &new, '\0'),
            (Self::Bytes(bytes), Self::Bytes(new)) => put(bytes, at, &new, 0),
            _ => {}
        }
    }

    fn truncate(&mut self, length: usize) {
        match self {
            Self::Text(text) => text.truncate(length),
            Self::Bytes(bytes) => bytes.truncate(length),
        }
    }
}

/// What may be done with a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Content in memory.
    Memory,
    /// A file of the project that is read.
    Read,
    /// A file or terminal to which nothing is really written, and from which nothing is read.
    Sink,
}

/// The payload of a stream.
pub(super) struct Stream {
    content: RefCell<Content>,
    position: Cell<usize>,
    closed: Cell<bool>,
    access: Access,
    unknown: RefCell<Option<Rc<Unknown>>>,
}

impl Stream {
    /// A stream at its beginning.
    pub(super) fn new(content: Content, access: Access) -> Self {
        Self {
            content: RefCell::new(content),
            position: Cell::new(0),
            closed: Cell::new(false),
            access,
            unknown: RefCell::default(),
        }
    }
}

/// The largest position that a stream may be moved to.
const POSITION_LIMIT: i64 = 1 << 24;

/// The methods of all streams.
pub(super) fn attributes(names: Names) -> Names {
    names
        .properties(&[("closed", |evaluator, mut arguments| {
            let (_, stream) = receiver::<Stream>(evaluator, &mut arguments)?;
            Ok(stream.closed.get().into())
        })])
        .functions(&[
            ("read", read),
            ("readline", readline),
            ("readlines", readlines),
            ("seek", seek),
            ("tell", tell),
            ("truncate", truncate),
            ("readable", readable),
            ("writable", writable),
            ("seekable", seekable),
            ("isatty", |_, _| Ok(false.into())),
            ("__iter__", take_receiver),
            ("__next__", next),
            ("__enter__", take_receiver),
        ])
        .functions_accepting_unknown(&[
            ("write", write),
            ("writelines", writelines),
            ("close", close),
            ("__exit__", close),
        ])
        .inert_functions(&["flush", "reconfigure"])
}

/// The methods of streams in memory.
pub(super) fn memory_attributes(names: Names) -> Names {
    names.functions(&[("getvalue", getvalue)])
}

fn take_receiver(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)
}

/// The receiver, which must be open; what an unknown was written to is unknown.
fn open(evaluator: &mut Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Stream>> {
    let (_, stream) = receiver::<Stream>(evaluator, arguments)?;
    if stream.closed.get() {
        let end = if stream.access == Access::Memory { "" } else { "." };
        return Err(evaluator.value_error(&format!("I/O operation on closed file{end}")));
    }
    Ok(stream)
}

fn open_for_reading(evaluator: &mut Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Stream>> {
    let stream = open(evaluator, arguments)?;
    if stream.access == Access::Sink {
        return stop(evaluator, "what is in it depends on the machine and on what is written");
    }
    let unknown = stream.unknown.borrow().clone();
    match unknown {
        Some(unknown) => Err(unknown.into()),
        None => Ok(stream),
    }
}

fn unsupported(evaluator: &mut Evaluator, message: &str) -> EvalResult<Value> {
    let class = super::classes(evaluator).unsupported();
    Err(evaluator.exception(&class, message))
}

fn size(evaluator: &mut Evaluator, arguments: Arguments, function: &str) -> EvalResult<Option<usize>> {
    let [size] = arguments.bind(evaluator, function, ["size"])?;
    Ok(optional_integer(evaluator, size.as_ref())?.and_then(|size| usize::try_from(size).ok()))
}

fn read(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    let size = size(evaluator, arguments, "read")?;
    let content = stream.content.borrow();
    let start = stream.position.get();
    let end = size.map_or(content.len(), |size| start.saturating_add(size)).min(content.len());
    stream.position.set(start.max(end));
    Ok(content.slice(start, end))
}

fn line(stream: &Stream, size: Option<usize>) -> Option<Value> {
    let content = stream.content.borrow();
    let start = stream.position.get();
    let end = content.line_end(start).min(size.map_or(usize::MAX, |size| start.saturating_add(size)));
    if end <= start {
        return None;
    }
    stream.position.set(end);
    Some(content.slice(start, end))
}

fn readline(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    let size = size(evaluator, arguments, "readline")?;
    Ok(line(&stream, size).unwrap_or_else(|| stream.content.borrow().slice(0, 0)))
}

fn readlines(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    let hint = size(evaluator, arguments, "readlines")?.filter(|hint| *hint > 0);
    let start = stream.position.get();
    let mut lines = Vec::new();
    while let Some(next) = line(&stream, None) {
        lines.push(next);
        if hint.is_some_and(|hint| stream.position.get() - start >= hint) {
            break;
        }
    }
    Ok(Value::list(lines))
}

fn next(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    line(&stream, None).ok_or_else(|| evaluator.exception(&evaluator.exceptions.stop_iteration, ""))
}

fn write(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open(evaluator, &mut arguments)?;
    let content = take_first(evaluator, &mut arguments)?;
    if stream.access == Access::Read {
        return unsupported(evaluator, "not writable");
    }
    if let Some(unknown) = content.as_unknown().cloned().or_else(|| evaluator.condition()) {
        *stream.unknown.borrow_mut() = Some(Rc::clone(&unknown));
        return Err(unknown.into());
    }
    let is_text = matches!(&*stream.content.borrow(), Content::Text(_));
    let new = if is_text {
        let message = if stream.access == Access::Memory {
            "string argument expected, got '{}'"
        } else {
            "write() argument must be str, not {}"
        };
        Content::Text(text(evaluator, &content, message)?.chars().collect())
    } else if content.as_str().is_some() {
        let name = type_name(evaluator, &content);
        return Err(evaluator.type_error(&format!("a bytes-like object is required, not '{name}'")));
    } else {
        Content::Bytes(bytes(evaluator, &content)?.to_vec())
    };
    let length = new.len();
    if stream.access == Access::Memory {
        let at = stream.position.get();
        stream.content.borrow_mut().overwrite(at, new);
        stream.position.set(at + length);
    }
    Ok(Value::int(length))
}

fn writelines(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, stream) = receiver::<Stream>(evaluator, &mut arguments)?;
    let lines = take_first(evaluator, &mut arguments)?;
    let lines = match evaluator.iterate(&lines) {
        Ok(lines) => lines,
        Err(interrupt) => {
            if let crate::python::Interrupt::Unknown(unknown) = &*interrupt {
                *stream.unknown.borrow_mut() = Some(Rc::clone(unknown));
            }
            return Err(interrupt);
        }
    };
    for line in lines {
        evaluator.call_method(&value, "write", Arguments::positional([line]))?;
    }
    Ok(Value::None)
}

fn seek(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    let [offset, whence] = arguments.bind(evaluator, "seek", ["offset!", "whence"])?;
    let offset = optional_integer(evaluator, offset.as_ref())?.unwrap_or(0);
    let whence = optional_integer(evaluator, whence.as_ref())?.unwrap_or(0);
    let base = match whence {
        1 => stream.position.get(),
        2 => stream.content.borrow().len(),
        _ => 0,
    };
    let position = (base as i64).saturating_add(offset);
    if position < 0 {
        return Err(evaluator.value_error(&format!("Negative seek position {position}")));
    }
    if position > POSITION_LIMIT {
        return stop(evaluator, "the stream would be too long");
    }
    stream.position.set(position as usize);
    Ok(Value::int(position))
}

fn tell(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    Ok(Value::int(stream.position.get()))
}

fn truncate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    if stream.access == Access::Read {
        return unsupported(evaluator, "not writable");
    }
    let length = size(evaluator, arguments, "truncate")?.unwrap_or(stream.position.get());
    stream.content.borrow_mut().truncate(length);
    Ok(Value::int(length))
}

fn getvalue(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let stream = open_for_reading(evaluator, &mut arguments)?;
    let content = stream.content.borrow();
    Ok(content.slice(0, content.len()))
}

fn readable(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok((open(evaluator, &mut arguments)?.access != Access::Sink).into())
}

fn writable(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok((open(evaluator, &mut arguments)?.access != Access::Read).into())
}

fn seekable(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok((open(evaluator, &mut arguments)?.access != Access::Sink).into())
}

fn close(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, stream) = receiver::<Stream>(evaluator, &mut arguments)?;
    stream.closed.set(true);
    Ok(Value::None)
}
