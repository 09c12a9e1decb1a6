#!/usr/bin/env bash
# How long `serialize` and `pyflyte serialize` take for one small module, in turn, and how much memory each needs.
#
# usage: benchmark/startup.sh [PYFLYTE]
#
# PYFLYTE is the reference's command, best in a virtual environment with flytekit alone; by default that of `.ci/run`.
# Needs hyperfine (Debian's package of that name) and python3. ROUNDS says how often each of the two is measured in turn.
set -euo pipefail
cd "$(dirname "$0")/.."

pyflyte=$(realpath "${1:-target/reference/bin/pyflyte}")
rounds=${ROUNDS:-5}
command -v hyperfine > /dev/null || { echo "install hyperfine first" >&2; exit 2; }
[ -x "$pyflyte" ] || { echo "no reference at $pyflyte: run .ci/run, or name one" >&2; exit 2; }

cargo build --quiet --locked --release
serialize=$PWD/target/release/serialize
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp benchmark/small.py "$work"
mkdir "$work/ours" "$work/theirs"
cd "$work"
export HOME=$work

# One module, the same work for both.
ours="$serialize -k small -i ghcr.io/acme/app:v1 workflows -f ours"
theirs="$pyflyte -k small serialize -i ghcr.io/acme/app:v1 workflows -f theirs"

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
