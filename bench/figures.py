"""The measurements. Each returns plain numbers; what they mean is said in the report."""

import json
import statistics
import time
import urllib.request
from dataclasses import dataclass, field

import conditions
from mcp_client import Client, ServerGone


@dataclass
class Rival:
    """A server to measure: how it is started and how it is asked."""

    name: str
    command: list
    environment: dict
    search: callable = None
    details: callable = None
    audit: callable = None

    def start(self):
        return Client(self.command, self.environment)


@dataclass
class Spread:
    """Numbers of one kind: the median is the figure, the rest says how far to trust it."""

    values: list = field(default_factory=list)

    def add(self, value):
        self.values.append(value)

    @property
    def median(self):
        return statistics.median(self.values)

    def percentile(self, part):
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(part / 100 * len(ordered)))]

    def text(self, digits=0):
        form = "%%.%df" % digits
        return "%s (%s to %s)" % tuple(form % v for v in (self.median, min(self.values), max(self.values)))


def now():
    return time.perf_counter()


class Stub:
    def __init__(self, url):
        self.url = url

    def _get(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            return answer.read()

    def requests(self):
        """How many came in since the last time this was asked."""
        return json.loads(self._get("/__count"))["requests"]

    def waiting(self):
        """How many connections hold a request that is never answered."""
        return json.loads(self._get("/__waiting"))

    def unknown(self):
        """The paths nobody had an answer for."""
        return json.loads(self._get("/__unknown"))

    def latency(self, value):
        self._get("/__set?latency_ms=%s" % value)


def starts(rivals, rounds):
    """Start to initialize answer (ms), memory after it (MB), life after the end of input (ms; None = lives on).

    The rivals take turns, so that a busy moment of the machine hits all of them.
    """
    figures = {rival.name: (Spread(), Spread(), []) for rival in rivals}
    for _ in range(rounds):
        for rival in rivals:
            took, memory, exits = figures[rival.name]
            with rival.start() as client:
                took.add(client.initialize())
                time.sleep(0.05)
                memory.add(client.resident_mb())
                exits.append(client.close_input(at_most=1.5))
    return figures


def starts_with_a_silent_hub(rivals, stub, rounds):
    stub.latency("never")
    figures = {rival.name: Spread() for rival in rivals}
    try:
        for _ in range(rounds):
            for rival in rivals:
                with rival.start() as client:
                    figures[rival.name].add(client.initialize())
    finally:
        stub.latency(0)
    return figures


def exit_with_a_call_in_flight(rival, stub, rounds):
    """Life after the end of input while a search waits for a Hub that does not answer, ms."""
    stub.latency("never")
    exits = []
    try:
        for number in range(rounds):
            with rival.start() as client:
                client.initialize()
                tool, arguments = rival.search("silent %d" % number)
                client.send("tools/call", {"name": tool, "arguments": arguments})
                time.sleep(0.3)
                exits.append(client.close_input(at_most=3))
    finally:
        stub.latency(0)
    return exits


def cancellations(rival, stub, rounds):
    """From `notifications/cancelled` until the Hub sees the connection go, ms."""
    took = Spread()
    stub.latency("never")
    try:
        with rival.start() as client:
            client.initialize()
            for number in range(rounds):
                before = stub.waiting()
                tool, arguments = rival.search("cancelled %d" % number)
                request, _ = client.send("tools/call", {"name": tool, "arguments": arguments})
                until(lambda: stub.waiting() > before)
                begun = now()
                client.send("notifications/cancelled", {"requestId": request, "reason": "bench"}, notification=True)
                until(lambda: stub.waiting() <= before)
                took.add((now() - begun) * 1000)
    finally:
        stub.latency(0)
    return took


def until(reached, at_most=10):
    deadline = now() + at_most
    while not reached():
        if now() > deadline:
            raise ServerGone("what was waited for did not happen within %d s" % at_most)
        time.sleep(0.002)


def lost_answers(rival, question, calls, runs):
    """Of `calls` requests written without waiting, how many are never answered: one number per run."""
    lost = []
    for run in range(runs):
        with rival.start() as client:
            client.initialize()
            ids = []
            for number in range(calls):
                tool, arguments = question("pipelined %d" % (number % 50))
                ids.append(client.send("tools/call", {"name": tool, "arguments": arguments})[0])
            deadline = time.monotonic() + 120
            with client.changed:
                while len(client.answers) < calls and not client.ended and time.monotonic() < deadline:
                    client.changed.wait(5)
            lost.append(sum(number not in client.answers for number in ids))
    return lost


def latencies(rival, question, calls, warm_up):
    """Time of one call after another, each with words of its own so that no cache answers, ms."""
    took = Spread()
    with rival.start() as client:
        client.initialize()
        for number in range(warm_up):
            client.call(*question("warm %d" % number))
        for number in range(calls):
            took.add(client.call(*question("cold %d" % number))[1])
    return took


def upstream_requests(rival, question, stub):
    """How many requests a warm server makes for one call."""
    with rival.start() as client:
        client.initialize()
        client.call(*question("warm"))
        stub.requests()
        client.call(*question("counted"))
        return stub.requests()


def answers_of_the_stub(stub, calls):
    """What the stub itself takes for the same search over a warm connection, ms."""
    import http.client
    took = Spread()
    connection = http.client.HTTPConnection(stub.url.removeprefix("http://"))
    for number in range(calls):
        begun = time.perf_counter()
        connection.request("GET", "/api/models?search=direct%d&limit=20" % number)
        connection.getresponse().read()
        took.add((time.perf_counter() - begun) * 1000)
    return took


def throughput(rival, calls, in_flight, warm_up):
    """A burst of searches with so many in flight."""
    with rival.start() as client:
        client.initialize()
        burst(client, rival, warm_up, in_flight, "warm")
        before = conditions.processor_seconds(client.process.pid)
        rate = burst(client, rival, calls, in_flight, "hot")
        used = conditions.processor_seconds(client.process.pid) - before
        return Burst(rate, client.resident_mb(), used * 1000 / calls, client.mapped_mb())


@dataclass
class Burst:
    """Calls a second, memory after it (MB), the server's processor time a call (ms), its memory by what is mapped."""

    rate: float
    resident: float
    processor: float
    mapped: dict


def parts_of_memory(measured):
    """`archive of classes 38 MB, …`: medians, the largest first."""
    names = {name for one in measured for name in one}
    medians = {name: statistics.median(one.get(name, 0) for one in measured) for name in names}
    return ", ".join("%s %.0f MB" % (name, mb) for name, mb in sorted(medians.items(), key=lambda one: -one[1]))


def burst(client, rival, calls, in_flight, word):
    begun = time.perf_counter()
    sent = 0
    waiting = []
    while sent < calls or waiting:
        while sent < calls and len(waiting) < in_flight:
            tool, arguments = rival.search("%s %d" % (word, sent))
            waiting.append(client.send("tools/call", {"name": tool, "arguments": arguments})[0])
            sent += 1
        with client.changed:
            client.changed.wait_for(lambda: client.ended or any(i in client.answers for i in waiting), 60)
            done = [number for number in waiting if number in client.answers]
            if not done:
                raise ServerGone("no answers any more: " + client.stderr())
            for number in done:
                line, _ = client.answers.pop(number)
                if b'"isError":true' in line or b'"error":{' in line[:60]:
                    raise ServerGone("a search failed: %r" % line[:500])
        waiting = [number for number in waiting if number not in done]
    return calls / (time.perf_counter() - begun)


def audits(rival, stub, latency_ms, rounds):
    """A dataset never seen before, on a warm server, each upstream answer late by `latency_ms`: ms."""
    took = Spread()
    with rival.start() as client:
        client.initialize()
        client.call(*rival.audit("lab/warm"))
        stub.latency(latency_ms)
        try:
            for number in range(rounds):
                took.add(client.call(*rival.audit("lab/unseen-%d" % number))[1])
        finally:
            stub.latency(0)
    return took


def definitions(rival):
    """Every tool definition as a model sees it: name, description, input schema."""
    with rival.start() as client:
        client.initialize()
        tools = client.request("tools/list", {})[0]["result"]["tools"]
        return [{key: tool[key] for key in ("name", "description", "inputSchema") if key in tool} for tool in tools]
