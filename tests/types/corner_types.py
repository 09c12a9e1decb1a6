from __future__ import annotations

import collections
import datetime
import enum
import typing
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import Annotated, Any, Dict, List, Literal, NewType, Optional, Tuple, Union

from dataclasses_json import LetterCase, dataclass_json
from flytekit import FlyteFile, StructuredDataset, kwtypes
from mashumaro import field_options
from mashumaro.mixins.json import DataClassJSONMixin
from pydantic import BaseModel, Field

Meters = NewType("Meters", float)
Names = List[str]


class Auto(enum.StrEnum):
    FIRST = enum.auto()
    SECOND = enum.auto()


Functional = enum.Enum("Functional", {"A": "a", "B": "b"})


class Flags(enum.Flag):
    A = 1


@dataclass(frozen=True)
class Point:
    x: float = 0.0
    y: float = 0.0


@dataclass
class Later:
    point: Point
    others: List[Point] = field(default_factory=list)
    maybe: Optional[Point] = Point(1.5)
    by_name: Dict[str, Optional[int]] = field(default_factory=dict)
    mode: Literal["a", "b"] = "b"
    kind: Auto = Auto.SECOND
    length: Meters = 3
    names: Names = field(default_factory=lambda: ["a"])
    when: Optional[datetime.datetime] = datetime.datetime(2020, 1, 1, tzinfo=timezone.utc)
    span: timedelta = timedelta(hours=1)


@dataclass
class PostInit:
    x: int
    y: int = field(init=False, default=0)

    def __post_init__(self):
        self.y = self.x * 2


@dataclass
class Left:
    value: int


@dataclass
class Right:
    value: int


@dataclass
class Mixin(DataClassJSONMixin):
    point: Point
    when: datetime.date


@dataclass
class HoldsMixin:
    mixin: Mixin


@dataclass_json(letter_case=LetterCase.CAMEL)
@dataclass
class Camel:
    some_name: int = 1


def as_text(value: int) -> str:
    return str(value)


@dataclass
class Serialized:
    x: int = field(metadata=field_options(serialize=as_text))
    hidden: int = field(default=1, metadata=field_options(serialize="omit"))


@dataclass
class Numbers:
    value: Union[int, float, str]
    wide: Union[List[int], Dict[str, int], None] = None
    mixed: Union[Point, str] = "a"


@dataclass(kw_only=True, slots=True)
class Slots:
    a: int
    b: str = "b"


class Settings(BaseModel):
    name: str
    point: Optional[Settings] = None
    tags: List[str] = Field(default_factory=list)


class Flat(BaseModel):
    x: Annotated[int, Field(gt=0)]
    by: Dict[str, List[float]] = {}
    when: Optional[datetime.datetime] = None


class Weird(collections.UserDict):
    pass


class Numeric(float, enum.Enum):
    HALF = 0.5


TYPES = {
    "auto": Auto,
    "functional": Functional,
    "flags": Flags,
    "numeric": Numeric,
    "later": Later,
    "post-init": PostInit,
    "mixin": Mixin,
    "holds-mixin": HoldsMixin,
    "camel": Camel,
    "serialized": Serialized,
    "numbers": Numbers,
    "slots": Slots,
    "flat": Flat,
    "union-dataclasses": Union[Left, Right],
    "union-nested": Union[int, Union[str, Optional[float]]],
    "optional-dict": Optional[Dict[str, int]],
    "list-optional": List[Optional[int]],
    "dict-optional": Dict[str, Optional[List[int]]],
    "list-literal": List[Literal["a"]],
    "list-annotated": List[Annotated[StructuredDataset, kwtypes(a=int)]],
    "dict-annotated": Dict[str, Annotated[StructuredDataset, kwtypes(a=int), "csv"]],
    "tuple-list": List[Tuple[int, ...]],
    "meters": Meters,
    "user-dict": Weird,
    "any-list": List[Any],
    "sequence-dataclass": typing.Sequence[Point],
    "list-typed-set": List[typing.Set[int]],
}

VALUES = {
    "auto": (Auto, Auto.FIRST),
    "later": (Later, Later(Point(1, 2), [Point()])),
    "post-init": (PostInit, PostInit(2)),
    "mixin": (Mixin, Mixin(Point(1), datetime.date(2020, 1, 1))),
    "holds-mixin": (HoldsMixin, HoldsMixin(Mixin(Point(1), datetime.date(2020, 1, 1)))),
    "camel": (Camel, Camel(2)),
    "serialized": (Serialized, Serialized(2)),
    "numbers": (Numbers, Numbers(1)),
    "numbers-float": (Numbers, Numbers(1.5, [1], Point(1.0))),
    "numbers-dict": (Numbers, Numbers("a", {"a": 1}, "b")),
    "slots": (Slots, Slots(a=1)),
    "flat": (Flat, Flat(x="3", by={"a": [1, 2]})),
    "union-dataclasses": (Union[Left, Right], Left(1)),
    "union-dataclass-int": (Union[Left, int], Left(1)),
    "union-nested": (Union[int, Union[str, Optional[float]]], 1.5),
    "list-optional": (List[Optional[int]], [1, None]),
    "dict-optional": (Dict[str, Optional[List[int]]], {"a": [1], "b": None}),
    "optional-dict": (Optional[Dict[str, int]], {"a": 1}),
    "union-dict-list": (Union[Dict[str, int], List[int]], [1]),
    "union-bool-int": (Union[bool, int], True),
    "union-int-float-bool": (Union[int, float, bool], False),
    "union-file-str": (Union[FlyteFile, int], FlyteFile("s3://a/b")),
    "dict-union": (Dict[str, Union[int, str]], {"a": 1, "b": "x"}),
    "list-dict-any": (List[Dict[int, Any]], [{1: "a"}]),
    "meters-dict": (Dict[int, Meters], {1: 2}),
    "big": (dict, {"a": 2**63, "b": -(2**31) - 1, "c": "x" * 300, "d": list(range(20))}),
    "too-big": (dict, {"a": 2**64}),
    "float-special": (float, float("inf")),
    "duration-large": (timedelta, timedelta(days=-400, hours=5)),
}
