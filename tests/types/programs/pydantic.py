"""Small modules about pydantic; `record.py` says how they are read."""
import datetime, enum, typing, uuid, decimal, pathlib, ipaddress, collections
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Dict, List, Optional, Union, Literal, NewType, NamedTuple, Generic, TypeVar, Tuple, Set, FrozenSet, Sequence, Mapping, Iterable, Callable, Type
from typing_extensions import TypedDict, NotRequired
from pydantic import BaseModel, Field, ConfigDict, PrivateAttr, RootModel, field_validator, model_validator, field_serializer, model_serializer, computed_field, create_model, AfterValidator, BeforeValidator, PlainValidator, WrapValidator, PlainSerializer, ValidationInfo, StringConstraints, constr, conint, confloat, conlist, conset, condecimal, PositiveInt, NonNegativeFloat, AliasChoices, AliasPath, AliasGenerator, SecretStr, SecretBytes, HttpUrl, AnyUrl, AnyHttpUrl, FileUrl, PostgresDsn, PastDate, FutureDatetime, AwareDatetime, NaiveDatetime, UUID4, Json, ByteSize, Base64Bytes, FilePath, NewPath, WithJsonSchema, SkipValidation, Strict, StrictInt, JsonValue
import pydantic
### constraints
class A(BaseModel):
    a: int = Field(gt=0, lt=10)
    b: float = Field(ge=0.5, le=1, default=0.7)
    c: int = Field(multiple_of=5, default=10)
    d: str = Field(min_length=1, max_length=5, pattern="^a")
    e: List[int] = Field(min_length=1, max_length=3)
    f: Dict[str, int] = Field(min_length=1, max_length=3)
    g: Set[int] = Field(min_length=1)
    h: Optional[int] = Field(default=None, ge=3)
    i: Optional[str] = Field(None, max_length=3)
    j: int = Field(strict=True, default=3)
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1, d="a", e=[1], f={"a": 1}, g=[1]))}
### refuse_constraint_value
class A(BaseModel):
    a: int = Field(gt=0)
VALUES = {"a": (A, A(a=-1))}
### refuse_pattern
class A(BaseModel):
    a: str = Field(pattern="^x")
VALUES = {"a": (A, A(a="abc"))}
### refuse_len
class A(BaseModel):
    a: List[int] = Field(max_length=2)
VALUES = {"a": (A, A(a=[1, 2, 3]))}
### annotated_
class A(BaseModel):
    a: Annotated[int, Field(gt=0)]
    b: Annotated[str, Field(max_length=3, description="d")] = "x"
    c: List[Annotated[int, Field(ge=1)]]
    d: Annotated[Optional[int], Field(ge=1)] = None
    e: Optional[Annotated[int, Field(ge=1)]] = None
    f: Annotated[int, "text", Field(title="T")] = 3
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1, c=[1]))}
### annotated_types_
from annotated_types import Gt, Ge, Lt, Le, MinLen, MaxLen, Len, Interval, MultipleOf
class A(BaseModel):
    a: Annotated[int, Gt(0)]
    b: Annotated[str, MinLen(1), MaxLen(3)]
    c: Annotated[List[int], Len(1, 3)]
    d: Annotated[int, Interval(ge=1, lt=5)]
    e: Annotated[int, MultipleOf(2)] = 4
TYPES = {"a": A}
### string_constraints
class A(BaseModel):
    a: Annotated[str, StringConstraints(min_length=1, max_length=5, pattern="^x", strip_whitespace=True, to_lower=True)]
    b: constr(min_length=2)
    c: conint(gt=1, lt=10)
    d: confloat(ge=0)
    e: conlist(int, min_length=1, max_length=3)
    f: conset(int, min_length=1)
    g: condecimal(gt=0)
    h: PositiveInt
    i: NonNegativeFloat = 0.0
TYPES = {"a": A}
### strip_value
class A(BaseModel):
    a: Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True)]
    b: constr(to_upper=True) = "q"
VALUES = {"a": (A, A(a="  Xx ", b="abc"))}
### alias
class A(BaseModel):
    a: int = Field(alias="alpha")
    b: int = Field(validation_alias="beta", default=3)
    c: int = Field(serialization_alias="gamma", default=3)
    d: int = Field(alias="delta", validation_alias="dv", serialization_alias="ds", default=1)
TYPES = {"a": A}
VALUES = {"a": (A, A(alpha=1))}
### alias_choices
class A(BaseModel):
    a: int = Field(validation_alias=AliasChoices("x", "y"))
    b: int = Field(validation_alias=AliasPath("z", 0), default=3)
TYPES = {"a": A}
VALUES = {"a": (A, A(y=1))}
### describe
class A(BaseModel):
    """The docs
    of A.
    """
    a: int = Field(title="Ti", description="De", examples=[1, 2], deprecated=True)
    b: int = Field(3, json_schema_extra={"x": 1, "y": {"z": [1]}})
    c: str = Field("x", deprecated="use b", repr=False, exclude=True)
    d: str = Field("x", frozen=True, kw_only=True, init=True, validate_default=True)
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1))}
### factory
class A(BaseModel):
    a: List[int] = Field(default_factory=list)
    b: Dict[str, int] = Field(default_factory=lambda: {"a": 1})
    c: int = Field(default_factory=lambda: 3, ge=1)
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### discriminated
class Cat(BaseModel):
    kind: Literal["cat"]
    x: int = 1
class Dog(BaseModel):
    kind: Literal["dog", "hound"]
class A(BaseModel):
    pet: Union[Cat, Dog] = Field(discriminator="kind")
    other: Annotated[Union[Cat, Dog], Field(discriminator="kind")] = Cat(kind="cat")
    l: List[Annotated[Union[Cat, Dog], Field(discriminator="kind")]] = []
    o: Optional[Annotated[Union[Cat, Dog], Field(discriminator="kind")]] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(pet=Dog(kind="dog"))), "b": (A, A(pet={"kind": "cat"}))}
### config
class A(BaseModel):
    model_config = ConfigDict(title="The title", extra="forbid", frozen=True, str_strip_whitespace=True)
    a: str = " x "
    b: int = 3
TYPES = {"a": A}
VALUES = {"a": (A, A(a="  y "))}
### config_extra
class A(BaseModel):
    model_config = ConfigDict(extra="allow")
    a: int
class B(BaseModel):
    x: A
TYPES = {"a": A, "b": B}
VALUES = {"a": (A, A(a=1, b=2))}
### config_js_extra
class A(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"a": 1}]})
    a: int
TYPES = {"a": A}
### config_js_extra_fn
def extra(schema):
    schema["q"] = 1
class A(BaseModel):
    model_config = ConfigDict(json_schema_extra=extra)
    a: int
TYPES = {"a": A}
### config_js_extra_fn2
class A(BaseModel):
    model_config = ConfigDict(json_schema_extra=lambda s, m: s.pop("title"))
    a: int = Field(json_schema_extra=lambda s: s.update(x=1))
TYPES = {"a": A}
### alias_generator
from pydantic.alias_generators import to_camel, to_pascal, to_snake
class A(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    some_name: int
    other_name_2: int = Field(alias="explicit", default=3)
class B(BaseModel):
    model_config = ConfigDict(alias_generator=lambda n: n.upper())
    some_name: int = 3
class C(BaseModel):
    model_config = ConfigDict(alias_generator=AliasGenerator(validation_alias=to_pascal, serialization_alias=to_snake))
    some_name: int = 3
TYPES = {"a": A, "b": B, "c": C}
VALUES = {"a": (A, A(some_name=1)), "b": (B, B(SOME_NAME=5))}
### use_enum_values
class E(str, enum.Enum):
    X = "x"
class A(BaseModel):
    model_config = ConfigDict(use_enum_values=True)
    a: E = E.X
TYPES = {"a": A}
VALUES = {"a": (A, A()), "b": (A, A(a=E.X))}
### use_attribute_docstrings
# refused here: type a
class A(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)
    a: int = 3
    """What a is."""
    b: int = Field(3, description="own")
    """not this"""
TYPES = {"a": A}
### serialize_by_alias
class A(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)
    a: int = Field(alias="alpha", default=3)
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### field_validator_
class A(BaseModel):
    a: int
    b: str = "x"
    @field_validator("a")
    @classmethod
    def check(cls, v):
        return v + 1
    @field_validator("b", mode="before")
    @classmethod
    def before(cls, v):
        return str(v) + "!"
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1)), "b": (A, A(a=2, b=7))}
### field_validator_info
class A(BaseModel):
    a: int
    b: int = 3
    @field_validator("*", mode="after")
    def check(cls, v, info):
        return v + len(info.field_name)
    @field_validator("b")
    @classmethod
    def check2(cls, v, info: ValidationInfo):
        return v + info.data["a"]
VALUES = {"a": (A, A(a=1, b=4)), "b": (A, A(a=1))}
### field_validator_raise
class A(BaseModel):
    a: int
    @field_validator("a")
    @classmethod
    def check(cls, v):
        if v < 0:
            raise ValueError("no")
        return v
VALUES = {"a": (A, A(a=-1))}
### field_validator_wrap
class A(BaseModel):
    a: int
    @field_validator("a", mode="wrap")
    @classmethod
    def check(cls, v, handler):
        return handler(v) * 2
VALUES = {"a": (A, A(a="4"))}
### field_validator_plain
class A(BaseModel):
    a: int
    @field_validator("a", mode="plain")
    @classmethod
    def check(cls, v):
        return v
TYPES = {"a": A}
VALUES = {"a": (A, A(a=4))}
### validator_default
class A(BaseModel):
    a: int = Field(default=3, validate_default=True)
    b: int = 3
    @field_validator("a", "b")
    @classmethod
    def check(cls, v):
        return v * 2
VALUES = {"a": (A, A())}
### model_validator_after
class A(BaseModel):
    a: int
    b: int = 0
    @model_validator(mode="after")
    def check(self):
        self.b = self.a * 2
        return self
TYPES = {"a": A}
VALUES = {"a": (A, A(a=2))}
### model_validator_before
class A(BaseModel):
    a: int
    b: int = 0
    @model_validator(mode="before")
    @classmethod
    def check(cls, data):
        if isinstance(data, dict) and "b" not in data:
            data["b"] = 7
        return data
TYPES = {"a": A}
VALUES = {"a": (A, A(a=2))}
### model_validator_inherit
class B(BaseModel):
    a: int
    @field_validator("a")
    @classmethod
    def check(cls, v):
        return v + 1
class A(B):
    b: int = 3
    @field_validator("a")
    @classmethod
    def check2(cls, v):
        return v * 10
class C(B):
    @field_validator("a")
    @classmethod
    def check(cls, v):
        return v + 100
VALUES = {"a": (A, A(a=2)), "c": (C, C(a=2))}
### annotated_validators
# refused here: value a
class A(BaseModel):
    a: Annotated[int, AfterValidator(lambda v: v + 1)]
    b: Annotated[int, BeforeValidator(lambda v: int(v) * 2)] = 3
    c: Annotated[int, PlainValidator(lambda v: v)] = 3
    d: Annotated[int, WrapValidator(lambda v, h: h(v))] = 3
    e: Annotated[str, PlainSerializer(lambda v: v * 2)] = "x"
VALUES = {"a": (A, A(a=1, b="4"))}
### annotated_validators_types
class A(BaseModel):
    a: Annotated[int, AfterValidator(lambda v: v + 1)]
    b: Annotated[int, BeforeValidator(lambda v: int(v) * 2)] = 3
TYPES = {"a": A}
### plain_validator_type
class A(BaseModel):
    c: Annotated[int, PlainValidator(lambda v: v)] = 3
TYPES = {"a": A}
### v1_validators
# refused here: value a
class A(BaseModel):
    a: int
    @pydantic.validator("a")
    def check(cls, v):
        return v + 1
VALUES = {"a": (A, A(a=1))}
### serializer
class A(BaseModel):
    a: int
    @field_serializer("a")
    def ser(self, v):
        return str(v)
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1))}
### model_serializer_
class A(BaseModel):
    a: int
    @model_serializer
    def ser(self):
        return {"x": self.a}
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1))}
### computed
class A(BaseModel):
    a: int
    @computed_field
    @property
    def double(self) -> int:
        return self.a * 2
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1))}
### generic
T = TypeVar("T")
class G(BaseModel, Generic[T]):
    x: T
    y: List[T] = []
class A(BaseModel):
    g: G[int]
    h: G[str]
    i: G
class I(G[int]):
    z: int = 3
TYPES = {"a": A, "b": G[int], "c": I, "d": G}
VALUES = {"a": (A, A(g=G[int](x=1), h=G[str](x="a"), i=G(x=1))), "c": (I, I(x=1))}
### nested
class C(BaseModel):
    """C docs"""
    z: int = 1
class B(BaseModel):
    c: C
    d: List[C] = []
class A(BaseModel):
    b: B
    c: Optional[C] = None
    d: Dict[str, B] = {}
    e: Tuple[C, B] = Field(default=None)
    f: C = C()
    g: C = Field(default=C(z=3), description="hello")
    h: C = Field(title="Hi")
TYPES = {"a": A}
VALUES = {"a": (A, A(b=B(c=C()), h=C(z=9)))}
### same_names
def make(n):
    if n:
        class X(BaseModel):
            a: int
        return X
    class X(BaseModel):
        b: str
    return X
X1, X2 = make(0), make(1)
class A(BaseModel):
    a: X1
    b: X2
TYPES = {"a": A}
### root
class R(RootModel[List[int]]):
    pass
class R2(RootModel):
    root: Dict[str, int] = {}
class A(BaseModel):
    r: R
    s: RootModel[int]
TYPES = {"r": R, "r2": R2, "a": A}
VALUES = {"r": (R, R([1, 2])), "r2": (R2, R2()), "a": (A, A(r=[1], s=3))}
### private
class A(BaseModel):
    a: int = 3
    _p: int = PrivateAttr(default=3)
    _q: str = "x"
    C: ClassVar[int] = 3
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### secrets
class A(BaseModel):
    a: SecretStr
    b: SecretBytes = SecretBytes(b"x")
    c: SecretStr = SecretStr("pw")
TYPES = {"a": A}
VALUES = {"a": (A, A(a="x"))}
### urls
class A(BaseModel):
    a: HttpUrl
    b: AnyUrl = "http://x.com"
    c: AnyHttpUrl = None
    d: FileUrl = None
    e: PostgresDsn = None
    f: Optional[HttpUrl] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(a="http://example.com"))}
### dates
class A(BaseModel):
    a: datetime.datetime
    b: datetime.date
    c: datetime.time
    d: datetime.timedelta
    e: datetime.datetime = datetime.datetime(2020, 1, 2, 3, 4, 5, 123)
    f: datetime.date = datetime.date(2020, 1, 2)
    g: datetime.time = datetime.time(3, 4)
    h: datetime.timedelta = datetime.timedelta(days=1, hours=1)
    i: PastDate = None
    j: FutureDatetime = None
    k: AwareDatetime = None
    l: NaiveDatetime = None
TYPES = {"a": A}
VALUES = {"a": (A, A(a=datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone.utc), b=datetime.date(2020, 1, 1), c=datetime.time(1), d=datetime.timedelta(1)))}
### date_strings
class A(BaseModel):
    a: datetime.datetime
    b: datetime.date
    c: datetime.timedelta
VALUES = {"a": (A, A(a="2020-01-02T03:04:05Z", b="2020-01-02", c="P1D"))}
### others
# refused here: type a
class A(BaseModel):
    a: uuid.UUID
    b: decimal.Decimal
    d: pathlib.Path
    g: ipaddress.IPv4Address
    h: ipaddress.IPv6Network
    i: ipaddress.IPv4Interface
    j: bytes
    l: uuid.UUID = uuid.UUID(int=3)
    m: decimal.Decimal = decimal.Decimal("1.50")
    n: pathlib.Path = pathlib.Path("/a/b")
    o: bytes = b"abc"
    q: complex = 3j
    r: UUID4 = None
    s: Any = None
    t: object = None
    u: typing.Pattern = None
    v: Json = None
    w: ByteSize = 3
    x: Base64Bytes = b""
    y: FilePath = None
    z: NewPath = None
TYPES = {"a": A}
VALUES = {"a": (A, A(a=uuid.UUID(int=3), b=decimal.Decimal("1.50"), d=pathlib.Path("a"), g="1.2.3.4", h=ipaddress.IPv6Network("::/64"), i=ipaddress.IPv4Interface("1.2.3.4/24"), j=b"a"))}
### literals
class E(enum.Enum):
    X = "x"
    Y = "y"
class A(BaseModel):
    a: Literal["a"]
    b: Literal["a", "b", 3, None, True]
    c: Literal[E.X]
    e: Literal["q", "r"] = "q"
    f: Literal[1, 2] = 1
    g: Optional[Literal["x"]] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(a="a", b=3, c=E.X))}
### unions
class B(BaseModel):
    x: int = 1
class A(BaseModel):
    a: Union[int, str]
    b: int | None
    c: Union[int, B, None]
    d: Optional[List[Optional[int]]] = None
    e: Union[int, str] = "x"
    f: Union[int, float] = 3.5
    g: "int | str | None" = None
    h: Dict[str, int | str] = {}
    i: Union[List[int], Dict[str, int]] = [1]
    j: Union[int, Union[str, None], float] = 3
    k: Union[B, str] = "x"
    l: Optional[B] = None
    m: Optional[B] = B()
    n: None = None
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1, b=None, c=B())), "b": (A, A(a="x", b=3, c=4, d=[1, None], e=3, f=1, g="x", h={"a": "b"}))}
### enums
class I(enum.IntEnum):
    """Doc of I"""
    A = 1
    B = 2
class S(str, enum.Enum):
    A = "a"
class F(enum.Flag):
    A = 1
    B = 2
class M(enum.Enum):
    A = 1
    B = "b"
    C = 2.5
class FL(float, enum.Enum):
    A = 1.5
class T(enum.Enum):
    A = (1, 2)
class A(BaseModel):
    a: I
    b: S
    d: F
    f: M
    g: I = I.B
    i: FL = FL.A
    j: Optional[S] = S.A
    k: Dict[S, int] = {S.A: 1}
    l: List[S] = [S.A]
    m: T = T.A
    n: S = Field(default=S.A, description="text")
TYPES = {"a": A}
VALUES = {"a": (A, A(a=I.A, b="a", d=F.B, f=M.C))}
### inheritance
class B(BaseModel):
    """B docs"""
    a: int
    b: int = 3
class D(B):
    a: float
    c: str = "x"
class Mix:
    def m(self): return 3
class E(D, Mix):
    z: int = 0
    b: str = "q"
TYPES = {"b": B, "d": D, "e": E}
VALUES = {"d": (D, D(a=1.5)), "e": (E, E(a=2))}
### multi_inherit
class B(BaseModel):
    a: int = 1
    c: int = 2
class C(BaseModel):
    b: int = 3
    c: str = "x"
class D(B, C):
    d: int = 4
TYPES = {"d": D}
VALUES = {"d": (D, D())}
### dataclass_inside
@dataclass
class B:
    """Docs of B."""
    x: int
    y: List[int] = field(default_factory=list)
    z: str = "q"
@dataclass
class P:
    x: int = 3
class A(BaseModel):
    b: B
    p: P = P()
TYPES = {"a": A}
VALUES = {"a": (A, A(b=B(x=1))), "b": (A, A(b={"x": 1}))}
### model_inside_dataclass
class B(BaseModel):
    x: int = 1
@dataclass
class A:
    a: int
    b: B
TYPES = {"a": A}
VALUES = {"a": (A, A(1, B()))}
### pydantic_dataclass
from pydantic.dataclasses import dataclass as pdc
@pdc
class P:
    x: int
    y: List[int] = Field(default_factory=list)
    z: str = Field("q", max_length=4)
class A(BaseModel):
    p: P
TYPES = {"p": P, "a": A}
VALUES = {"p": (P, P(x=1)), "q": (P, P(x="3"))}
### typeddict
class T(TypedDict):
    a: int
    b: NotRequired[str]
class P(NamedTuple):
    x: int
    y: float = 2.0
class A(BaseModel):
    t: T
    p: P
    q: P = P(1)
TYPES = {"a": A}
VALUES = {"a": (A, A(t={"a": 1}, p=P(1)))}
### tuples
class A(BaseModel):
    a: Tuple[int, str]
    b: Tuple[int, ...]
    c: tuple
    e: tuple[()]
    f: Tuple[Any, ...]
    g: tuple[int, Optional[str], List[float]] = (1, None, [1.0])
TYPES = {"a": A}
VALUES = {"a": (A, A(a=(1, "x"), b=[1, 2], c=(3,), e=(), f=(1,)))}
### collections_
class A(BaseModel):
    a: Sequence[int]
    b: Mapping[str, int]
    e: typing.DefaultDict[str, List[int]]
    f: typing.Deque[int]
    g: typing.Counter[str]
    j: typing.AbstractSet[int]
    k: FrozenSet[int]
    l: list
    m: dict
    n: set
    o: List
    p: Dict
    q: Dict[int, str]
    r: Dict[Literal["a", "b"], int]
    s: Dict[str, Any]
    t: List[Any]
    u: Iterable[int]
    v: typing.OrderedDict[str, int]
    w: frozenset
    x: Dict[uuid.UUID, int]
    y: Dict[Annotated[str, Field(max_length=3)], int]
    z: Dict[datetime.date, int]
TYPES = {"a": A}
### key_pattern
class A(BaseModel):
    y: Dict[Annotated[str, Field(pattern="^a")], int]
    z: Dict[constr(pattern="x"), Any] = {}
TYPES = {"a": A}
### recursive
class A(BaseModel):
    a: int
    child: Optional["A"] = None
TYPES = {"a": A}
### forward
class A(BaseModel):
    b: "B"
class B(BaseModel):
    x: int = 3
TYPES = {"a": A}
### forward_rebuild
class A(BaseModel):
    b: "B"
class B(BaseModel):
    x: int = 3
A.model_rebuild()
TYPES = {"a": A}
VALUES = {"a": (A, A(b=B()))}
### future
from __future__ import annotations
class B(BaseModel):
    x: int = 1
class A(BaseModel):
    a: Annotated[int, Field(gt=3)]
    b: B
    c: list[B] = []
    d: int | None = None
    e: ClassVar[int] = 3
TYPES = {"a": A}
VALUES = {"a": (A, A(a=4, b=B(), c=[B(x=2)]))}
### type_field
# refused here: type a
class A(BaseModel):
    a: Type[int] = int
TYPES = {"a": A}
### callable_field
class A(BaseModel):
    a: Callable[[int], int] = None
TYPES = {"a": A}
### arbitrary
class X: pass
class A(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    a: X = None
TYPES = {"a": A}
### annotations_missing
class A(BaseModel):
    a = 3
TYPES = {"a": A}
### newtype
UserId = NewType("UserId", int)
class A(BaseModel):
    a: UserId
    c: UserId = UserId(3)
TYPES = {"a": A}
### titles
class A(BaseModel):
    http_url: int = 1
    someURL: int = 1
    a1b: int = 1
    x__y: int = 1
    été: int = 1
    m_: int = 3
TYPES = {"a": A}
### config_titles
# refused here: type a
class A(BaseModel):
    model_config = ConfigDict(field_title_generator=lambda n, f: n.upper(), model_title_generator=lambda m: "M" + m.__name__)
    some_x: int = 1
TYPES = {"a": A}
### field_title_gen
# refused here: type a
class A(BaseModel):
    some_x: int = Field(1, field_title_generator=lambda n, f: n.upper())
TYPES = {"a": A}
### with_json_schema
# refused here: type a
class A(BaseModel):
    a: Annotated[int, WithJsonSchema({"type": "string", "x": 3})]
    b: Annotated[int, SkipValidation] = 3
    c: Annotated[str, Strict()] = "3"
TYPES = {"a": A}
### get_schema_method
# refused here: type a
class A(BaseModel):
    a: int
    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema, handler):
        s = handler(core_schema)
        s["q"] = 1
        return s
TYPES = {"a": A}
### post_init
class A(BaseModel):
    a: int
    b: int = 0
    def model_post_init(self, ctx):
        self.b = self.a + 1
VALUES = {"a": (A, A(a=1))}
### own_init
class A(BaseModel):
    a: int
    b: int = 0
    def __init__(self, x, **kw):
        super().__init__(a=x, **kw)
VALUES = {"a": (A, A(3))}
### flyte_types
from flytekit.types.file import FlyteFile, CSVFile
from flytekit.types.directory import FlyteDirectory
from flytekit.types.structured.structured_dataset import StructuredDataset
class A(BaseModel):
    a: FlyteFile
    b: FlyteDirectory
    d: Optional[FlyteFile] = None
    e: List[FlyteFile] = []
    g: FlyteFile = FlyteFile("s3://b/c")
TYPES = {"a": A}
VALUES = {"a": (A, A(a=FlyteFile("s3://a/b"), b=FlyteDirectory("s3://a")))}
### coercions
class A(BaseModel):
    a: int
    b: float
    c: bool
    d: str
    e: List[int]
    f: Tuple[int, ...]
    g: Set[str]
VALUES = {"a": (A, A(a="1", b="2.5", c="yes", d="x", e=("1", 2), f=[1], g=["x"])), "b": (A, A(a=1.0, b=1, c=1, d="", e=[], f=(), g=[]))}
### refuse_str
class A(BaseModel):
    d: str
VALUES = {"a": (A, A(d=3))}
### refuse_missing
class A(BaseModel):
    d: str
VALUES = {"a": (A, A())}
### strict_config
class A(BaseModel):
    model_config = ConfigDict(strict=True)
    d: int
VALUES = {"a": (A, A(d="3"))}
### strict_int
class A(BaseModel):
    d: StrictInt
VALUES = {"a": (A, A(d="3"))}
### copy_methods
# refused here: value e
class A(BaseModel):
    a: int
    b: str = "x"
x = A(a=1)
VALUES = {"a": (A, x.model_copy(update={"a": 5})), "b": (A, A.model_validate({"a": 3})), "c": (A, A(**x.model_dump())), "d": (A, A.model_validate_json('{"a": 7}')), "e": (A, A.model_construct(a=9)), "f": (A, A.parse_obj({"a": 2}))}
### create_model_
A = create_model("A", x=(int, 3), y=(str, ...))
TYPES = {"a": A}
VALUES = {"a": (A, A(y="q"))}
### settings_cfg
class A(BaseModel):
    class Config:
        extra = "forbid"
        title = "T"
    a: int = 3
TYPES = {"a": A}
### cls_kwargs
class A(BaseModel, extra="forbid", title="Tt"):
    a: int = 3
TYPES = {"a": A}
### protected
class A(BaseModel):
    model_config = ConfigDict(protected_namespaces=(), validate_assignment=True, from_attributes=True, revalidate_instances="never")
    model_name: str = "x"
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### json_types
# refused here: type a
class A(BaseModel):
    a: JsonValue = None
    b: Dict[str, JsonValue] = {}
TYPES = {"a": A}
### mutate_after
class A(BaseModel):
    a: int = 3
    b: List[int] = []
x = A()
x.a = 7
x.b.append(3)
VALUES = {"a": (A, x), "b": (A, A())}
### schema_methods
class A(BaseModel):
    a: int = 3
names = list(A.model_fields)
TYPES = {"l": Literal[tuple(names)]}
### ser_json_config
# refused here: type a, value a
class A(BaseModel):
    model_config = ConfigDict(ser_json_timedelta="float", ser_json_bytes="base64")
    a: datetime.timedelta = datetime.timedelta(1)
    b: bytes = b"\xff"
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### json_encoders
# refused here: type a, value a
class A(BaseModel):
    model_config = ConfigDict(json_encoders={datetime.datetime: lambda v: "x"})
    a: datetime.datetime = datetime.datetime(2020, 1, 1)
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### decimals
class A(BaseModel):
    a: decimal.Decimal = Field(gt=0, max_digits=5, decimal_places=2)
    b: decimal.Decimal = 3
TYPES = {"a": A}
### const_numbers
class A(BaseModel):
    a: int = Field(ge=1.0, le=10)
    b: float = Field(gt=0, lt=2.5)
    c: datetime.date = Field(gt=datetime.date(2020, 1, 1), default=None)
TYPES = {"a": A}
### nested_constraints
class A(BaseModel):
    a: Union[int, str] = Field(gt=0)
TYPES = {"a": A}
### list_constraint_opt
class A(BaseModel):
    a: Optional[List[int]] = Field(None, min_length=1)
    b: Union[int, float] = Field(1, ge=0)
    c: Optional[Union[int, float]] = Field(None, ge=0)
    d: List[int] = Field([], max_length=2, title="X")
TYPES = {"a": A}
### config_inherit
class B(BaseModel):
    model_config = ConfigDict(extra="forbid", title="BT")
    a: int = 1
class C(B):
    model_config = ConfigDict(str_strip_whitespace=True)
    b: str = "x"
class D(C):
    pass
class E(B, extra="ignore"):
    c: int = 3
TYPES = {"b": B, "c": C, "d": D, "e": E}
VALUES = {"c": (C, C(b=" q ")), "e": (E, E(z=3))}
### old_config_inherit
class B(BaseModel):
    class Config:
        extra = "forbid"
    a: int = 1
class C(B):
    class Config:
        title = "CT"
    b: str = "x"
TYPES = {"c": C}
### order
log = []
class A(BaseModel):
    a: Annotated[int, BeforeValidator(lambda v: v + 1), AfterValidator(lambda v: v * 2), BeforeValidator(lambda v: v + 10)]
    @field_validator("a", mode="before")
    @classmethod
    def one(cls, v): return v * 3
    @field_validator("a")
    @classmethod
    def two(cls, v): return v - 1
    @field_validator("a", mode="before")
    @classmethod
    def three(cls, v): return v + 5
    @field_validator("a")
    def four(cls, v): return v * 100
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1))}
### nested_validators
class B(BaseModel):
    x: int
    @field_validator("x")
    @classmethod
    def v(cls, v): return v + 1
class A(BaseModel):
    b: B
    l: List[B] = []
    d: Dict[str, B] = {}
    o: Optional[B] = None
VALUES = {"a": (A, A(b={"x": 1}, l=[{"x": 2}, B(x=3)], d={"k": {"x": 5}}, o=B(x=9)))}
### list_item_validators
Pos = Annotated[int, Field(gt=0)]
Inc = Annotated[int, AfterValidator(lambda v: v + 1)]
class A(BaseModel):
    l: List[Inc]
    p: List[Pos] = [1]
    t: Tuple[Inc, Pos] = (1, 1)
    o: Optional[Inc] = None
    u: Union[Inc, str] = "x"
TYPES = {"a": A}
VALUES = {"a": (A, A(l=[1, 2], p=[3], t=(1, 2), o=4, u=5))}
### refuse_item
class A(BaseModel):
    p: List[Annotated[int, Field(gt=0)]]
VALUES = {"a": (A, A(p=[0]))}
### caught
class A(BaseModel):
    p: int = Field(gt=0)
try:
    x = A(p=0)
except ValidationError:
    x = A(p=7)
VALUES = {"a": (A, x)}
### caught_value_error
class A(BaseModel):
    p: int
    @field_validator("p")
    @classmethod
    def v(cls, v):
        assert v > 0, "bad"
        return v
try:
    x = A(p=0)
except ValueError:
    x = A(p=7)
VALUES = {"a": (A, x)}
### model_before_chain
class A(BaseModel):
    a: int = 0
    b: int = 0
    @model_validator(mode="before")
    @classmethod
    def one(cls, data):
        return {**data, "a": data.get("a", 0) + 1}
    @model_validator(mode="before")
    @classmethod
    def two(cls, data):
        return {**data, "a": data.get("a", 0) * 10}
    @model_validator(mode="after")
    def three(self) -> "A":
        self.b = self.a + 1
        return self
    @model_validator(mode="after")
    def four(self):
        self.b *= 2
        return self
VALUES = {"a": (A, A(a=2)), "b": (A, A())}
### model_inherit
class B(BaseModel):
    a: int = 0
    @model_validator(mode="after")
    def fix(self):
        self.a += 1
        return self
class C(B):
    @model_validator(mode="after")
    def fix2(self):
        self.a *= 10
        return self
class D(B):
    @model_validator(mode="after")
    def fix(self):
        self.a = 55
        return self
VALUES = {"c": (C, C(a=1)), "d": (D, D(a=1))}
### info_data
class A(BaseModel):
    a: int
    b: int = 5
    c: int = 0
    @field_validator("c")
    @classmethod
    def v(cls, v, info: ValidationInfo):
        return v + info.data["a"] + info.data["b"]
VALUES = {"a": (A, A(a=1, c=2)), "b": (A, A(a=1))}
### factory_data
class A(BaseModel):
    a: int = 3
    b: int = Field(default_factory=lambda data: data["a"] * 2)
TYPES = {"a": A}
VALUES = {"a": (A, A()), "b": (A, A(a=5))}
### constraint_unions
# refused here: type a
class A(BaseModel):
    a: Union[int, str] = Field(3, ge=1)
    b: Union[int, float, None] = Field(3, ge=1, lt=10)
    c: Optional[Union[str, List[int]]] = Field(None, min_length=1)
    d: Any = Field(1, gt=0)
    e: Sequence[int] = Field([1], min_length=1)
    f: Tuple[int, ...] = Field((1,), min_length=1)
    g: datetime.timedelta = Field(datetime.timedelta(1), gt=datetime.timedelta(0))
    h: Annotated[int, AfterValidator(lambda v: v), Field(gt=0)] = 3
    i: bool = Field(True)
TYPES = {"a": A}
### constraint_literal
class E(enum.Enum):
    X = 1
class A(BaseModel):
    a: Literal[1, 2] = Field(1, ge=1)
    b: E = Field(E.X)
TYPES = {"a": A}
### constraint_any
# refused here: type a
class A(BaseModel):
    d: Any = Field(1, gt=0)
TYPES = {"a": A}
### generic_more
T = TypeVar("T")
U = TypeVar("U")
class P(BaseModel, Generic[T, U]):
    """Pair"""
    a: T
    b: Optional[U] = None
class Q(P[int, U], Generic[U]):
    c: List[U] = []
class A(BaseModel):
    p: P[int, str]
    q: Q[float]
    r: P[List[int], Dict[str, int]]
    s: P[P[int, str], float]
    t: Optional[P[int, Optional[str]]] = None
TYPES = {"a": A, "p": P[int, str], "q": Q[str], "n": List[P[int, int]]}
VALUES = {"a": (A, A(p=P[int, str](a=1, b="x"), q=Q[float](a=1, c=[1]), r={"a": [1]}, s={"a": {"a": 3}})), "p": (P[int, str], P[int, str](a="4"))}
### generic_bound
N = TypeVar("N", bound=BaseModel)
class X(BaseModel):
    v: int = 1
class W(BaseModel, Generic[N]):
    inner: N
TYPES = {"a": W[X]}
VALUES = {"a": (W[X], W[X](inner={"v": 4}))}
### root_more
class Item(BaseModel):
    x: int
class Items(RootModel[List[Item]]):
    """All items"""
class Opt(RootModel[Optional[int]]):
    root: Optional[int] = None
class A(BaseModel):
    items: Items
    o: Opt = Opt(3)
TYPES = {"a": A, "i": Items, "o": Opt}
VALUES = {"a": (A, A(items=[{"x": 1}])), "i": (Items, Items([Item(x=2)])), "o": (Opt, Opt()), "p": (Opt, Opt(4))}
### discriminated_inherit
class Base(BaseModel):
    kind: str
class Cat(Base):
    kind: Literal["cat"] = "cat"
class Dog(Base):
    kind: Literal["dog"] = "dog"
    bark: int = 1
Pet = Annotated[Union[Cat, Dog], Field(discriminator="kind")]
class A(BaseModel):
    pets: List[Pet] = []
    best: Optional[Pet] = None
    m: Dict[str, Pet] = Field(default_factory=dict, description="d")
TYPES = {"a": A}
VALUES = {"a": (A, A(pets=[{"kind": "dog"}, Cat()], best=Dog(bark=4)))}
### serializers
# refused here: value a
class A(BaseModel):
    a: int
    b: datetime.datetime = datetime.datetime(2020, 1, 1)
    c: Optional[int] = None
    @field_serializer("a", "c")
    def one(self, v, _info):
        return v
    @field_serializer("b")
    def two(self, v: datetime.datetime) -> str:
        return v.strftime("%Y")
VALUES = {"a": (A, A(a=1))}
### serializers2
class A(BaseModel):
    a: int
    b: datetime.datetime = datetime.datetime(2020, 1, 1)
    c: Optional[int] = None
    @field_serializer("b")
    def two(self, v: datetime.datetime) -> str:
        return v.strftime("%Y")
    @field_serializer("c", when_used="unless-none")
    def three(self, v):
        return v + 1
TYPES = {"a": A}
VALUES = {"a": (A, A(a=1)), "b": (A, A(a=1, c=2))}
### computed2
class A(BaseModel):
    a: int
    @computed_field
    def double(self) -> float:
        return self.a * 2
    @computed_field(alias="zz", description="x")
    @property
    def other(self) -> str:
        return f"{self.a}!"
VALUES = {"a": (A, A(a=1))}
TYPES = {"a": A}
### by_alias
from pydantic.alias_generators import to_camel
class A(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)
    some_thing: int = 1
    other_thing: int = Field(2, serialization_alias="zz")
    third_thing: int = Field(2, alias="tt")
TYPES = {"a": A}
VALUES = {"a": (A, A(some_thing=3, tt=3))}
### aliases_names
from pydantic.alias_generators import to_camel, to_pascal, to_snake
class A(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    a: int = 1
    a1: int = 1
    a_1: int = 1
    a_b1_c: int = 1
    _p: int = 1
    a__b: int = 1
    aB_c: int = 1
    a1b: int = 3
    b_: int = 3
class B(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal)
    a: int = 1
    a_1: int = 1
    a_b1_c: int = 1
    a__b: int = 1
    aB_c: int = 1
    a1b: int = 3
class C(BaseModel):
    model_config = ConfigDict(alias_generator=to_snake)
    someName: int = 1
    HTTPServer: int = 1
    a1B2: int = 1
    ABC: int = 3
TYPES = {"a": A, "b": B, "c": C}
### recursive_opt
class N(BaseModel):
    v: int = 1
    next: Optional["N"] = None
class W(BaseModel):
    n: N = N()
TYPES = {"n": N, "w": W}
VALUES = {"n": (N, N(next=N(v=3))), "m": (N, N(next={"v": 2, "next": {}}))}
### secret_value
class A(BaseModel):
    s: SecretStr
VALUES = {"a": (A, A(s="x"))}
### url_value
class A(BaseModel):
    s: HttpUrl
VALUES = {"a": (A, A(s="http://x.com"))}
### extra_forbid_err
class A(BaseModel):
    model_config = ConfigDict(extra="forbid")
    s: int = 3
VALUES = {"a": (A, A(t="http://x.com"))}
### unions_smart
class A(BaseModel):
    a: Union[int, float] = 1
    b: Union[float, int] = 1
    c: Union[str, int] = "1"
    d: Union[bool, int] = 1
    e: Union[int, str, None] = None
VALUES = {"a": (A, A(a="1", b=2, c=3, d=0, e="7")), "b": (A, A(a=1.5, b=1.5, c="x", d=True, e=None)), "c": (A, A(a=True, b="2", d="yes"))}
### union_models
# refused here: value b, value c
class B(BaseModel):
    x: int
class C(BaseModel):
    x: int
    y: int = 3
class A(BaseModel):
    u: Union[B, C]
VALUES = {"a": (A, A(u=C(x=1))), "b": (A, A(u={"x": 1})), "c": (A, A(u={"x": 1, "y": 2}))}
### enum_values
# refused here: type l
class E(enum.Enum):
    X = "x"
    Y = "y"
class A(BaseModel):
    model_config = ConfigDict(use_enum_values=True, validate_default=True)
    e: E = E.X
a = A(e="y")
VALUES = {"a": (A, a)}
TYPES = {"l": Literal[(a.e,)]}
### assignment
class A(BaseModel):
    model_config = ConfigDict(validate_assignment=True)
    e: int = 3
a = A()
a.e = "5"
VALUES = {"a": (A, a)}
### frozen_set
class A(BaseModel):
    model_config = ConfigDict(frozen=True)
    e: int = 3
a = A()
try:
    a.e = 4
except Exception:
    pass
VALUES = {"a": (A, a)}
### construct
# refused here: value a
class A(BaseModel):
    a: int = 3
    b: int = 4
VALUES = {"a": (A, A.model_construct(a="x")), "b": (A, A(a=1).model_copy(deep=True)), "c": (A, A(**{"a": 1}))}
### field_desc
class A(BaseModel):
    a: Annotated[int, Field(description="one", title="T1")] = Field(3, description="two")
    b: Annotated[int, Field(description="one", gt=1), Field(lt=5)] = 3
    c: Annotated[Optional[int], Field(description="x")] = None
    d: Annotated[List[int], Field(min_length=1)] = Field(default_factory=list, max_length=3)
    e: Annotated[int, Field(default=7)]
    f: int = Field(default=..., description="req")
    g: int = Field(..., gt=0)
TYPES = {"a": A}
### same_name_enum
class M:
    class E(enum.Enum):
        A = "a"
class E(enum.Enum):
    B = "b"
class A(BaseModel):
    x: M.E
    y: E
    z: List[E] = []
TYPES = {"a": A}
### nested_class
class Outer(BaseModel):
    class Inner(BaseModel):
        v: int = 3
    i: Inner = Inner()
TYPES = {"a": Outer}
VALUES = {"a": (Outer, Outer())}
### doc_inherit
class B(BaseModel):
    """Base docs."""
    a: int = 1
class C(B):
    b: int = 2
class D(C):
    """
    Multi
      line

    docs
    """
    c: int = 3
TYPES = {"b": B, "c": C, "d": D}
### dates_default
class A(BaseModel):
    a: datetime.datetime = datetime.datetime(2020, 1, 2, 3, 4, 5, 120000, tzinfo=datetime.timezone.utc)
    b: datetime.datetime = datetime.datetime(2020, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    c: datetime.time = datetime.time(1, 2, 3, 400000)
    d: datetime.timedelta = datetime.timedelta(days=-1, seconds=5)
    e: datetime.timedelta = datetime.timedelta(weeks=3, microseconds=1)
    f: List[datetime.date] = [datetime.date(2020, 1, 1)]
    g: Dict[datetime.date, int] = {datetime.date(2020, 1, 1): 1}
    h: Dict[int, str] = {1: "a"}
    i: Dict[bool, str] = {True: "a"}
    j: Dict[float, str] = {1.5: "a", 2.0: "b"}
TYPES = {"a": A}
VALUES = {"a": (A, A())}
### float_dump
class A(BaseModel):
    a: float = 1e16
    b: float = 1e-5
    c: float = 123456789.123
    d: float = 3
    e: float = 1e22
    f: int = 10**18
    g: float = 5e-324
VALUES = {"a": (A, A(d=4))}
TYPES = {"a": A}
### create_model_more
Tree = create_model("Tree", x=(int, ...), y=(Optional[str], "q"), z=(List[float], Field(default_factory=list, description="zs")))
Pine = create_model("Pine", __base__=Tree, __doc__="A pine.", w=(Dict[str, int], {"a": 1}))
Oak = create_model("Oak", __config__=ConfigDict(extra="forbid", title="T"), a=int, b=(str, Field("x", alias="bee")))
def positive(value):
    assert value > 0
    return value
Fir = create_model("Fir", __validators__={"check": field_validator("x")(positive)}, x=(int, 1))
class Forest(BaseModel):
    trees: List[Tree] = [Tree(x=3)]
    pine: Optional[Pine] = None
TYPES = {"a": Tree, "b": Pine, "c": Oak, "d": Fir, "e": Forest}
VALUES = {"a": (Tree, Tree(x=1)), "b": (Pine, Pine(x=2, z=[1.0])), "c": (Oak, Oak(a=1, bee="y")), "d": (Fir, Fir(x=2)), "e": (Forest, Forest(pine=Pine(x=1)))}
### older_options
class A(BaseModel):
    a: List[int] = Field([], min_items=1, max_items=3)
    b: List[int] = Field([], min_items=1, min_length=2)
    c: int = Field(1, allow_mutation=False)
    d: int = Field(1, unit="m", scale=[1, 2])
    e: int = Field(1, unit="m", json_schema_extra={"x": 1})
    f: int = Field(1, include=True)
TYPES = {"a": A}
VALUES = {"a": (A, A(a=[1]))}
### removed_options
class A(BaseModel):
    a: str = Field("", regex="a")
### typed_dict_docstrings
class T(TypedDict):
    """About T.

        more
    """
    a: int
class A(BaseModel):
    t: T
    u: Optional[T] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(t={"a": 1}))}
### dataclass_converts
from pydantic.dataclasses import dataclass as checked
class Hue(enum.Enum):
    RED = "red"
@dataclass
class Plain:
    a: int
@checked
class A:
    d: float = 1
    e: List[int] = field(default_factory=list)
    c: Hue = Hue.RED
    o: Optional[Plain] = None
    w: datetime.datetime = datetime.datetime(2020, 1, 1)
    u: Union[int, str] = "q"
    n: Optional[int] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(d="5", e=["1", 2], c="red", o={"a": "3"}, n="4")), "b": (A, A()), "list": (List[A], [A(1), A(e=(2,))])}
### dataclass_refuses
from pydantic.dataclasses import dataclass as checked
@checked
class A:
    a: int
A("x")
### dataclass_refuses_more
from pydantic.dataclasses import dataclass as checked
@checked
class A:
    a: int
A(1, 2)
### dataclass_options
from pydantic.dataclasses import dataclass as checked
@checked(frozen=True, kw_only=True, order=True)
class A:
    a: int = 1
    b: List[int] = Field(default_factory=list, max_length=2)
    c: int = Field(gt=1)
    d: Annotated[int, Field(lt=9)] = 5
    k: ClassVar[int] = 3
    i: int = field(init=False, default=9)
TYPES = {"a": A, "union": Union[A, int]}
VALUES = {"a": (A, A(a="2", b=["3"], c=4))}
### dataclass_validators
from pydantic.dataclasses import dataclass as checked
@checked(config=ConfigDict(str_strip_whitespace=True))
class B:
    x: int
    s: str = "s"
    @field_validator("x")
    @classmethod
    def double(cls, value):
        return value * 2
    @model_validator(mode="after")
    def look(self):
        self.s = self.s + str(self.x)
        return self
@checked
class A(B):
    b: Optional[B] = None
    l: List[B] = field(default_factory=list)
    def __post_init__(self):
        self.x = self.x + 1
TYPES = {"a": A, "b": B}
VALUES = {"a": (A, A(1, b={"x": 3}, l=[B(4, " t ")])), "b": (B, B("1"))}
### dataclass_in_model
from pydantic.dataclasses import dataclass as checked
@checked
class A:
    """About A."""
    x: int
    y: List[int] = field(default_factory=list)
class M(BaseModel):
    a: A
    b: Optional[A] = None
    c: List[A] = []
@dataclass
class D:
    a: A
    b: Optional[A] = None
TYPES = {"m": M, "d": D}
VALUES = {"m": (M, M(a={"x": "3"}, c=[A(4, ["5"])])), "d": (D, D(A("6"), A(7)))}
### dataclass_of_dataclass
from pydantic.dataclasses import dataclass as checked
@dataclass
class Plain:
    x: int
Checked = checked(Plain)
TYPES = {"checked": Checked, "plain": Plain}
VALUES = {"checked": (Checked, Checked("3")), "plain": (Plain, Plain("3"))}
### dataclass_field_defaults
from pydantic.dataclasses import dataclass as checked
@checked
class A:
    x: int = Field(3, gt=1)
@checked
class B:
    x: List[int] = Field([3])
TYPES = {"b": B}
VALUES = {"b": (B, B())}
### validators_see_instances_again
class B(BaseModel):
    x: int
    @model_validator(mode="after")
    def more(self):
        self.x += 1
        return self
class A(BaseModel):
    b: B
    l: List[B] = []
    u: Optional[B] = None
TYPES = {"a": A}
VALUES = {"a": (A, A(b=B(x=1), l=[B(x=2), {"x": 3}], u=B(x=5)))}
### paths_in_defaults
from dataclasses import dataclass, field
from flytekit import FlyteDirectory, FlyteFile
@dataclass
class Parcel:
    file: FlyteFile = FlyteFile("s3://bucket/key")
    folder: Optional[FlyteDirectory] = field(default_factory=lambda: FlyteDirectory("s3://bucket/folder"))
class Inner(BaseModel):
    file: FlyteFile = FlyteFile("s3://bucket/key")
class Texts(BaseModel):
    folder: FlyteDirectory = "s3://bucket/folder"
class Maybe(BaseModel):
    file: Optional[FlyteFile] = "s3://bucket/key"
class Missing(BaseModel):
    file: FlyteFile = None
class Holder(BaseModel):
    parcel: Parcel = Parcel()
class A(BaseModel):
    file: FlyteFile = FlyteFile("s3://bucket/key")
    folder: FlyteDirectory = FlyteDirectory("s3://bucket/folder")
    files: List[FlyteFile] = [FlyteFile("s3://bucket/key")]
class B(BaseModel):
    parcel: Parcel = Parcel()
    parcels: Dict[str, Parcel] = {"a": Parcel(folder=None)}
class C(BaseModel):
    inner: Inner = Inner()
    inners: List[Inner] = [Inner()]
class D(BaseModel):
    texts: Texts = Texts()
    maybe: Maybe = Maybe()
    missing: Missing = Missing()
class E(BaseModel):
    holder: Holder = Holder()
TYPES = {"a": A, "b": B, "c": C, "d": D, "e": E}
VALUES = {"a": (A, A()), "c": (C, C()), "d": (D, D()), "e": (E, E())}
### definitions_of_one_name
from dataclasses import dataclass, field
from flytekit import FlyteDirectory, FlyteFile, StructuredDataset
def make(kind, default=0):
    class Part(BaseModel):
        value: kind = default
    return Part
def nest(inner):
    class Whole(BaseModel):
        part: inner
    return Whole
@dataclass
class Parcel:
    csv: FlyteFile["csv"]
    weight: int = 0
class A(BaseModel):
    first: make(int)
    second: make(int)
class B(BaseModel):
    first: make(int)
    second: make(str)
    third: make(int)
class C(BaseModel):
    first: nest(make(int))
    second: nest(make(int))
class D(BaseModel):
    first: nest(make(int))
    second: nest(make(str))
class E(BaseModel):
    csv: FlyteFile["csv"]
    text: FlyteFile["txt"]
    parcel: Parcel
    folder: FlyteDirectory["x"]
    any: FlyteFile
class F(BaseModel):
    model_config = ConfigDict(extra="forbid")
    parcel: Parcel
    file: FlyteFile
    folder: Optional[FlyteDirectory] = None
class G(BaseModel):
    strict: F
    parcel: Parcel
    file: FlyteFile
TYPES = {"a": A, "b": B, "c": C, "d": D, "e": E, "f": F, "g": G}
### options_of_dataclass_fields
from dataclasses import dataclass, field
@dataclass
class Parcel:
    weight: int = field(default=1, metadata={"description": "in grams", "ge": 0, "unit": "g"})
    label: str = field(default="x", metadata={"title": "The label", "max_length": 9, "examples": ["a"]})
    marks: List[str] = field(default_factory=list, metadata={"min_length": 1, "description": "in order"})
    owner: Annotated[Optional[str], Field(description="a name")] = None
    plain: int = field(metadata={"x": 1}, kw_only=True)
@dataclass
class Renamed:
    weight: int = field(metadata={"alias": "grams"})
    size: float = field(default=0.5, metadata={"alias": "extent", "deprecated": True})
class A(BaseModel):
    parcel: Parcel
class B(BaseModel):
    renamed: Renamed
    parcels: List[Parcel] = []
TYPES = {"a": A, "b": B}
