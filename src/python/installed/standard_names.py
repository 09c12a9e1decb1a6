#!/usr/bin/env python3
"""Print the names that the modules of the standard library have: a line a module, its name first.

usage: standard_names.py FOLDER > src/python/installed/standard_names.txt

Run it with Python 3.11 on Linux: what stands there without a mark is there. FOLDER is the folder `stdlib` of typeshed, part of
the package `mypy`, of the version that `.ci/run` installs. Its stubs say how other versions of Python differ: `name+3.12` is
there from 3.12 on, `name-3.13` is gone in 3.13, `name?` is there in 3.11 and the stubs do not know it. The module's own name has
such marks too. `*` is any name.
"""
import ast
import contextlib
import importlib
import io
import pathlib
import pkgutil
import sys
import warnings

VERSIONS = [(3, minor) for minor in range(9, 15)]
HERE = (3, 11)
# Modules of which only that they exist is told (`*`), with all that is in them: tests, programs, what is there or not by how
# Python was built, and what is never imported by its names.
LEFT_OUT = set(
    "antigravity curses dbm distutils encodings ensurepip idlelib lib2to3 pydoc_data readline test this tkinter turtle turtledemo"
    " _curses _curses_panel _dbm _gdbm _tkinter nis ossaudiodev".split()
)
OTHER_SYSTEMS = set("_msi _overlapped _scproxy _winapi _winreg msilib msvcrt nt winreg winsound _wmi asyncio.windows_events asyncio.windows_utils".split())


def holds(test, version):
    """Whether a condition of a stub holds for a version on Linux; `None` where that is not about either."""
    match test:
        case ast.Compare(ast.Attribute(attr="version_info"), [operator], [ast.Tuple(parts)]):
            wanted = tuple(part.value for part in parts)
            return version >= wanted if isinstance(operator, ast.GtE) else version < wanted
        case ast.Compare(ast.Attribute(attr="platform"), [operator], [ast.Constant(name)]):
            return (name == "linux") == isinstance(operator, ast.Eq)
        case ast.UnaryOp(ast.Not(), operand):
            value = holds(operand, version)
            return None if value is None else not value
        case ast.BoolOp(operator, values):
            known = [holds(value, version) for value in values]
            if None in known:
                return None
            return all(known) if isinstance(operator, ast.And) else any(known)
    return None


def bound(body, version, resolve):
    """The names that a stub's statements bind for a version; those that only type checkers see begin with an underscore."""
    for statement in body:
        match statement:
            case ast.If(test):
                if (value := holds(test, version)) is None:
                    continue
                yield from bound(statement.body if value else statement.orelse, version, resolve)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement.name
            case ast.Import(names):
                yield from (alias.asname for alias in names if alias.asname)
            case ast.ImportFrom(names=names):
                for alias in names:
                    if alias.name == "*":
                        yield from resolve(statement)
                    elif alias.asname:
                        yield alias.asname
            case ast.Assign(targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target):
                if isinstance(target, ast.Name):
                    yield target.id


class Stubs:
    """The stubs of a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.lifetimes = {}
        for line in (folder / "VERSIONS").read_text().splitlines():
            name, _, versions = line.partition("#")[0].partition(":")
            if versions:
                first, _, last = versions.strip().partition("-")
                number = lambda text: tuple(map(int, text.split(".")))
                self.lifetimes[name.strip()] = (number(first), number(last) if last else (9, 9))

    def has(self, module, version):
        """Whether there is a module in a version; `None` where the stubs do not know it."""
        name = module
        while name not in self.lifetimes:
            name, dot, _ = name.rpartition(".")
            if not dot:
                return None
        first, last = self.lifetimes[name]
        return first <= version <= last

    def file(self, module):
        path = self.folder.joinpath(*module.split("."))
        return next((file for file in (path.with_suffix(".pyi"), path / "__init__.pyi") if file.is_file()), None)

    def names(self, module, version):
        """The names of a module in a version; `None` where there is no stub of it."""
        file = self.file(module)
        if file is None or self.has(module, version) is False:
            return None
        package = module if file.name == "__init__.pyi" else module.rpartition(".")[0]

        def resolve(statement):
            target = statement.module or ""
            if statement.level:
                base = package.split(".")[: len(package.split(".")) - statement.level + 1]
                target = ".".join(base + ([target] if target else []))
            names = self.names(target, version) or set()
            return {name for name in names if not name.startswith("_")}

        return set(bound(ast.parse(file.read_text()).body, version, resolve))


def mark(known):
    """The mark of what is there in the versions for which `known` is true."""
    if all(known[version] for version in VERSIONS):
        return ""
    marks, before = "", known[VERSIONS[0]]
    for version in VERSIONS[1:]:
        if known[version] != before:
            marks += ("+" if known[version] else "-") + f"{version[0]}.{version[1]}"
            before = known[version]
    return marks


def entries(module, here, stubs):
    """The names of a module with their marks."""
    versions = {version: stubs.names(module, version) for version in VERSIONS}
    told = set().union(*(names for names in versions.values() if names))
    for name in sorted(here | told):
        # All modules have such names, or those that do are asked for them by programs that know.
        if name.startswith("__") or not name.isidentifier():
            continue
        if name in told:
            # A stub binds names for type checkers that the module does not have: in 3.11 the module decides.
            known = {version: name in names for version, names in versions.items() if names is not None}
            known = {version: known.get(version, known.get(HERE, name in here)) for version in VERSIONS}
            if known[HERE] != (name in here):
                if name in here:
                    yield name + "?"
                continue
            if any(known.values()):
                yield name + mark(known)
        elif name in here:
            yield name + "?"


def modules(stubs):
    """The names of all modules of the standard library."""
    found = set(sys.stdlib_module_names) - LEFT_OUT
    for name in sorted(found):
        with contextlib.suppress(Exception):
            module = importlib.import_module(name)
            for inner in pkgutil.walk_packages(getattr(module, "__path__", []), name + ".", onerror=lambda _: None):
                if ".test" not in inner.name and not inner.name.endswith("__main__"):
                    found.add(inner.name)
    for name in stubs.lifetimes:
        if name.split(".")[0] not in LEFT_OUT:
            found.add(name)
    found -= {"__main__", "_typeshed", "typing_extensions"} | OTHER_SYSTEMS
    return sorted((found | LEFT_OUT | {"os.path"}) - {name for name in found if name.startswith("_typeshed.")})


def lifetime(module, is_here, stubs):
    """The mark of a module."""
    known = {version: stubs.has(module, version) for version in VERSIONS}
    if None in known.values() or (is_here and not known[HERE]):
        return "?"
    return mark(known) if any(known.values()) else None


if sys.version_info[:2] != HERE or len(sys.argv) != 2:
    sys.exit(__doc__)
warnings.simplefilter("ignore")
stubs = Stubs(pathlib.Path(sys.argv[1]))
for name in modules(stubs):
    if name in LEFT_OUT:
        print(name + (lifetime(name, True, stubs) or ""), "*")
        continue
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            module = importlib.import_module(name)
        # Some modules load names of `__all__` when they are asked for.
        here = {*vars(module), *(key for key in getattr(module, "__all__", ()) if hasattr(module, key))}
        # What other imports of this program made of a package is not what the package has by itself.
        here = {key for key in here if f"{name}.{key}" not in sys.modules or key in getattr(module, "__all__", ())}
    except Exception:
        here = None
    if (marked := lifetime(name, here is not None, stubs)) is None:
        continue
    is_left_open = here is None and stubs.has(name, HERE)
    print(name + marked, *(["*"] if is_left_open else entries(name, here or set(), stubs)))
