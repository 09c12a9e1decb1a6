import datetime
import re

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6})\d*)?)?(?:([zZ])|([+-])(\d\d):?(\d\d))?")
_ISO = re.compile(
    r"([+-]?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?)?"
)
_CLOCK = re.compile(r"(?:(\d+) days?,? )?(\d+):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?")
_DAYS = re.compile(r"([+-]?)(\d+) ?d(?:ays?,?)?")
_WATERSHED = 20_000_000_000


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number(text):
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text) is not None


def _micros(digits):
    return int((digits or "").ljust(6, "0"))


def _moment(seconds):
    if abs(seconds) > _WATERSHED:
        seconds = seconds / 1000
    return datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=seconds)


def _clock(text):
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("Input should be in a valid time format")
    hour, minute, second, fraction, utc, sign, hours, minutes = found.groups()
    zone = None
    if utc or sign:
        offset = datetime.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        zone = datetime.timezone(-offset if sign == "-" else offset)
    return datetime.time(int(hour), int(minute), int(second or 0), _micros(fraction), tzinfo=zone)


def _day(text):
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("Input should be a valid date or datetime")
    return datetime.date(*[int(part) for part in found.groups()])


def to_datetime(value):
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    if _is_number(value):
        return _moment(value)
    if isinstance(value, bytes):
        value = value.decode()
    if not isinstance(value, str):
        raise ValueError("Input should be a valid datetime")
    if _number(value):
        return _moment(float(value) if "." in value else int(value))
    if len(value) == 10:
        return to_datetime(_day(value))
    if value[10:11] not in ("T", "t", " ", "_"):
        raise ValueError("Input should be a valid datetime or date")
    return datetime.datetime.combine(_day(value[:10]), _clock(value[11:]))


def to_date(value):
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, (str, bytes)) and len(value) == 10 and not _number(str(value)):
        return _day(value.decode() if isinstance(value, bytes) else value)
    moment = to_datetime(value)
    if moment.time() != datetime.time():
        raise ValueError("Datetimes provided to dates should have zero time")
    return moment.date()


def to_time(value):
    if isinstance(value, datetime.time):
        return value
    if _is_number(value):
        if not 0 <= value < 86400:
            raise ValueError("Input should be in a valid time format")
        return _moment(value).timetz()
    if isinstance(value, bytes):
        value = value.decode()
    if not isinstance(value, str):
        raise ValueError("Input should be a valid time")
    return _clock(value)


def to_timedelta(value):
    if isinstance(value, datetime.timedelta):
        return value
    if isinstance(value, (int, float)):
        return datetime.timedelta(seconds=value)
    if isinstance(value, bytes):
        value = value.decode()
    if not isinstance(value, str):
        raise ValueError("Input should be a valid timedelta")
    found = _ISO.fullmatch(value)
    if found is not None and any(found.groups()[1:]):
        sign, *parts, fraction = found.groups()
        years, months, weeks, days, hours, minutes, seconds = [int(part or 0) for part in parts]
        days += years * 365 + months * 30 + weeks * 7
        length = datetime.timedelta(days, seconds, _micros(fraction), 0, minutes, hours)
        return -length if sign == "-" else length
    found = _CLOCK.fullmatch(value)
    if found is not None:
        days, hours, minutes, seconds, fraction = found.groups()
        if days is None and len(hours) < 2 or int(minutes) > 59 or int(seconds or 0) > 59:
            return NotImplemented
        return datetime.timedelta(int(days or 0), int(seconds or 0), _micros(fraction), 0, int(minutes), int(hours))
    found = _DAYS.fullmatch(value)
    if found is not None:
        sign, days = found.groups()
        return datetime.timedelta(days=-int(days) if sign == "-" else int(days))
    return NotImplemented
