"""Records which files the reference, flytekit 1.16.31, packs for many small trees, and what it names the archive.

    python record.py [FILE]        (default: recorded.json beside this script)

Needs a Python 3.11 with flytekit==1.16.31 and git. Every case is a tree, written out in full so that the test can make the
same one, with the files that `ls_files` lists, the members of the archive that `fast_package` makes, and its name; or
arguments of `pyflyte`, with what is in the package that it writes. The output is the same on every machine: the trees leave
nothing to the order in which a file system lists a folder.
"""

import base64
import contextlib
import json
import logging
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import types

from flytekit.constants import CopyFileDetection
from flytekit.tools import fast_registration, ignore, script_mode

logging.disable(logging.CRITICAL)

# --- trees --------------------------------------------------------------------------------------------------------------
#
# Keys of a tree: `files` (path → text; `root` is the source root, anything else lies beside it), `links` (path → target),
# `executable`, `folders`, `sockets` (paths), `git` (repository → what is tracked in it), `quote` (git's core.quotePath),
# `dereference`, and `loaded`, the files of modules that stand in `sys.modules`; with it, `--copy auto` is recorded.

SOURCES = {"root/app/__init__.py": "", "root/app/flow.py": "x = 1\n", "root/data/rows.csv": "1,2\n", "root/README.md": "# App\n"}

TREES = {
    "a plain folder": {"files": SOURCES},
    "nothing": {"folders": ["root"]},
    "empty folders": {"files": {"root/a/x": "1"}, "folders": ["root/empty", "root/a/empty/too"]},
    "one empty file": {"files": {"root/x": ""}},
    "contents and names run together": {"files": {"root/ab": "c", "root/a/b": "c", "root/a/bc": ""}},
    "order of names": {"files": {f"root/{name}": name for name in ["a/x", "a-b", "a.b/x", "a0", "A", "a b", "_", "~", "aa", "a/-", "Z/y"]}},
    "executable": {"files": {"root/run.sh": "#!/bin/sh\n", "root/plain.sh": "#!/bin/sh\n"}, "executable": ["root/run.sh"]},
    "unicode": {"files": {"root/grün/naïve.py": "é\n", "root/日本.txt": "語", "root/e\u0301.txt": "decomposed", "root/é.txt": "composed", "root/😀": "🎉"}},
    "odd names": {"files": {f"root/{name}": name for name in [" ", "a b", "-rf", "a\nb", "a\tb", "a\\b", 'a"b', "a'b", "*", "[x]", "?", "#x", "!x", "a:b", "%41", "a..b", "...", "con"]}},
    "long names": {"files": {"root/" + "d" * 90 + "/" + "f" * 120 + ".py": "long", "root/" + "n" * 100: "fits", "root/" + "m" * 101: "doesn't", "root/" + "é" * 50: "bytes", "root/" + "é" * 51 + "x": "more bytes"}},
    "long links": {"files": {"root/" + "t" * 150: "x"}, "links": {"root/short": "t" * 150, "root/" + "l" * 130: "t" * 150}},
    "always ignored": {"files": {f"root/{path}": path for path in ["a.pyc", "a/b.pyc", "__pycache__/a.py", "a/__pycache__/b.py", "a/__pycache__/c/d", ".cache/x", "a/.cache/x", "a/x.PYC", ".cachex", "a/x__pycache__/y", "__pycache__x/y", "x.pyc/y", ".pyc"]}},
    "a file named as the cache": {"files": {"root/.cache": "x", "root/a/.cache": "y"}},
    "a folder named as a repository": {"files": {"root/.git/x": "1", "root/a/.git/x": "1", "root/.gitx/x": "1", "root/x": "1"}},
    "a file named as a repository": {"files": {"root/.git": "gitdir: nowhere\n", "root/a/.git": "gitdir: nowhere\n", "root/a/x": "1"}},
    "dangling links and sockets": {"files": {"root/x": "1"}, "links": {"root/gone": "nowhere", "root/circle": "circle", "root/to_socket": "s"}, "sockets": ["root/s"]},
    "links to files": {"files": {"root/a/x": "1", "outside/y": "22"}, "links": {"root/x": "a/x", "root/a/up": "../a/x", "root/out": "../outside/y", "root/twice": "x", "root/dots": "./a//x"}},
    "links to files, dereferenced": {"files": {"root/a/x": "1", "outside/y": "22"}, "links": {"root/x": "a/x", "root/out": "../outside/y", "root/twice": "x"}, "executable": ["outside/y"], "dereference": True},
    "links to folders": {"files": {"root/a/x": "1", "outside/y": "2"}, "links": {"root/b": "a", "root/out": "../outside", "root/a/self": "."}},
    "links to folders, dereferenced": {"files": {"root/a/x": "1", "outside/y": "2", "outside/z/w": "3"}, "links": {"root/out": "../outside"}, "dereference": True},
    "cycles, dereferenced": {"files": {"root/a/x": "1", "root/a/b/y": "2"}, "links": {"root/a/self": ".", "root/a/b/up": "..", "root/a/b/top": "../../../root", "root/a/b/me": "me"}, "dereference": True},
    "a cycle outside, dereferenced": {"files": {"root/x": "1", "outside/y": "2"}, "links": {"root/out": "../outside", "outside/back": "../root", "outside/self": "."}, "dereference": True},
    "a link to the parent, dereferenced": {"files": {"root/x": "1", "beside/y": "2"}, "links": {"root/up": ".."}, "dereference": True},
    "ignored through a link, dereferenced": {"files": {"root/.flyteignore": "out/y\n**/__pycache__\n", "outside/y": "2", "outside/z": "3", "outside/__pycache__/c": "4"}, "links": {"root/out": "../outside"}, "dereference": True},
    "linked repository folder, dereferenced": {"files": {"root/x": "1", "outside/y": "2"}, "links": {"root/.git": "../outside", "root/a": "../outside"}, "dereference": True},
    "git": {"files": {**SOURCES, "root/.gitignore": "*.csv\nbuild/\n/top.txt\n", "root/build/lib.so": "so", "root/top.txt": "t", "root/app/top.txt": "t"}, "git": {"root": []}},
    "git, tracked but ignored": {"files": {**SOURCES, "root/.gitignore": "*.csv\n*.bin\n", "root/data/other.csv": "3\n", "root/a.bin": "b"}, "git": {"root": ["root/data/rows.csv", "root/README.md"]}},
    "git, nested ignore files": {"files": {"root/.gitignore": "*.log\n", "root/a/.gitignore": "!keep.log\n*.tmp\n", "root/a/keep.log": "1", "root/a/b/keep.log": "1", "root/a/x.log": "1", "root/a/x.tmp": "1", "root/x.tmp": "1", "root/keep.log": "1"}, "git": {"root": []}},
    "git, negation": {"files": {"root/.gitignore": "data/*\n!data/keep\nout/\n!out/keep\n**/z\n!a/z\n\\#x\n\\!y\nsp\\ \n", "root/data/keep": "1", "root/data/x": "1", "root/out/keep": "1", "root/z": "1", "root/a/z": "1", "root/b/z": "1", "root/#x": "1", "root/!y": "1", "root/sp ": "1"}, "git": {"root": []}},
    "git, below its top": {"files": {"root/.gitignore": "!x.csv\n", ".gitignore": "*.csv\n/root/only\n", "root/x.csv": "1", "root/y.csv": "1", "root/only": "1", "root/a/only": "1"}, "git": {".": []}},
    "git, the exclude file": {"files": {"root/.git/info/exclude": "secret*\n", "root/secret.txt": "1", "root/public.txt": "1"}, "git": {"root": []}},
    "git, quoted names": {"files": {"root/.gitignore": "*.csv\n", "root/é.csv": "1", 'root/a"b.csv': "1", "root/a\tb.csv": "1", "root/a b.csv": "1", "root/x.csv": "1"}, "git": {"root": []}},
    "git, names not quoted": {"files": {"root/.gitignore": "*.csv\n", "root/é.csv": "1", 'root/a"b.csv': "1", "root/x.csv": "1"}, "git": {"root": []}, "quote": False},
    "git, a repository in a repository": {"files": {"root/.gitignore": "*.csv\nignored/\n", "root/inner/x.csv": "1", "root/inner/.gitignore": "*.txt\n", "root/inner/x.txt": "1", "root/ignored/y": "1"}, "git": {"root": [], "root/inner": [], "root/ignored": []}},
    "git, links": {"files": {"root/.gitignore": "link\n", "root/x": "1"}, "links": {"root/link": "x", "root/other": "x"}, "git": {"root": []}},
    "git, everything": {"files": {"root/.gitignore": "*\n", "root/x": "1", "root/a/y": "1"}, "git": {"root": ["root/a/y"]}},
    "no repository": {"files": {"root/.gitignore": "*.csv\n", "root/x.csv": "1"}},
    "docker and flyte and git": {"files": {"root/.dockerignore": "*.a\n", "root/.flyteignore": "!x.a\n!x.c\n*.b\n", "root/.gitignore": "*.c\n", "root/x.a": "1", "root/x.b": "1", "root/x.c": "1", "root/x.d": "1"}, "git": {"root": []}},
    "nested ignore files don't count": {"files": {"root/a/.dockerignore": "*\n", "root/a/.flyteignore": "*\n", "root/a/x": "1"}},
    "an ignore file that is a folder": {"files": {"root/.dockerignore/x": "1", "root/.flyteignore/y": "1", "root/x": "1"}},
    "an ignore file that is a link": {"files": {"root/x.csv": "1", "outside/rules": "*.csv\n"}, "links": {"root/.flyteignore": "../outside/rules"}},
    "everything but": {"files": {**SOURCES, "root/.dockerignore": "*\n!app\n!README.md\n"}},
    "everything": {"files": {**SOURCES, "root/.flyteignore": "**\n"}},
    "a virtual environment, ignored": {"files": {**SOURCES, "root/.venv/pyvenv.cfg": "home = /usr\n", "root/.venv/lib/x.py": "1", "root/.dockerignore": ".venv\n"}},
    "loaded modules": {"files": {**SOURCES, "root/.flyteignore": "app\n", "root/app/unused.py": "2", "outside/z.py": "3"}, "loaded": ["root/app/flow.py", "root/app/__init__.py", "outside/z.py"]},
    "no loaded module": {"files": SOURCES, "loaded": []},
    "loaded modules and links": {"files": {"root/app/flow.py": "1", "outside/z.py": "3"}, "links": {"root/linked.py": "../outside/z.py", "root/pack": "../outside"}, "loaded": ["root/linked.py", "root/pack/z.py", "root/app/flow.py"]},
    "loaded modules, dereferenced": {"files": {"root/app/flow.py": "1", "outside/z.py": "3"}, "links": {"root/linked.py": "../outside/z.py"}, "loaded": ["root/linked.py", "root/app/flow.py"], "dereference": True},
}

# Each of these is the text of an ignore file that is tried on one tree with all of the paths below.
PATTERNS = [
    "data", "/data", "data/", "./data", "data/*", "data/**", "data/*/", "**/data", "*/data", "*/*/data", "**", "*", "?", "*.*", "**/*",
    "*.py", "**/*.py", "a/**/b", "a**b", "a/**b", "***", "**/**/x", "data/../a", "../a", "a/b/..", ".", "..", "/", "!", "!*",
    "[ab]", "[!ab]*", "[^a]", "[a-c]/x", "[]]", "[a", "a]", "[[:alpha:]]", "[\\d]", "[-a]", "[a-]", "\\*", "a\\b", "a\\", "{a,b}", "(a)", "a|b", "a+", "^a", "a$", "$", "x.y", "xzy",
    "*.PY", "DATA", "É", "é*", "# no comment?\n #data", "#data", "\ta\t", " data ", "data # why", "data\r\na", "data\ra", "\ufeffdata", "\x1cdata\x1f",
    "data\n!data/keep", "data/*\n!data/keep", "*\n!data/keep", "*\n!**/keep", "**\n!a\n!a/**", "*\n!*.py\nx.py", "!data/keep\ndata", "data\n!data", "data\n!data\ndata/x", "*\n!.flyteignore\n!.dockerignore\n!a/.dockerignore",
    "! data", "!!data", "data/keep\n!data/*", "a/b/c\n!a/b", "a\n!a/b/c/d", "a/b/c/d/e/f", "*/*/*", "**/b/**", "**/b", "a/*/c", "*keep*", "k??p", ".*", ".?*", ".dockerignore", ".dockerignore/x", "é.py\nnaïve",
]
PATHS = [
    "a/b/c/d", "a/b/x.py", "a/x", "a/data/x", "a/b/data", "ab", "acb", "a/xb", "a]", "[a", "[]", "]", "-", "b", "c/x", "d", "1", "x.py", "X.PY", "y.pyx", "x.y", "xzy",
    "data/keep", "data/x", "data/sub/keep", "data/sub/x", "database", "keep", ".env", "x/.env", "#data", "# no comment?", "a.b.c", "é.py", "É", "naïve/x",
    "a\\b", "{a,b}", "(a)", "a|b", "a+", "^a", "a$", "$", "*", "\ufeffdata", "data # why", "!data", "a/.dockerignore", "\\d",
]
for number, text in enumerate(PATTERNS):
    name = ".dockerignore" if number % 2 else ".flyteignore"
    TREES[f"pattern {json.dumps(text)}"] = {"patterns": {f"root/{name}": text}}


# --- packages -----------------------------------------------------------------------------------------------------------

PROGRAM = {
    "root/mill/__init__.py": "",
    "root/mill/grind.py": "from flytekit import task\n\n@task\ndef grind(corn: int) -> float:\n    return corn * 0.9\n",
    "root/mill/day.py": "from flytekit import LaunchPlan, workflow\nfrom mill.grind import grind\n\n@workflow\ndef day(corn: int = 5) -> float:\n    return grind(corn=corn)\n\nnight = LaunchPlan.get_or_create(day, name='night', fixed_inputs={'corn': 1})\n",
    "root/mill/unused.txt": "Not a module.\n",
    "root/tools/helper.py": "x = 1\n",
    "root/.flyteignore": "tools\n",
    "root/empty/__init__.py": "",
}

PACKAGES = {
    "images hold the code": ["-k", "mill", "package", "-i", "mill:v1"],
    "all files": ["-k", "mill", "package", "-i", "mill:v1", "--copy", "all"],
    "loaded modules": ["-k", "mill", "package", "-i", "mill:v1", "--copy", "auto"],
    "one module": ["-k", "mill.grind", "package", "-i", "mill:v1", "--copy", "AUTO"],
    "the deprecated flag": ["-k", "mill", "package", "-i", "mill:v1", "--fast"],
    "places in the container": ["-k", "mill", "package", "-i", "mill:v1", "--copy", "all", "-d", "/app/code", "-p", "/usr/bin/python3.11"],
    "places, the code in images": ["-k", "mill", "package", "-i", "mill:v1", "-d", "/app/code", "-p", "/usr/bin/python3.11"],
    "variables": ["-k", "mill", "package", "-i", "mill:v1", "-i", "other=x/y:2", "--copy", "all", "--env", "A=1", "--envvars", "B= 2 "],
}


def record_package(name, arguments):
    base = pathlib.Path(tempfile.mkdtemp()).resolve()
    try:
        make(base, {"files": PROGRAM})
        output = base / "package.tgz"
        pyflyte = pathlib.Path(sys.executable).with_name("pyflyte")
        subprocess.run([pyflyte, *arguments, "-o", output], cwd=base / "root", env={"HOME": str(base), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}, check=True, capture_output=True)
        with tarfile.open(output) as tar:
            names = sorted(tar.getnames())
            archives = [name for name in names if name.startswith("fast")]
            specs = {name: base64.b64encode(tar.extractfile(name).read()).decode() for name in names if name not in archives}
        return {"name": name, "arguments": arguments, "specs": specs, "archives": archives}
    finally:
        shutil.rmtree(base)


def files_of(tree):
    if "patterns" in tree:
        return {**{f"root/{path}": path for path in PATHS}, **tree["patterns"]}
    return tree.get("files", {})


# --- making and recording -----------------------------------------------------------------------------------------------

GIT_VARIABLES = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def make(base, tree):
    for path in tree.get("folders", []):
        (base / path).mkdir(parents=True, exist_ok=True)
    (base / "root").mkdir(exist_ok=True)
    for path in tree.get("git", {}):
        (base / path).mkdir(parents=True, exist_ok=True)
        git(base / path, "init", "--quiet")
        git(base / path, "config", "core.excludesFile", os.devnull)
        git(base / path, "config", "core.quotePath", str(tree.get("quote", True)).lower())
    for path, text in files_of(tree).items():
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_bytes(text.encode())
        (base / path).chmod(0o755 if path in tree.get("executable", []) else 0o644)
    for path, target in tree.get("links", {}).items():
        os.symlink(target, base / path)
    for path in tree.get("sockets", []):
        with contextlib.chdir((base / path).parent), socket.socket(socket.AF_UNIX) as end:
            end.bind(pathlib.Path(path).name)
    for repository, tracked in tree.get("git", {}).items():
        for path in tracked:
            git(base / repository, "add", "--force", str(base / path))


@contextlib.contextmanager
def loaded_modules(base, paths):
    """Only these modules are in `sys.modules`, under names of their own."""
    saved = dict(sys.modules)
    for number, path in enumerate(paths):
        module = types.ModuleType(f"loaded_{number}")
        module.__file__ = str(base / path)
        sys.modules[module.__name__] = module
    try:
        yield
    finally:
        for name in set(sys.modules) - set(saved):
            del sys.modules[name]


def members(archive):
    with tarfile.open(archive) as tar:
        for member in tar:
            kind = member.linkname if member.issym() else bool(member.mode & 0o100)
            yield [member.name, kind]


def record(name, tree):
    base = pathlib.Path(tempfile.mkdtemp()).resolve()
    try:
        make(base, tree)
        root, output = base / "root", base / "archives"
        output.mkdir()
        style = CopyFileDetection.LOADED_MODULES if "loaded" in tree else CopyFileDetection.ALL
        dereference = tree.get("dereference", False)
        with loaded_modules(base, tree.get("loaded", [])):
            group = ignore.IgnoreGroup(root, [ignore.GitIgnore, ignore.DockerIgnore, ignore.StandardIgnore, ignore.FlyteIgnore])
            files, digest = script_mode.ls_files(str(root), style, dereference, group)
            options = fast_registration.FastPackageOptions([], copy_style=style)
            archive = fast_registration.fast_package(root, output, dereference, options)
        assert os.path.basename(archive) == f"fast{digest}.tar.gz"
        found = {"files": [os.path.relpath(path, root) for path in files], "digest": digest}
        if "patterns" not in tree:
            found["members"] = list(members(archive))
        return {"name": name, **tree, "recorded": found}
    finally:
        shutil.rmtree(base)


def main():
    os.environ.update(GIT_VARIABLES)
    default = pathlib.Path(__file__).with_name("recorded.json")
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else default).absolute()
    cases = [json.dumps(record(name, tree), ensure_ascii=False) for name, tree in TREES.items()]
    lines = ",\n".join(cases)
    paths = json.dumps(PATHS, ensure_ascii=False)
    packages = ",\n".join(json.dumps(record_package(name, arguments)) for name, arguments in PACKAGES.items())
    program = json.dumps(PROGRAM)
    parts = f'"paths": {paths},\n"trees": [\n{lines}\n],\n"program": {program},\n"packages": [\n{packages}\n]'
    output.write_text(f"{{{parts}}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
