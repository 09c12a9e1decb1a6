"""Small modules with type transformers of their own; `record.py` says how they are read."""
import json, typing
from dataclasses import dataclass
from datetime import datetime, timedelta
from flytekit import Blob, BlobMetadata, BlobType, Literal, LiteralType, Scalar
from flytekit.core.type_engine import SimpleTransformer, TypeEngine, TypeTransformer
from flytekit.models import literals, types
from flytekit.models.literals import LiteralCollection, LiteralMap, Primitive
from flytekit.models.types import SimpleType
from typing import Annotated, Dict, List, NamedTuple, Optional, TypedDict, Union
from google.protobuf.struct_pb2 import Struct
class Kite:
    def __init__(self, length):
        self.length = length
class Base(TypeTransformer[Kite]):
    SIMPLE = SimpleType.STRING
    def __init__(self, **options):
        super().__init__(name="kite", t=Kite, **options)
    def get_literal_type(self, t):
        return LiteralType(simple=self.SIMPLE)
    def to_literal(self, ctx, python_val, python_type, expected):
        return Literal(scalar=Scalar(primitive=Primitive(string_value=f"{python_val.length} m")))
    def to_python_value(self, ctx, lv, expected_python_type):
        return Kite(1)
### text
TypeEngine.register(Base())
class Delta(Kite): ...
VALUES = {
    "kite": (Kite, Kite(3)), "list": (List[Kite], [Kite(1), Kite(2)]), "map": (Dict[str, Optional[Kite]], {"a": Kite(1), "b": None}),
    "optional": (Optional[Kite], Kite(5)), "none": (Optional[Kite], None), "union": (Union[int, Kite], Kite(6)),
    "text-or-kite": (Union[str, Kite], "red"), "subclass": (Kite, Delta(7)), "type-of-subclass": (Delta, Delta(8)),
    "number": (Kite, 3), "missing": (Kite, None), "not-the-subclass": (Delta, Kite(9)),
}
### without_assertions
TypeEngine.register(Base(enable_type_assertions=False))
class Line:
    length = 100
VALUES = {"line": (Kite, Line()), "number": (Kite, 3)}
### own_assertion
class Strict(Base):
    def assert_type(self, t, v):
        if v.length < 1:
            raise ValueError("too short")
TypeEngine.register(Strict())
VALUES = {"long": (Kite, Kite(2)), "short": (Kite, Kite(0))}
### raises
class Broken(Base):
    def to_literal(self, ctx, python_val, python_type, expected):
        raise ValueError(python_val.length)
TypeEngine.register(Broken())
VALUES = {"kite": (Kite, Kite(2)), "union": (Union[Kite, int], 4), "neither": (Optional[Kite], Kite(2))}
### annotation
class Numbers(Base):
    def to_literal(self, ctx, python_val, python_type, expected):
        assert isinstance(python_val, int)
        return Literal(scalar=Scalar(primitive=Primitive(string_value=str(python_val * 2))))
VALUES = {"number": (Annotated[int, Numbers()], 4), "numbers": (List[Annotated[int, Numbers()]], [1, 2])}
### functions
TypeEngine.register(SimpleTransformer(
    "length", Kite, LiteralType(simple=SimpleType.INTEGER),
    lambda kite: Literal(scalar=Scalar(primitive=Primitive(integer=kite.length))), lambda lv: Kite(lv.scalar.primitive.integer),
))
class Delta(Kite): ...
VALUES = {"kite": (Kite, Kite(3)), "subclass": (Kite, Delta(3)), "optional": (Optional[Kite], Kite(4))}
### primitives
class Any(Base):
    def to_literal(self, ctx, python_val, python_type, expected):
        return Literal(scalar=Scalar(primitive=Primitive(**python_val.length)))
TypeEngine.register(Any())
VALUES = {
    "integer": (Kite, Kite({"integer": -3})), "float": (Kite, Kite({"float_value": 1.5})), "truth": (Kite, Kite({"boolean": True})),
    "moment": (Kite, Kite({"datetime": datetime(2021, 5, 6, 7)})), "span": (Kite, Kite({"duration": timedelta(seconds=-1.5)})),
}
### blobs
class Stored(Base):
    FORMAT = BlobType(format="kite", dimensionality=BlobType.BlobDimensionality.SINGLE)
    def get_literal_type(self, t):
        return LiteralType(blob=self.FORMAT)
    def to_literal(self, ctx, python_val, python_type, expected):
        metadata = BlobMetadata(type=self.FORMAT)
        return Literal(scalar=Scalar(blob=Blob(metadata=metadata, uri=f"s3://kites/{python_val.length}")))
TypeEngine.register(Stored())
VALUES = {"kite": (Kite, Kite(3)), "optional": (Optional[Kite], Kite(4))}
### structures
class Structured(Base):
    SIMPLE = SimpleType.STRUCT
    def to_literal(self, ctx, python_val, python_type, expected):
        structure = Struct()
        structure.update({"length": python_val.length, "tails": ["red", 2, None]})
        return Literal(scalar=Scalar(generic=structure))
TypeEngine.register(Structured())
VALUES = {"kite": (Kite, Kite(3))}
### bytes
class Packed(Base):
    SIMPLE = SimpleType.STRUCT
    def to_literal(self, ctx, python_val, python_type, expected):
        return Literal(scalar=Scalar(binary=literals.Binary(value=b"\x01k", tag="msgpack")))
TypeEngine.register(Packed())
VALUES = {"kite": (Kite, Kite(3))}
### nothing
class Nothing(Base):
    SIMPLE = SimpleType.NONE
    def to_literal(self, ctx, python_val, python_type, expected):
        return Literal(scalar=Scalar(none_type=literals.Void()))
TypeEngine.register(Nothing())
VALUES = {"kite": (Kite, Kite(3))}
### collections
class Several(Base):
    def get_literal_type(self, t):
        return LiteralType(collection_type=LiteralType(simple=SimpleType.INTEGER))
    def to_literal(self, ctx, python_val, python_type, expected):
        items = [Literal(scalar=Scalar(primitive=Primitive(integer=length))) for length in python_val.length]
        return Literal(collection=LiteralCollection(literals=items), metadata={"unit": "m"})
TypeEngine.register(Several())
VALUES = {"kites": (Kite, Kite([1, 2])), "none": (Kite, Kite([])), "nested": (List[Kite], [Kite([1]), Kite([])])}
### engine
class Nested(Base):
    def get_literal_type(self, t):
        return LiteralType(map_value_type=TypeEngine.to_literal_type(Optional[int]))
    def to_literal(self, ctx, python_val, python_type, expected):
        inner = expected.map_value_type
        entries = {key: TypeEngine.to_literal(ctx, value, Optional[int], TypeEngine.to_literal_type(Optional[int])) for key, value in python_val.length.items()}
        return Literal(map=LiteralMap(literals=entries))
TypeEngine.register(Nested())
VALUES = {"kites": (Kite, Kite({"a": 1, "b": None})), "wrong": (Kite, Kite({"a": "x"}))}
### tables
class Table(Base):
    TABLE = types.StructuredDatasetType(columns=[], format="csv")
    def get_literal_type(self, t):
        return LiteralType(structured_dataset_type=self.TABLE)
    def to_literal(self, ctx, python_val, python_type, expected):
        metadata = literals.StructuredDatasetMetadata(structured_dataset_type=self.TABLE)
        return Literal(scalar=Scalar(structured_dataset=literals.StructuredDataset(uri="s3://kites", metadata=metadata)))
TypeEngine.register(Table())
VALUES = {"kites": (Kite, Kite(3))}
### schemas
class Schema(Base):
    SCHEMA = types.SchemaType(columns=[types.SchemaType.SchemaColumn("length", types.SchemaType.SchemaColumn.SchemaColumnType.INTEGER)])
    def get_literal_type(self, t):
        return LiteralType(schema=self.SCHEMA)
    def to_literal(self, ctx, python_val, python_type, expected):
        return Literal(scalar=Scalar(schema=literals.Schema("s3://kites", self.SCHEMA)))
TypeEngine.register(Schema())
VALUES = {"kites": (Kite, Kite(3))}
### members
class Member(Base):
    def to_literal(self, ctx, python_val, python_type, expected):
        inner = TypeEngine.to_literal(ctx, str(python_val.length), str, expected)
        return Literal(scalar=Scalar(union=literals.Union(value=inner, stored_type=LiteralType(simple=SimpleType.STRING))))
TypeEngine.register(Member())
VALUES = {"kite": (Kite, Kite(3))}
### dataclass
@dataclass
class Kite:
    length: int
class Written(Base):
    def __init__(self):
        TypeTransformer.__init__(self, "kite", Kite)
    def to_literal(self, ctx, python_val, python_type, expected):
        return Literal(scalar=Scalar(primitive=Primitive(string_value=json.dumps({"length": python_val.length}))))
TypeEngine.register(Written())
VALUES = {"kite": (Kite, Kite(3)), "optional": (Optional[Kite], Kite(3))}
### typed_dicts
class Kite(TypedDict):
    length: int
TYPES = {"kite": Kite}
VALUES = {"kite": (Kite, {"length": 1}), "list": (List[Kite], [{"length": 1}]), "optional": (Optional[Kite], {"length": 1}), "none": (Optional[Kite], None), "annotated": (Annotated[Kite, "x"], {"length": 1})}
### nothing_in_fields
@dataclass
class String:
    length: int = 1
@dataclass
class Knot: ...
@dataclass
class Kite:
    string: String = None
@dataclass
class Kites:
    strings: List[String] = None
    by_name: Dict[str, String] = None
    knot: Knot = None
    when: datetime = None
    spare: Optional[String] = None
VALUES = {"kite": (Kite, Kite()), "kites": (Kites, Kites())}
### messages
from flyteidl.core import types_pb2
from flyteidl.core.literals_pb2 import Blob as Message
TYPES = {"message": Message, "of-module": types_pb2.LiteralType, "list": List[Message], "optional": Optional[Message]}
