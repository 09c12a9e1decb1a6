import datetime
import json
import pathlib
import re
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic._conversions import to_date, to_datetime
from pydantic.fields import Field
from pydantic.functional_validators import AfterValidator
from pydantic.json_schema import WithJsonSchema

T = TypeVar("T")


class _Described:
    def __init__(self, name, value, format, check):
        self._text = f"{name}({value})"
        self._steps = [AfterValidator(check), WithJsonSchema({"type": "string", "format": format})]

    def __repr__(self):
        return self._text


def _of_path(kind, format, check):
    return Annotated[pathlib.Path, _Described("PathType", f"path_type={kind!r}", format, check)]


def _must(method, refusal):
    def check(path):
        # Where it is not known, neither is the path.
        paths = {True: [path], False: []}[getattr(path, method)()]
        if not paths:
            raise ValueError(refusal)
        return paths[0]

    return check


def _is_new(path):
    paths = {(False, True): [path]}.get((path.exists(), path.parent.exists()))
    if not paths:
        raise ValueError("path already exists, or its parent does not")
    return paths[0]


FilePath = _of_path("file", "file-path", _must("is_file", "Path does not point to a file"))
DirectoryPath = _of_path("dir", "directory-path", _must("is_dir", "Path does not point to a directory"))
NewPath = _of_path("new", "path", _is_new)
SocketPath = _of_path("socket", "path", _must("is_socket", "Path does not point to a socket"))


def _version(number):
    def check(value):
        if value.version != number:
            raise ValueError(f"UUID version {number} expected")
        return value

    return Annotated[UUID, _Described("UuidVersion", f"uuid_version={number}", f"uuid{number}", check)]


UUID1 = _version(1)
UUID3 = _version(3)
UUID4 = _version(4)
UUID5 = _version(5)
UUID6 = _version(6)
UUID7 = _version(7)
UUID8 = _version(8)


def _checked(convert, check, refusal):
    def of(cls, value):
        value = convert(value)
        if value is not NotImplemented and not check(value):
            raise ValueError(refusal)
        return value

    return classmethod(of)


def _now(value):
    return datetime.datetime.now(value.tzinfo)


class PastDate:
    _of = _checked(to_date, lambda value: value < datetime.date.today(), "Date should be in the past")


class FutureDate:
    _of = _checked(to_date, lambda value: value > datetime.date.today(), "Date should be in the future")


class PastDatetime:
    _of = _checked(to_datetime, lambda value: value < _now(value), "Input should be in the past")


class FutureDatetime:
    _of = _checked(to_datetime, lambda value: value > _now(value), "Input should be in the future")


class AwareDatetime:
    _of = _checked(to_datetime, lambda value: value.tzinfo is not None, "Input should have timezone info")


class NaiveDatetime:
    _of = _checked(to_datetime, lambda value: value.tzinfo is None, "Input should not have timezone info")


class Json:
    def __class_getitem__(cls, item):
        return Annotated[item, cls()]

    @classmethod
    def _of(cls, value):
        if not isinstance(value, (str, bytes)):
            raise ValueError("JSON input should be string, bytes or bytearray")
        return json.loads(value)

    def __repr__(self):
        return "Json"


class _SecretBase(Generic[T]):
    def __init__(self, secret_value):
        self._secret_value = secret_value

    def get_secret_value(self):
        return self._secret_value

    def __eq__(self, other):
        if not isinstance(other, type(self)):
            return False
        mine, theirs = self.get_secret_value(), other.get_secret_value()
        return mine == theirs

    def __hash__(self):
        return hash(self.get_secret_value())

    def __str__(self):
        return str(self._display())

    def __repr__(self):
        return f"{self.__class__.__name__}({self._display()!r})"


class Secret(_SecretBase[T]):
    def _display(self):
        return "**********" if self.get_secret_value() else ""


class SecretStr(_SecretBase[str]):
    @classmethod
    def _of(cls, value):
        if isinstance(value, bytes):
            value = value.decode()
        if not isinstance(value, str):
            raise ValueError("Input should be a valid string")
        return cls(value)

    def __len__(self):
        return len(self._secret_value)

    def _display(self):
        return "**********" if self.get_secret_value() else ""


class SecretBytes(_SecretBase[bytes]):
    @classmethod
    def _of(cls, value):
        if isinstance(value, str):
            value = value.encode()
        if not isinstance(value, bytes):
            raise ValueError("Input should be a valid bytes")
        return cls(value)

    def __len__(self):
        return len(self._secret_value)

    def _display(self):
        return b"**********" if self.get_secret_value() else b""


_UNITS = {"b": 1}
for _power, _letter in enumerate("kmgtpe", 1):
    _UNITS[f"{_letter}b"] = 1000**_power
    _UNITS[f"{_letter}ib"] = 1024**_power


class ByteSize(int):
    @classmethod
    def _of(cls, value):
        found = re.match(r"\s*(\d*\.?\d+)\s*(\w+)?", value if isinstance(value, str) else str(value))
        if found is None:
            raise ValueError("could not parse value and unit from byte string")
        number, unit = found.groups()
        unit = (unit or "b").lower()
        if unit not in _UNITS:
            raise ValueError(f"could not interpret byte unit: {unit}")
        return cls(int(float(number) * _UNITS[unit]))


def conint(*, strict=None, gt=None, ge=None, lt=None, le=None, multiple_of=None):
    return Annotated[int, Field(strict=strict, gt=gt, ge=ge, lt=lt, le=le, multiple_of=multiple_of)]


def confloat(*, strict=None, gt=None, ge=None, lt=None, le=None, multiple_of=None, allow_inf_nan=None):
    bounds = Field(
        strict=strict, gt=gt, ge=ge, lt=lt, le=le, multiple_of=multiple_of, allow_inf_nan=allow_inf_nan
    )
    return Annotated[float, bounds]


def condecimal(
    *,
    strict=None,
    gt=None,
    ge=None,
    lt=None,
    le=None,
    multiple_of=None,
    max_digits=None,
    decimal_places=None,
    allow_inf_nan=None,
):
    from decimal import Decimal

    bounds = Field(
        strict=strict,
        gt=gt,
        ge=ge,
        lt=lt,
        le=le,
        multiple_of=multiple_of,
        max_digits=max_digits,
        decimal_places=decimal_places,
        allow_inf_nan=allow_inf_nan,
    )
    return Annotated[Decimal, bounds]


def condate(*, strict=None, gt=None, ge=None, lt=None, le=None):
    return Annotated[datetime.date, Field(strict=strict, gt=gt, ge=ge, lt=lt, le=le)]


def conbytes(*, min_length=None, max_length=None, strict=None):
    return Annotated[bytes, Field(min_length=min_length, max_length=max_length, strict=strict)]


def constr(
    *,
    strip_whitespace=None,
    to_upper=None,
    to_lower=None,
    strict=None,
    min_length=None,
    max_length=None,
    pattern=None,
    ascii_only=None,
):
    from pydantic import StringConstraints

    constraints = StringConstraints(
        strip_whitespace=strip_whitespace,
        to_upper=to_upper,
        to_lower=to_lower,
        strict=strict,
        min_length=min_length,
        max_length=max_length,
        pattern=pattern,
        ascii_only=ascii_only,
    )
    return Annotated[str, constraints]


def _items(collection, item_type, min_length, max_length):
    return Annotated[collection[item_type], Field(min_length=min_length, max_length=max_length)]


def conlist(item_type, *, min_length=None, max_length=None, unique_items=None):
    if unique_items is not None:
        raise RuntimeError("`unique_items` is removed, use `Set` instead")
    return _items(list, item_type, min_length, max_length)


def conset(item_type, *, min_length=None, max_length=None):
    return _items(set, item_type, min_length, max_length)


def confrozenset(item_type, *, min_length=None, max_length=None):
    return _items(frozenset, item_type, min_length, max_length)


def Strict(strict=True):
    return Field(strict=strict)


def AllowInfNan(allow_inf_nan=True):
    return Field(allow_inf_nan=allow_inf_nan)


StrictBytes = Annotated[bytes, Strict()]
FiniteFloat = Annotated[float, AllowInfNan(False)]
StrictInt = Annotated[int, Strict()]
StrictFloat = Annotated[float, Strict()]
StrictBool = Annotated[bool, Strict()]
StrictStr = Annotated[str, Strict()]

PositiveInt = Annotated[int, Field(gt=0)]
NegativeInt = Annotated[int, Field(lt=0)]
NonNegativeInt = Annotated[int, Field(ge=0)]
NonPositiveInt = Annotated[int, Field(le=0)]
PositiveFloat = Annotated[float, Field(gt=0)]
NegativeFloat = Annotated[float, Field(lt=0)]
NonNegativeFloat = Annotated[float, Field(ge=0)]
NonPositiveFloat = Annotated[float, Field(le=0)]
