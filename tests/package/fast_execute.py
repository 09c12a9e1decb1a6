"""Checks that tasks find the code in an archive of ours: the reference's own start of a task fetches and unpacks it.

    python fast_execute.py SERIALIZE

Needs a Python 3.11 with flytekit==1.16.31. SERIALIZE packs a tree of our own and puts it into a distribution location;
`pyflyte-fast-execute` fetches it from there, as the specification says, and runs `true`.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

FILES = {
    "flow.py": "from flytekit import task\n\n\n@task\ndef nothing() -> None: ...\n",
    "run.sh": "#!/bin/sh\nexit 0\n",
    "data/rows.csv": "1,2\n" * 100_000,
    "data/empty": "",
    "grün/日本 \"語\".txt": "ü\n",
    "long/" + "d" * 90 + "/" + "f" * 120 + ".py": "long = 1\n",
}


def contents(root):
    """Bytes, executable bit and link target of each file, by path."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = os.readlink(path)
        elif path.is_file():
            found[name] = (path.read_bytes(), bool(path.stat().st_mode & 0o100))
    return found


def main(serialize):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source, unpacked = folder / "source", folder / "unpacked"
        for name, text in FILES.items():
            path = source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (source / "run.sh").chmod(0o755)
        (source / "link.csv").symlink_to("data/rows.csv")
        for made in ("specs", "home", "distribution", "unpacked"):
            (folder / made).mkdir()
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home")}
        command = [serialize, "-q", "-k", "flow", "-i", "app:v1", "--local-source-root", source, "fast", "workflows",
                   "-f", folder / "specs", "--distribution-location", f"file://{folder}/distribution", "--destination-dir", unpacked]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        [archive] = (folder / "distribution").iterdir()
        [specification] = (folder / "specs").glob("*.pb")
        for text in (f"file://{archive}", str(unpacked)):
            assert text.encode() in specification.read_bytes(), f"{text} is not in the specification"
        execute = pathlib.Path(sys.executable).parent / "pyflyte-fast-execute"
        subprocess.run([execute, "--additional-distribution", f"file://{archive}", "--dest-dir", unpacked, "--", "true"],
                       check=True, cwd=folder, env=environment)
        ours, theirs = contents(source), contents(unpacked)
        theirs.pop(archive.name, None)
        assert ours == theirs, sorted(set(map(str, ours.items())) ^ set(map(str, theirs.items())))
        print(f"{len(ours)} files unpacked by pyflyte-fast-execute as they were packed")


main(os.path.realpath(sys.argv[1]))
