#!/usr/bin/env python3
"""Print the names that the modules of the reference, flytekit 1.16.31, have: a line a module, its name first.

usage: names.py > src/flytekit/names.txt

Run it with the Python of an environment that has flytekit and nothing else. A module that needs more than flytekit to be
imported is left out, and so are names with two underscores in front.
"""
import contextlib
import importlib
import importlib.metadata
import os
import pkgutil
import sys

import flytekit

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
    print(name, *sorted(key for key in vars(module) if not key.startswith("__")))
