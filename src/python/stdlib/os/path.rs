//! `os.path`: functions of paths as text are exact; what asks the file system is answered for files of the project.

use std::rc::Rc;

use super::environ::variable;
use super::posix;
use crate::python::stdlib::convert::{known, path, path_or, single, stop};
use crate::python::stdlib::parts::{Names, follows};
use crate::python::stdlib::project;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// The names of the module.
pub(in crate::python::stdlib) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .value("sep", "/")
        .value("altsep", Value::None)
        .value("extsep", ".")
        .value("pathsep", ":")
        .value("curdir", ".")
        .value("pardir", "..")
        .value("defpath", "/bin:/usr/bin")
        .value("devnull", "/dev/null")
        .value("supports_unicode_filenames", false)
        .functions(&[
            ("abspath", abspath),
            ("basename", basename),
            ("commonpath", commonpath),
            ("commonprefix", commonprefix),
            ("dirname", dirname),
            ("exists", exists),
            ("expanduser", expanduser),
            ("expandvars", expandvars),
            ("getsize", getsize),
            ("isabs", isabs),
            ("isdir", isdir),
            ("isfile", isfile),
            ("islink", islink),
            ("join", join),
            ("lexists", lexists),
            ("normcase", normcase),
            ("normpath", normpath),
            ("realpath", realpath),
            ("relpath", relpath),
            ("samefile", samefile),
            ("split", split),
            ("splitdrive", splitdrive),
            ("splitext", splitext),
        ])
        .vars())
}

fn only_path(evaluator: &mut Evaluator, arguments: Arguments, function: &str) -> EvalResult<Rc<str>> {
    let name = if function == "normcase" { "s" } else { "p" };
    let value = match arguments.keyword(name).or(arguments.keyword("path")) {
        Some(value) => value.clone(),
        None => single(evaluator, arguments, function)?,
    };
    path(evaluator, &value)
}

fn pair(left: impl Into<Value>, right: impl Into<Value>) -> Value {
    Value::tuple([left.into(), right.into()])
}

fn basename(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(posix::basename(&only_path(evaluator, arguments, "basename")?).into())
}

fn dirname(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(posix::dirname(&only_path(evaluator, arguments, "dirname")?).into())
}

fn split(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (head, tail) = posix::split(&only_path(evaluator, arguments, "split")?);
    Ok(pair(head, tail))
}

fn splitext(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = only_path(evaluator, arguments, "splitext")?;
    let (root, extension) = posix::splitext(&path);
    Ok(pair(root, extension))
}

fn splitdrive(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(pair("", Value::Str(only_path(evaluator, arguments, "splitdrive")?)))
}

fn normpath(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(posix::normpath(&only_path(evaluator, arguments, "normpath")?).into())
}

fn normcase(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Str(only_path(evaluator, arguments, "normcase")?))
}

fn isabs(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(only_path(evaluator, arguments, "isabs")?.starts_with('/').into())
}

fn join(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut parts = Vec::new();
    for (at, value) in arguments.positional.iter().enumerate() {
        let message = if at == 0 {
            "expected str, bytes or os.PathLike object, not {}"
        } else {
            "join() argument must be str, bytes, or os.PathLike object, not '{}'"
        };
        parts.push(path_or(evaluator, value, message)?);
    }
    match parts.split_first() {
        Some((first, rest)) => Ok(posix::join(first, rest.iter().map(|part| &**part)).into()),
        None => Err(evaluator.type_error("join() missing 1 required positional argument: 'a'")),
    }
}

/// The absolute, normal form of a path.
fn absolute(evaluator: &mut Evaluator, path: &str) -> EvalResult<String> {
    if path.starts_with('/') {
        return Ok(posix::normpath(path));
    }
    let folder = project::folder(evaluator)?;
    Ok(posix::normpath(&posix::join(&folder.to_string_lossy(), [path])))
}

fn abspath(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = only_path(evaluator, arguments, "abspath")?;
    absolute(evaluator, &path).map(Value::from)
}

fn realpath(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [name, _strict] = arguments.bind(evaluator, "realpath", ["filename!", "*strict"])?;
    let text = path(evaluator, &name.unwrap_or(Value::None))?;
    project::real(evaluator, &text).map(|path| project::shown(&path))
}

fn relpath(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [name, start] = arguments.bind(evaluator, "relpath", ["path!", "start"])?;
    let name = path(evaluator, &name.unwrap_or(Value::None))?;
    if name.is_empty() {
        return Err(evaluator.value_error("no path specified"));
    }
    let start = match start {
        None | Some(Value::None) => Rc::from("."),
        Some(start) => path(evaluator, &start)?,
    };
    // Two relative paths, none of which climbs above the working folder, do not depend on where that is.
    let (from, to) = (posix::normpath(&start), posix::normpath(&name));
    if [&from, &to].iter().all(|path| !path.starts_with('/') && !path.starts_with("..")) {
        let rooted = |path: &str| if path == "." { "/".to_owned() } else { format!("/{path}") };
        return Ok(posix::relpath(&rooted(&to), &rooted(&from)).into());
    }
    let (from, to) = (absolute(evaluator, &start)?, absolute(evaluator, &name)?);
    Ok(posix::relpath(&to, &from).into())
}

fn paths_of(evaluator: &mut Evaluator, arguments: Arguments, function: &str) -> EvalResult<Vec<Value>> {
    let paths = single(evaluator, arguments, function)?;
    let paths = evaluator.iterate(&paths)?;
    paths.into_iter().map(known).collect()
}

fn commonpath(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut texts = Vec::new();
    for value in paths_of(evaluator, arguments, "commonpath")? {
        texts.push(path(evaluator, &value)?.to_string());
    }
    posix::commonpath(&texts).map(Value::from).map_err(|message| evaluator.value_error(message))
}

fn commonprefix(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut prefix: Option<Vec<char>> = None;
    for value in paths_of(evaluator, arguments, "commonprefix")? {
        let text = path(evaluator, &value)?;
        prefix = Some(match prefix {
            None => text.chars().collect(),
            Some(prefix) => {
                prefix.into_iter().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            }
        });
    }
    Ok(Value::from(prefix.unwrap_or_default().into_iter().collect::<String>()))
}

/// `~` with the variable `HOME`; without it, and for other users, the home folder is not known.
pub(in crate::python::stdlib) fn expanded(evaluator: &mut Evaluator, path: &str) -> EvalResult<String> {
    let Some(rest) = path.strip_prefix('~') else { return Ok(path.to_owned()) };
    if (rest.is_empty() || rest.starts_with('/'))
        && let Some(home) = variable(evaluator, "HOME")?
    {
        let joined = format!("{}{rest}", home.trim_end_matches('/'));
        return Ok(if joined.is_empty() { "/".to_owned() } else { joined });
    }
    stop(evaluator, "the home folder depends on the machine")
}

fn expanduser(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = only_path(evaluator, arguments, "expanduser")?;
    expanded(evaluator, &path).map(Value::from)
}

fn expandvars(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = only_path(evaluator, arguments, "expandvars")?;
    let variables = super::environ::environ(evaluator);
    let mut known = std::collections::BTreeMap::new();
    for (name, value) in evaluator.mapping_pairs(&variables)? {
        if let Value::Unknown(unknown) = &value
            && path.contains('$')
        {
            return Ok(follows(unknown));
        }
        if let (Some(name), Some(value)) = (name.as_str(), value.as_str()) {
            known.insert(name, value.to_string());
        }
    }
    Ok(posix::expandvars(&path, |name| known.get(name).cloned()).into())
}

/// A question to the file system; an embedded zero is no path at all.
fn ask(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    function: &str,
    question: impl Fn(&std::path::Path) -> bool,
) -> EvalResult<Value> {
    let path = only_path(evaluator, arguments, function)?;
    if path.contains('\0') {
        return Ok(Value::Bool(false));
    }
    let file = project::locate(evaluator, &path)?;
    Ok(question(&file).into())
}

fn exists(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    ask(evaluator, arguments, "exists", std::path::Path::exists)
}

fn lexists(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    ask(evaluator, arguments, "lexists", |path| path.symlink_metadata().is_ok())
}

fn isfile(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    ask(evaluator, arguments, "isfile", std::path::Path::is_file)
}

fn isdir(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    ask(evaluator, arguments, "isdir", std::path::Path::is_dir)
}

fn islink(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    ask(evaluator, arguments, "islink", std::path::Path::is_symlink)
}

fn getsize(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let path = only_path(evaluator, arguments, "getsize")?;
    let content = project::read(evaluator, &path)?;
    Ok(Value::int(content.len()))
}

fn samefile(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = arguments.bind(evaluator, "samefile", ["f1!", "f2!"])?;
    let mut real = Vec::new();
    for value in [left, right] {
        let text = path(evaluator, &value.unwrap_or(Value::None))?;
        if !project::locate(evaluator, &text)?.exists() {
            return project::os_error(evaluator, 2, &text);
        }
        real.push(project::real(evaluator, &text)?);
    }
    Ok((real[0] == real[1]).into())
}
