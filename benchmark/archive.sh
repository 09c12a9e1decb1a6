#!/usr/bin/env bash
# How long the code archive takes, how large it is and how much memory that needs, beside the reference and `tar | pigz`.
#
# usage: benchmark/archive.sh [PYFLYTE [SERIALIZE [TREE]]]
#
# Packs a folder of about 7,000 files and 800 MB: the contents of some wheels, and one module with a task. ROUNDS times in
# turn: the reference's `fast_package` (as it is without pigz; Python's start and imports not counted), `tar | pigz`, and
# `serialize fast workflows` as a whole, without and with the archive of the run before. PYFLYTE and SERIALIZE: see
# `common.sh`; TREE is made under target/ if it is not given. Needs Python 3.11, GNU tar, pigz.
set -euo pipefail
cd "$(dirname "$0")/.."

source benchmark/common.sh
python=$(dirname "$pyflyte")/python
tree=${3:-target/archive-tree}
if [ ! -d "$tree" ]; then
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --target "$tree" \
    networkx==3.6.1 pandas==3.1.1 polars==2.1.0 polars-runtime-32==2.1.0 pyspark==4.3.0 scipy==1.17.1 sympy==1.14.0
fi
tree=$(realpath "$tree")
cat > "$tree/archived.py" <<'PYTHON'
from flytekit import task


@task
def nothing() -> None: ...
PYTHON

python3 - "$python" "$serialize" "$tree" "$work" "${ROUNDS:-3}" <<'PYTHON'
import os, pathlib, shutil, statistics, subprocess, sys, time

python, serialize, tree, work, rounds = sys.argv[1:]
reference = """
import logging, sys, time
from flytekit.constants import CopyFileDetection
from flytekit.tools.fast_registration import FastPackageOptions, fast_package
logging.disable(logging.CRITICAL)
start = time.perf_counter()
fast_package(sys.argv[1], sys.argv[2], False, FastPackageOptions([], copy_style=CopyFileDetection.ALL))
print(time.perf_counter() - start)
"""
without_pigz = os.path.join(work, "bin")
os.mkdir(without_pigz)
for name in ("git", "tar", "gzip"):
    if found := shutil.which(name):
        os.symlink(found, os.path.join(without_pigz, name))
cache = os.path.join(work, "cache")
environment = {"HOME": work, "XDG_CACHE_HOME": cache, "PATH": os.environ["PATH"]}
ours = [serialize, "-q", "-k", "archived", "-i", "ghcr.io/acme/app:v1", "--local-source-root", tree, "fast", "workflows", "--max-archive-size", "2GB"]


def measured(command, output, **options):
    """Wall-clock seconds, peak memory in MiB of the process itself, and what it printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=work, **{"env": environment, **options})
    printed = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    assert status == 0, command
    return seconds, usage.ru_maxrss / 1024, printed


def run(what, number):
    output = os.path.join(work, f"output-{number}")
    os.mkdir(output)
    match what:
        case "fast_package":
            _, memory, printed = measured([python, "-c", reference, tree, output], output, env={**environment, "PATH": without_pigz})
            seconds = float(printed.split()[-1])
        case "tar | pigz":
            command = f"tar --create --directory '{tree}' . | pigz --no-time > '{output}/fast.tar.gz'"
            seconds, memory, _ = measured(["sh", "-c", command], output)
        case "serialize":
            shutil.rmtree(cache, ignore_errors=True)
            seconds, memory, _ = measured([*ours, "-f", output], output)
            # The next measurement is of a run after which nothing has changed.
            os.makedirs(os.path.join(work, "again"), exist_ok=True)
            measured([*ours, "-f", os.path.join(work, "again")], output)
        case "serialize again":
            seconds, memory, _ = measured([*ours, "-f", os.path.join(work, "again")], output)
            output = os.path.join(work, "again")
    [archive] = pathlib.Path(output).rglob("fast*.tar.gz")
    size = archive.stat().st_size
    if "again" not in output:
        shutil.rmtree(output)
    return seconds, memory, size, archive.name


files = [path for path in pathlib.Path(tree).rglob("*") if path.is_file()]
size = sum(path.stat().st_size for path in files)
print(f"{len(files)} files, {size / 1e6:.0f} MB")
# In the file cache from here on; read by another process, for a child's peak memory counts its parent's.
subprocess.run(["find", tree, "-type", "f", "-exec", "cat", "{}", "+"], stdout=subprocess.DEVNULL, check=True)
kinds = ["fast_package", "tar | pigz", "serialize", "serialize again"]
runs = {kind: [] for kind in kinds}
number = 0
for _ in range(int(rounds)):
    for kind in kinds:
        number += 1
        runs[kind].append(run(kind, number))
first = statistics.median(seconds for seconds, *_ in runs["fast_package"])
reference_size = runs["fast_package"][0][2]
print("| | seconds, median | times as fast | peak memory, MiB | archive, MB | size |\n|---|--:|--:|--:|--:|--:|")
for kind in kinds:
    seconds = statistics.median(seconds for seconds, *_ in runs[kind])
    memory, size = max(run[1] for run in runs[kind]), runs[kind][0][2]
    print(f"| {kind} | {seconds:.2f} | {first / seconds:.1f} | {memory:.0f} | {size / 1e6:.1f} | {100 * (size / reference_size - 1):+.1f} % |")
names = {kind: {run[3] for run in runs[kind]} for kind in kinds if "pigz" not in kind}
assert len(set().union(*names.values())) == 1, names
print("the same name from all:", *names["serialize"])
PYTHON
