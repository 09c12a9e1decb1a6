//! Modules about what lies outside of the program: chance, the clock, the machine, other programs. One table says which
//! functions give an unknown, and which do nothing; a few names have a definite answer.

use std::rc::Rc;

use super::convert::path;
use super::parts::{Names, take_first};
use super::{datetime, project};
use crate::python::builtins::sequence::taint_if_conditional;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Unknown, UnknownForm, Value, Vars};

const CHANCE: &str = "it depends on chance";
const CLOCK: &str = "it depends on the clock";
const MACHINE: &str = "it depends on the machine";
const PROGRAMS: &str = "other programs are not run";
const NETWORK: &str = "the network is not used";

/// A module: its name, the functions that give an unknown, why, and the functions that do nothing.
pub(super) type Row = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

/// The modules.
pub(super) const MODULES: &[Row] = &[
    (
        "random",
        &[
            "betavariate",
            "binomialvariate",
            "choice",
            "choices",
            "expovariate",
            "gammavariate",
            "gauss",
            "getrandbits",
            "getstate",
            "lognormvariate",
            "normalvariate",
            "paretovariate",
            "randbytes",
            "randint",
            "random",
            "randrange",
            "sample",
            "triangular",
            "uniform",
            "vonmisesvariate",
            "weibullvariate",
            "Random",
            "SystemRandom",
        ],
        CHANCE,
        &["seed", "setstate"],
    ),
    (
        "secrets",
        &["choice", "randbelow", "randbits", "token_bytes", "token_hex", "token_urlsafe", "SystemRandom"],
        CHANCE,
        &[],
    ),
    (
        "time",
        &[
            "asctime",
            "clock_gettime",
            "ctime",
            "gmtime",
            "localtime",
            "mktime",
            "monotonic",
            "monotonic_ns",
            "perf_counter",
            "perf_counter_ns",
            "process_time",
            "process_time_ns",
            "strftime",
            "strptime",
            "thread_time",
        ],
        CLOCK,
        &["sleep", "tzset"],
    ),
    (
        "tempfile",
        &[
            "NamedTemporaryFile",
            "SpooledTemporaryFile",
            "TemporaryDirectory",
            "TemporaryFile",
            "gettempdir",
            "mkdtemp",
            "mkstemp",
            "mktemp",
        ],
        MACHINE,
        &[],
    ),
    (
        "platform",
        &[
            "architecture",
            "libc_ver",
            "machine",
            "node",
            "platform",
            "processor",
            "python_build",
            "python_compiler",
            "python_version",
            "python_version_tuple",
            "release",
            "uname",
            "version",
        ],
        MACHINE,
        &[],
    ),
    ("getpass", &["getpass", "getuser"], MACHINE, &[]),
    (
        "socket",
        &[
            "create_connection",
            "create_server",
            "getaddrinfo",
            "getfqdn",
            "gethostbyname",
            "gethostname",
            "socket",
        ],
        NETWORK,
        &["setdefaulttimeout"],
    ),
    (
        "subprocess",
        &["Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput", "run"],
        PROGRAMS,
        &[],
    ),
    ("shutil", &["disk_usage", "get_terminal_size", "which"], MACHINE, &["chown", "copymode", "copystat"]),
    (
        "gc",
        &["collect", "get_count", "get_objects", "get_stats", "isenabled"],
        MACHINE,
        &["disable", "enable", "freeze"],
    ),
    ("signal", &["getsignal", "signal"], MACHINE, &["alarm", "pause"]),
    ("faulthandler", &[], MACHINE, &["disable", "enable", "register"]),
    ("traceback", &["format_exc", "format_stack", "extract_stack"], MACHINE, &["print_exc", "print_stack"]),
    (
        "pprint",
        &["pformat"],
        "long values are broken into lines by rules that are not followed here",
        &["pp", "pprint"],
    ),
    ("atexit", &[], MACHINE, &["unregister"]),
    ("urllib.request", &["urlopen", "urlretrieve"], NETWORK, &["install_opener"]),
];

/// The names of one of the modules.
pub(super) fn module(evaluator: &mut Evaluator, row: &Row) -> EvalResult<Vars> {
    let (name, unknown, reason, inert) = row;
    let names = Names::default().unknown_functions(name, unknown, reason).inert_functions(inert);
    Ok(match *name {
        "random" => names.functions_accepting_unknown(&[("shuffle", shuffle)]),
        "secrets" => names.functions(&[("compare_digest", super::hashlib::compare_digest)]),
        "platform" => names.functions(&[("system", system), ("python_implementation", implementation)]),
        "time" => names.functions(&[("time", time), ("time_ns", time_ns)]),
        "socket" => socket(evaluator, names),
        "subprocess" => subprocess(evaluator, names),
        "shutil" => shutil(evaluator, names),
        "atexit" => names.functions_accepting_unknown(&[("register", register)]),
        _ => names,
    }
    .vars())
}

/// `random.shuffle`: what the list holds is unknown from then on, unless its order does not matter.
fn shuffle(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let list = take_first(evaluator, &mut arguments)?;
    if let Value::List(list) = list.unwrapped()
        && list.len() > 1
    {
        list.set_taint(Unknown::new(UnknownForm::Other, evaluator.current_span(), CHANCE));
    }
    taint_if_conditional(evaluator, &list);
    Ok(Value::None)
}

fn system(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok("Linux".into())
}

fn implementation(_evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    Ok("CPython".into())
}

/// `atexit.register`: gives back the function, which is not called.
fn register(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)
}

/// The seconds since 1970.
fn time(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    let present = datetime::present(evaluator, "time.time")?;
    evaluator.binary("/", &Value::int(present.unix_microseconds), &Value::int(1_000_000))
}

/// The nanoseconds since 1970.
fn time_ns(evaluator: &mut Evaluator, _arguments: Arguments) -> EvalResult<Value> {
    let present = datetime::present(evaluator, "time.time_ns")?;
    evaluator.binary("*", &Value::int(present.unix_microseconds), &Value::int(1000))
}

fn error_class(module: &str, name: &str, base: &Rc<Class>) -> Rc<Class> {
    Class::native(module, name, std::slice::from_ref(base), None, Vars::default())
}

fn socket(evaluator: &Evaluator, names: Names) -> Names {
    let errors = &evaluator.exceptions;
    names
        .value("error", Value::Class(Rc::clone(&errors.os_error)))
        .value("timeout", Value::Class(Rc::clone(&errors.timeout_error)))
        .class(&error_class("socket", "gaierror", &errors.os_error))
        .class(&error_class("socket", "herror", &errors.os_error))
}

fn subprocess(evaluator: &Evaluator, names: Names) -> Names {
    let base = error_class("subprocess", "SubprocessError", &evaluator.exceptions.exception);
    names
        .class(&error_class("subprocess", "CalledProcessError", &base))
        .class(&error_class("subprocess", "TimeoutExpired", &base))
        .class(&base)
        .value("PIPE", Value::int(-1))
        .value("STDOUT", Value::int(-2))
        .value("DEVNULL", Value::int(-3))
        .functions(&[("list2cmdline", super::shlex::list2cmdline)])
}

fn shutil(evaluator: &Evaluator, names: Names) -> Names {
    names
        .class(&error_class("shutil", "Error", &evaluator.exceptions.os_error))
        .functions_accepting_unknown(&[
            ("copy", copy),
            ("copy2", copy),
            ("copyfile", copy),
            ("copytree", copy),
            ("move", copy),
            ("rmtree", remove),
            ("unpack_archive", remove),
        ])
        .unknown_functions("shutil", &["make_archive"], "files are not written")
}

/// A function that would change what is at its second argument (a copy into a folder: in it), and gives that.
fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let source = take_first(evaluator, &mut arguments)?;
    let target = take_first(evaluator, &mut arguments)?;
    for value in [&source, &target] {
        if !matches!(value, Value::Unknown(_)) {
            let path = path(evaluator, value)?;
            project::note_change(evaluator, &path);
        }
    }
    Ok(Value::Unknown(Unknown::new(UnknownForm::Other, evaluator.current_span(), "files are not copied")))
}

fn remove(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let target = take_first(evaluator, &mut arguments)?;
    if !matches!(target, Value::Unknown(_)) {
        let path = path(evaluator, &target)?;
        project::note_change(evaluator, &path);
    }
    Ok(Value::None)
}
