"""Records what flytekit 1.16.31 makes of the types and values in the modules beside this file.

    python tests/types/record.py [NAME...]

Each module has `TYPES`, types by name, and `VALUES`, pairs of type and value by name. `MODULE.txt` gets a line for each:
`type NAME BASE64` (a `flyteidl.core.LiteralType`), `value NAME BASE64` (a `flyteidl.core.Literal`), `refused-type NAME` and
`refused-value NAME` where flytekit raises.

The files in `programs/` hold many small modules each: a common beginning, then a part for each module under a line
`### name`. Their recordings have a line `module NAME` before the lines of each, or `refused-module NAME` where it raises.

Needs the packages that the modules import: pandas, numpy, scikit-learn, pillow,
polars, pyspark, pyarrow, pydantic, and flytekit's plugins for them.
"""

import base64
import importlib
import logging
import os
import pathlib
import re
import sys
import tempfile
import warnings

logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

from flytekit import FlyteContextManager  # noqa: E402
from flytekit.core.type_engine import TypeEngine  # noqa: E402


def encoded(message):
    return base64.b64encode(message.SerializeToString(deterministic=True)).decode()


def lines(module):
    for name, python_type in getattr(module, "TYPES", {}).items():
        try:
            yield f"type {name} {encoded(TypeEngine.to_literal_type(python_type).to_flyte_idl())}"
        except Exception:
            yield f"refused-type {name}"
    context = FlyteContextManager.current_context()
    for name, (python_type, value) in getattr(module, "VALUES", {}).items():
        try:
            expected = TypeEngine.to_literal_type(python_type)
            literal = TypeEngine.to_literal(context, value, python_type, expected)
            yield f"value {name} {encoded(literal.to_flyte_idl())}"
        except Exception:
            yield f"refused-value {name}"


def program_lines(path):
    environment = dict(os.environ)
    beginning, *parts = re.split(r"(?m)^### (\w+)\n", path.read_text())
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        for name, part in zip(parts[::2], parts[1::2]):
            future = re.match("from __future__ .*\n", part)
            text = future.group() + beginning + part[future.end() :] if future else beginning + part
            pathlib.Path(folder, f"{path.stem}__{name}.py").write_text(text)
            importlib.invalidate_caches()
            try:
                module = importlib.import_module(f"{path.stem}__{name}")
            except Exception:
                yield f"refused-module {name}"
                continue
            yield f"module {name}"
            yield from lines(module)
            os.environ.clear()
            os.environ.update(environment)
        sys.path.remove(folder)


def main():
    modules = {path.stem: path for path in HERE.glob("*.py") if path.stem != "record"}
    programs = {path.stem: path for path in HERE.glob("programs/*.py")}
    for name in sys.argv[1:] or sorted([*modules, *programs]):
        path = modules.get(name) or programs[name]
        recorded = program_lines(path) if name in programs else lines(importlib.import_module(name))
        path.with_suffix(".txt").write_text("".join(line + "\n" for line in recorded))


if __name__ == "__main__":
    main()
