#!/usr/bin/env bash
# How long `serialize` and `pyflyte serialize` take for one small module, in turn, and how much memory each needs.
#
# usage: benchmark/startup.sh [PYFLYTE [SERIALIZE]]
#
# PYFLYTE and SERIALIZE: see `common.sh`. ROUNDS says how often each of the two is measured in turn.
# Needs hyperfine (Debian's package of that name) and Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${ROUNDS:-5}
command -v hyperfine > /dev/null || { echo "install hyperfine first" >&2; exit 2; }
source benchmark/common.sh
mkdir "$work/ours" "$work/theirs"
cp fixtures/hello/bakery.py "$work"
cd "$work"
export HOME=$work

# One module, the same work for both.
options="-i ghcr.io/acme/app:v1 workflows -f"
ours="$serialize -k bakery $options ours"
theirs="$pyflyte -k bakery serialize $options theirs"

for round in $(seq "$rounds"); do
  hyperfine --shell=none --warmup 2 --runs 10 --style none --export-json "ours$round.json" "$ours" > /dev/null
  hyperfine --shell=none --warmup 1 --runs 5 --style none --export-json "theirs$round.json" "$theirs" > /dev/null
done

python3 - "$ours" "$theirs" <<'PYTHON'
import glob, json, os, statistics, subprocess, sys

def times(name):
    return [t for file in sorted(glob.glob(name + "*.json")) for t in json.load(open(file))["results"][0]["times"]]

def peak_mib(command):
    """Peak resident memory of one run."""
    process = subprocess.Popen(command.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return usage.ru_maxrss / 1024

medians = {}
for name, command in zip(["ours", "theirs"], sys.argv[1:]):
    medians[name] = statistics.median(times(name))
    print(f"{command.split()[0].rsplit('/', 1)[-1]:10} median {medians[name] * 1000:8.2f} ms of {len(times(name))} runs, "
          f"peak memory {peak_mib(command):6.1f} MiB")
print(f"ratio      {medians['theirs'] / medians['ours']:8.1f}")
PYTHON
