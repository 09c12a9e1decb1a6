//! Model classes that programs hand to launch plans, workflows and tasks: labels, annotations, roles, phases,
//! documentation, options.

use std::rc::Rc;

use super::library::{self, Library};
use super::record::{self, Field, Record, fields};
use super::{enumeration, need};
use crate::model::{self, Map};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value, Vars};
use crate::source::Span;

const COMMON: &str = "flytekit.models.common";
const DOCUMENTATION: &str = "flytekit.models.documentation";
const TASK: &str = "flytekit.models.task";

/// Classes that are no more than their fields: module, name, fields.
const RECORDS: &[(&str, &str, &[Field])] = &[
    (COMMON, "Labels", fields! { values: Required }),
    (COMMON, "Annotations", fields! { values: Required }),
    (COMMON, "AuthRole", fields! { assumable_iam_role: None, kubernetes_service_account: None }),
    (COMMON, "RawOutputDataConfig", fields! { output_location_prefix: Required }),
    (DOCUMENTATION, "SourceCode", fields! { link: None }),
    (
        DOCUMENTATION,
        "Documentation",
        fields! { short_description: None, long_description: None, source_code: None },
    ),
    (
        "flytekit.models.concurrency",
        "ConcurrencyPolicy",
        fields! { max_concurrency: Required, behavior: None },
    ),
];

/// Names with their numbers.
type Numbers = &'static [(&'static str, i64)];

/// Classes whose attributes are numbers: module, name, attributes.
const NUMBERS: &[(&str, &str, Numbers)] = &[
    (
        "flytekit.models.core.execution",
        "WorkflowExecutionPhase",
        &[
            ("UNDEFINED", 0),
            ("QUEUED", 1),
            ("RUNNING", 2),
            ("SUCCEEDING", 3),
            ("SUCCEEDED", 4),
            ("FAILING", 5),
            ("FAILED", 6),
            ("ABORTED", 7),
            ("TIMED_OUT", 8),
            ("ABORTING", 9),
        ],
    ),
    ("flytekit.models.concurrency", "ConcurrencyLimitBehavior", &[("SKIP", 1)]),
];

/// The dialects of queries.
const DIALECTS: Numbers = &[("ANSI", 0), ("HIVE", 1)];

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    for (module, name, fields) in RECORDS {
        let class = Record::new(module, name, fields).class(evaluator);
        library.class(&class, &["flytekit"]);
    }
    for (module, name, numbers) in NUMBERS {
        library.class(&numbered(evaluator, module, name, numbers), &["flytekit"]);
    }
    let sql = Record::new(TASK, "Sql", fields! { statement: None, dialect: Int(0) }).class(evaluator);
    sql.set_attribute("Dialect", Value::Class(numbered(evaluator, TASK, "Dialect", DIALECTS)));
    library.class(&sql, &[]);
    let formats = [("UNKNOWN", 0), ("MARKDOWN", 1), ("HTML", 2), ("RST", 3)];
    let format = enumeration::class(evaluator, DOCUMENTATION, "Description.DescriptionFormat", &formats);
    let fields = fields! { value: None, uri: None, icon_link: None, format: None };
    let description = Record::dataclass(DOCUMENTATION, "Description", fields).class(evaluator);
    description.set_attribute("DescriptionFormat", Value::Class(format));
    library.class(&description, &["flytekit"]);
    define_options(evaluator, library);
}

fn numbered(evaluator: &Evaluator, module: &str, name: &str, numbers: Numbers) -> Rc<Class> {
    let attributes = numbers.iter().map(|(name, number)| (Rc::from(*name), Value::int(*number))).collect();
    Class::native(module, name, &[Rc::clone(&evaluator.types.object)], None, attributes)
}

fn define_options(evaluator: &Evaluator, library: &mut Library) {
    let fields = fields! {
        labels: None, annotations: None, raw_output_data_config: None, security_context: None, max_parallelism: None,
        notifications: None, disable_notifications: None, overwrite_cache: None,
    };
    let mut attributes = Vars::default();
    let default_from = library::function("default_from", default_from);
    attributes.insert("default_from".into(), Value::ClassMethod(Rc::new(default_from)));
    let class =
        Record::dataclass("flytekit.core.options", "Options", fields).attributes(attributes).class(evaluator);
    library.class(&class, &["flytekit", "flytekit.tools.translator"]);
}

/// `Options.default_from`.
fn default_from(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let names = ["cls!", "k8s_service_account", "raw_data_prefix"];
    let [class, account, prefix] =
        arguments.bind(evaluator, "default_from", names)?.map(|value| value.unwrap_or(Value::None));
    let mut keywords = Vec::new();
    if !account.is_none() {
        let security = evaluator.import_module("flytekit.models.security")?;
        let identity = evaluator.get_attribute(&security, "Identity")?;
        let identity = evaluator.call(&identity, Arguments::keywords([("k8s_service_account", account)]))?;
        let context = evaluator.get_attribute(&security, "SecurityContext")?;
        let context = evaluator.call(&context, Arguments::keywords([("run_as", identity)]))?;
        keywords.push(("security_context", context));
    }
    if !prefix.is_none() {
        let common = evaluator.import_module(COMMON)?;
        let data = evaluator.get_attribute(&common, "RawOutputDataConfig")?;
        keywords.push(("raw_output_data_config", evaluator.call(&data, Arguments::positional([prefix]))?));
    }
    evaluator.call(&class, Arguments::keywords(keywords))
}

/// The entries of a `Labels` or `Annotations`, or of a plain dictionary; `None` has none.
pub(crate) fn labels(
    evaluator: &mut Evaluator,
    value: &Value,
    what: &str,
    span: Span,
) -> EvalResult<Map<String>> {
    need::known(evaluator, value, what, span)?;
    let labels = record::instance_of(value, "flytekit.models.common.Labels")
        .or_else(|| record::instance_of(value, "flytekit.models.common.Annotations"));
    let entries = labels.map_or_else(|| value.clone(), |labels| record::get(&labels, "values"));
    need::text_map(evaluator, &entries, what, span)
}

/// The query that a `flytekit.models.task.Sql` is.
pub(crate) fn sql(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<model::Sql> {
    let what = "the query of a task";
    need::known(evaluator, value, what, span)?;
    let Some(sql) = record::instance_of(value, "flytekit.models.task.Sql") else {
        return Err(need::mismatch(evaluator, value, what, "a `flytekit.models.task.Sql`", span));
    };
    let statement = need::optional_text(evaluator, &record::get(&sql, "statement"), what, span)?;
    let dialect = need::integer(evaluator, &record::get(&sql, "dialect"), what, span)?;
    Ok(model::Sql {
        statement: statement.map(|text| text.to_string()).unwrap_or_default(),
        dialect: i32::try_from(dialect).unwrap_or_default(),
    })
}

/// The prefix of a `RawOutputDataConfig`; empty for `None`.
pub(crate) fn output_location_prefix(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<String> {
    let what = "the location of raw outputs";
    if value.is_none() {
        return Ok(String::new());
    }
    need::known(evaluator, value, what, span)?;
    let Some(config) = record::instance_of(value, "flytekit.models.common.RawOutputDataConfig") else {
        return Err(need::mismatch(evaluator, value, what, "a `RawOutputDataConfig`", span));
    };
    let prefix = record::get(&config, "output_location_prefix");
    Ok(need::optional_text(evaluator, &prefix, what, span)?.map(|text| text.to_string()).unwrap_or_default())
}

/// The limit of a `ConcurrencyPolicy`; `None` for `None`.
pub(crate) fn concurrency(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<Option<model::ConcurrencyPolicy>> {
    let what = "the concurrency policy";
    if value.is_none() {
        return Ok(None);
    }
    need::known(evaluator, value, what, span)?;
    let Some(policy) = record::instance_of(value, "flytekit.models.concurrency.ConcurrencyPolicy") else {
        return Err(need::mismatch(evaluator, value, what, "a `ConcurrencyPolicy`", span));
    };
    let max = need::int32(evaluator, &record::get(&policy, "max_concurrency"), what, span)?;
    let behavior = match record::get(&policy, "behavior") {
        // `ConcurrencyLimitBehavior.SKIP`.
        Value::None => 1,
        behavior => need::int32(evaluator, &behavior, "the behavior at the limit", span)?,
    };
    Ok(Some(model::ConcurrencyPolicy { max, behavior }))
}

/// What a `Documentation` says; `None` for `None`.
pub(crate) fn documentation(
    evaluator: &mut Evaluator,
    value: &Value,
    span: Span,
) -> EvalResult<Option<model::Documentation>> {
    let what = "the documentation";
    if value.is_none() {
        return Ok(None);
    }
    need::known(evaluator, value, what, span)?;
    let Some(documentation) = record::instance_of(value, "flytekit.models.documentation.Documentation")
    else {
        return Err(need::mismatch(evaluator, value, what, "a `Documentation`", span));
    };
    let mut text = |value: &Value| -> EvalResult<String> {
        let text = need::optional_text(evaluator, value, what, span)?;
        Ok(text.map(|text| text.to_string()).unwrap_or_default())
    };
    let long = record::get(&documentation, "long_description");
    let code = record::get(&documentation, "source_code");
    Ok(Some(model::Documentation {
        short_description: text(&record::get(&documentation, "short_description"))?,
        long_description: match long.as_instance() {
            Some(long) => Some(model::Description {
                value: text(&record::get(long, "value"))?,
                uri: text(&record::get(long, "uri"))?,
                icon_link: text(&record::get(long, "icon_link"))?,
                format: enumeration::number(&record::get(long, "format")).map_or(3, |format| format as i32),
            }),
            None => None,
        },
        source_code: match code.as_instance() {
            Some(code) => text(&record::get(code, "link"))?,
            None => String::new(),
        },
    }))
}
