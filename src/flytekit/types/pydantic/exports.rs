//! The types that pydantic defines besides models: constrained ones, secrets, addresses, dates.
//!
//! They are written in Python (`types.py`, `networks.py`, `conversions.py`), as pydantic's own are: a base type with what is
//! checked and how it is described. A class that converts values has a class method `_of`; for classes of the standard library
//! `conversions.py` has a function.

use std::rc::Rc;

use super::steps::refusing;
use super::validation::Checked;
use crate::flytekit::library::Library;
use crate::flytekit::prelude;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

/// The module that converts to classes of the standard library.
const CONVERSIONS: &str = "pydantic._conversions";

/// The names of `pydantic.types` that the package exports too.
const TYPES: &[&str] = &[
    "AllowInfNan",
    "AwareDatetime",
    "ByteSize",
    "DirectoryPath",
    "FilePath",
    "FiniteFloat",
    "FutureDate",
    "FutureDatetime",
    "Json",
    "NaiveDatetime",
    "NegativeFloat",
    "NegativeInt",
    "NewPath",
    "NonNegativeFloat",
    "NonNegativeInt",
    "NonPositiveFloat",
    "NonPositiveInt",
    "PastDate",
    "PastDatetime",
    "PositiveFloat",
    "PositiveInt",
    "Secret",
    "SecretBytes",
    "SecretStr",
    "SocketPath",
    "Strict",
    "StrictBool",
    "StrictBytes",
    "StrictFloat",
    "StrictInt",
    "StrictStr",
    "UUID1",
    "UUID3",
    "UUID4",
    "UUID5",
    "UUID6",
    "UUID7",
    "UUID8",
    "conbytes",
    "condate",
    "condecimal",
    "confloat",
    "confrozenset",
    "conint",
    "conlist",
    "conset",
    "constr",
];

/// The names of `pydantic.networks` that the package exports too.
const NETWORKS: &[&str] = &[
    "AmqpDsn",
    "AnyHttpUrl",
    "AnyUrl",
    "AnyWebsocketUrl",
    "ClickHouseDsn",
    "CockroachDsn",
    "FileUrl",
    "FtpUrl",
    "HttpUrl",
    "IPvAnyAddress",
    "IPvAnyInterface",
    "IPvAnyNetwork",
    "KafkaDsn",
    "MariaDBDsn",
    "MongoDsn",
    "MySQLDsn",
    "NatsDsn",
    "PostgresDsn",
    "RedisDsn",
    "SnowflakeDsn",
    "WebsocketUrl",
];

/// Defines the modules.
pub(super) fn define(library: &mut Library) {
    library.computed(CONVERSIONS, |evaluator| {
        prelude::evaluate(evaluator, CONVERSIONS, include_str!("conversions.py"))
    });
    library.computed("pydantic.types", |evaluator| {
        prelude::evaluate(evaluator, "pydantic.types", include_str!("types.py"))
    });
    library.computed("pydantic.networks", |evaluator| {
        prelude::evaluate(evaluator, "pydantic.networks", include_str!("networks.py"))
    });
    for (module, names) in [("pydantic.types", TYPES), ("pydantic.networks", NETWORKS)] {
        for name in names {
            library.forward("pydantic", name, module);
        }
    }
}

/// What converts a value to a class: `None` where pydantic has no conversion that is told here.
fn conversion(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<Option<Value>> {
    let function = match &*class.dotted_name() {
        "datetime.datetime" => "to_datetime",
        "datetime.date" => "to_date",
        "datetime.time" => "to_time",
        "datetime.timedelta" => "to_timedelta",
        _ => {
            let owner = Value::Class(Rc::clone(class));
            return match class.lookup("_of") {
                Some(Value::ClassMethod(_)) => evaluator.get_attribute(&owner, "_of").map(Some),
                _ => Ok(None),
            };
        }
    };
    let module = evaluator.import_module(CONVERSIONS)?;
    evaluator.get_attribute(&module, function).map(Some)
}

/// The value converted to the class; `None` where no conversion is told here.
pub(super) fn converted(
    evaluator: &mut Evaluator,
    value: &Value,
    class: &Rc<Class>,
) -> EvalResult<Option<Checked>> {
    let Some(function) = conversion(evaluator, class)? else { return Ok(None) };
    Ok(Some(match refusing(evaluator.call(&function, Arguments::positional([value.clone()])))? {
        Checked::Value(Value::NotImplemented) => Checked::Unknown("pydantic converts it"),
        checked => checked,
    }))
}
