#!/usr/bin/env python3
"""Measures the hooks as Claude Code starts them: the whole process, launcher included, beside a bare
Python hook that reads and writes the same JSON, in turns.

    mvn -q package -DskipTests
    bench/hooks.py [--rounds N] [--jars DIR]

Needs: the jars in target/ (or DIR), a JDK 25 the launcher finds, python3. Nothing else; no network.
Exit code 1 when a goal is missed. On a busy machine compare the columns, not single figures.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
JARS = ["approve-tool-use.jar", "session-start.jar", "session-end.jar"]

BARE = '''import json, sys
call = json.load(sys.stdin)
given = call["tool_input"]
print(json.dumps({"hookSpecificOutput": {"hookEventName": "PreToolUse", "permissionDecision": "ask",
    "permissionDecisionReason": "%s on %s for %s" % (given["operation"], given["hardware_flavor"], given["timeout"])}}))
'''

END = json.dumps({"session_id": "b", "transcript_path": "/nonexistent.jsonl"}).encode()


def call(script):
    return json.dumps({
        "session_id": "bench", "hook_event_name": "PreToolUse", "permission_mode": "default",
        "tool_name": "mcp__ml-intern__hf_jobs", "tool_use_id": "toolu_1",
        "tool_input": {"operation": "run", "script": script, "hardware_flavor": "a10g-large", "timeout": "2h"},
    }).encode()


class Scene:
    """A project folder with the launcher and the jars, and a home of its own."""

    def __init__(self, folder, jars):
        self.home = folder / "home"
        hooks = folder / "project" / ".claude" / "hooks"
        target = folder / "project" / "target"
        for path in (self.home, hooks, target):
            path.mkdir(parents=True)
        for name in ("ml-intern-hook", "find-jdk.sh"):
            shutil.copy(ROOT / ".claude" / "hooks" / name, hooks)
        for name in JARS:
            shutil.copy(jars / name, target)
        self.launcher = hooks / "ml-intern-hook"
        self.bare = folder / "bare.py"
        self.bare.write_text(BARE)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "HF_HUB_OFFLINE": "1",
            "ML_INTERN_HOME": str(self.home / "state"),
        }
        for name in ("JAVA_HOME", "ML_INTERN_JAVA_HOME"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def hook(self, mode):
        return ["sh", str(self.launcher), mode]

    def run(self, command, payload):
        """Milliseconds of the whole process, and what it printed."""
        began = time.perf_counter()
        done = subprocess.run(command, input=payload, stdout=subprocess.PIPE, env=self.environment, check=True)
        return (time.perf_counter() - began) * 1000, done.stdout

    def make_caches(self):
        subprocess.run(self.hook("make-caches"), env=self.environment, check=True)


def spread(values):
    return "%.0f (%.0f to %.0f)" % (statistics.median(values), min(values), max(values))


def redaction(jars):
    """MB of a transcript a second of processor time; None when it cannot be measured here."""
    java = os.environ.get("ML_INTERN_JAVA_HOME") or os.environ.get("JAVA_HOME")
    jar = jars / "ml-intern.jar"
    if not java or not jar.exists():
        return None
    done = subprocess.run(
        [java + "/bin/java", "-Xmx256m", "-cp", str(jar), str(ROOT / "bench" / "RedactSpeed.java"), "40"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    rates = [float(line.split("MB/s")[0].split()[-1]) for line in done.stdout.splitlines()
             if line.startswith("transcript")]
    return max(rates)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=31)
    options.add_argument("--jars", type=pathlib.Path, default=ROOT / "target")
    given = options.parse_args()
    missed = []

    def goal(name, value, met):
        print("| %s | %s | %s |" % (name, value, "" if met else "missed"))
        if not met:
            missed.append(name)

    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(pathlib.Path(folder), given.jars)
        scene.make_caches()
        small, large = call("print(1)\n"), call("x = 1  # nothing\n" * (5 << 20 >> 4))
        commands = {
            "approve": (scene.hook("approve"), small),
            "python": ([sys.executable, str(scene.bare)], small),
            "launcher": (scene.hook("allow-read"), small),
        }
        took = {name: [] for name in commands}
        for round_number in range(given.rounds + 3):
            turn = list(commands.items())
            for name, (command, payload) in turn if round_number % 2 else turn[::-1]:
                milliseconds, printed = scene.run(command, payload)
                if name == "approve":
                    assert b"a10g-large" in printed, printed
                if round_number >= 3:
                    took[name].append(milliseconds)
        big = [scene.run(scene.hook("approve"), large)[0] for _ in range(5)]
        # Apart from the others: what it leaves running would be measured with them.
        ended = []
        for _ in range(given.rounds):
            ended.append(scene.run(scene.hook("session-end"), END)[0])
            time.sleep(0.2)

    # Round by round, so that a slow minute of the machine is in both.
    ratio = statistics.median(ours / bare for ours, bare in zip(took["approve"], took["python"]))
    end = statistics.median(ended)
    print("| figure | measured | |\n|---|---|---|")
    goal("approval, whole process, ms", spread(took["approve"]), True)
    goal("bare Python hook, whole process, ms", spread(took["python"]), True)
    goal("launcher without its program, ms", spread(took["launcher"]), True)
    goal("ratio (goal: at most 1.2)", "%.2f" % ratio, ratio <= 1.2)
    goal("approval of a 5 MB script, ms (goal: below 2,000)", spread(big), statistics.median(big) < 2000)
    goal("session end returns after, ms (goal: below 300)", spread(ended), end < 300)
    for name in JARS:
        size = (given.jars / name).stat().st_size / 1000
        limit = 300 if name.startswith("approve") else 1000
        goal("%s, kB (goal: at most %d)" % (name, limit), "%.0f" % size, size <= limit)
    rate = redaction(given.jars)
    if rate is not None:
        goal("redaction of a transcript, MB/s (goal: at least 20)", "%.0f" % rate, rate >= 20)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
