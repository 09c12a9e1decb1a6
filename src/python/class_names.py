#!/usr/bin/env python3
"""Print the attributes that classes have which are modelled natively: a line a class, its dotted name first.

usage: class_names.py [--check] TABLE

The classes are those of the table, src/python/class_names.txt or src/flytekit/class_names.txt; to add one, add a line with its
name alone. Run it with the Python of an environment that has flytekit; the line of a class that cannot be imported there
stays as it is, `*` in it is any name. Names that a class has from `object` are left out, names that its methods give to `self` stand among the
others. `<name` stands for all names of another class of the table. With --check it says which lines are not what it would print, and ends with 1 if there are any.
"""
import ast
import contextlib
import enum
import functools
import importlib
import inspect
import re
import sys
import textwrap
import types
import warnings

# Every class has these, or they say how it was made.
LEFT_OUT = {"__dict__", "__weakref__", "__module__", "__doc__", "__qualname__", "__firstlineno__", "__static_attributes__", "_abc_impl", "__orig_bases__"}


def found(path):
    """What a dotted path leads to; `None` where it leads nowhere."""
    parts = path.split(".")
    for at in range(len(parts) - 1, 0, -1):
        with contextlib.suppress(Exception), contextlib.redirect_stdout(sys.stderr):
            value = importlib.import_module(".".join(parts[:at]))
            for part in parts[at:]:
                value = getattr(value, part)
            return value if inspect.isclass(value) else None
    return None


def hidden(path):
    """A class that no module gives, by the name that it has."""
    name = path.rpartition(".")[2]
    if path.startswith("builtins."):
        kinds = [value for value in vars(types).values() if inspect.isclass(value)]
        kinds += [type(value) for value in ({}.keys(), {}.values(), {}.items(), iter([]), zip(), None, ..., NotImplemented)]
        return next((kind for kind in kinds if kind.__name__ == name), None)
    return None


def given_to_self(kind):
    """The names that the methods of a class, as they are written, give to `self`, and those that it annotates."""
    names = set()
    for base in kind.__mro__[:-1]:
        names.update(getattr(base, "__annotations__", ()))
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(base)))
        except (OSError, TypeError, SyntaxError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if isinstance(node.value, ast.Name) and node.value.id == "self":
                    names.add(node.attr)
    return names


@functools.cache
def attributes(kind):
    """The names that a class and its instances have."""
    if kind is object:
        return sorted(dir(object))
    own = set()
    # `dir` of an enum leaves out some, and has names of its metaclass instead.
    names = {key for base in kind.__mro__ for key in vars(base)} if issubclass(kind, enum.Enum) else dir(kind)
    for name in names:
        with contextlib.suppress(AttributeError):
            # What `object` has from its metaclass is none of its own names.
            if name in dir(object) and inspect.getattr_static(kind, name) is inspect.getattr_static(object, name):
                continue
        own.add(name)
    # Libraries that write methods give some of them names of chance, and `copyreg` leaves its traces.
    own = {name for name in own if not re.search("__[0-9a-f]{32}$", name) and name != "__slotnames__"}
    # It gives members alone, which the evaluator knows.
    if kind is enum.EnumType:
        own.discard("__getattr__")
    # Reading it is a fault but of abstract classes, which have it.
    if issubclass(kind, type):
        own.discard("__abstractmethods__")
    return sorted(own | given_to_self(kind) - LEFT_OUT)


def line(known, kinds):
    """The line of a class, anew."""
    path = known.split(" ")[0]
    kind = kinds[path]
    if kind is None:
        print(f"class_names.py: {path} cannot be imported", file=sys.stderr)
        return known
    names = set(attributes(kind))
    bases = []
    for base in kind.__mro__[1:-1]:
        if paths := [path for path, known in kinds.items() if known is base]:
            inherited = set(attributes(base))
            if inherited & names and inherited <= set(attributes(kind)):
                bases.append(f"<{min(paths)}")
                names -= inherited
    return " ".join([path, *bases, *sorted(names - LEFT_OUT)])


warnings.simplefilter("ignore")
check = "--check" in sys.argv
[table] = [argument for argument in sys.argv[1:] if argument != "--check"]
with open(table, encoding="utf-8") as file:
    before = file.read().splitlines()
paths = [known.split(" ")[0] for known in before]
kinds = {path: object if path == "builtins.object" else found(path) or hidden(path) for path in paths}
after = sorted({line(known, kinds) for known in before})
if not check:
    print("\n".join(after))
else:
    stale = [known.split(" ")[0] for known in before if known not in after]
    print("stale:", *stale) if stale else None
    sys.exit(bool(stale))
