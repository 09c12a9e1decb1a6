//! Which attributes the classes of flytekit and its plugins have that are modelled here: `class_names.txt`, made by
//! `src/python/class_names.py`.

use crate::python::Evaluator;

const TABLE: &str = include_str!("class_names.txt");

/// Tells the evaluator.
pub(super) fn register(evaluator: &mut Evaluator) {
    evaluator.describe_classes(TABLE);
}

#[cfg(test)]
mod tests {
    use crate::flytekit::testing::Program;

    #[test]
    fn all_native_classes_are_described() {
        let mut program = Program::new("");
        let without = program.evaluator.native_classes_without_names();
        assert!(without.is_empty(), "add to class_names.txt and run class_names.py: {}", without.join("\n"));
    }
}
