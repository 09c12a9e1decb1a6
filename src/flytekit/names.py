#!/usr/bin/env python3
"""Print the names that the modules of the reference, flytekit 1.16.31, have: a line a module, its name first. What comes
from another module of flytekit is `name=module`, or `name=module:its name there`; a module is `name=module:`.

usage: names.py > src/flytekit/names.txt

Run it with the Python of an environment that has flytekit and nothing else. A module that needs more than flytekit to be
imported is left out, and so are names with two underscores in front.
"""
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
    print(name, *sorted(entry(name, *item) for item in vars(module).items() if not item[0].startswith("__")))
