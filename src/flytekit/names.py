#!/usr/bin/env python3
"""Print the names that the modules of the reference, flytekit 1.16.31, have: a line a module, its name first. What comes
from another module of flytekit is `name=module`, or `name=module:its name there`; a module is `name=module:`.

usage: names.py > src/flytekit/names.txt

Run it with the Python of an environment that has flytekit and nothing else. A module that needs more than flytekit to be
imported is left out, and so are names with two underscores in front. Names that a module has only where some other package
is installed are read from its source.
"""
import ast
import contextlib
import importlib
import importlib.metadata
import inspect
import os
import pkgutil
import sys

import flytekit



def entry(module, name, value):
    """The entry of a name of a module."""
    if inspect.ismodule(value):
        known = object.__getattribute__(value, "__dict__").get("__name__", "")
        return f"{name}={known}:" if known.startswith("flytekit.") else name
    home = getattr(value, "__module__", None)
    if not isinstance(home, str) or not home.startswith("flytekit.") or home == module:
        return name
    known = getattr(value, "__name__", None)
    if known is None or getattr(sys.modules.get(home), known, None) is not value:
        return name
    return f"{name}={home}" if known == name else f"{name}={home}:{known}"


def bound(statements):
    """The names that statements bind, under whatever condition."""
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
        else:
            yield from (node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
            for inner in ("body", "orelse", "handlers", "finalbody"):
                yield from bound(getattr(statement, inner, []))


def written(module):
    """The names that a module's source binds."""
    path = getattr(module, "__file__", None)
    if not path:
        return set()
    with open(path, encoding="utf-8") as file:
        return set(bound(ast.parse(file.read()).body))


if importlib.metadata.version("flytekit") != "1.16.31":
    sys.exit("names.py: needs flytekit 1.16.31")
names = ["flytekit"] + [module.name for module in pkgutil.walk_packages(flytekit.__path__, "flytekit.", onerror=lambda _: None)]
for name in sorted(names):
    if name.endswith("__main__"):
        continue
    try:
        with contextlib.redirect_stdout(sys.stderr):
            module = importlib.import_module(name)
    except Exception:
        continue
    entries = {key: entry(name, key, value) for key, value in vars(module).items()}
    entries |= {key: key for key in written(module) if key not in entries}
    print(name, *(text for key, text in sorted(entries.items()) if not key.startswith("__") and key != "*"))
