"""Small modules about unions in dataclasses; `record.py` says how they are read."""
import datetime, enum, typing, uuid, pathlib
from dataclasses import dataclass, field
from typing import Annotated, Any, Dict, List, Optional, Union, Literal, NewType, Tuple, Set, Sequence, Mapping
class E(enum.Enum):
    A = "a"
    B = "b"
class IE(enum.IntEnum):
    A = 1
    B = 2
UserId = NewType("UserId", int)
from mashumaro.jsonschema.annotations import Minimum
### union_b
@dataclass
class M0:
    f1: datetime.date
    f3: Union[E, Literal['a','b']]
    f0: Annotated[int, Minimum(1)] = 3
    f2: bool = True
@dataclass
class M1:
    f0: Union[Annotated[int, Minimum(1)], dict[str, bytes]]
@dataclass
class M2:
    f1: Mapping[str, datetime.datetime]
    f0: Set[str] = field(default_factory=lambda: {''})
TYPES = {'M0': M0, 'M1': M1, 'M2': M2}
VALUES = {'M0': (M0, M0(f1=datetime.date(2021,2,3), f3='b')), 'M1': (M1, M1(f0=3)), 'M2': (M2, M2(f1={'k0': datetime.datetime(2020,1,2,3), 'k1': datetime.datetime(2020,1,2,3)}))}
### new_type_and_literal
@dataclass
class M0:
    f0: Tuple[Union[Literal[1], UserId], ...]
@dataclass
class M1:
    f0: str
    f1: Annotated[int, Minimum(1)]
@dataclass
class M2:
    f0: Literal['a','b']
TYPES = {'M0': M0, 'M1': M1, 'M2': M2}
VALUES = {'M0': (M0, M0(f0=(UserId(4),UserId(4),))), 'M1': (M1, M1(f0='x', f1=3)), 'M2': (M2, M2(f0='b'))}
### union_a
@dataclass
class M0:
    f1: Union[Tuple[Literal['a','b']], Annotated[int, Minimum(1)]]
    f0: list[bytes] = field(default_factory=lambda: [b'q', b'q'])
@dataclass
class M1:
    f0: Sequence[datetime.date]
    f1: List[uuid.UUID]
TYPES = {'M0': M0, 'M1': M1}
VALUES = {'M0': (M0, M0(f1=3)), 'M1': (M1, M1(f0=[datetime.date(2021,2,3)], f1=[uuid.UUID(int=5)]))}
### new_type_and_enum
@dataclass
class M0:
    f0: Optional[Optional[str]]
    f1: Union[str, bytes]
    f3: bool
    f2: Tuple[Union[UserId, IE], ...] = field(default_factory=lambda: (UserId(4),))
@dataclass
class M1:
    f0: uuid.UUID
    f1: Tuple[Set[float], ...]
TYPES = {'M0': M0, 'M1': M1}
VALUES = {'M0': (M0, M0(f0=None, f1=b'q', f3=True)), 'M1': (M1, M1(f0=uuid.UUID(int=5), f1=({1e9},{1.5},)))}
### tuples
@dataclass
class M0:
    f0: str
    f1: Union[Tuple[Annotated[int, Minimum(1)], ...], Tuple[datetime.timedelta, datetime.timedelta, uuid.UUID]]
    f2: Tuple[bytes, str, float] = field(default_factory=lambda: (b'q', 'x', 2,))
@dataclass
class M1:
    f0: Optional[list[datetime.datetime]]
    f1: Literal[1] = 1
TYPES = {'M0': M0, 'M1': M1}
VALUES = {'M0': (M0, M0(f0='', f1=(datetime.timedelta(hours=5), datetime.timedelta(hours=5), uuid.UUID(int=5),))), 'M1': (M1, M1(f0=[]))}
### annotated
@dataclass
class M0:
    f0: Set[float] = field(default_factory=lambda: {1.5})
    f1: Mapping[str, Tuple[datetime.date, ...]] = field(default_factory=lambda: {})
    f2: datetime.date = field(default_factory=lambda: datetime.date(2021,2,3))
    f3: Union[Set[str], Annotated[int, Minimum(1)]] = 3
@dataclass
class M1:
    f0: datetime.date
    f1: UserId
@dataclass
class M2:
    f1: Set[float]
    f0: IE = IE.B
TYPES = {'M0': M0, 'M1': M1, 'M2': M2}
VALUES = {'M0': (M0, M0()), 'M1': (M1, M1(f0=datetime.date(2021,2,3), f1=UserId(4))), 'M2': (M2, M2(f1={1.5}))}
### union_c
@dataclass
class M0:
    f0: Literal['a','b']
    f1: uuid.UUID
    f2: Literal['a','b']
@dataclass
class M1:
    f0: uuid.UUID
    f1: Union[Annotated[int, Minimum(1)], M0]
    f2: uuid.UUID
    f3: float = 2
TYPES = {'M0': M0, 'M1': M1}
VALUES = {'M0': (M0, M0(f0='b', f1=uuid.UUID(int=5), f2='b')), 'M1': (M1, M1(f0=uuid.UUID(int=5), f1=3, f2=uuid.UUID(int=5)))}
### lengths
@dataclass
class M0:
    f3: datetime.date
    f0: Union[UserId, datetime.timedelta | None] = field(default_factory=lambda: UserId(4))
    f1: uuid.UUID = field(default_factory=lambda: uuid.UUID(int=5))
    f2: Annotated[int, Minimum(1)] = 3
@dataclass
class M1:
    f0: datetime.date = field(default_factory=lambda: datetime.date(2021,2,3))
    f1: Set[float] = field(default_factory=lambda: {1e9})
    f2: Annotated[int, Minimum(1)] = 3
    f3: Tuple[uuid.UUID, ...] = field(default_factory=lambda: (uuid.UUID(int=5),))
@dataclass
class M2:
    f0: list[str]
    f2: datetime.date
    f1: Optional[bytes] = None
    f3: UserId = field(default_factory=lambda: UserId(4))
TYPES = {'M0': M0, 'M1': M1, 'M2': M2}
VALUES = {'M0': (M0, M0(f3=datetime.date(2021,2,3))), 'M1': (M1, M1()), 'M2': (M2, M2(f0=['x'], f2=datetime.date(2021,2,3)))}
### iterated
@dataclass
class M0:
    f0: Union[List[uuid.UUID], Dict[str, int]]
    f1: Union[Tuple[uuid.UUID, ...], Dict[str, int]]
    f2: Union[List[datetime.date], Dict[str, int]]
@dataclass
class M1:
    f0: Union[Set[str], Dict[str, datetime.date]]
    f1: Union[int, Sequence[uuid.UUID], str]
    f2: Union[Tuple[uuid.UUID, uuid.UUID], str]
    f3: Union[Tuple[uuid.UUID, uuid.UUID], Dict[str, int]]
@dataclass
class M2:
    f0: List[str]
    f1: Tuple[uuid.UUID, ...]
TYPES = {'M0': M0, 'M1': M1}
VALUES = {'M0': (M0, M0(f0={'a': 1}, f1={'b': 2}, f2={'c': 3})), 'M1': (M1, M1(f0={'a': datetime.date(2021,2,3)}, f1='xy', f2='uv', f3={'w': 1})), 'M2': (M2, M2(f0='abc', f1='de')), 'M3': (M2, M2(f0={'a': 1}, f1={'b': 2}))}
