#!/usr/bin/env python3
"""Measures the sandbox as a user has it: `ml-intern hub` and `ml-intern mcp` as two processes, each started by the
launcher, called over stdio one call after another.

    mvn -q package -DskipTests
    bench/sandbox.py [--commands N] [--edits N]

Needs what ./ml-intern needs, and python3. No network. Exit code 1 when a goal is missed. On a busy machine look at the
best as well as at the median.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "bench"))
sys.dont_write_bytecode = True

from mcp_client import Client  # noqa: E402

FILE_BYTES = 10_000_000

# figure, limit of its median in ms
GOALS = {
    "`bash true` there and back": 10,
    "edit in a 10 MB file": 100,
    "edit in a 10 MB file with CRLF": 100,
    "edit in a 10 MB file, characters of several bytes": 100,
}

FLOORS = {
    "bash": "timeout -k 5 240 bash -c true",
    "edit": 'cp "$1" "$1.a"; cmp -s "$1" "$1.a"; cat "$1.a" >"$1.b"; sync "$1.b"; mv "$1.b" "$1"; rm "$1.a"',
}


class Hub:
    """`ml-intern hub` on a folder of its own, while it is open."""

    def __init__(self, launcher, environment, folder):
        self.process = subprocess.Popen([launcher, "hub", "--root", os.path.join(folder, "hub")], env=environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.url = found[0]
                return
        raise RuntimeError("ml-intern hub said no address")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Sandbox:
    """A sandbox of that Hub, by the tools of `ml-intern mcp`."""

    def __init__(self, client):
        self.client = client
        client.initialize()
        client.call("sandbox_create", {})
        self.root = next(line for line in self.bash("echo $ML_INTERN_SANDBOX_ROOT").splitlines()
                         if line.startswith("/")) + "/app/"

    def bash(self, command):
        return self.client.call("bash", {"command": command})[0]

    def commands(self, count):
        return [self.client.call("bash", {"command": "true"})[1] for _ in range(count)]

    def edits(self, count, character="a", line_end="\n"):
        """One after another, at the end of a file."""
        lines, size = [], 0
        while size < FILE_BYTES:
            lines.append("line number %d of %s long file%s" % (len(lines), character, line_end))
            size += len(lines[-1].encode())
        with open(self.root + "long.txt", "w", encoding="utf-8", newline="") as file:
            file.writelines(lines + ["the value of %s is 0%s" % (character, line_end)])
        self.client.call("read", {"path": "long.txt", "limit": 5})
        return [self.client.call("edit", {
            "path": "long.txt", "old_str": "of %s is %d\n" % (character, number),
            "new_str": "of %s is %d\n" % (character, number + 1)})[1] for number in range(count)]

    def floor(self, what):
        """What the same programs take, started by a shell in the same minute, without protocol, record or edit: ms."""
        ten = "for i in 1 2 3 4 5 6 7 8 9 10; do %s; done" % FLOORS[what]
        took = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run(["sh", "-c", ten, "sh", self.root + "long.txt"], check=True)
            took.append((time.perf_counter() - begun) * 1000 / 10)
        return statistics.median(took)


def measure(launcher, environment, commands, edits):
    """By figure the milliseconds of each call; the floors; the server's memory afterwards, MB."""
    with tempfile.TemporaryDirectory(prefix="ml-intern-sandbox-") as folder:
        environment = dict(environment, ML_INTERN_HOME=os.path.join(folder, "state"), HF_TOKEN="hf_bench")
        with Hub(launcher, environment, folder) as hub:
            environment["HF_ENDPOINT"] = hub.url
            with Client([launcher, "mcp"], environment) as client:
                sandbox = Sandbox(client)
                values = [sandbox.commands(commands), sandbox.edits(edits), sandbox.edits(edits, line_end="\r\n"),
                          sandbox.edits(edits, character="日é")]
                floors = {what: sandbox.floor(what) for what in FLOORS}
                memory = client.resident_mb()
                client.call("sandbox_destroy", {})
                return dict(zip(GOALS, values)), floors, memory


def text(values):
    """The first call is the cold one, and a call like any other."""
    ordered = sorted(values)
    return "%.1f (best %.1f, 90 %% %.1f, first %.1f)" % (
        statistics.median(ordered), ordered[0], ordered[len(ordered) * 9 // 10], values[0])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--commands", type=int, default=300)
    options.add_argument("--edits", type=int, default=30)
    given = options.parse_args()
    figures, floors, memory = measure(os.path.join(ROOT, "ml-intern"), dict(os.environ), given.commands, given.edits)
    print("| figure, ms | measured | |\n|---|---|---|")
    missed = False
    for name, values in figures.items():
        late = statistics.median(values) > GOALS[name]
        missed = missed or late
        print("| %s (goal: at most %d) | %s | %s |" % (name, GOALS[name], text(values), "missed" if late else ""))
    print("| programs of a command, by themselves | %.1f | |" % floors["bash"])
    print("| programs of an edit, by themselves | %.1f | |" % floors["edit"])
    print("| memory of the server afterwards, MB | %.0f | |" % memory)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
