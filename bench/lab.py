"""What every measurement needs: the stub, the servers to compare, Java, a counter of tokens."""

import glob
import json
import os
import shutil
import subprocess
import sys
import time

from figures import Rival, Stub

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
DOWNLOADS = os.path.join(ROOT, "target", "bench")
PEER = "@llmindset/hf-mcp-server@0.4.23"
JTOKKIT = "com.knuddels:jtokkit:1.1.0"


class CannotMeasure(Exception):
    """Why a part cannot run here; said in its row."""


def log(words):
    print("bench: " + words, file=sys.stderr, flush=True)


class Lab:
    """Opened for one run; `rounds` says how often each thing is measured."""

    def __init__(self, home, rounds, with_peer):
        self.home, self.rounds = home, rounds
        self.missing, self.tables, self.troubles = {}, {}, {}
        self.java_home = find_java()
        self.stub_process, self.stub = start_stub()
        self.us = self._ours()
        self.peer = self._peer() if with_peer else None
        self.rivals = [self.us] + ([self.peer] if self.peer else [])

    def close(self):
        self.stub_process.kill()
        self.stub_process.wait()

    # ---- servers -----------------------------------------------------------------------------------

    def environment(self, **more):
        keep = {name: os.environ[name] for name in ("PATH", "LANG", "ML_INTERN_JAVA_HOME", "JAVA_HOME")
                if name in os.environ}
        return dict(keep, HOME=self.home, HF_HOME=os.path.join(self.home, "hf"),
                    ML_INTERN_HOME=os.path.join(self.home, "state"), **more)

    def _ours(self):
        """The server as a user has it: through the launcher, with the AOT cache of this build."""
        launcher = os.path.join(ROOT, "ml-intern")
        subprocess.run([launcher, "--version"], check=True, stdout=subprocess.DEVNULL)
        generation = open(os.path.join(ROOT, "target/launcher/current")).read().strip()
        self.generation = os.path.join(ROOT, "target/launcher", generation)
        self.jar = os.path.join(self.generation, "ml-intern.jar")
        deadline = time.monotonic() + 120
        while not glob.glob(os.path.join(self.generation, "*.aot")):
            if time.monotonic() > deadline:
                sys.exit("bench: the launcher made no AOT cache, see target/launcher/aot.log")
            time.sleep(0.5)
        url = self.stub.url
        return Rival(
            "ml-intern", [launcher, "mcp"],
            self.environment(HF_ENDPOINT=url, ML_INTERN_DATASETS_SERVER=url + "/datasets-server", HF_TOKEN="hf_bench",
                             ML_INTERN_ARXIV=url, ML_INTERN_ARXIV_API=url, ML_INTERN_AR5IV=url, ML_INTERN_S2_API=url,
                             ML_INTERN_GITHUB_API=url + "/github"),
            search=lambda words, limit=20: ("hub_repo_search", {"query": words, "repo_types": ["model"],
                                                                "limit": limit}),
            details=lambda words: ("hub_repo_details", {"repo_ids": ["lab/" + words.replace(" ", "-")]}),
            audit=lambda name: ("hf_inspect_dataset", {"dataset": name}))

    def _peer(self):
        reason = install(PEER)
        if reason:
            self.missing["peer"] = reason
            return None
        program = os.path.join(DOWNLOADS, "node_modules/@llmindset/hf-mcp-server/dist/server/stdio.js")
        return Rival(
            "Hugging Face", ["node", "--import", os.path.join(HERE, "redirect.mjs"), program],
            self.environment(BENCH_STUB=self.stub.url, DEFAULT_HF_TOKEN="hf_bench"),
            search=lambda words, limit=20: ("hub_repo_search", {"query": words, "repo_types": ["model"],
                                                                "limit": limit}),
            details=lambda words: ("hub_repo_details", {"repo_ids": ["lab/" + words.replace(" ", "-")],
                                                        "repo_type": "model"}),
            audit=lambda name: ("hub_repo_details", {"repo_ids": [name], "repo_type": "dataset",
                                                     "operations": ["overview", "dataset_structure"]}))

    def floor(self):
        """Programs that only answer the handshake."""
        found = []
        if self.java_home:
            classes = os.path.join(self.home, "classes")
            subprocess.run([self.java_home + "/bin/javac", "-d", classes, os.path.join(HERE, "Bare.java")], check=True)
            found.append(Rival("bare JVM", [self.java_home + "/bin/java", "-XX:TieredStopAtLevel=1",
                                            "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classes, "Bare"],
                               self.environment()))
        if shutil.which("node"):
            found.append(Rival("bare Node", ["node", os.path.join(HERE, "bare.mjs")], self.environment()))
        found.append(Rival("bare Python", [sys.executable, os.path.join(HERE, "bare.py")], self.environment()))
        return found

    # ---- programs ----------------------------------------------------------------------------------

    def java(self, program, *arguments, options=(), class_path=None, given=None):
        """What a one-file Java program of this folder prints."""
        if not self.java_home:
            raise CannotMeasure("no JDK 25 found; set ML_INTERN_JAVA_HOME")
        if not os.path.exists(os.path.join(HERE, program)):
            raise CannotMeasure("bench/%s is not part of this version" % program)
        command = [self.java_home + "/bin/java", *options, "-cp", class_path or self.jar,
                   os.path.join(HERE, program), *map(str, arguments)]
        return self.output(command, given)

    def output(self, command, given=None, accepted=(0,)):
        environment = dict(self.environment(), ML_INTERN_JAVA_HOME=self.java_home)
        done = subprocess.run(command, input=given, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode not in accepted:
            raise CannotMeasure("%s failed: %s" % (os.path.basename(command[-1]), last_line(done.stderr)))
        return done.stdout

    def tokens(self, texts):
        """Tokens of each text in the o200k_base vocabulary, counted as the test of the tools' budget counts."""
        return [int(line) for line in self.java("Tokens.java", class_path=jtokkit(),
                                                given="".join(text.replace("\0", " ") + "\0" for text in texts)).split()]


def find_java():
    for home in (os.environ.get("ML_INTERN_JAVA_HOME"), os.environ.get("JAVA_HOME"), *glob.glob("/usr/lib/jvm/*")):
        release = os.path.join(home or "", "release")
        if home and os.path.exists(release) and 'JAVA_VERSION="25' in open(release).read():
            return home
    return None


def jtokkit():
    """The jar the tests count with: Maven has it once it has built the tests."""
    group, name, version = JTOKKIT.split(":")
    repository = os.path.expanduser("~/.m2/repository")
    jar = os.path.join(repository, *group.split("."), name, version, "%s-%s.jar" % (name, version))
    if not os.path.exists(jar):
        log("fetching " + JTOKKIT)
        done = subprocess.run(["mvn", "-q", "dependency:get", "-Dartifact=" + JTOKKIT], cwd=ROOT,
                              stdout=subprocess.DEVNULL) if shutil.which("mvn") else None
        if not done or done.returncode != 0 or not os.path.exists(jar):
            raise CannotMeasure("the tokenizer %s is not in Maven's repository" % JTOKKIT)
    return jar


def install(package):
    """Installs an npm package below target/, once. The reason where that cannot be."""
    os.makedirs(DOWNLOADS, exist_ok=True)
    name, version = package.rsplit("@", 1)
    manifest = os.path.join(DOWNLOADS, "node_modules", name, "package.json")
    if not shutil.which("node"):
        return "no Node on PATH"
    if os.path.exists(manifest) and json.load(open(manifest))["version"] == version:
        return None
    if not shutil.which("npm"):
        return "no npm on PATH"
    log("installing " + package)
    done = subprocess.run(["npm", "install", "--prefix", DOWNLOADS, "--no-audit", "--no-fund", package],
                          capture_output=True, text=True)
    return None if done.returncode == 0 else "npm could not install it: " + last_line(done.stderr)


def start_stub():
    process = subprocess.Popen([sys.executable, os.path.join(HERE, "stub_hub.py"), "0"], stdout=subprocess.PIPE)
    return process, Stub("http://127.0.0.1:%s" % process.stdout.readline().decode().strip())


def last_line(words):
    lines = [line for line in words.strip().splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"
