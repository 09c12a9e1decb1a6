"""Small modules about mashumaro; `record.py` says how they are read."""
import datetime, enum, typing, uuid, decimal, pathlib, ipaddress, fractions, collections, collections.abc, os, zoneinfo
from dataclasses import dataclass, field, InitVar, KW_ONLY
from typing import DefaultDict, Deque, Sequence, Mapping, MutableMapping, AbstractSet, MutableSequence, Iterable, Collection, Callable, Type, Final, NotRequired
from typing import Annotated, Any, ClassVar, Dict, List, Optional, Union, Literal, NewType, TypedDict, NamedTuple, Generic, TypeVar, Tuple, Set, FrozenSet
from mashumaro.jsonschema.annotations import Contains, DependentRequired, ExclusiveMaximum, ExclusiveMinimum, MaxContains, Maximum, MaxItems, MaxLength, MaxProperties, MinContains, Minimum, MinItems, MinLength, MinProperties, MultipleOf, Pattern, UniqueItems
from mashumaro import field_options
from mashumaro.config import BaseConfig
### minimum
@dataclass
class A:
    a: Annotated[int, Minimum(0)]
    b: Annotated[int, Minimum(0), Maximum(10)] = 3
    c: Annotated[float, ExclusiveMinimum(0.5), ExclusiveMaximum(1)] = 0.7
    d: Annotated[int, MultipleOf(5)] = 10
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### strings
@dataclass
class A:
    a: Annotated[str, MinLength(1), MaxLength(5)]
    b: Annotated[str, Pattern(r"^a.*$")] = "abc"
    c: Annotated[Optional[str], MaxLength(3)] = None
    d: Optional[Annotated[str, MaxLength(3)]] = None
TYPES = {"a": A}
### arrays
@dataclass
class A:
    a: Annotated[List[int], MinItems(1), MaxItems(5)]
    b: Annotated[List[Annotated[int, Minimum(3)]], UniqueItems(True)]
    c: Annotated[Set[int], MinItems(2)]
    d: Annotated[Tuple[int, ...], MinItems(2)]
    e: Annotated[Tuple[int, str], MinItems(2)]
TYPES = {"a": A}
### contains
# refused here: type a
from mashumaro.jsonschema.models import JSONSchema, JSONSchemaInstanceType
@dataclass
class A:
    a: Annotated[List[int], Contains(JSONSchema(type=JSONSchemaInstanceType.INTEGER)), MinContains(1), MaxContains(5)]
    b: Annotated[List[int], MinContains(1)]
TYPES = {"a": A}
### objects
# refused here: type a
@dataclass
class A:
    a: Annotated[Dict[str, int], MinProperties(1), MaxProperties(5)]
    b: Annotated[Dict[str, int], DependentRequired({"a": {"b"}})]
TYPES = {"a": A}
### wrong_kind
@dataclass
class A:
    a: Annotated[int, MinLength(1)]
    b: Annotated[str, Minimum(1)]
    c: Annotated[bool, Minimum(1)]
    d: Annotated[pathlib.Path, MaxLength(10)]
TYPES = {"a": A}
### schema_annotation
# refused here: type a
from mashumaro.jsonschema.models import JSONSchema
@dataclass
class A:
    a: Annotated[int, JSONSchema(description="text", title="T")]
    b: Annotated[str, JSONSchema(format="hostname")] = "x"
TYPES = {"a": A}
### alias_annotation
from mashumaro.types import Alias
@dataclass
class A:
    a: Annotated[int, Alias("alpha")]
    b: Annotated[int, Alias("beta")] = 3
    class Config(BaseConfig):
        serialize_by_alias = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### alias
@dataclass
class A:
    a: int = field(metadata=field_options(alias="alpha"))
    b: int = field(default=3, metadata=field_options(alias="beta"))
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### alias_list
@dataclass
class A:
    a: int = field(metadata={"alias": ["alpha", "al"]})
    b: int = field(default=3, metadata={"alias": ("beta",), "other": 3})
    class Config(BaseConfig):
        serialize_by_alias = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### aliases_config
@dataclass
class A:
    a: int
    b: int = 4
    class Config(BaseConfig):
        aliases = {"a": "alpha", "b": "beta"}
        serialize_by_alias = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### omit_none
@dataclass
class A:
    a: int
    b: Optional[int] = None
    class Config(BaseConfig):
        omit_none = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### omit_none_2
@dataclass
class A:
    a: Optional[int]
    class Config(BaseConfig):
        omit_none = True
TYPES = {"a": A}
VALUES = {"a": (A, A(None)), "b": (A, A(3))}
### omit_default
@dataclass
class A:
    a: int
    b: int = 4
    c: List[int] = field(default_factory=list)
    class Config(BaseConfig):
        omit_default = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1)), "b": (A, A(1, 4, [3])), "c": (A, A(1, 7))}
### forbid_extra
@dataclass
class A:
    a: int
    class Config(BaseConfig):
        forbid_extra_keys = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### json_schema_config
# refused here: type a
@dataclass
class A:
    a: int
    b: int = 3
    class Config(BaseConfig):
        json_schema = {"additionalProperties": True, "properties": {"a": {"type": "integer", "description": "hey", "minimum": 3}}}
TYPES = {"a": A}
### strategy
from mashumaro.types import SerializationStrategy
class Fmt(SerializationStrategy):
    def serialize(self, value: datetime.datetime) -> str:
        return value.strftime("%Y")
    def deserialize(self, value: str) -> datetime.datetime:
        return datetime.datetime.strptime(value, "%Y")
@dataclass
class A:
    a: datetime.datetime
    class Config(BaseConfig):
        serialization_strategy = {datetime.datetime: Fmt()}
TYPES = {"a": A}
VALUES = {"a": (A, A(datetime.datetime(2020, 1, 1)))}
### strategy_dict
@dataclass
class A:
    a: datetime.datetime
    b: int = 3
    class Config(BaseConfig):
        serialization_strategy = {datetime.datetime: {"serialize": lambda v: v.year}, int: {"serialize": str}}
TYPES = {"a": A}
VALUES = {"a": (A, A(datetime.datetime(2020, 1, 1)))}
### strategy_field
from mashumaro.types import SerializationStrategy
class Fmt(SerializationStrategy):
    def __init__(self, text):
        self.text = text
    def serialize(self, value: datetime.datetime) -> str:
        return value.strftime(self.text)
    def deserialize(self, value: str) -> datetime.datetime:
        return datetime.datetime.strptime(value, self.text)
@dataclass
class A:
    a: datetime.datetime = field(metadata=field_options(serialization_strategy=Fmt("%Y-%m")))
    b: datetime.datetime = field(default=datetime.datetime(2021, 2, 3), metadata={"serialization_strategy": Fmt("%d")})
    c: Optional[datetime.datetime] = field(default=None, metadata={"serialization_strategy": Fmt("%d")})
TYPES = {"a": A}
VALUES = {"a": (A, A(datetime.datetime(2020, 1, 1))), "b": (A, A(datetime.datetime(2020, 1, 1), c=datetime.datetime(2022, 1, 9)))}
### strategy_nested
class Plain:
    def __init__(self, n):
        self.n = n
def packed(value: Plain) -> int:
    return value.n
@dataclass
class Inner:
    when: datetime.datetime = datetime.datetime(2020, 5, 6)
@dataclass
class A:
    a: List[datetime.datetime]
    b: Optional[datetime.datetime]
    c: Dict[str, datetime.datetime]
    d: Inner
    e: Plain
    f: Optional[Plain] = None
    g: Union[int, datetime.datetime] = 3
    class Config(BaseConfig):
        serialization_strategy = {datetime.datetime: {"serialize": lambda v: v.year}, Plain: {"serialize": packed}}
TYPES = {"a": A}
NOW = datetime.datetime(2024, 1, 2)
VALUES = {"a": (A, A([NOW], NOW, {"x": NOW}, Inner(), Plain(4))), "b": (A, A([], None, {}, Inner(NOW), Plain(4), Plain(5), NOW))}
### strategy_plain
from mashumaro.helper import pass_through
@dataclass
class A:
    a: List[int]
    b: Dict[str, int]
    c: Union[int, str]
    d: Tuple[int, str]
    e: bytes
    class Config(BaseConfig):
        serialization_strategy = {int: {"serialize": lambda v: v + 1, "deserialize": int}, bytes: pass_through}
TYPES = {"a": A}
VALUES = {"a": (A, A([1], {"x": 1}, 1, (1, "y"), b"x")), "b": (A, A([], {}, "z", (2, "y"), b""))}
### strategy_dataclass
@dataclass
class Inner:
    n: int = 3
@dataclass
class A:
    a: Inner
    b: List[Inner]
    class Config(BaseConfig):
        serialization_strategy = {Inner: {"serialize": lambda v: v.n, "deserialize": Inner}, str: str}
TYPES = {"a": A}
VALUES = {"a": (A, A(Inner(), [Inner(4)]))}
### dialect_and_config
from mashumaro.dialect import Dialect
class D(Dialect):
    serialization_strategy = {datetime.date: {"serialize": datetime.date.toordinal}}
    omit_default = True
    serialize_by_alias = True
@dataclass
class A:
    b: datetime.date
    c: datetime.datetime = datetime.datetime(2020, 1, 1)
    a: int = field(default=3, metadata={"alias": "alpha"})
    class Config(BaseConfig):
        dialect = D
        omit_default = False
        serialization_strategy = {datetime.date: {"serialize": str}, datetime.datetime: {"serialize": str}}
TYPES = {"a": A}
VALUES = {"a": (A, A(datetime.date(2020, 1, 1))), "b": (A, A(datetime.date(2020, 1, 1), a=4))}
### field_strategy
@dataclass
class A:
    a: datetime.datetime = field(metadata=field_options(serialize=lambda v: v.strftime("%Y")))
    b: int = field(default=3, metadata={"serialize": str})
    c: int = field(default=3, metadata={"serialize": "omit"})
TYPES = {"a": A}
VALUES = {"a": (A, A(datetime.datetime(2020, 1, 1)))}
### description
@dataclass
class A:
    a: int = field(metadata={"description": "what a is"})
    b: "List[int]" = field(default_factory=list, metadata={"description": "x"})
TYPES = {"a": A}
### discriminator
# refused here: type a, value a
from mashumaro.types import Discriminator
@dataclass
class Base:
    class Config(BaseConfig):
        discriminator = Discriminator(field="kind", include_subtypes=True)
@dataclass
class One(Base):
    kind: Literal["one"] = "one"
    x: int = 3
@dataclass
class Two(Base):
    kind: Literal["two"] = "two"
@dataclass
class A:
    a: Base
    b: Annotated[Union[One, Two], Discriminator(field="kind", include_supertypes=True)] = field(default_factory=Two)
TYPES = {"a": A, "b": Base, "c": One}
VALUES = {"a": (A, A(One()))}
### literals
class E(enum.Enum):
    X = "x"
    Y = "y"
@dataclass
class A:
    a: Literal["a"]
    b: Literal["a", "b", 3, None, True]
    c: Literal[E.X]
    d: Literal[b"xx"]
    e: Literal["q", "r"] = "q"
TYPES = {"a": A}
VALUES = {"a": (A, A("a", 3, E.X, b"xx"))}
### newtype
UserId = NewType("UserId", int)
Inner = NewType("Inner", List[int])
@dataclass
class A:
    a: UserId
    b: Inner
    c: UserId = UserId(3)
TYPES = {"a": A, "b": UserId}
VALUES = {"a": (A, A(UserId(1), Inner([1])))}
### typeddict
class T(TypedDict):
    a: int
    b: str
class T2(T, total=False):
    c: float
    d: typing.Required[int]
class T3(TypedDict):
    a: NotRequired[int]
    z: List["int"]
@dataclass
class A:
    a: T
    b: T2
    c: T3
TYPES = {"a": A, "t": T}
VALUES = {"a": (A, A({"a": 1, "b": "x"}, {"a": 1, "b": "x", "d": 1}, {"z": [1]}))}
### namedtuple
class P(NamedTuple):
    x: int
    y: float = 2
    z: Any = None
Q = collections.namedtuple("Q", "a b")
@dataclass
class A:
    a: P
    b: Q
    c: P = P(1)
TYPES = {"a": A}
VALUES = {"a": (A, A(P(1), Q(1, "x")))}
### namedtuple_dict
class P(NamedTuple):
    x: int
    y: float = 2
@dataclass
class A:
    a: P
    c: P = P(1)
    class Config(BaseConfig):
        namedtuple_as_dict = True
TYPES = {"a": A}
VALUES = {"a": (A, A(P(1)))}
### namedtuple_dict_field
class P(NamedTuple):
    x: int
    y: float = 2
@dataclass
class A:
    a: P = field(metadata=field_options(serialize="as_dict"))
    b: P = field(default=P(1), metadata=field_options(serialize="as_list"))
TYPES = {"a": A}
VALUES = {"a": (A, A(P(1)))}
### tuples
@dataclass
class A:
    a: Tuple[int, str]
    b: Tuple[int, ...]
    c: tuple
    d: Tuple
    e: tuple[()]
    f: Tuple[Any, ...]
    g: tuple[int, Optional[str], List[float]]
TYPES = {"a": A}
VALUES = {"a": (A, A((1, "x"), (1, 2), (1, 2), (3,), (), (1,), (1, None, [1.0])))}
### unions
@dataclass
class B:
    x: int = 1
@dataclass
class A:
    a: Union[int, str]
    b: int | None
    c: Union[int, B, None]
    d: Optional[List[Optional[int]]] = None
    e: Union[int, str] = "x"
    f: Union[int, float] = 3.5
    g: "int | str | None" = None
    h: Dict[str, int | str] = field(default_factory=dict)
TYPES = {"a": A}
VALUES = {"a": (A, A(1, None, B())), "b": (A, A("x", 3, 4, [1, None], 3, 1, "x", {"a": "b"}))}
### generics
T = TypeVar("T")
N = TypeVar("N", bound=int)
C = TypeVar("C", int, str)
@dataclass
class G(Generic[T]):
    x: T
    y: List[T] = field(default_factory=list)
@dataclass
class H(Generic[N, C]):
    n: N
    c: C
@dataclass
class I(G[int]):
    z: int = 3
@dataclass
class A:
    a: G[int]
    b: G[str]
    c: H[int, str]
    d: G
    e: H
    f: G[G[int]]
    g: G[List[int]]
    h: I
TYPES = {"a": A, "b": G[int], "c": I, "d": G, "e": H}
VALUES = {"a": (A, A(G(1), G("x"), H(1, "x"), G(1), H(2, "x"), G(G(1)), G([1]), I(3)))}
### generic_dict
K = TypeVar("K")
V = TypeVar("V")
@dataclass
class M(Generic[K, V]):
    m: Dict[K, V]
@dataclass
class S(M[str, V]):
    s: Optional[V] = None
@dataclass
class A:
    a: M[str, int]
    b: S[float]
    c: M[int, List[str]]
TYPES = {"a": A}
VALUES = {"a": (A, A(M({"a": 1}), S({"x": 1.5}, 2.0), M({1: ["a"]})))}
### dates
@dataclass
class A:
    a: datetime.datetime
    b: datetime.date
    c: datetime.time
    d: datetime.timedelta
    e: datetime.timezone
    f: zoneinfo.ZoneInfo
    g: datetime.datetime = datetime.datetime(2020, 1, 2, 3, 4, 5)
    h: datetime.date = datetime.date(2020, 1, 2)
    i: datetime.time = datetime.time(3, 4)
    j: datetime.timedelta = datetime.timedelta(hours=1, milliseconds=5)
    k: datetime.timezone = datetime.timezone.utc
TYPES = {"a": A}
VALUES = {"a": (A, A(datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc), datetime.date(2020, 1, 1), datetime.time(1), datetime.timedelta(1), datetime.timezone(datetime.timedelta(hours=2)), zoneinfo.ZoneInfo("UTC")))}
### others
# refused here: type a, value a
@dataclass
class A:
    a: uuid.UUID
    b: decimal.Decimal
    c: fractions.Fraction
    d: pathlib.Path
    e: pathlib.PurePosixPath
    f: os.PathLike
    g: ipaddress.IPv4Address
    h: ipaddress.IPv6Network
    i: ipaddress.IPv4Interface
    j: bytes
    k: bytearray
    l: uuid.UUID = uuid.UUID(int=3)
    m: decimal.Decimal = decimal.Decimal("1.50")
    n: pathlib.Path = pathlib.Path("/a/b")
    o: bytes = b"abc"
    p: ipaddress.IPv4Address = ipaddress.IPv4Address("1.2.3.4")
TYPES = {"a": A}
VALUES = {"a": (A, A(uuid.UUID(int=3), decimal.Decimal("1.50"), fractions.Fraction(1, 3), pathlib.Path("a"), pathlib.PurePosixPath("b"), pathlib.Path("a"), ipaddress.IPv4Address("1.2.3.4"), ipaddress.IPv6Network("::/64"), ipaddress.IPv4Interface("1.2.3.4/24"), b"a", bytearray(b"x")))}
### enums
class I(enum.IntEnum):
    A = 1
    B = 2
class S(str, enum.Enum):
    A = "a"
class SE(enum.StrEnum):
    A = enum.auto()
class F(enum.Flag):
    A = 1
    B = 2
class IF(enum.IntFlag):
    A = 1
    B = 2
class M(enum.Enum):
    A = 1
    B = "b"
    C = 2.5
@dataclass
class A:
    a: I
    b: S
    c: SE
    d: F
    e: IF
    f: M
    g: I = I.B
    h: F = F.A | F.B
    i: SE = SE.A
    j: Optional[S] = S.A
TYPES = {"a": A, "i": I, "s": S, "f": F, "m": M, "se": SE, "if_": IF}
VALUES = {"a": (A, A(I.A, S.A, SE.A, F.B, IF.A, M.C)), "s": (S, S.A), "f": (IF, IF.A)}
### enum_tuple
class E(enum.Enum):
    A = (1, "x")
    B = (2, "y")
    def __init__(self, n, t):
        self.n = n
@dataclass
class A:
    a: E
TYPES = {"a": A, "e": E}
VALUES = {"a": (A, A(E.A))}
### inheritance
@dataclass
class B:
    a: int
    b: int = 3
@dataclass
class D(B):
    a: float
    c: str = "x"
class Plain(D):
    z: int
class Again(Plain):
    b: str = "q"
@dataclass
class Dd(Plain):
    y: int = 0
TYPES = {"b": B, "d": D, "p": Plain, "again": Again, "dd": Dd}
VALUES = {"d": (D, D(1.5)), "p": (Plain, Plain(2)), "dd": (Dd, Dd(1))}
### initvar
@dataclass
class A:
    a: int
    i: InitVar[int]
    c: ClassVar[int] = 3
    e: int = field(init=False)
    f: int = field(init=False, default=4)
    def __post_init__(self, i):
        self.e = self.a + i
TYPES = {"a": A}
VALUES = {"a": (A, A(1, 2))}
### kw_only
@dataclass(kw_only=True, slots=True, frozen=True, order=True)
class A:
    a: int = 3
    b: str
@dataclass
class B:
    a: int
    _: KW_ONLY
    b: int = 3
    c: int
TYPES = {"a": A, "b": B}
VALUES = {"a": (A, A(b="x")), "b": (B, B(1, c=3))}
### slots
@dataclass(slots=True)
class A:
    a: int
    b: List[int] = field(default_factory=list)
    c: int = 5
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### unsupported_field
class X: pass
@dataclass
class A:
    a: int
    b: X
TYPES = {"a": A}
### callable_field
@dataclass
class A:
    a: int
    b: Callable[[int], int]
TYPES = {"a": A}
### type_field
@dataclass
class A:
    a: Type[int]
TYPES = {"a": A}
### object_field
@dataclass
class A:
    a: object
TYPES = {"a": A}
### collections
@dataclass
class A:
    a: Sequence[int]
    b: Mapping[str, int]
    c: collections.OrderedDict
    d: typing.OrderedDict[str, int]
    e: DefaultDict[str, List[int]]
    f: Deque[int]
    g: typing.Counter[str]
    h: typing.ChainMap[str, int]
    i: MutableMapping[str, int]
    j: AbstractSet[int]
    k: FrozenSet[int]
    l: list
    m: dict
    n: set
    o: List
    p: Dict
    q: MutableSequence[int]
TYPES = {"a": A}
### iterables
@dataclass
class A:
    a: Iterable[int]
TYPES = {"a": A}
### collection_one
@dataclass
class A:
    a: Collection[int]
TYPES = {"a": A}
### slice_
@dataclass
class A:
    a: slice
TYPES = {"a": A}
### any_none
@dataclass
class A:
    a: Any
    b: None
    c: Any = None
    d: Any = 3
    e: Any = field(default_factory=dict)
TYPES = {"a": A}
VALUES = {"a": (A, A(1, None)), "b": (A, A({"a": [1]}, None, "x"))}
### final_
@dataclass
class A:
    a: Final[int] = 3
TYPES = {"a": A}
### recursive
@dataclass
class A:
    a: int
    child: Optional["A"] = None
TYPES = {"a": A}
### mutual
@dataclass
class A:
    b: Optional["B"] = None
@dataclass
class B:
    a: Optional[A] = None
TYPES = {"a": A}
### future_recursive
from __future__ import annotations
@dataclass
class A:
    a: int
    child: Optional[A] = None
TYPES = {"a": A}
### future_plain
from __future__ import annotations
@dataclass
class B:
    x: int = 1
@dataclass
class A:
    a: Annotated[int, Minimum(3)]
    b: B
    c: list[B] = field(default_factory=list)
    d: int | None = None
    e: ClassVar[int] = 3
TYPES = {"a": A}
VALUES = {"a": (A, A(3, B(), [B(2)]))}
### self_type
@dataclass
class A:
    a: int
    child: Optional[typing.Self] = None
TYPES = {"a": A}
### dcj
from dataclasses_json import dataclass_json, DataClassJsonMixin, config
@dataclass_json
@dataclass
class A:
    a: int
    b: str = "x"
@dataclass
class B(DataClassJsonMixin):
    a: A
    b: List[A] = field(default_factory=list)
TYPES = {"a": A, "b": B}
VALUES = {"a": (A, A(1)), "b": (B, B(A(1)))}
### dcj_unsupported
from dataclasses_json import dataclass_json
class X: pass
@dataclass_json
@dataclass
class A:
    a: int
    c: X
    b: str = "x"
TYPES = {"a": A}
### dcj_callable
from dataclasses_json import dataclass_json
@dataclass_json
@dataclass
class A:
    a: int
    c: Callable
    b: str = "x"
TYPES = {"a": A}
### dcj_mixin_bad
from dataclasses_json import DataClassJsonMixin
@dataclass
class A(DataClassJsonMixin):
    a: int
    d: Optional[int]
    s: List[int]
    c: object
    b: str = "x"
TYPES = {"a": A}
### dcj_letter_case
from dataclasses_json import dataclass_json, LetterCase, config
@dataclass_json(letter_case=LetterCase.CAMEL)
@dataclass
class A:
    some_thing: int
    other_thing: str = field(default="x", metadata=config(field_name="zz"))
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### mixin
from mashumaro.mixins.json import DataClassJSONMixin
@dataclass
class A(DataClassJSONMixin):
    a: int
    b: datetime.datetime = datetime.datetime(2020, 1, 1)
    c: bytes = b"x"
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### mixin_alias
from mashumaro.mixins.json import DataClassJSONMixin
@dataclass
class A(DataClassJSONMixin):
    a: int = field(metadata={"alias": "alpha"})
    b: Optional[int] = None
    class Config(BaseConfig):
        serialize_by_alias = True
        omit_none = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### config_inherit
@dataclass
class B:
    a: Optional[int]
    class Config(BaseConfig):
        aliases = {"a": "alpha"}
        serialize_by_alias = True
@dataclass
class A(B):
    b: int = 3
@dataclass
class C:
    x: A
TYPES = {"a": A, "c": C}
VALUES = {"a": (A, A(1)), "c": (C, C(A(None)))}
### config_plain_class
@dataclass
class A:
    a: int = field(metadata={"alias": "alpha"})
    class Config:
        serialize_by_alias = True
        title = "hello"
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### sort_keys
@dataclass
class A:
    b: int
    a: int
    class Config(BaseConfig):
        sort_keys = True
TYPES = {"a": A}
VALUES = {"a": (A, A(1, 2))}
### dialect
from mashumaro.dialect import Dialect
class D(Dialect):
    serialization_strategy = {int: {"serialize": str}}
    omit_none = True
@dataclass
class A:
    b: int
    a: Optional[int]
    class Config(BaseConfig):
        dialect = D
TYPES = {"a": A}
VALUES = {"a": (A, A(1, None))}
### lazy
@dataclass
class A:
    b: int
    a: Optional[int]
    class Config(BaseConfig):
        lazy_compilation = True
        debug = False
        allow_deserialization_not_by_alias = True
        code_generation_options = []
TYPES = {"a": A}
VALUES = {"a": (A, A(1, None))}
### serializable_type
from mashumaro.types import SerializableType
class X(SerializableType):
    def __init__(self, v): self.v = v
    def _serialize(self): return {"v": self.v}
    @classmethod
    def _deserialize(cls, value): return cls(value["v"])
@dataclass
class A:
    a: X
TYPES = {"a": A}
VALUES = {"a": (A, A(X(3)))}
### generic_serializable
from mashumaro.types import GenericSerializableType, SerializableType
class X(SerializableType, use_annotations=True):
    def __init__(self, v): self.v = v
    def _serialize(self) -> Dict[str, int]: return {"v": self.v}
    @classmethod
    def _deserialize(cls, value: Dict[str, int]): return cls(value["v"])
@dataclass
class A:
    a: X
TYPES = {"a": A}
VALUES = {"a": (A, A(X(3)))}
### hooks
@dataclass
class A:
    a: int
    def __post_serialize__(self, d):
        d["q"] = 4
        return d
    def __pre_serialize__(self):
        self.a = 7
        return self
TYPES = {"a": A}
VALUES = {"a": (A, A(3))}
### flyte_types
from flytekit.types.file import FlyteFile, CSVFile
from flytekit.types.directory import FlyteDirectory
from flytekit.types.structured.structured_dataset import StructuredDataset
from flytekit.types.schema import FlyteSchema
@dataclass
class A:
    a: FlyteFile
    b: FlyteDirectory
    c: StructuredDataset
    d: Optional[FlyteFile] = None
    e: List[FlyteFile] = field(default_factory=list)
    f: CSVFile = None
    g: FlyteFile["txt"] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(FlyteFile("s3://a/b"), FlyteDirectory("s3://a"), StructuredDataset(uri="s3://x/y", file_format="parquet")))}
### default_mutables
@dataclass(frozen=True)
class B:
    x: int = 1
@dataclass
class A:
    a: B = B()
    b: B = B(x=5)
    c: Tuple[int, ...] = (1, 2)
    d: FrozenSet[int] = frozenset([3])
    e: Optional[B] = None
    f: Optional[B] = B(3)
    g: float = 3
    h: int = True
    i: str = "ü"
    j: float = 1e20
    k: float = 1e-7
    l: int = 10**15
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### wrong_default
@dataclass
class A:
    a: int = "x"
    b: List[int] = None
    c: datetime.datetime = None
TYPES = {"a": A}
### wrong_default_2
@dataclass
class A:
    a: datetime.datetime = "2020"
TYPES = {"a": A}
### prop_default
@dataclass
class A:
    a: int = 3
    @property
    def double(self): return self.a * 2
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def s(): return 3
TYPES = {"a": A}
VALUES = {"a": (A, A.make())}
### large_ints
@dataclass
class A:
    a: int = 2**62
    b: int = 2**53 + 1
    c: int = -5
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### huge_int
@dataclass
class A:
    a: int = 2**70
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### empty
@dataclass
class A:
    pass
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### same_name
def make(n):
    if n:
        @dataclass
        class X:
            a: int
        return X
    @dataclass
    class X:
        b: str
    return X
X1, X2 = make(0), make(1)
@dataclass
class A:
    a: X1
    b: X2
TYPES = {"a": A}
### make_dataclass
import dataclasses
A = dataclasses.make_dataclass("A", [("x", int), ("y", List[int], field(default_factory=list)), ("z", str, "q")])
TYPES = {"a": A}
VALUES = {"a": (A, A(1))}
### replace_
import dataclasses
@dataclass
class A:
    x: int
    y: int = 3
TYPES = {"a": A}
VALUES = {"a": (A, dataclasses.replace(A(1), y=7))}
### literal_alias
Mode = Literal["a", "b"]
@dataclass
class A:
    m: Mode = "a"
    o: Optional[Mode] = None
    l: List[Mode] = field(default_factory=list)
TYPES = {"a": A, "m": Mode}
VALUES = {"a": (A, A())}
### t1
class T(TypedDict):
    a: int
class T2(T, total=False):
    c: float
    d: typing.Required[int]
@dataclass
class A:
    b: T2
TYPES = {"a": A}
VALUES = {"a": (A, A({"d": 1, "a": 3}))}
### t2
class T3(TypedDict):
    a: NotRequired[int]
@dataclass
class A:
    b: T3
TYPES = {"a": A}
VALUES = {"a": (A, A({"a": 1}))}
### t3
class T3(TypedDict):
    z: List["int"]
@dataclass
class A:
    b: T3
TYPES = {"a": A}
VALUES = {"a": (A, A({"z": [1]}))}
### t4
@dataclass
class Base:
    x: int = 3
    class Config:
        pass
@dataclass
class One(Base):
    y: int = 3
@dataclass
class A:
    a: Base
VALUES = {"a": (A, A(One()))}
### t4
@dataclass
class Base:
    x: int = 3
@dataclass
class One(Base):
    y: int = 3
@dataclass
class A:
    a: Base
VALUES = {"a": (A, A(One()))}
### t5
@dataclass
class One:
    kind: Literal["one"] = "one"
    x: int = 3
@dataclass
class Two:
    kind: Literal["two"] = "two"
@dataclass
class A:
    b: Union[One, Two] = field(default_factory=Two)
VALUES = {"a": (A, A())}
### t6
@dataclass
class Base:
    pass
@dataclass
class A:
    b: Base = field(default_factory=Base)
VALUES = {"a": (A, A()), "b": (Base, Base())}
### t7
@dataclass
class B:
    n: int
    s: str = "x"
@dataclass
class A:
    a: int
    b: B
    c: float = 1.5
VALUES = {"a": (A, {"a": 1, "b": {"n": 1, "s": "q"}, "c": 2.0}), "b": (A, {"a": 1, "b": {"n": 1, "s": "q"}, "c": 2}), "c": (A, {"a": 1, "b": B(1), "c": 2.0}), "d": (B, {"n": 1}), "e": (B, {"n": 1, "s": "x", "z": 3})}
### t8
@dataclass
class A:
    a: List[int]
    d: dict
    o: Union[int, None] = None
VALUES = {"a": (A, {"a": [1], "d": {}, "o": 3}), "b": (A, {"a": [1], "d": {"x": 1}}), "c": (A, A([1], {}))}
### t9
@dataclass
class A:
    d: dict
VALUES = {"a": (A, {"d": {}}), "b": (A, {"d": {"x": 1}})}
### t10
@dataclass
class B:
    a: int
    o: Union[str, None] = None
@dataclass
class A:
    a: int
    o: Union[str, None] = "x"
    c: int = 3
@dataclass
class C:
    a: float
VALUES = {"a": (A, B(3)), "b": (B, A(3)), "c": (A, C(1.0)), "d": (Union[A, C], A(1)), "e": (Union[B, C], C(1.0)), "f": (Union[A, C], B(1))}
### old_format
import os
os.environ["FLYTE_USE_OLD_DC_FORMAT"] = "T"
@dataclass
class A:
    a: int = 1
    b: bytes = b"x"
    c: Union[float, None] = None
VALUES = {"a": (A, A()), "b": (dict, {"x": [1, 2.5, None]}), "c": (Union[A, None], A(3)), "d": (A, {"a": 1, "b": b"", "c": 3.5}), "e": (List[dict], [{}])}
### old_format_off
import os
os.environ["FLYTE_USE_OLD_DC_FORMAT"] = "yes"
@dataclass
class A:
    a: int = 1
VALUES = {"a": (A, A())}
### namedtuple_dict_nested
class P(NamedTuple):
    x: int
    y: Optional[datetime.date] = None
class Q(NamedTuple):
    p: P
    z: P = P(1)
@dataclass
class B:
    q: Q
@dataclass
class A:
    p: P
    b: B
    l: List[P] = field(default_factory=list)
    o: Optional[Q] = None
    c: P = P(1, datetime.date(2020, 1, 2))
    d: Dict[str, P] = field(default_factory=dict)
    e: P = field(default=P(3), metadata=field_options(serialize="as_list"))
    class Config(BaseConfig):
        namedtuple_as_dict = True
TYPES = {"a": A, "b": B}
VALUES = {"a": (A, A(P(1), B(Q(P(2))), [P(3, datetime.date(2020, 1, 1))], Q(P(4)), d={"k": P(5)})), "b": (B, B(Q(P(2))))}
### namedtuple_dict_option
class P(NamedTuple):
    x: int
    y: str = "y"
@dataclass
class A:
    o: Optional[P] = field(default=None, metadata=field_options(serialize="as_dict"))
    c: P = field(default=P(1), metadata=field_options(serialize="as_dict"))
TYPES = {"a": A}
VALUES = {"a": (A, A(P(4)))}
### namedtuple_dict_option_list
# refused here: type a, value a
class P(NamedTuple):
    x: int
@dataclass
class A:
    l: List[P] = field(metadata=field_options(serialize="as_dict"))
TYPES = {"a": A}
VALUES = {"a": (A, A([P(3)]))}
### generic_base_in_its_class
T = TypeVar("T")
K = TypeVar("K")
@dataclass
class B(Generic[T]):
    x: T
@dataclass
class C(B[int]):
    a: B[str]
    b: Optional[B[str]] = None
    c: List[B[float]] = field(default_factory=list)
    d: Union[B[str], int] = 1
@dataclass
class N(B[B[int]]):
    y: B[str]
@dataclass
class P(B[int], Generic[K]):
    k: K
@dataclass
class D(P[str]):
    y: B[K]
    z: P[float]
TYPES = {"c": C, "n": N, "d": D}
VALUES = {"c": (C, C(x=1, a=B("a")))}
### generic_in_generic
T = TypeVar("T")
K = TypeVar("K")
@dataclass
class B(Generic[T]):
    x: T
    w: Optional[T] = None
@dataclass
class C(Generic[T]):
    y: List[B[int]]
    z: B[T]
@dataclass
class D:
    c: C[str]
    e: C[float]
    f: List[C[bool]]
@dataclass
class E(Generic[K]):
    x: K
    y: B[int]
@dataclass
class F:
    x: str
    c: E[str]
    e: E[float]
TYPES = {"d": D, "f": F, "c": C[str]}
### paths_as_text
from flytekit import FlyteDirectory, FlyteFile
@dataclass
class A:
    file: FlyteFile = "s3://bucket/key"
@dataclass
class B:
    folder: FlyteDirectory = "s3://bucket/folder"
@dataclass
class C:
    file: Optional[FlyteFile["csv"]] = "s3://bucket/key"
@dataclass
class D:
    files: Tuple[FlyteFile, ...] = ("s3://bucket/key",)
@dataclass
class E:
    file: FlyteFile = FlyteFile("s3://bucket/key")
    other: Optional[FlyteFile] = None
@dataclass
class F:
    files: List[FlyteFile]
    folders: Dict[str, FlyteDirectory]
    inner: A
    maybe: Optional[FlyteFile]
@dataclass
class G:
    files: Tuple[FlyteFile, ...]
@dataclass
class H:
    file: FlyteFile = pathlib.Path("s3://bucket/key")
TYPES = {"a": A, "b": B, "c": C, "d": D, "e": E, "f": F, "g": G, "h": H}
VALUES = {"a": (A, A()), "b": (B, B("s3://bucket/other")), "c": (C, C()), "d": (D, D()), "e": (E, E("s3://bucket/other", "s3://bucket/third")), "f": (F, F(["s3://b/1", FlyteFile("s3://b/2")], {"a": "s3://b/3"}, A("s3://b/4"), "s3://b/5")), "g": (G, G(("s3://b/k",))), "h": (H, H())}
### bare_containers
@dataclass
class A:
    items: List
@dataclass
class B:
    items: List[Dict] = None
@dataclass
class C:
    items: Dict[str, List]
    other: int = 1
@dataclass
class D:
    items: list
    other: dict
    maybe: Optional[Dict] = None
@dataclass
class E:
    inner: A
@dataclass
class F:
    inner: Optional[A]
    text: "List"
@dataclass
class G:
    inner: List[Dict[str, C]]
@dataclass
class H:
    inner: Annotated[List, "m"]
    more: Tuple[List, int]
TYPES = {"a": A, "b": B, "c": C, "d": D, "e": E, "f": F, "g": G, "h": H}
