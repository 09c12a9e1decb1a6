use super::{literal, literal_type};
use crate::diagnostic::Id;
use crate::flytekit::testing::Program;
use crate::model::{BlobDimensionality, LiteralType, SimpleType, TypeKind};
use crate::python::Interrupt;
use crate::source::Span;

/// The types of the globals of those names.
fn types<const N: usize>(source: &str, names: [&str; N]) -> [LiteralType; N] {
    let mut program = Program::new(source);
    names.map(|name| {
        let python_type = program.global(name);
        literal_type(&mut program.evaluator, &python_type, Span::NONE).unwrap()
    })
}

/// What is said of the global `T`, which has no Flyte type.
fn refused(source: &str) -> String {
    let mut program = Program::new(source);
    let python_type = program.global("T");
    words(&literal_type(&mut program.evaluator, &python_type, Span::NONE).unwrap_err())
}

/// What is said of the value `V`, which has no literal of the type `T`.
fn refused_value(source: &str) -> String {
    let mut program = Program::new(source);
    let (python_type, value) = (program.global("T"), program.global("V"));
    let expected = literal_type(&mut program.evaluator, &python_type, Span::NONE).unwrap();
    words(&literal(&mut program.evaluator, &value, &python_type, &expected, Span::NONE).unwrap_err())
}

fn words(interrupt: &Interrupt) -> String {
    match interrupt {
        Interrupt::Exception(raised) => raised.diagnostic.as_ref().unwrap().message.clone(),
        Interrupt::Fault(diagnostic) | Interrupt::Bound(diagnostic) => diagnostic.message.clone(),
        Interrupt::Unknown(unknown) => unknown.reason.to_string(),
    }
}

fn file(format: &str) -> LiteralType {
    LiteralType::blob(format, BlobDimensionality::Single)
}

#[test]
fn classes_of_other_packages_are_known_by_their_path() {
    let source = "import torch\nfrom torch import nn\nimport tensorflow as tf\n\
                  class Net(nn.Module):\n    pass\nA, B, C, D = torch.Tensor, nn.Linear, Net, tf.keras.Model\n";
    let found = types(source, ["A", "B", "C", "D"]);
    let expected = ["PyTorchTensor", "PyTorchModule", "PyTorchModule", "TensorFlowModel"].map(file);
    assert_eq!(found, expected);
}

#[test]
fn a_class_of_unknown_ancestry_is_a_pickle_with_a_warning() {
    let mut program =
        Program::new("import somewhere\nclass Mine(somewhere.Base):\n    pass\nT = somewhere.Other\n");
    for (name, text) in [("T", "<class 'somewhere.Other'>"), ("Mine", "<class 'app.Mine'>")] {
        let python_type = program.global(name);
        let found = literal_type(&mut program.evaluator, &python_type, Span::NONE).unwrap();
        assert_eq!(found.metadata.unwrap().tree().unwrap()["python_class_name"], text);
        let warnings = program.evaluator.take_diagnostics();
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].message.contains("ancestry"), "{}", warnings[0].message);
    }
}

#[test]
fn record_files_are_tensorflows_where_the_program_imports_it() {
    let source = "from flytekit.types.file import TFRecordFile\n";
    assert_eq!(types(source, ["TFRecordFile"]), [file("tfrecord")]);
    assert_eq!(types(&format!("import tensorflow\n{source}"), ["TFRecordFile"]), [file("TensorFlowRecord")]);
}

#[test]
fn transformers_of_the_program_are_asked() {
    let source = "\
from flytekit.core.type_engine import TypeEngine, TypeTransformer
from flytekit.models.types import LiteralType
from flytekit.models.core.types import BlobType
class Own:
    pass
class OwnTransformer(TypeTransformer[Own]):
    def __init__(self):
        super().__init__(name='own', t=Own)
    def get_literal_type(self, t):
        return LiteralType(blob=BlobType(format='own', dimensionality=BlobType.BlobDimensionality.MULTIPART))
TypeEngine.register(OwnTransformer())
T = list[Own]
U = Own | None
";
    let own = LiteralType::blob("own", BlobDimensionality::Multipart);
    let none = LiteralType::simple(SimpleType::None).tagged("none");
    let union = LiteralType::new(TypeKind::Union(vec![own.clone().tagged("own"), none]));
    assert_eq!(types(source, ["T", "U"]), [own.collection(), union]);
}

#[test]
fn handlers_of_the_program_make_structured_datasets() {
    let source = "\
from flytekit.types.structured.structured_dataset import StructuredDatasetEncoder, StructuredDatasetTransformerEngine
class Frame:
    pass
class Encoder(StructuredDatasetEncoder):
    def __init__(self):
        super().__init__(Frame, None, 'parquet')
StructuredDatasetTransformerEngine.register(Encoder())
";
    let [found] = types(source, ["Frame"]);
    assert!(matches!(found.kind, TypeKind::StructuredDataset { .. }));
}

#[test]
fn types_without_a_flyte_type_are_refused_in_words() {
    let recursive = "from dataclasses import dataclass\n\
                     @dataclass\nclass T:\n    inner: 'T'\n";
    assert!(refused(recursive).contains("contains itself"));
    assert!(refused("T = (int, str)\n").contains("tuple of types"));
    assert!(refused("from typing import Tuple\nT = Tuple[int, str]\n").contains("a tuple cannot be"));
    assert!(refused("T = 3\n").contains("no type"));
    assert!(refused("import somewhere\nT = somewhere.make()\n").contains("cannot be known"));
    assert!(
        refused("from transformers import TrainingArguments as T\n").contains("a dataclass, are not known")
    );
    assert!(
        refused("from openai.types.chat import ChatCompletionMessage as T\n").contains("a pydantic model")
    );
}

#[test]
fn values_that_flytekit_would_upload_are_written_with_a_warning() {
    let sources = [
        ("from flytekit import FlyteFile as T\nV = 'app.py'\n", "the local file"),
        ("from flytekit import FlyteDirectory as T\nV = '.'\n", "the local folder"),
        ("class T:\n    pass\nV = T()\n", "the pickle"),
        ("from typing import Any, Optional\nT = Optional[Any]\nV = 3\n", "the pickle"),
    ];
    for (source, what) in sources {
        let mut program = Program::new(source);
        let (python_type, value) = (program.global("T"), program.global("V"));
        let expected = literal_type(&mut program.evaluator, &python_type, Span::NONE).unwrap();
        let literal = literal(&mut program.evaluator, &value, &python_type, &expected, Span::NONE).unwrap();
        assert!(format!("{literal:?}").contains("/tmp/flyte/raw/not-uploaded"), "{literal:?}");
        let warnings = program.evaluator.take_diagnostics();
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].id, Id::NotUploaded);
        assert!(warnings[0].message.contains(what), "{}", warnings[0].message);
    }
    assert!(
        refused_value("from flytekit import FlyteFile as T\nV = 'data.csv'\n").contains("there is no file")
    );
    assert!(
        refused_value("from flytekit import FlyteFile as T\nV = T('/dev/null')\n")
            .contains("can be uploaded")
    );
    assert!(
        refused_value("from flytekit import FlyteFile as T\nV = '/etc/passwd'\n")
            .contains("is not the project's")
    );
    assert!(
        refused_value("import pandas\nT = pandas.DataFrame\nV = pandas.DataFrame()\n")
            .contains("cannot be known")
    );
}

#[test]
fn values_that_do_not_fit_say_what_was_expected() {
    assert_eq!(refused_value("T, V = float, 1\n"), "expected exactly `float`, not a value of type `int`");
    assert!(refused_value("T, V = list[int], ['a']\n").contains("an item of a list: expected exactly `int`"));
    assert!(
        refused_value("from typing import Union\nT = Union[list[int], list[str]]\nV = []\n")
            .contains("more than one")
    );
    assert!(refused_value("T, V = str, None\n").contains("does not accept"));
}

#[test]
fn a_built_in_function_as_a_type_is_a_pickle_with_a_warning() {
    let mut program = Program::new("T = any\n");
    let python_type = program.global("T");
    let found = literal_type(&mut program.evaluator, &python_type, Span::NONE).unwrap();
    assert_eq!(found.metadata.unwrap().tree().unwrap()["python_class_name"], "<built-in function any>");
    let warnings = program.evaluator.take_diagnostics();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.contains("`any` is a function"), "{}", warnings[0].message);
    assert!(refused("def T(): pass\n").contains("is no type"));
}
