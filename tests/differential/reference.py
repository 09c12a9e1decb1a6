"""Runs the programs of the differential test in CPython.

Each line of standard input is a JSON list of `[name, text]`; the answer is a line for each with what it prints. A program
that needs more than `MEMORY` raises `MemoryError`; one that stays longer than `SECONDS` where Python code can't stop it ends
the process.
"""

import json
import re
import resource
import signal
import sys
import time
import types

MEMORY = 1 << 30
SECONDS = 20

output = []


class TimedOut(BaseException):
    pass


def stop(number, frame):
    raise TimedOut


def write(text):
    output.append(text)


def show(*values):
    write(" ".join([shortened(repr(value)) for value in values]) + "\n")


def known(text):
    """An address differs from run to run; the evaluator says that it is unknown."""
    has_address = re.search(r" at 0x[0-9a-f]+", text)
    return "unknown, because the address of an object is not known" if has_address else text


def shortened(text):
    text = known(text)
    return text if len(text) <= 400 else text[:400] + "..."


def echo(*values, sep=" ", end="\n"):
    write((" " if sep is None else sep).join([known(str(value)) for value in values]) + ("\n" if end is None else end))


echo.__qualname__ = "print"


def caught(error, ends=False):
    mark = "ended by " if ends else ""
    # Where the stack ends is a matter of its size.
    text = "too deep" if isinstance(error, RecursionError) else str(error)
    write(mark + type(error).__name__ + ": " + shortened(text) + "\n")


def run(name, text):
    output.clear()
    module = types.ModuleType(name)
    sys.modules[name] = module
    until = int(time.process_time()) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    try:
        exec(compile(text, name + ".py", "exec"), module.__dict__)
    except SyntaxError as error:
        output.append(f"does not compile: {error}\n")
    except BaseException as error:
        write("uncaught ")
        caught(error)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    del sys.modules[name]
    return "".join(output)


def main():
    harness = types.ModuleType("harness")
    harness.show, harness.caught, harness.print = show, caught, echo
    sys.modules["harness"] = harness
    signal.signal(signal.SIGVTALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answer, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(sys.version_info[:2]), file=answer, flush=True)
    for line in sys.stdin:
        for name, text in json.loads(line):
            print(json.dumps(run(name, text)), file=answer, flush=True)


main()
