import re

_SPECIAL = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21, "file": None}
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)")
_OPAQUE = re.compile(r"[A-Za-z0-9\-._~!$&()*+,;=:@/%]+")
_PARTS = re.compile(
    r"//(?:([A-Za-z0-9\-._~!$&()*+,%]*)(?::([A-Za-z0-9\-._~!$&()*+,%]*))?@)?"
    r"([A-Za-z0-9_.~\-]*)(?::(\d+))?"
    r"(/[A-Za-z0-9\-._~!$&()*+,;=:@/%|^']*)?"
    r"(?:\?([A-Za-z0-9\-._~!$&()*+,;=:@/%|^?]*))?"
    r"(?:#([A-Za-z0-9\-._~!$&()*+,;=:@/%|^?']*))?"
)
_DOTS = re.compile(r"/(\.|%2[eE]){1,2}(/|$)")


def _is_plain(scheme, host):
    if scheme not in _SPECIAL:
        return True
    last = host.rstrip(".").rsplit(".", 1)[-1]
    if last.isdigit() or last.startswith("0x"):
        return re.fullmatch(r"(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(\.(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])){3}", host)
    return "xn--" not in host and (scheme != "file" or host == "")


def _later(text):
    # The rules for what stands in such an address are not told here: `pydantic_core` has them.
    from pydantic_core import Url

    return Url(text)


class _BaseUrl:
    _schemes = None
    _longest = None
    _needs_host = False
    _default_host = None
    _default_port = None
    _default_path = None

    def __init__(self, url):
        text = str(url).strip() if isinstance(url, (str, _BaseUrl)) else None
        if text is None:
            raise ValueError("URL input should be a string or URL")
        if self._longest is not None and len(text) > self._longest:
            raise ValueError(f"URL should have at most {self._longest} characters")
        found = _URL.fullmatch(text)
        if found is None:
            raise ValueError("Input should be a valid URL, relative URL without a base")
        self.scheme = found[1].lower()
        if self._schemes is not None and self.scheme not in self._schemes:
            raise ValueError(f"URL scheme should be {self._schemes}")
        self.username = self.password = self.host = self.port = self.path = self.query = self.fragment = None
        self._text = self._parsed(text, found[2])

    def _parsed(self, text, rest):
        is_special = self.scheme in _SPECIAL
        if not rest.startswith("//"):
            if is_special or not _OPAQUE.fullmatch(rest) or rest.startswith("/"):
                return _later(text)
            self.path = rest
            return f"{self.scheme}:{rest}"
        found = _PARTS.fullmatch(rest)
        if found is None:
            return _later(text)
        user, password, host, port, path, query, fragment = found.groups()
        host = host.lower() if is_special else host
        if not _is_plain(self.scheme, host) or _DOTS.search(path or ""):
            return _later(text)
        if is_special and not host and self.scheme != "file":
            return _later(text)
        port = None if port is None else int(port)
        if port is not None and port > 65535:
            raise ValueError("Input should be a valid URL, invalid port number")
        host = host or self._default_host or ""
        if self._needs_host and not host:
            raise ValueError("URL host should not be empty")
        port = port if port is not None else self._default_port
        path = path or self._default_path or ("/" if is_special else "")
        self.username, self.password, self.host = user or None, password or None, host or None
        self.port = port if port is not None else _SPECIAL.get(self.scheme)
        self.path, self.query, self.fragment = path or None, query, fragment
        shown = f"{user or ''}{':' + password if password else ''}@" if user or password else ""
        number = "" if port is None or port == _SPECIAL.get(self.scheme) else f":{port}"
        tail = ("" if query is None else f"?{query}") + ("" if fragment is None else f"#{fragment}")
        return f"{self.scheme}://{shown}{host}{number}{path}{tail}"

    @classmethod
    def _of(cls, value):
        return cls(value)

    def unicode_string(self):
        return self._text

    def encoded_string(self):
        return self._text

    def unicode_host(self):
        return self.host

    def query_params(self):
        from urllib.parse import parse_qsl

        return parse_qsl(self.query or "", keep_blank_values=True)

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"{self.__class__.__name__}({self._text!r})"

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self._text == other._text

    def __lt__(self, other):
        return self.__class__ is other.__class__ and self._text < other._text

    def __hash__(self):
        return hash(self._text)

    def __len__(self):
        return len(self._text)


class _BaseMultiHostUrl(_BaseUrl):
    pass


class AnyUrl(_BaseUrl):
    pass


class AnyHttpUrl(AnyUrl):
    _schemes = ["http", "https"]


class HttpUrl(AnyUrl):
    _schemes = ["http", "https"]
    _longest = 2083


class AnyWebsocketUrl(AnyUrl):
    _schemes = ["ws", "wss"]


class WebsocketUrl(AnyUrl):
    _schemes = ["ws", "wss"]
    _longest = 2083


class FileUrl(AnyUrl):
    _schemes = ["file"]


class FtpUrl(AnyUrl):
    _schemes = ["ftp"]


class RedisDsn(AnyUrl):
    _schemes = ["redis", "rediss"]
    _default_host = "localhost"
    _default_port = 6379
    _default_path = "/0"
    _needs_host = True


class PostgresDsn(_BaseMultiHostUrl):
    _schemes = ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+pg8000", "postgresql+psycopg", "postgresql+psycopg2", "postgresql+psycopg2cffi", "postgresql+py-postgresql", "postgresql+pygresql"]
    _needs_host = True


class CockroachDsn(AnyUrl):
    _schemes = ["cockroachdb", "cockroachdb+psycopg2", "cockroachdb+asyncpg"]
    _needs_host = True


class AmqpDsn(AnyUrl):
    _schemes = ["amqp", "amqps"]


class MongoDsn(_BaseMultiHostUrl):
    _schemes = ["mongodb", "mongodb+srv"]
    _default_port = 27017


class KafkaDsn(AnyUrl):
    _schemes = ["kafka"]
    _default_host = "localhost"
    _default_port = 9092


class NatsDsn(_BaseMultiHostUrl):
    _schemes = ["nats", "tls", "ws", "wss"]
    _default_host = "localhost"
    _default_port = 4222


class MySQLDsn(AnyUrl):
    _schemes = ["mysql", "mysql+mysqlconnector", "mysql+aiomysql", "mysql+asyncmy", "mysql+mysqldb", "mysql+pymysql", "mysql+cymysql", "mysql+pyodbc"]
    _default_port = 3306
    _needs_host = True


class MariaDBDsn(AnyUrl):
    _schemes = ["mariadb", "mariadb+mariadbconnector", "mariadb+pymysql"]
    _default_port = 3306


class ClickHouseDsn(AnyUrl):
    _schemes = ["clickhouse+native", "clickhouse+asynch", "clickhouse+http", "clickhouse", "clickhouses", "clickhousedb"]
    _default_host = "localhost"
    _default_port = 9000


class SnowflakeDsn(AnyUrl):
    _schemes = ["snowflake"]
    _needs_host = True


class IPvAnyAddress:
    @classmethod
    def _of(cls, value):
        return NotImplemented


class IPvAnyInterface:
    @classmethod
    def _of(cls, value):
        return NotImplemented


class IPvAnyNetwork:
    @classmethod
    def _of(cls, value):
        return NotImplemented
