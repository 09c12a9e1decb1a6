//! Which classes are Airflow's operators and sensors, and what they are called.
//!
//! Where Airflow is installed its sources say it. Elsewhere the classes of Airflow 2 itself are listed in `operators.txt`, and
//! what providers define in their modules of operators, sensors and transfers is called as it is imported. Everything else is
//! left open.

use std::rc::Rc;

use crate::python::Evaluator;
use crate::python::installed::{Ancestor, Lineage};

/// Airflow's own operators: modules of Airflow 2 with the classes that each defines.
const OPERATORS: &str = include_str!("operators.txt");
const BASE: &str = "airflow.models.baseoperator.BaseOperator";
/// Operators that descend from this one run in a container (`flytekitplugins.airflow.task._is_deferrable`).
const BEAM: &str = "airflow.providers.apache.beam.operators.beam.BeamBasePipelineOperator";

/// What is known of a class of Airflow.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An operator or a sensor.
    Operator(Operator),
    /// Something else.
    Other,
    /// It cannot be known whether it is one, or what it is called.
    Open,
}

/// An operator or a sensor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operator {
    /// `__module__` of the class.
    pub(super) module: Rc<str>,
    /// `__name__` of the class.
    pub(super) name: Rc<str>,
    /// Whether it runs in a container of its own instead of a connector.
    pub(super) in_container: bool,
    /// Whether nothing but the program's import says where the class is defined.
    pub(super) assumed: bool,
}

/// What is known of the class at a dotted path.
pub(super) fn kind(evaluator: &Evaluator, path: &str) -> Kind {
    if let Some(lineage) = evaluator.packages.lineage(path) {
        return of_lineage(&lineage);
    }
    match path.starts_with("airflow.") {
        true if evaluator.packages.has_module("airflow") => Kind::Open,
        true => by_path(path),
        false => Kind::Other,
    }
}

fn of_lineage(lineage: &Lineage) -> Kind {
    let descends = |base: &str| {
        lineage.order.iter().any(|class| matches!(class, Ancestor::Class(name, _) if &**name == base))
    };
    if descends(BASE) {
        return operator(&lineage.canonical, descends(BEAM), false);
    }
    // The package is installed, but Airflow is not.
    for class in &lineage.order {
        let Ancestor::Outside(path) = class else { continue };
        if let Kind::Operator(base) = by_path(path) {
            return operator(&lineage.canonical, base.in_container, false);
        }
    }
    let is_airflow = lineage.canonical.starts_with("airflow.");
    if is_airflow && lineage.order.contains(&Ancestor::Open) { Kind::Open } else { Kind::Other }
}

fn by_path(path: &str) -> Kind {
    let Some((module, name)) = path.rsplit_once('.') else { return Kind::Other };
    let is_listed = OPERATORS.lines().any(|line| {
        let mut words = line.split(' ');
        words.next() == Some(module) && words.any(|word| word == name)
    });
    if is_listed {
        return operator(path, false, false);
    }
    let ends_as_one = name.ends_with("Operator") || name.ends_with("Sensor");
    let names: Vec<&str> = module.split('.').collect();
    let is_provided = names.starts_with(&["airflow", "providers"])
        && names[2..].iter().any(|name| ["operators", "sensors", "transfers"].contains(name));
    match (is_provided, ends_as_one) {
        (true, true) => operator(path, module.starts_with("airflow.providers.apache.beam."), true),
        (false, true) => Kind::Open,
        (_, false) => Kind::Other,
    }
}

fn operator(canonical: &str, in_container: bool, assumed: bool) -> Kind {
    let (module, name) = canonical.rsplit_once('.').unwrap_or(("", canonical));
    Kind::Operator(Operator { module: module.into(), name: name.into(), in_container, assumed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_environment_classes_are_known_where_airflow_defines_them() {
        assert_eq!(
            by_path("airflow.operators.bash.BashOperator"),
            operator("airflow.operators.bash.BashOperator", false, false)
        );
        assert_eq!(by_path("airflow.operators.bash_operator.BashOperator"), Kind::Open);
        assert_eq!(by_path("airflow.utils.dates.days_ago"), Kind::Other);
        let provided = "airflow.providers.google.cloud.operators.dataproc.DataprocDeleteClusterOperator";
        assert_eq!(by_path(provided), operator(provided, false, true));
        let beam = "airflow.providers.apache.beam.operators.beam.BeamRunGoPipelineOperator";
        assert_eq!(by_path(beam), operator(beam, true, true));
    }
}
