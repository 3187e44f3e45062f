"""A stdio MCP client made for measuring: one reader thread, answers by id, times in milliseconds."""

import json
import os
import subprocess
import tempfile
import threading
import time


class ServerGone(Exception):
    pass


class Client:
    """Starts a server and speaks to it. Use as a context manager: the server is gone afterwards."""

    def __init__(self, command, environment):
        self.errors = tempfile.TemporaryFile()
        self.answers = {}
        self.wanted = 0
        self.changed = threading.Condition()
        self.ended = False
        self.other_lines = 0
        self.next_id = 0
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, bufsize=0)
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.errors.close()

    def _read(self):
        rest = b""
        while True:
            chunk = os.read(self.process.stdout.fileno(), 1 << 20)
            if not chunk:
                break
            now = time.perf_counter()
            *lines, rest = (rest + chunk).split(b"\n")
            with self.changed:
                for line in lines:
                    self._take(line, now)
                self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def _take(self, line, now):
        try:
            number = json.loads(line).get("id")
        except ValueError:
            number = None
        if isinstance(number, int) and b'"method"' not in line[:40]:
            self.answers[number] = line, now
        else:
            self.other_lines += 1

    def send(self, method, parameters, notification=False):
        """Sends without waiting; the id of the request and when it was sent."""
        message = {"jsonrpc": "2.0", "method": method, "params": parameters}
        if not notification:
            self.next_id += 1
            message["id"] = self.next_id
        data = json.dumps(message, separators=(",", ":")).encode() + b"\n"
        sent = time.perf_counter()
        view = memoryview(data)
        while view:
            view = view[self.process.stdin.write(view):]
        return self.next_id, sent

    def wait(self, number, at_most=60.0):
        """The answer with this id and when it came."""
        with self.changed:
            if not self.changed.wait_for(lambda: number in self.answers or self.ended, at_most):
                raise ServerGone("no answer within %s s: %s" % (at_most, self.stderr()))
            if number not in self.answers:
                raise ServerGone("the server ended: " + self.stderr())
            line, came = self.answers.pop(number)
        return json.loads(line), came

    def request(self, method, parameters):
        """The answer and how long it took, ms."""
        number, sent = self.send(method, parameters)
        answer, came = self.wait(number)
        return answer, (came - sent) * 1000

    def initialize(self):
        """From the start of the process to the answer, ms."""
        number, _ = self.send("initialize", {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}})
        answer, came = self.wait(number)
        if "result" not in answer:
            raise ServerGone("initialize refused: %s" % answer)
        self.send("notifications/initialized", {}, notification=True)
        return (came - self.started) * 1000

    def call(self, tool, arguments):
        """The text of the answer, how long it took in ms. An error result is an error here."""
        answer, took = self.request("tools/call", {"name": tool, "arguments": arguments})
        return text_of(answer), took

    def close_input(self, at_most=5.0):
        """How long the process lives after the end of its input, ms; None when it does not end."""
        begun = time.perf_counter()
        self.process.stdin.close()
        try:
            self.process.wait(at_most)
        except subprocess.TimeoutExpired:
            return None
        return (time.perf_counter() - begun) * 1000

    def resident_mb(self):
        """Resident memory of the process and its descendants, MB."""
        total, todo = 0, [self.process.pid]
        while todo:
            pid = todo.pop()
            try:
                with open("/proc/%d/statm" % pid) as file:
                    total += int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
                for task in os.listdir("/proc/%d/task" % pid):
                    with open("/proc/%d/task/%s/children" % (pid, task)) as file:
                        todo += map(int, file.read().split())
            except FileNotFoundError:
                pass
        return total / 1e6

    def mapped_mb(self):
        """Resident memory of the process by what it is: MB."""
        found, kind = {}, ""
        with open("/proc/%d/smaps" % self.process.pid) as file:
            for line in file:
                words = line.split()
                if words[0] == "Rss:":
                    found[kind] = found.get(kind, 0) + int(words[1]) / 1000
                elif not words[0].endswith(":"):
                    path = words[5] if len(words) > 5 else ""
                    kind = "archive of classes" if line.rstrip().endswith(".aot") else \
                        "libraries" if ".so" in path else "heap, stacks and code" if not path.startswith("/") else "files"
        return found

    def stderr(self):
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")[-2000:]


def text_of(answer):
    result = answer.get("result", {})
    text = "".join(part.get("text", "") for part in result.get("content", []))
    if "error" in answer or result.get("isError"):
        raise ServerGone("the call failed: %s" % (text or answer))
    return text
