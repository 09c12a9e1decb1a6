"""Records facts about the classes of installed packages: one table for each package, printed to the folder given.

    python record.py FOLDER [PACKAGE...]

A line is `path canonical ancestor`: where programs find a class, the module and name it was defined with (`=` for the same),
and its nearest ancestor that flytekit's type engine treats in its own way (`-` for none). Classes whose path is canonical and
that have no such ancestor are left out, and so are classes found in a module that is neither the one that defines them nor a
package near the top.
"""

import contextlib
import dataclasses
import enum
import importlib
import inspect
import io
import os
import pkgutil
import sys
import warnings

# What flytekit's type engine has a transformer for, by canonical name.
REGISTERED = {
    "builtins.int", "builtins.float", "builtins.str", "builtins.bool", "builtins.list", "builtins.dict", "builtins.tuple",
    "datetime.datetime", "datetime.date", "datetime.timedelta", "enum.Enum", "os.PathLike",
    "google.protobuf.message.Message", "pydantic.main.BaseModel", "sklearn.base.BaseEstimator", "torch.Tensor",
    "torch.nn.modules.module.Module", "keras.src.models.model.Model", "numpy.ndarray", "PIL.Image.Image", "pandas.DataFrame",
    "pandas.core.frame.DataFrame", "pyarrow.lib.Table", "polars.dataframe.frame.DataFrame", "polars.lazyframe.frame.LazyFrame",
    "pyspark.sql.dataframe.DataFrame", "pyspark.sql.classic.dataframe.DataFrame", "pyspark.ml.pipeline.PipelineModel",
    "omegaconf.dictconfig.DictConfig", "omegaconf.listconfig.ListConfig", "pandera.typing.pandas.DataFrame",
}
PACKAGES = [
    "sklearn", "pandas", "numpy", "PIL", "pyarrow", "polars", "pyspark", "pandera", "omegaconf", "xgboost",
]
# Parts of packages that are their tests, their build or their command line.
SKIPPED = ("tests", "testing", "conftest", "setup", "cli", "__main__", "distutils", "f2py", "benchmarks", "vendor",
           "compat", "core", "utils", "io", "lib", "strategies", "errors", "connect", "worker", "_")


def name(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


def ancestor(cls):
    if issubclass(cls, enum.Enum):
        return "enum.Enum"
    for base in cls.__mro__:
        if name(base) in REGISTERED:
            return name(base)
    return "dataclass" if dataclasses.is_dataclass(cls) else "-"


def modules(package):
    yield package
    module = importlib.import_module(package)
    for info in pkgutil.iter_modules(getattr(module, "__path__", []), package + "."):
        last = info.name.rpartition(".")[2]
        if last.startswith(SKIPPED):
            continue
        with contextlib.suppress(BaseException):
            importlib.import_module(info.name)
            if info.ispkg:
                yield from modules(info.name)
            else:
                yield info.name


def lines(module_name, own):
    module = importlib.import_module(module_name)
    for key in dir(module):
        with contextlib.suppress(BaseException):
            cls = getattr(module, key)
            if key.startswith("_") or not inspect.isclass(cls) or not own(cls):
                continue
            path, canonical = f"{module_name}.{key}", name(cls)
            if canonical != path and not re_exports(module):
                continue
            if canonical != path or ancestor(cls) != "-":
                yield f"{path} {'=' if canonical == path else canonical} {ancestor(cls)}"


def re_exports(module):
    """Whether programs import from the module what others define: packages near the top, and the standard library."""
    return module.__name__.partition(".")[0] in sys.stdlib_module_names or (
        hasattr(module, "__path__") and module.__name__.count(".") < 2
    )


def table(names, own):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = sorted({line for module in names for line in lines(module, own)})
    return "".join(line + "\n" for line in found)


def main():
    warnings.filterwarnings("ignore")
    folder, packages = sys.argv[1], sys.argv[2:] or [*PACKAGES, "stdlib"]
    for package in packages:
        if package == "stdlib":
            skipped = {"antigravity", "this", "idlelib", "test", "turtle", "turtledemo", "lib2to3", "tkinter", "encodings"}
            names = sorted(n for n in sys.stdlib_module_names if not n.startswith("_") and n not in skipped)
            names += ["collections.abc", "concurrent.futures", "os.path", "email.message", "http.client", "logging.handlers",
                      "urllib.parse", "urllib.request", "xml.etree.ElementTree", "importlib.metadata"]
            names = [n for n in names if importable(n)]
            text = table(names, lambda cls: cls.__module__.partition(".")[0] in sys.stdlib_module_names)
        else:
            try:
                names = list(modules(package))
            except ImportError:
                continue
            text = table(names, lambda cls: cls.__module__.partition(".")[0] == package)
        with open(os.path.join(folder, f"{package}.txt"), "w") as file:
            file.write(text)


def importable(module):
    try:
        importlib.import_module(module)
        return True
    except BaseException:
        return False


if __name__ == "__main__":
    main()
