import datetime
import decimal
import enum
import ipaddress
import pathlib
import typing
import uuid
from dataclasses import InitVar, dataclass, field
from typing import Annotated, Any, ClassVar, Dict, FrozenSet, Generic, List, Literal, NamedTuple, Optional, Set, Tuple, Union

from dataclasses_json import DataClassJsonMixin, config, dataclass_json
from flytekit import FlyteDirectory, FlyteFile, StructuredDataset
from flytekit.core.annotation import FlyteAnnotation
from flytekit.types.schema import FlyteSchema
from mashumaro import field_options
from mashumaro.config import BaseConfig
from mashumaro.mixins.json import DataClassJSONMixin

T = typing.TypeVar("T")


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Pair(NamedTuple):
    a: int
    b: str = "b"


class Keys(typing.TypedDict):
    a: int
    b: typing.NotRequired[str]


class Foreign:
    pass


@dataclass
class Inner:
    x: int
    y: str = "y"


@dataclass
class Scalars:
    """A docstring."""

    i: int
    f: float
    s: str
    b: bool
    n: None
    data: bytes
    when: datetime.datetime
    day: datetime.date
    long: datetime.timedelta
    path: pathlib.Path


@dataclass
class Exotic:
    key: uuid.UUID
    exact: decimal.Decimal
    address: ipaddress.IPv4Address


@dataclass
class Defaults:
    i: int = 1
    f: float = 1
    s: Optional[str] = None
    inner: Inner = field(default_factory=lambda: Inner(1))
    colour: Colour = Colour.RED
    level: Level = Level.LOW
    when: datetime.datetime = datetime.datetime(2020, 1, 2, 3, 4, 5)
    long: datetime.timedelta = datetime.timedelta(seconds=1.5)
    data: bytes = b"abc"
    values: List[int] = field(default_factory=list)
    none: int = None
    pair: Tuple[int, str] = (1, "a")


@dataclass
class Containers:
    values: List[int]
    bare: list
    nested: List[List[Inner]]
    mapping: Dict[str, int]
    numbers: Dict[int, Inner]
    anything: dict
    unique: Set[int]
    frozen: FrozenSet[str]
    fixed: Tuple[int, str]
    many: Tuple[int, ...]
    pair: Pair
    keys: Keys
    sequence: typing.Sequence[int]
    any_list: List[Any]
    any_map: Dict[str, Any]


@dataclass
class Unions:
    a: Optional[int]
    b: Union[int, str]
    c: int | None
    d: Any
    e: Literal["a", "b"]
    f: Literal["a"]
    g: Optional[Inner]
    h: Optional[List[Inner]]
    i: Annotated[int, "x"]


@dataclass
class Flyte:
    file: FlyteFile
    csv: FlyteFile["csv"]
    directory: FlyteDirectory
    dataset: StructuredDataset
    optional: Optional[FlyteFile] = None


@dataclass
class WithSchema:
    schema: FlyteSchema


@dataclass
class Unsupported:
    x: int
    foreign: Foreign


@dataclass_json
@dataclass
class Decorated:
    x: int = 3
    inner: Optional[Inner] = None


@dataclass_json
@dataclass
class DecoratedUnsupported:
    x: int
    foreign: Foreign


@dataclass
class Mixin(DataClassJsonMixin):
    x: int
    names: List[str] = field(default_factory=list)


@dataclass
class Mashumaro(DataClassJSONMixin):
    numbers: Dict[int, float]
    data: bytes
    pair: Tuple[int, str] = (1, "a")


@dataclass
class Base:
    a: int
    b: str = "b"


@dataclass
class Derived(Base):
    b: str = "c"
    c: float = 0.5


@dataclass
class Odd:
    x: int
    constant: ClassVar[int] = 3
    only_init: InitVar[int] = 4
    hidden: int = field(default=5, init=False)
    option: int = field(default=1, metadata=config(field_name="other"))
    alias: int = field(default=2, metadata=field_options(alias="renamed"))
    described: int = field(default=3, metadata={"description": "words"})


@dataclass
class Configured:
    x: Optional[int] = None
    y: int = 2

    class Config(BaseConfig):
        aliases = {"y": "why"}
        serialize_by_alias = True
        omit_none = True


@dataclass
class Holder(Generic[T]):
    value: T


@dataclass
class HoldsHolder:
    holder: Holder[int]
    plain: Holder


@dataclass(frozen=True)
class Frozen:
    x: int = 1


@dataclass
class Nested:
    one: Inner
    two: List[Inner]
    three: Dict[str, Inner]


TYPES = {
    "inner": Inner,
    "scalars": Scalars,
    "exotic": Exotic,
    "defaults": Defaults,
    "containers": Containers,
    "unions": Unions,
    "flyte": Flyte,
    "with-schema": WithSchema,
    "unsupported": Unsupported,
    "decorated": Decorated,
    "decorated-unsupported": DecoratedUnsupported,
    "mixin": Mixin,
    "mashumaro": Mashumaro,
    "derived": Derived,
    "odd": Odd,
    "configured": Configured,
    "holder": Holder,
    "holder-int": Holder[int],
    "holds-holder": HoldsHolder,
    "frozen": Frozen,
    "nested": Nested,
    "list": List[Inner],
    "dict": Dict[str, Inner],
    "optional": Optional[Inner],
    "union": Union[Inner, Frozen],
    "annotated": Annotated[Inner, "x"],
    "flyte-annotated": Annotated[Inner, FlyteAnnotation({"a": 1})],
}

SCALARS = Scalars(
    1,
    2,
    "s",
    True,
    None,
    b"\x00abc",
    datetime.datetime(2020, 1, 2, 3, 4, 5, 6),
    datetime.date(2020, 1, 2),
    datetime.timedelta(days=1, microseconds=5),
    pathlib.Path("/a/b"),
)

VALUES = {
    "inner": (Inner, Inner(1)),
    "inner-dict": (Inner, {"x": 1, "y": "z"}),
    "inner-dict-missing": (Inner, {"y": "z"}),
    "inner-other": (Inner, Frozen(1)),
    "inner-int": (Inner, 3),
    "scalars": (Scalars, SCALARS),
    "defaults": (Defaults, Defaults()),
    "containers": (
        Containers,
        Containers(
            [1, 300, -1],
            [1, "a"],
            [[Inner(1)], []],
            {"a": 1},
            {1: Inner(2)},
            {"a": [1, {"b": 2.5}]},
            {1},
            frozenset({"a"}),
            (1, "a"),
            (1, 2, 3),
            Pair(1),
            {"a": 1},
            [1],
            [1, "x", None],
            {"a": 1.5},
        ),
    ),
    "unions": (Unions, Unions(1, "a", None, {"x": 1}, "a", "a", None, [Inner(1)], 1)),
    "flyte": (
        Flyte,
        Flyte(
            FlyteFile("s3://a/b"),
            "s3://a/b.csv",
            FlyteDirectory("s3://a/d"),
            StructuredDataset(uri="s3://a/t", file_format="parquet"),
        ),
    ),
    "decorated": (Decorated, Decorated(4, Inner(5, "z"))),
    "mixin": (Mixin, Mixin(1, ["a"])),
    "mashumaro": (Mashumaro, Mashumaro({1: 2, 2: 0.5}, b"abc")),
    "derived": (Derived, Derived(1)),
    "derived-as-base": (Base, Derived(1)),
    "odd": (Odd, Odd(1, 2)),
    "configured": (Configured, Configured()),
    "nested": (Nested, Nested(Inner(1), [Inner(2)], {"a": Inner(3)})),
    "list": (List[Inner], [Inner(1), Inner(2)]),
    "dict": (Dict[str, Inner], {"a": Inner(1)}),
    "optional": (Optional[Inner], Inner(1)),
    "optional-none": (Optional[Inner], None),
    "union": (Union[Inner, str], Inner(1)),
    "frozen": (Frozen, Frozen(7)),
}
