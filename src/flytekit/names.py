#!/usr/bin/env python3
"""Print the names that the modules of the reference, flytekit 1.16.31, have: a line a module, its name first. What comes
from another module of flytekit is `name=module`, or `name=module:its name there`; a module is `name=module:`. A text, number
or `None` that the source says is `name:value`, as JSON without spaces.

usage: names.py > src/flytekit/names.txt
       names.py FOLDER... > src/flytekit/plugins/names.txt

Run it with the Python of an environment that has flytekit and nothing else. A module that needs more than flytekit to be
imported is left out, and so are names with two underscores in front. Names that a module has only where some other package
is installed are read from its source.

Where folders are given, which hold installed plugins of the same version, it is the modules of these plugins, with the names
that their sources bind and nothing more. A module that imports all names of another one has the name `*`.
"""
import ast
import contextlib
import importlib
import importlib.metadata
import importlib.util
import inspect
import json
import pathlib
import pkgutil
import sys

VERSION = "1.16.31"
LONGEST = 200


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
    """The names that statements bind, under whatever condition; `*` for those of a star import."""
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name.split(".")[0] for alias in statement.names)
        else:
            yield from (node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
            for inner in ("body", "orelse", "handlers", "finalbody"):
                yield from bound(getattr(statement, inner, []))


def source(module):
    """The statements of a module's source."""
    path = getattr(module, "__file__", None)
    if not path:
        return []
    with open(path, encoding="utf-8") as file:
        return ast.parse(file.read()).body


def constants(statements):
    """The texts and numbers that statements assign to a name that is assigned nowhere else."""
    stored = [name for statement in statements for name in stores(statement)]
    for statement in statements:
        target, value = getattr(statement, "target", None), getattr(statement, "value", None)
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        if not isinstance(target, ast.Name) or not isinstance(value, ast.Constant) or stored.count(target.id) != 1:
            continue
        if value.value is None or isinstance(value.value, (int, float)):
            yield target.id, value.value
        elif isinstance(value.value, str) and len(value.value) <= LONGEST:
            yield target.id, value.value


def stores(statement):
    """The names that a statement assigns or declares global, however deep."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Global):
            yield from node.names


def imported(module, statements, known):
    """The constants of other modules that statements import."""
    package = module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0]
    for statement in statements:
        if isinstance(statement, ast.ImportFrom):
            home = importlib.util.resolve_name("." * statement.level + (statement.module or ""), package)
            for alias in statement.names:
                if alias.name in known.get(home, {}):
                    yield alias.asname or alias.name, known[home][alias.name]


def reference():
    """The lines of the modules of flytekit."""
    import flytekit

    if importlib.metadata.version("flytekit") != VERSION:
        sys.exit(f"names.py: needs flytekit {VERSION}")
    names = ["flytekit"] + [module.name for module in pkgutil.walk_packages(flytekit.__path__, "flytekit.", onerror=lambda _: None)]
    modules = {}
    for name in sorted(names):
        if name.endswith("__main__"):
            continue
        with contextlib.suppress(Exception), contextlib.redirect_stdout(sys.stderr):
            module = importlib.import_module(name)
            modules[name] = {key: entry(name, key, value) for key, value in vars(module).items()}
    sources = {name: source(sys.modules[name]) for name in modules}
    known = {name: dict(constants(statements)) for name, statements in sources.items()}
    for name, entries in modules.items():
        entries |= {key: key for key in bound(sources[name]) if key not in entries}
        for key, value in {**dict(imported(sys.modules[name], sources[name], known)), **known[name]}.items():
            if entries[key] == key:
                entries[key] = f"{key}:{json.dumps(value).replace(' ', chr(92) + 'u0020')}"
        yield name, *(text for key, text in sorted(entries.items()) if not key.startswith("__") and key != "*")


def plugin_modules(folder):
    """The modules of the plugins in a folder that have the version, with their files."""
    for plugin in importlib.metadata.distributions(path=[folder]):
        if plugin.version != VERSION:
            continue
        for file in plugin.files or []:
            if file.parts[0] == "flytekitplugins" and file.suffix == ".py":
                parts = file.with_suffix("").parts
                parts = parts[:-1] if parts[-1] == "__init__" else parts
                if len(parts) > 1:
                    yield ".".join(parts), plugin.locate_file(file)


def plugins(folders):
    """The lines of the modules of the plugins in folders."""
    files = {name: path for folder in folders for name, path in plugin_modules(folder)}
    for name, path in sorted(files.items()):
        names = set(bound(ast.parse(pathlib.Path(path).read_text(encoding="utf-8")).body))
        is_open = "*" in names or "__getattr__" in names
        yield name, *(["*"] if is_open else sorted(key for key in names if not key.startswith("__")))


for line in plugins(sys.argv[1:]) if sys.argv[1:] else reference():
    print(*line)
