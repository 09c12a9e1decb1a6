#!/usr/bin/env python3
"""Print which arguments functions take that are modelled natively: a line a function, its dotted name first.

usage: native_arguments.py [--check] TABLE

The functions are those of the table, src/python/native_arguments.txt; to add one, add a line with its name alone. A function in
C that takes no keywords is called with too many arguments and with none: what it says tells how it counts. The line of one in
Python has its parameters. Others are lines with a name alone: they are not in the way of any argument. With --check it says which
lines are not what it would print, and ends with 1 if there are any. Run it with Python 3.11.
"""
import collections
import contextlib
import datetime
import functools
import hashlib
import importlib
import inspect
import io
import pathlib
import re
import string
import sys
import textwrap
import types
import uuid

# An instance of each class whose methods are called.
INSTANCES = [
    5, 1.5, True, "ab", b"ab", [1], (1,), {1: 2}, {1}, frozenset([1]), range(3), slice(1), object(), {}.keys(), {}.values(),
    {}.items(), iter([1]), ValueError(1), datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1), datetime.timedelta(1),
    datetime.time(1), datetime.timezone.utc, re.compile("a"), re.match("a", "a"), collections.deque([1]),
    collections.OrderedDict(a=1), collections.defaultdict(int), functools.lru_cache(len), hashlib.md5(),
    (lambda: (yield))(),
]  # fmt: skip
# Calling them would do something, or waits for something.
NOT_CALLED = re.compile(r"builtins\.(input|open|breakpoint|print|exec|eval|compile|__import__)|(time|os|sys|signal|warnings|socket|threading|gc)\.")
MANY = 20


def found(path):
    """The class that a function is a method of, if any, and the function as it stands there."""
    parts = path.split(".")
    for at in range(len(parts) - 1, 0, -1):
        with contextlib.suppress(Exception):
            owner = importlib.import_module(".".join(parts[:at]))
            for part in parts[at:-1]:
                owner = getattr(owner, part)
            return (owner if inspect.isclass(owner) else None), inspect.getattr_static(owner, parts[-1])
    if path.startswith(("builtins.", "_hashlib.")):
        for instance in INSTANCES:
            if type(instance).__name__ == parts[-2]:
                return type(instance), inspect.getattr_static(type(instance), parts[-1])
    return None


def said(function, arguments, keywords):
    """What a call that must fail says."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            function(*arguments, **keywords)
    except TypeError as error:
        return str(error)
    except BaseException:
        return ""
    return ""


def bound(owner, function):
    """What is called without a receiver."""
    if owner is None or isinstance(function, (staticmethod, types.BuiltinFunctionType)):
        return getattr(function, "__func__", function)
    if isinstance(function, (classmethod, types.ClassMethodDescriptorType)):
        return function.__get__(None, owner)
    # Those of the very class first.
    for instance in sorted(INSTANCES, key=lambda instance: type(instance) is not owner):
        if isinstance(instance, owner):
            # A method that is called where it is looked up is called with its receiver.
            return functools.partial(function, instance)
    return None


def counts(function):
    """How a function in C counts, the least and the largest number; `None` where it takes keywords or does not say."""
    refused = re.fullmatch(r"(.*)\(\) takes no keyword arguments", said(function, (), {"zzz_": 1}))
    if not refused:
        return None
    shown = refused[1]
    many, none = said(function, (1,) * MANY, {}), said(function, (), {})
    alone = re.fullmatch(rf".*\(\) takes (no arguments|exactly one argument) \({MANY} given\)", many)
    if alone:
        count = 0 if alone[1] == "no arguments" else 1
        return f"{shown} alone {count} {count}"
    most = re.fullmatch(rf"(\w+) expected (?:at most )?(\d+) arguments?, got {MANY}", many)
    words = "unpacked"
    if not most:
        most = re.fullmatch(rf"(\w+)\(\) takes (?:at most|exactly) (\d+) arguments? \({MANY} given\)", many)
        words = "parsed"
    if not most or most[1] != shown.rpartition(".")[2]:
        return f"{shown} unpacked 0 *"
    least = re.search(r"(?:expected|takes) (?:at least |exactly )?(\d+) arguments?", none)
    return f"{shown} {words} {least[1] if least and most[1] in none else 0} {most[2]}"


def written(function):
    """The parameters of a function in Python."""
    tokens, starred = [], False
    parameters = list(inspect.signature(function).parameters.values())
    for at, parameter in enumerate(parameters):
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            tokens.append("*")
            starred = True
        starred = starred or parameter.kind is parameter.VAR_POSITIONAL
        mark = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        tokens.append(mark + parameter.name + ("" if parameter.default is parameter.empty else "="))
        is_last = at + 1 == len(parameters) or parameters[at + 1].kind is not parameter.POSITIONAL_ONLY
        if parameter.kind is parameter.POSITIONAL_ONLY and is_last:
            tokens.append("/")
    return " ".join([function.__qualname__, "written", *tokens])


def line(path):
    """The line of a function, anew."""
    place = found(path)
    if place is None:
        return path
    owner, function = place
    plain = function.__func__ if isinstance(function, (staticmethod, classmethod)) else function
    if isinstance(plain, types.FunctionType):
        return path if hasattr(plain, "__wrapped__") else f"{path} {written(plain)}"
    if NOT_CALLED.match(path):
        return path
    function = bound(owner, function)
    kinds = (types.BuiltinFunctionType, functools.partial)
    text = counts(function) if isinstance(function, kinds) else None
    return f"{path} {text}" if text else path


def main():
    check = sys.argv[1:2] == ["--check"]
    table = pathlib.Path(sys.argv[-1]).read_text(encoding="utf-8").splitlines()
    lines = [line(path) for path in sorted({known.split(" ")[0] for known in table})]
    if not check:
        print("\n".join(lines))
        return 0
    stale = [known for known in table if known not in lines]
    print("\n".join(stale), end="\n" if stale else "")
    return 1 if stale else 0


sys.exit(main())
