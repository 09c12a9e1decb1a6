"""Records what flytekit 1.16.31 makes of the types and values in the modules beside this file.

    python tests/types/record.py [MODULE...]

Each module has `TYPES`, types by name, and `VALUES`, pairs of type and value by name. `MODULE.txt` gets a line for each:
`type NAME BASE64` (a `flyteidl.core.LiteralType`), `value NAME BASE64` (a `flyteidl.core.Literal`), `refused-type NAME` and
`refused-value NAME` where flytekit raises. Needs the packages that the modules import: pandas, numpy, scikit-learn, pillow,
polars, pyspark, pyarrow, pydantic, and flytekit's plugins for them.
"""

import base64
import importlib
import logging
import pathlib
import sys
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
    for name, python_type in module.TYPES.items():
        try:
            yield f"type {name} {encoded(TypeEngine.to_literal_type(python_type).to_flyte_idl())}"
        except Exception:
            yield f"refused-type {name}"
    context = FlyteContextManager.current_context()
    for name, (python_type, value) in module.VALUES.items():
        try:
            expected = TypeEngine.to_literal_type(python_type)
            literal = TypeEngine.to_literal(context, value, python_type, expected)
            yield f"value {name} {encoded(literal.to_flyte_idl())}"
        except Exception:
            yield f"refused-value {name}"


def main():
    names = sys.argv[1:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem != "record")
    for name in names:
        module = importlib.import_module(name)
        (HERE / f"{name}.txt").write_text("".join(line + "\n" for line in lines(module)))


if __name__ == "__main__":
    main()
