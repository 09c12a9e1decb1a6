"""Small modules about the types that pydantic defines, and about dumps; `record.py` says how they are read."""
import datetime, decimal, ipaddress, os, pathlib, re, uuid
from typing import Annotated, Any, Dict, Hashable, List, Optional, Pattern, Tuple, Union
import pydantic
from pydantic import AmqpDsn, AnyHttpUrl, AnyUrl, AwareDatetime, BaseModel, ByteSize, ClickHouseDsn, CockroachDsn, Field, FileUrl, FiniteFloat, FtpUrl, FutureDate, FutureDatetime, HttpUrl, IPvAnyAddress, IPvAnyInterface, IPvAnyNetwork, Json, KafkaDsn, MariaDBDsn, MongoDsn, MySQLDsn, NaiveDatetime, NatsDsn, PastDate, PastDatetime, PositiveInt, PostgresDsn, RedisDsn, RootModel, Secret, SecretBytes, SecretStr, SnowflakeDsn, Strict, StrictBytes, WebsocketUrl, WithJsonSchema
from pydantic import DirectoryPath, FilePath, NewPath, SocketPath, UUID1, UUID3, UUID4, UUID5, UUID7, conbytes, condate, condecimal, confloat, confrozenset, conint, conlist, conset, constr
### paths
class A(BaseModel):
    a: FilePath
    b: DirectoryPath
    c: NewPath
    d: SocketPath
    e: Optional[FilePath]
    f: List[DirectoryPath]
    g: FilePath = "x"
    h: pathlib.PurePosixPath
    i: os.PathLike
TYPES = {"a": A}
### identifiers
class A(BaseModel):
    a: UUID1
    b: UUID3
    c: UUID4
    d: UUID5
    e: UUID7
    f: Optional[UUID4]
TYPES = {"a": A}
### secrets
class A(BaseModel):
    a: SecretStr
    b: SecretBytes
    c: Secret[int]
    d: Optional[SecretStr]
    e: SecretStr = SecretStr("x")
    f: SecretStr = "x"
    g: Annotated[SecretStr, Field(min_length=3)]
    h: Secret[int] = Secret(5)
TYPES = {"a": A}
### addresses
class A(BaseModel):
    a: AnyUrl
    b: AnyHttpUrl
    c: HttpUrl
    d: FileUrl
    e: FtpUrl
    f: WebsocketUrl
    g: PostgresDsn
    h: CockroachDsn
    i: AmqpDsn
    j: RedisDsn
    k: MongoDsn
    l: KafkaDsn
    m: NatsDsn
    n: MySQLDsn
    o: MariaDBDsn
    p: ClickHouseDsn
    q: SnowflakeDsn
    r: IPvAnyAddress
    s: IPvAnyInterface
    t: IPvAnyNetwork
    u: HttpUrl = "http://A"
    v: AnyUrl = AnyUrl("http://A")
    w: List[HttpUrl]
    x: Optional[RedisDsn] = None
TYPES = {"a": A}
### moments
class A(BaseModel):
    a: PastDate
    b: FutureDate
    c: PastDatetime
    d: FutureDatetime
    e: AwareDatetime
    f: NaiveDatetime
    g: datetime.datetime = "2020-01-01"
    h: datetime.timedelta = datetime.timedelta(days=800, seconds=5)
    i: datetime.timedelta = datetime.timedelta(days=-400)
    j: datetime.timedelta = 60
TYPES = {"a": A}
### numbers
class A(BaseModel):
    a: conint(gt=1, le=5)
    b: confloat(ge=0, multiple_of=0.5)
    c: condecimal(gt=0, max_digits=5, decimal_places=2)
    d: Annotated[decimal.Decimal, Field(le=7)] = 1
    e: FiniteFloat
    f: Annotated[int, Strict()]
    g: ByteSize
    h: Optional[PositiveInt]
TYPES = {"a": A}
### texts
class A(BaseModel):
    a: constr(min_length=2, max_length=5, pattern="^a")
    b: conbytes(min_length=1)
    c: StrictBytes
    d: Pattern
    e: re.Pattern
    f: Pattern[str] = re.compile("a+")
    g: Annotated[str, WithJsonSchema({"type": "integer"})]
    h: complex
    i: Hashable
TYPES = {"a": A}
### containers
class A(BaseModel):
    a: conlist(int, min_length=1, max_length=3)
    b: conset(int, min_length=1)
    c: confrozenset(str, max_length=4)
    d: conlist(int)
    e: condate(gt=datetime.date(2020, 1, 1))
    f: Json
    g: Json[List[int]]
    h: Optional[Json[Any]]
    i: Json[List[int]] = [1]
TYPES = {"a": A}
### to_datetime_0
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='2020-01-02'))}
### to_datetime_1
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='2020-01-02T03:04'))}
### to_datetime_2
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='2020-01-02 03:04:05.5'))}
### to_datetime_3
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='2020-01-02T03:04:05Z'))}
### to_datetime_4
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='2020-01-02T03:04:05-02:30'))}
### to_datetime_5
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='20200102T030405'))}
### to_datetime_6
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='1577923200'))}
### to_datetime_7
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a=1577923200000))}
### to_datetime_8
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='x'))}
### to_datetime_9
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='2020-01-02T03:04:05.1234567'))}
### to_datetime_10
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a='-1'))}
### to_datetime_11
class A(BaseModel):
    a: datetime.datetime
VALUES = {"a": (A, A(a=True))}
### to_date_0
class A(BaseModel):
    a: datetime.date
VALUES = {"a": (A, A(a='2020-01-02'))}
### to_date_1
class A(BaseModel):
    a: datetime.date
VALUES = {"a": (A, A(a='2020-01-02T00:00:00'))}
### to_date_2
class A(BaseModel):
    a: datetime.date
VALUES = {"a": (A, A(a='2020-01-02T03:00:00'))}
### to_date_3
class A(BaseModel):
    a: datetime.date
VALUES = {"a": (A, A(a=1577836800))}
### to_date_4
class A(BaseModel):
    a: datetime.date
VALUES = {"a": (A, A(a='2020-13-01'))}
### to_time_0
class A(BaseModel):
    a: datetime.time
VALUES = {"a": (A, A(a='03:04'))}
### to_time_1
class A(BaseModel):
    a: datetime.time
VALUES = {"a": (A, A(a='03:04:05.5'))}
### to_time_2
class A(BaseModel):
    a: datetime.time
VALUES = {"a": (A, A(a='03:04Z'))}
### to_time_3
class A(BaseModel):
    a: datetime.time
VALUES = {"a": (A, A(a=3600))}
### to_time_4
class A(BaseModel):
    a: datetime.time
VALUES = {"a": (A, A(a='3600'))}
### to_time_5
class A(BaseModel):
    a: datetime.time
VALUES = {"a": (A, A(a='3:04'))}
### to_timedelta_0
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='P1DT2H3M4.5S'))}
### to_timedelta_1
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='-P1D'))}
### to_timedelta_2
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='1 day'))}
### to_timedelta_3
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='1 days, 02:03:04'))}
### to_timedelta_4
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='02:03:04'))}
### to_timedelta_5
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a=1.5))}
### to_timedelta_6
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='x'))}
### to_timedelta_7
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='P1W'))}
### to_timedelta_8
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='P1Y'))}
### to_timedelta_9
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='100:00:00'))}
### to_timedelta_10
class A(BaseModel):
    a: datetime.timedelta
VALUES = {"a": (A, A(a='3600'))}
### to_url_0
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='http://example.com'))}
### to_url_1
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='https://EXAMPLE.com:443/A/b?x=1#y'))}
### to_url_2
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='ftp://x'))}
### to_url_3
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='http://user:pw@h:8080'))}
### to_url_4
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='http://127.0.0.1'))}
### to_url_5
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='http://h?x=1'))}
### to_url_6
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='http://h:99999'))}
### to_url_7
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a="http://h/'"))}
### to_url_8
class A(BaseModel):
    a: HttpUrl
VALUES = {"a": (A, A(a='x'))}
### to_any_url_0
class A(BaseModel):
    a: AnyUrl
VALUES = {"a": (A, A(a='s3://Bucket/Key'))}
### to_any_url_1
class A(BaseModel):
    a: AnyUrl
VALUES = {"a": (A, A(a='postgresql://U:P@Host:5432/db'))}
### to_any_url_2
class A(BaseModel):
    a: AnyUrl
VALUES = {"a": (A, A(a='mailto:a@b.c'))}
### to_any_url_3
class A(BaseModel):
    a: AnyUrl
VALUES = {"a": (A, A(a='file:///a/b'))}
### to_any_url_4
class A(BaseModel):
    a: AnyUrl
VALUES = {"a": (A, A(a='S3://b'))}
### to_redis_0
class A(BaseModel):
    a: RedisDsn
VALUES = {"a": (A, A(a='redis://'))}
### to_redis_1
class A(BaseModel):
    a: RedisDsn
VALUES = {"a": (A, A(a='redis://h:1/3'))}
### to_redis_2
class A(BaseModel):
    a: RedisDsn
VALUES = {"a": (A, A(a='http://x'))}
### to_mongo_0
class A(BaseModel):
    a: MongoDsn
VALUES = {"a": (A, A(a='mongodb://h'))}
### to_mongo_1
class A(BaseModel):
    a: MongoDsn
VALUES = {"a": (A, A(a='mongodb://u:p@h/d'))}
### to_number_0
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a='1_000'))}
### to_number_1
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a='1.0'))}
### to_number_2
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a='1.5'))}
### to_number_3
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a=' 7 '))}
### to_number_4
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a='0x10'))}
### to_number_5
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a=b'5'))}
### to_number_6
class A(BaseModel):
    a: int
VALUES = {"a": (A, A(a='99999999999999999999'))}
### to_float_0
class A(BaseModel):
    a: float
VALUES = {"a": (A, A(a='1e5'))}
### to_float_1
class A(BaseModel):
    a: float
VALUES = {"a": (A, A(a='1_0'))}
### to_float_2
class A(BaseModel):
    a: float
VALUES = {"a": (A, A(a='.5'))}
### to_float_3
class A(BaseModel):
    a: float
VALUES = {"a": (A, A(a=b'1.5'))}
### to_float_4
class A(BaseModel):
    a: float
VALUES = {"a": (A, A(a='x'))}
### to_bool_0
class A(BaseModel):
    a: bool
VALUES = {"a": (A, A(a=1.0))}
### to_bool_1
class A(BaseModel):
    a: bool
VALUES = {"a": (A, A(a=2.0))}
### to_bool_2
class A(BaseModel):
    a: bool
VALUES = {"a": (A, A(a=b'true'))}
### to_text_0
class A(BaseModel):
    a: str
VALUES = {"a": (A, A(a=b'abc'))}
### to_text_1
class A(BaseModel):
    a: str
VALUES = {"a": (A, A(a=1))}
### to_size_0
class A(BaseModel):
    a: ByteSize
VALUES = {"a": (A, A(a='1GB'))}
### to_size_1
class A(BaseModel):
    a: ByteSize
VALUES = {"a": (A, A(a='1.5kib'))}
### to_size_2
class A(BaseModel):
    a: ByteSize
VALUES = {"a": (A, A(a='x'))}
### to_size_3
class A(BaseModel):
    a: ByteSize
VALUES = {"a": (A, A(a='7 zb'))}
### to_size_4
class A(BaseModel):
    a: ByteSize
VALUES = {"a": (A, A(a=1000))}
### to_secret_0
class A(BaseModel):
    a: SecretStr
VALUES = {"a": (A, A(a='abc'))}
### to_secret_1
class A(BaseModel):
    a: SecretStr
VALUES = {"a": (A, A(a=''))}
### to_secret_2
class A(BaseModel):
    a: SecretStr
VALUES = {"a": (A, A(a=1))}
### to_json_0
class A(BaseModel):
    a: Json[List[int]]
VALUES = {"a": (A, A(a='[1, "2"]'))}
### to_json_1
class A(BaseModel):
    a: Json[List[int]]
VALUES = {"a": (A, A(a='{"a": 1}'))}
### to_json_2
class A(BaseModel):
    a: Json[List[int]]
VALUES = {"a": (A, A(a=[1]))}
### to_multiple_0
class A(BaseModel):
    a: confloat(multiple_of=0.5)
VALUES = {"a": (A, A(a=1.5))}
### to_multiple_1
class A(BaseModel):
    a: confloat(multiple_of=0.5)
VALUES = {"a": (A, A(a=1.7))}
### to_aware_0
class A(BaseModel):
    a: AwareDatetime
VALUES = {"a": (A, A(a='2020-01-01T00:00:00Z'))}
### to_aware_1
class A(BaseModel):
    a: AwareDatetime
VALUES = {"a": (A, A(a='2020-01-01T00:00:00'))}
### to_identifier_0
class A(BaseModel):
    a: UUID4
VALUES = {"a": (A, A(a='12345678-1234-5678-1234-567812345678'))}
### to_identifier_1
class A(BaseModel):
    a: UUID4
VALUES = {"a": (A, A(a='12345678-1234-4678-9234-567812345678'))}
### secret_without_check
class A(BaseModel):
    a: SecretStr = "abc"
VALUES = {"a": (A, A())}
### dumps
class I(BaseModel):
    d: datetime.date = datetime.date(2020, 1, 2)
    n: Optional[int] = None
class R(RootModel[List[int]]):
    pass
class A(BaseModel):
    a: int = 1
    b: List[I] = [I()]
    c: float = 1.5
    n: Optional[str] = None
    s: SecretStr = SecretStr("a")
    t: str = 'ü"'
    u: HttpUrl = HttpUrl("http://A")
    r: R = R([1])
    h: int = Field(default=3, exclude=True)
    z: str = Field(default="z", serialization_alias="zed")
    w: Tuple[I, int] = (I(), 2)
VALUES = {
    "text": (str, A().model_dump_json()),
    "indented": (str, A().model_dump_json(indent=2, exclude={"s", "t"})),
    "alias": (str, A().model_dump_json(by_alias=True, exclude_none=True)),
    "json": (dict, A().model_dump(mode="json", exclude={"t"})),
    "without_none": (dict, A().model_dump(mode="json", exclude_none=True)),
    "some": (dict, A().model_dump(include={"a", "n", "r"}, exclude_none=True)),
    "python_alias": (dict, A().model_dump(include={"z"}, by_alias=True)),
    "set": (dict, A(a=1, c=2).model_dump(exclude_unset=True)),
    "changed": (dict, A(a=1, c=2).model_dump(exclude_defaults=True)),
    "hidden": (dict, A().model_dump(include={"h", "z"})),
}
### of_json
class I(BaseModel):
    d: datetime.date
class A(BaseModel):
    a: int
    b: List[I] = []
    c: Tuple[int, str] = (1, "a")
VALUES = {"a": (A, A.model_validate_json('{"a": "5", "b": [{"d": "2020-01-02"}], "c": [3, "x"]}'))}
### of_no_json
class A(BaseModel):
    a: int
VALUES = {"a": (A, A.model_validate_json('{"a": '))}
