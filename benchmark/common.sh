# What the benchmarks share, to be sourced by them from the project's folder: with the arguments [PYFLYTE [SERIALIZE]] it
# sets `pyflyte`, the reference's command, by default in a virtual environment with flytekit alone that is made under
# target/, and `serialize`, ours, by default the release build. `work` is an empty folder for the time of the benchmark.
if [ $# -lt 1 ] && [ ! -x target/flytekit-alone/bin/pyflyte ]; then
  python3.11 -m venv target/flytekit-alone
  target/flytekit-alone/bin/pip install --quiet --disable-pip-version-check flytekit==1.16.31
fi
pyflyte=$(realpath --no-symlinks "${1:-target/flytekit-alone/bin/pyflyte}")
[ $# -ge 2 ] || cargo build --quiet --locked --release
serialize=$(realpath "${2:-target/release/serialize}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
