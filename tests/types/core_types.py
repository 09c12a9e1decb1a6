import datetime
import enum
import os
import pathlib
import typing
from collections import OrderedDict
from datetime import date, timedelta
from typing import Annotated, Any, Dict, Iterator, List, Literal, NamedTuple, Optional, Tuple, Union

from flytekit import BatchSize, FlyteDirectory, FlyteFile, HashMethod, StructuredDataset, kwtypes
from flytekit.core.annotation import FlyteAnnotation
from flytekit.types.directory import TensorboardLogs, TFRecordsDirectory
from flytekit.types.error import FlyteError
from flytekit.types.file import (
    CSVFile,
    FileExt,
    HDF5EncodedFile,
    JoblibSerializedFile,
    JPEGImageFile,
    JSONLFile,
    ONNXFile,
    PDFFile,
    PNGImageFile,
    PythonNotebook,
    PythonPickledFile,
    SVGImageFile,
    TFRecordFile,
)
from flytekit.types.iterator import JSON
from flytekit.types.schema import FlyteSchema


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"
    ALSO_RED = "red"


class Text(str, enum.Enum):
    A = "a"


class Number(enum.Enum):
    ONE = 1


class Plain:
    class Inner:
        pass


class Whole(int):
    pass


class Words(List[str]):
    pass


class Pair(NamedTuple):
    a: int
    b: str


class Keys(typing.TypedDict):
    a: int


class Own(FlyteFile):
    @classmethod
    def extension(cls) -> str:
        return "own"


T = typing.TypeVar("T")
Q = typing.TypeVar("csv")
UserId = typing.NewType("UserId", int)
TAR = Annotated[str, FileExt("tar.gz")]


class Box(typing.Generic[T]):
    pass


TYPES = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "datetime": datetime.datetime,
    "date": date,
    "timedelta": timedelta,
    "none": None,
    "none-type": type(None),
    "list": List[int],
    "list-builtin": list[str],
    "list-nested": List[List[float]],
    "list-bare": list,
    "list-bare-typing": List,
    "list-tuple": List[Tuple[int, str]],
    "list-subclass": Words,
    "dict": Dict[str, int],
    "dict-builtin": dict[str, list[int]],
    "dict-int": Dict[int, str],
    "dict-bare": dict,
    "dict-bare-typing": Dict,
    "dict-any": Dict[str, Any],
    "ordered-dict": OrderedDict,
    "typed-dict": Keys,
    "optional": Optional[int],
    "union": Union[int, str, None],
    "union-pep604": int | None,
    "union-repeated": Union[int, None, int],
    "union-annotated": Union[Annotated[int, FlyteAnnotation({"a": 1})], str],
    "optional-list": Optional[List[int]],
    "optional-any": Optional[Any],
    "optional-file": Optional[FlyteFile],
    "enum": Colour,
    "enum-str": Text,
    "enum-int": Number,
    "enum-list": List[Colour],
    "literal": Literal["a", "b"],
    "literal-int": Literal[1, 2],
    "literal-bool": Literal[True],
    "literal-mixed": Literal[1, "a"],
    "tuple": Tuple[int, str],
    "tuple-bare": tuple,
    "named-tuple": Pair,
    "annotation": Annotated[int, FlyteAnnotation({"foo": {"bar": 1}})],
    "annotation-list": List[Annotated[str, FlyteAnnotation({"x": [1, True, None]})]],
    "annotation-twice": Annotated[int, FlyteAnnotation({"a": 1}), FlyteAnnotation({"b": 1})],
    "annotation-dict": Annotated[Dict[str, int], FlyteAnnotation({"a": 1})],
    "annotation-enum": Annotated[Colour, FlyteAnnotation({"a": 1})],
    "annotation-other": Annotated[int, "x"],
    "file": FlyteFile,
    "file-csv": FlyteFile["csv"],
    "file-variable": FlyteFile[Q],
    "file-dots": FlyteFile["~.txt"],
    "file-annotated": FlyteFile[TAR],
    "file-hashed": Annotated[FlyteFile["csv"], HashMethod(str)],
    "file-own": Own,
    "file-list": List[FlyteFile["csv"]],
    "path-like": os.PathLike,
    "path": pathlib.Path,
    "directory": FlyteDirectory,
    "directory-svg": FlyteDirectory["svg"],
    "directory-batch": Annotated[FlyteDirectory, BatchSize(10)],
    "csv": CSVFile,
    "hdf5": HDF5EncodedFile,
    "joblib": JoblibSerializedFile,
    "jpeg": JPEGImageFile,
    "jsonl": JSONLFile,
    "onnx": ONNXFile,
    "pdf": PDFFile,
    "png": PNGImageFile,
    "ipynb": PythonNotebook,
    "python-pickle": PythonPickledFile,
    "svg": SVGImageFile,
    "tfrecord": TFRecordFile,
    "tensorboard": TensorboardLogs,
    "tfrecords": TFRecordsDirectory,
    "dataset": StructuredDataset,
    "dataset-format": Annotated[StructuredDataset, "csv"],
    "schema": FlyteSchema,
    "schema-columns": FlyteSchema[
        kwtypes(a=int, b=float, c=str, d=bool, e=datetime.datetime, f=timedelta)
    ],
    "schema-bad": FlyteSchema[kwtypes(a=list)],
    "error": FlyteError,
    "iterator": Iterator[int],
    "iterator-json": Iterator[JSON],
    "iterator-bare": Iterator,
    "text-io": typing.TextIO,
    "binary-io": typing.BinaryIO,
    "any": Any,
    "object": object,
    "bytes": bytes,
    "set": set,
    "set-typed": typing.Set[int],
    "frozenset": frozenset[str],
    "complex": complex,
    "plain": Plain,
    "plain-inner": Plain.Inner,
    "plain-list": List[Plain],
    "plain-optional": Optional[Plain],
    "sequence": typing.Sequence[int],
    "sequence-optional": typing.Sequence[Optional[int]],
    "mapping": typing.Mapping[str, "Plain"],
    "callable": typing.Callable[[int], str],
    "callable-bare": typing.Callable,
    "default-dict": typing.DefaultDict[str, int],
    "type": typing.Type[int],
    "variable": T,
    "new-type": UserId,
    "int-subclass": Whole,
    "generic": Box[int],
}

VALUES = {
    "int": (int, 3),
    "int-negative": (int, -(2**63)),
    "int-large": (int, 2**63),
    "int-bool": (int, True),
    "int-float": (int, 1.0),
    "float": (float, 1.5),
    "float-int": (float, 1),
    "str": (str, "a"),
    "str-none": (str, None),
    "bool": (bool, False),
    "none": (type(None), None),
    "datetime": (datetime.datetime, datetime.datetime(2020, 2, 29, 12, 30, 15, 123456)),
    "datetime-old": (datetime.datetime, datetime.datetime(1969, 12, 31, 23, 59, 59, 500000)),
    "datetime-zone": (
        datetime.datetime,
        datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone(timedelta(hours=2, minutes=30))),
    ),
    "date": (date, date(2021, 3, 4)),
    "date-datetime": (date, datetime.datetime(2021, 3, 4)),
    "timedelta": (timedelta, timedelta(days=1, seconds=2, microseconds=3)),
    "timedelta-negative": (timedelta, timedelta(seconds=-1, microseconds=-500000)),
    "list": (List[int], [1, 2]),
    "list-empty": (List[str], []),
    "list-mixed": (List[int], [1, "a"]),
    "list-tuple": (List[int], (1, 2)),
    "list-nested": (List[List[str]], [["a"], []]),
    "dict": (Dict[str, int], {"a": 1, "b": 2}),
    "dict-keys": (Dict[str, int], {1: 1}),
    "dict-bare": (dict, {"a": [1, 2.5, None, True], "b": {"c": (1, 2)}, 3: b"x"}),
    "dict-int": (Dict[int, str], {1: "a", 300: "b"}),
    "dict-int-date": (Dict[int, date], {1: date(2020, 1, 2)}),
    "dict-object": (dict, {"a": object()}),
    "dict-of-dict": (Dict[str, dict], {"a": {"b": 1}}),
    "dict-list": (List[dict], [{"a": 1}, {}]),
    "optional": (Optional[int], 3),
    "optional-none": (Optional[int], None),
    "optional-wrong": (Optional[int], "a"),
    "union": (Union[int, str], "a"),
    "union-float": (Union[int, float], 1),
    "union-enum": (Union[str, Colour], "red"),
    "union-enum-member": (Union[str, Colour], Colour.RED),
    "union-lists": (Union[List[int], List[str]], []),
    "optional-list": (Optional[List[int]], [1]),
    "optional-file": (Optional[FlyteFile], None),
    "optional-file-remote": (Optional[FlyteFile["csv"]], FlyteFile("s3://a/b.csv")),
    "optional-any-none": (Optional[Any], None),
    "enum": (Colour, Colour.GREEN),
    "enum-text": (Colour, "red"),
    "enum-wrong": (Colour, "blue"),
    "enum-str": (Text, Text.A),
    "literal": (Literal["a", "b"], "a"),
    "literal-other": (Literal["a", "b"], "c"),
    "literal-wrong": (Literal["a", "b"], 1),
    "file": (FlyteFile, FlyteFile("s3://bucket/key")),
    "file-text": (FlyteFile, "https://host/file.txt"),
    "file-format": (FlyteFile["csv"], "gs://b/f.csv"),
    "file-alias": (CSVFile, CSVFile("s3://b/f.csv")),
    "file-stays": (FlyteFile, FlyteFile("/nowhere/x", remote_path=False)),
    "file-int": (FlyteFile, 3),
    "file-none": (FlyteFile, None),
    "path-like": (os.PathLike, "/nowhere/x"),
    "directory": (FlyteDirectory, FlyteDirectory("s3://bucket/dir")),
    "directory-text": (FlyteDirectory["svg"], "s3://bucket/dir"),
    "dataset": (StructuredDataset, StructuredDataset(uri="s3://bucket/table")),
    "dataset-format": (
        StructuredDataset,
        StructuredDataset(uri="s3://bucket/table", file_format="csv"),
    ),
    "dataset-annotated": (Annotated[StructuredDataset, "parquet"], StructuredDataset(uri="bq://a")),
    "dataset-wrong": (StructuredDataset, 3),
    "dataset-empty": (StructuredDataset, StructuredDataset()),
    "annotated": (Annotated[int, "x"], 3),
    "hash": (Annotated[str, HashMethod(lambda value: value + "!")], "a"),
    "tuple": (Tuple[int, int], (1, 2)),
}
