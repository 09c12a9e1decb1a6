import datetime
import decimal
import enum
import ipaddress
import pathlib
import typing
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Dict, FrozenSet, List, Literal, NamedTuple, Optional, Set, Tuple, Union

import typing_extensions
from flytekit import FlyteDirectory, FlyteFile
from flytekit.core.annotation import FlyteAnnotation
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, PrivateAttr, constr, field_validator


class Colour(enum.Enum):
    """Words about colours."""

    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Mixed(enum.Enum):
    ONE = 1
    TWO = "two"


class Inner(BaseModel):
    """First line.

    More."""

    x: int
    y_value: str = "y"


@dataclass
class Plain:
    a: int
    b: List[int] = field(default_factory=list)


class Keys(typing_extensions.TypedDict):
    a: int
    b: typing_extensions.NotRequired[str]


class Pair(NamedTuple):
    a: int
    b: str = "x"


class Scalars(BaseModel):
    i: int
    f: float = 1
    s: str = "a"
    b: bool = True
    n: None = None
    data: bytes = b"abc"
    when: datetime.datetime = datetime.datetime(2020, 1, 2, 3, 4, 5)
    zone: datetime.datetime = datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc)
    day: datetime.date = datetime.date(2020, 1, 2)
    clock: datetime.time = datetime.time(1, 2)
    long: datetime.timedelta = datetime.timedelta(days=1, seconds=5, microseconds=7)
    back: datetime.timedelta = datetime.timedelta(hours=-1)
    path: pathlib.Path = pathlib.Path("/a")
    anything: Any = None
    thing: object = 1


class Exotic(BaseModel):
    key: uuid.UUID
    exact: decimal.Decimal
    address: ipaddress.IPv4Address


class Containers(BaseModel):
    a: List[int]
    b: list
    c: List[int] = []
    d: Dict[str, int]
    e: dict
    f: Dict[int, str]
    g: Dict[str, Any]
    h: Set[int]
    i: FrozenSet[str]
    j: Tuple[int, str]
    k: Tuple[int, ...]
    l: tuple
    m: typing.Sequence[int]
    n: List[int] = Field(default_factory=list)
    o: Dict[Colour, Inner] = {}
    p: List[Optional[Inner]] = []


class Unions(BaseModel):
    a: Optional[int]
    b: Optional[int] = None
    c: Union[int, str] = 3
    d: int | None = 4
    e: Literal["a", "b"] = "a"
    f: Literal["a"]
    g: Inner
    h: Optional[Inner] = None
    i: Union[Inner, int, None] = None
    j: Colour = Colour.RED
    k: Optional[Colour] = None
    l: Level = Level.LOW
    m: Mixed = Mixed.TWO
    o: Inner = Inner(x=1)
    p: Inner = Field(description="words")
    q: Optional[Any] = None


class Options(BaseModel):
    """Words about options."""

    a: int = Field(1, description="words", ge=0, lt=10)
    b: str = Field(..., min_length=1, max_length=3, pattern="^a")
    c: List[int] = Field(min_length=1, max_length=2)
    d: float = Field(gt=0.5, multiple_of=0.1, title="Another")
    e: int = Field(alias="renamed")
    f: int = Field(examples=[1, 2], deprecated=True)
    g: Annotated[int, Field(ge=1)] = 2
    h: int = Field(json_schema_extra={"x": 1})
    i: PositiveInt
    j: constr(min_length=2)
    k: Optional[int] = Field(None, ge=1)
    l: int = Field(default=1, exclude=True)
    http_url: int
    someThing: int = 0
    _private: int = PrivateAttr(1)
    constant: ClassVar[int] = 1


class Forbidding(BaseModel):
    model_config = ConfigDict(extra="forbid", title="Titled", frozen=True)
    a: int


class Mixture(BaseModel):
    plain: Plain
    keys: Keys
    pair: Pair


class Node(BaseModel):
    value: int
    next: Optional["Node"] = None


class Derived(Inner):
    z: int = 3
    x: float = 2


class Files(BaseModel):
    file: FlyteFile
    directory: FlyteDirectory
    optional: Optional[FlyteFile] = None


class Validated(BaseModel):
    x: int

    @field_validator("x")
    @classmethod
    def positive(cls, value):
        return abs(value)


@dataclass
class Outer:
    model: Inner


TYPES = {
    "inner": Inner,
    "scalars": Scalars,
    "exotic": Exotic,
    "containers": Containers,
    "unions": Unions,
    "options": Options,
    "forbidding": Forbidding,
    "mixture": Mixture,
    "derived": Derived,
    "files": Files,
    "validated": Validated,
    "outer": Outer,
    "list": List[Inner],
    "dict": Dict[str, Inner],
    "optional": Optional[Inner],
    "union": Union[Inner, Forbidding],
    "annotated": Annotated[Inner, FlyteAnnotation({"a": 1})],
}

VALUES = {
    "inner": (Inner, Inner(x=1)),
    "inner-converted": (Inner, Inner(x="7")),
    "inner-dict": (Inner, {"x": 1}),
    "scalars": (Scalars, Scalars(i=3)),
    "containers": (
        Containers,
        Containers(
            a=[1, 2],
            b=[1, "a"],
            d={"a": 1},
            e={"a": [1]},
            f={1: "a"},
            g={"x": None},
            h={1},
            i=frozenset(),
            j=(1, "a"),
            k=(1, 2, 3),
            l=(1,),
            m=[1],
            o={Colour.RED: Inner(x=1)},
            p=[None, {"x": 2}],
        ),
    ),
    "unions": (Unions, Unions(a=None, f="a", g={"x": 1}, p=Inner(x=2), j="blue")),
    "derived": (Derived, Derived()),
    "files": (Files, Files(file=FlyteFile("s3://a/b"), directory=FlyteDirectory("s3://a/d"))),
    "optional": (Optional[Inner], Inner(x=1)),
    "optional-none": (Optional[Inner], None),
    "list": (List[Inner], [Inner(x=1)]),
    "dict": (Dict[str, Inner], {"a": Inner(x=1, y_value="z")}),
}
