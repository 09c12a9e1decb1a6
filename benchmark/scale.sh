#!/usr/bin/env bash
# How long `serialize` takes for many modules, and how much memory, beside the reference.
#
# usage: benchmark/scale.sh [PYFLYTE [SERIALIZE]]
#
# Measures 300 modules with 2,400 entities (`generate.py`) in turn, ROUNDS times, and then `serialize` alone for growing
# numbers of modules, given by SIZES. PYFLYTE and SERIALIZE: see `common.sh`. Needs Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."

source benchmark/common.sh
generate=$(realpath benchmark/generate.py)
cd "$work"

python3 - "$pyflyte" "$serialize" "$generate" "${ROUNDS:-3}" "${SIZES:-100 300 1000 3000 10000}" <<'PYTHON'
import os, pathlib, statistics, subprocess, sys, time

pyflyte, serialize, generate, rounds, sizes = sys.argv[1:]
environment = {"PATH": os.environ["PATH"], "HOME": os.getcwd()}
options = "-i ghcr.io/acme/app:v1 workflows -f".split()
folders = iter(range(1_000_000))


def project(modules):
    """A project of so many modules, made when it is first asked for."""
    folder = f"project-{modules}"
    if not os.path.isdir(folder):
        subprocess.run([sys.executable, generate, folder, str(modules)], check=True)
    return folder


def run(command, modules):
    """Wall-clock seconds and peak memory in MiB of one run that writes to a new folder, and the number of files."""
    output = os.path.abspath(f"output-{next(folders)}")
    os.mkdir(output)
    with open(os.devnull, "w") as null:
        start = time.perf_counter()
        process = subprocess.Popen([*command, *options, output], cwd=project(modules), env=environment, stdout=null, stderr=null)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    assert status == 0, command
    return seconds, usage.ru_maxrss / 1024, len(os.listdir(output))


ours, theirs = [serialize, "-k", "shop"], [pyflyte, "-k", "shop", "serialize"]
project(300)
run(ours, 300)
# A machine that gives unused memory back to its host has to ask for it again in the first run after another program's.
first, next_ones = "serialize, first run after pyflyte's", "serialize, the runs after that"
measured = {"pyflyte": [], first: [], next_ones: []}
for _ in range(int(rounds)):
    measured["pyflyte"].append(run(theirs, 300))
    measured[first].append(run(ours, 300))
    for _ in range(3):
        measured[next_ones].append(run(ours, 300))
reference = statistics.median(seconds for seconds, _, _ in measured["pyflyte"])
for name, runs in measured.items():
    median = statistics.median(seconds for seconds, _, _ in runs)
    print(f"{name:34} 300 modules, {runs[0][2]} entities: median {median:7.3f} s of {len(runs)} runs, "
          f"{reference / median:5.1f} times as fast, peak memory {max(memory for _, memory, _ in runs):4.0f} MiB")
print("| modules | entities | seconds | ms a module | peak memory, MiB | KiB a module |\n|--:|--:|--:|--:|--:|--:|")
for modules in map(int, sizes.split()):
    seconds, memory, entities = min(run(ours, modules) for _ in range(3))
    print(f"| {modules} | {entities} | {seconds:.2f} | {seconds * 1000 / modules:.2f} | {memory:.0f} | {memory * 1024 / modules:.0f} |")
PYTHON
