#!/usr/bin/env python3
"""Print the names that the modules of flytekit's plugins have, as their sources bind them: a line a module, its name first.

usage: names.py FOLDER... > src/flytekit/plugins/names.txt

Each FOLDER holds installed plugins, version 1.16.31. A module that imports all names of another one has the name `*`.
"""
import ast
import importlib.metadata
import pathlib
import sys

VERSION = "1.16.31"


def bound(statements):
    """The names that statements bind, under whatever condition; `*` for those of a star import."""
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id
            for inner in ("body", "orelse", "handlers", "finalbody"):
                yield from bound(getattr(statement, inner, []))


def modules(folder):
    """The modules of the plugins in a folder that have the version."""
    for plugin in importlib.metadata.distributions(path=[folder]):
        if plugin.version != VERSION:
            continue
        for file in plugin.files or []:
            if file.parts[0] == "flytekitplugins" and file.suffix == ".py":
                parts = file.with_suffix("").parts
                parts = parts[:-1] if parts[-1] == "__init__" else parts
                if len(parts) > 1:
                    yield ".".join(parts), plugin.locate_file(file)


table = {}
for folder in sys.argv[1:]:
    for name, path in modules(folder):
        names = set(bound(ast.parse(pathlib.Path(path).read_text(encoding="utf-8")).body))
        is_open = "*" in names or "__getattr__" in names
        table[name] = ["*"] if is_open else sorted(key for key in names if not key.startswith("__"))
for name, names in sorted(table.items()):
    print(name, *names)
