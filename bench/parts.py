"""The parts of a run. Each measures one thing and gives rows for the report; `bench/run --only NAME` runs one."""

import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

import economy
import figures
import growth
import sandbox
from conditions import Conditions
from lab import HERE, ROOT, CannotMeasure

US, PEER = "ml-intern", "Hugging Face"


@dataclass
class Row:
    """One line of the report. `missed` is None where there is no goal, "" where it is met, else by how much.

    `shares` says, measured in the same part, what the figure is made of; `taken` is what the machine did meanwhile.
    """

    figure: str
    goal: str
    ours: str
    theirs: str = ""
    ratio: str = ""
    missed: str = None
    command: str = ""
    promise: bool = False
    shares: str = ""
    taken: Conditions = None


def at_most(value, limit, unit=""):
    return "" if value <= limit else "%s%s (%.0f %%)" % (short(value - limit), unit, 100 * (value / limit - 1))


def at_least(value, limit, unit=""):
    return "" if value >= limit else "%s%s (%.0f %%)" % (short(limit - value), unit, 100 * (1 - value / limit))


def short(value):
    return "%.0f" % value if value >= 20 else "%.2g" % value


def pair(figure, goal, spreads, digits=0, missed=None, promise=True):
    """A row of ours beside theirs."""
    theirs = spreads.get(PEER)
    return Row(figure, goal, spreads[US].text(digits), theirs.text(digits) if theirs else "",
               "%.2f" % (spreads[US].median / theirs.median) if theirs else "", missed, promise=promise)


# ---- the server beside its peer --------------------------------------------------------------------------


def start(lab):
    floor = lab.floor()
    taken = figures.starts(lab.rivals + floor, lab.rounds["starts"])
    took = {name: one[0] for name, one in taken.items()}
    memory = {name: one[1] for name, one in taken.items()}
    limit = 0.35 * took[PEER].median if lab.peer else 250
    silent = figures.starts_with_a_silent_hub(lab.rivals, lab.stub, lab.rounds["silent"])
    rows = [pair("start → `initialize` answered, ms", "≤ 0.35 × theirs", took,
                 missed=at_most(took[US].median, limit, " ms")),
            pair("the same while the Hub never answers, ms", "the same", silent,
                 missed=at_most(silent[US].median, 1.3 * took[US].median, " ms")),
            pair("memory after `initialize` (RSS), MB", "≤ 80", memory, missed=at_most(memory[US].median, 80, " MB")),
            ending("end after the input ends, ms", taken[US][2], taken[PEER][2] if lab.peer else None),
            ending("the same with a call in flight, ms",
                   figures.exit_with_a_call_in_flight(lab.us, lab.stub, lab.rounds["silent"]), None)]
    for rival in floor:
        rows.append(Row("floor: %s, start → `initialize`, ms; MB" % rival.name, "–", "", "%s; %s" % (
            took[rival.name].text(), memory[rival.name].text()), "%.1f" % (
                took[US].median / took[rival.name].median)))
    return rows


def ending(figure, ours, theirs):
    def said(values):
        if None in values:
            return "does not end (%d of %d)" % (values.count(None), len(values))
        return figures.Spread(values).text()
    missed = "never" if None in ours else at_most(statistics.median(ours), 200, " ms")
    return Row(figure, "≤ 200", said(ours), said(theirs) if theirs else "", missed=missed, promise=True)


def lost(lab):
    answers = figures.lost_answers(lab.us, lab.us.search, 10_000, lab.rounds["pipelines"])
    return [Row("lost answers, %d × 10,000 pipelined calls" % len(answers), "0", str(sum(answers)),
                missed=at_most(sum(answers), 0) if not sum(answers) else str(sum(answers)), promise=True)]


def latency(lab):
    calls = lab.rounds["calls"]
    stub = figures.answers_of_the_stub(lab.stub, calls).median
    rows, search = [], {}
    for kind, name in (("search", "a search of 20 models"), ("details", "details of one model")):
        took = {rival.name: figures.latencies(rival, getattr(rival, kind), calls, 100) for rival in lab.rivals}
        asked = " / ".join("%d" % figures.upstream_requests(rival, getattr(rival, kind), lab.stub)
                           for rival in lab.rivals)
        rows.append(pair("%s, one after another (%s upstream requests), ms" % (name, asked), "–", took, 2,
                         promise=False))
        search = search or took
    added = {name: spread.median - stub for name, spread in search.items()}
    last = {name: spread.percentile(99) - stub for name, spread in search.items()}
    for figure, goal, values, limit in (("latency added to a search, median ms", "≤ 2", added, 2),
                                        ("– 99th percentile, ms", "≤ 10", last, 10)):
        rows.append(Row(figure, goal, "%.2f" % values[US], "%.2f" % values[PEER] if lab.peer else "",
                        "%.2f" % (values[US] / values[PEER]) if lab.peer else "",
                        at_most(values[US], limit, " ms"), promise=True))
    return rows


def flight(lab):
    burst, bursts = lab.rounds["burst"], lab.rounds["bursts"]
    ours, theirs = [], []
    for _ in range(bursts):
        ours.append(figures.throughput(lab.us, burst, 64, 1000))
        if lab.peer:
            theirs.append(figures.throughput(lab.peer, burst // 8, 64, 100))
    taken = {US: ours, PEER: theirs} if theirs else {US: ours}
    rates = {name: figures.Spread([one.rate for one in bursts]) for name, bursts in taken.items()}
    after = {name: figures.Spread([one.resident for one in bursts]) for name, bursts in taken.items()}
    speed = pair("searches a second, 64 in flight", "≥ 1,000", rates, missed=at_least(rates[US].median, 1000, "/s"))
    memory = pair("memory after %d searches (theirs: %d), MB" % (burst + 1000, burst // 8 + 100), "≤ 130", after,
                  missed=at_most(after[US].median, 130, " MB"), promise=False)
    if theirs:
        speed.ratio = "%.2f" % statistics.median(us.rate / them.rate for us, them in zip(ours, theirs))
    processor = statistics.median(one.processor for one in ours)
    speed.shares = "a search took our server %.2f ms of processor time, so %d processors all to itself would do %.0f/s" % (
        processor, os.cpu_count(), 1000 * os.cpu_count() / processor)
    memory.shares = "of it " + figures.parts_of_memory([one.mapped for one in ours])
    return [speed, memory]


def audit(lab):
    took = {rival.name: figures.audits(rival, lab.stub, 100, lab.rounds["audits"]) for rival in lab.rivals}
    return [pair("audit of a dataset, upstream answers 100 ms late, ms", "≤ 230", took,
                 missed=at_most(took[US].median, 230, " ms"))]


def cancel(lab):
    took = figures.cancellations(lab.us, lab.stub, lab.rounds["silent"] * 2)
    return [Row("a cancelled call lets go of the Hub after, ms", "≤ 1,000", took.text(),
                missed=at_most(max(took.values), 1000, " ms"))]


# ---- the hooks -----------------------------------------------------------------------------------------


def hooks(lab):
    command = [sys.executable, os.path.join(HERE, "hooks.py"), "--rounds", str(lab.rounds["hooks"]),
               "--jars", lab.generation]
    said = lab.output(command, accepted=(0, 1))
    rows, shares = [], []
    for line in said.splitlines()[2:]:
        figure, value, verdict = [cell.strip() for cell in line.strip("|").split("|")]
        name, _, goal = figure.partition(" (goal: ")
        ratio = name == "ratio"
        number = float(re.match(r"[\d.]+", value)[0])
        limit = re.search(r"[\d.,]+", goal) if goal else None
        missed = None if not goal else "" if not verdict else short(
            abs(number - float(limit[0].replace(",", "")))) if limit else "?"
        if name.startswith("launcher"):
            shares.append("the launcher without its program takes %s ms" % value.split()[0])
        elif name.startswith(("approval, ", "bare ")):
            shares.append("%s %s ms" % (name.split(",")[0], value.split()[0]))
        rows.append(Row("approval hook ÷ bare Python hook, whole process" if ratio else "hooks: " + name,
                        goal.rstrip(")").replace("at most", "≤").replace("at least", "≥").replace("below", "<") or "–",
                        value, missed=missed, command="bench/hooks.py", promise=ratio, shares="; ".join(shares) if ratio else ""))
    return rows


# ---- programs of their own -------------------------------------------------------------------------------


def number(pattern, said):
    found = re.search(pattern, said)
    if not found:
        raise CannotMeasure("no figure in: " + said[:200])
    return float(found[1].replace(",", ""))


def upload(lab):
    gib = lab.rounds["gib"]
    said = lab.output([sys.executable, os.path.join(HERE, "repo_files"), "--gib", str(gib), "--jar", lab.jar])
    peak = number(r"resident in upload +\d+ MB median, (\d+) MB", said)
    before = number(r"resident before +(\d+)", said)
    command = "bench/repo_files --gib %s" % gib
    return [Row("upload of %g GiB with a 64 MB heap: memory over the start, MB" % gib, "≤ 64",
                "%.0f (%.0f to %.0f)" % (peak - before, before, peak), missed=at_most(peak - before, 64, " MB"),
                command=command),
            Row("– seconds; MB/s", "–", "%.1f; %.0f" % (number(r"upload +([\d.]+) s", said),
                                                        number(r"upload +[\d.]+ s, (\d+) MB/s", said)),
                command=command)]


def logs(lab):
    lines = lab.rounds["log lines"]
    said = lab.java("LogStreaming.java", lines, options=["-Xmx48m"])
    heap = number(r"live heap at most ([\d.]+) MB", said)
    seconds = number(r"lines in ([\d.]+) s", said)
    cancelled = number(r"median of 20\), ([\d.]+) ms", said)
    command = "java -Xmx48m -cp target/ml-intern.jar bench/LogStreaming.java %d" % lines
    return [Row("{:,} log lines with a 48 MB heap: live heap, MB".format(lines), "flat (≤ 24)", "%.1f" % heap,
                missed=at_most(heap, 24, " MB"), command=command),
            Row("– lines a second", "–", "{:,.0f}".format(lines / seconds), command=command),
            Row("a cancelled log lets go of the Hub after, at most, ms", "≤ 1,000", "%.0f" % cancelled,
                missed=at_most(cancelled, 1000, " ms"), command=command)]


def in_sandbox(lab):
    figures, floors, memory = sandbox.measure(lab.us.command[0], lab.environment(), lab.rounds["commands"],
                                              lab.rounds["edits"])
    shares = {"bash": "its programs (timeout, bash) alone, started by a shell in the same minute, take %.1f ms"
                      % floors["bash"],
              "edit": "copying 10 MB aside, comparing, copying and putting them on disk alone, by a shell in the same"
                      " minute, takes %.0f ms" % floors["edit"]}
    rows = [Row("sandbox: %s, ms" % name, "≤ %d" % sandbox.GOALS[name], sandbox.text(values),
                missed=at_most(statistics.median(values), sandbox.GOALS[name], " ms"),
                shares=shares["edit" if "edit" in name else "bash"], command="bench/sandbox.py")
            for name, values in figures.items()]
    return rows + [Row("sandbox: memory of the server after these calls (RSS), MB", "–", "%.0f" % memory,
                       command="bench/sandbox.py")]


def transfer(lab):
    said = lab.java("SandboxTransfer.java", options=["-Xmx96m"])
    rows = []
    for way in ("up", "down"):
        found = re.search(r"100 MB %s: ([\d.]+) ms median, ([\d.]+) ms best, ([\d.]+) ms p90" % way, said)
        if not found:
            raise CannotMeasure("no figure for %s in: %s" % (way, said[:200]))
        rows.append(Row("sandbox: 100 MB file %s, 96 MB heap, ms" % way, "–", "%s (best %s, 90 %% %s)" % found.groups(),
                        command="java -Xmx96m -cp target/ml-intern.jar bench/SandboxTransfer.java"))
    return rows


def creating(lab):
    command = "java -cp target/ml-intern.jar bench/Sandboxes.java"
    rows = []
    for line in lab.java("Sandboxes.java").splitlines():
        found = re.match(r"(.*): median ([\d.]+), 90% ([\d.]+), most ([\d.]+)", line)
        if found:
            rows.append(Row("sandbox: " + found[1], "–", "%s (90 %% %s, most %s)" % found.groups()[1:],
                            command=command))
    if not rows:
        raise CannotMeasure("bench/Sandboxes.java printed no figure")
    return rows


def papers(lab):
    said = lab.java("ResearchReads.java")
    command = "java -cp target/ml-intern.jar bench/ResearchReads.java"
    parse = number(r"warm: ([\d.]+) ms", said)
    section = number(r"in memory: ([\d.]+) ms", said)
    trips = number(r"= ([\d.]+) round trips", said)
    return [Row("papers: parse 5 MB of HTML, warm, ms", "≤ 400", "%.0f" % parse,
                missed=at_most(parse, 400, " ms"), command=command),
            Row("papers: read a section again, ms", "≤ 20", "%.2f" % section, missed=at_most(section, 20, " ms"),
                command=command),
            Row("papers: details of ten, round trips", "≤ 3", "%.1f" % trips, missed=at_most(trips, 3),
                command=command)]


def demo(lab):
    took = figures.Spread()
    for _ in range(lab.rounds["demos"]):
        begun = time.perf_counter()
        subprocess.run([os.path.join(ROOT, "ml-intern"), "demo"], check=True, env=lab.environment(),
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took.add(time.perf_counter() - begun)
    return [Row("`ml-intern demo`, s", "< 5", took.text(1), missed=at_most(took.median, 5, " s"),
                command="./ml-intern demo")]


# ---- tokens and growth ------------------------------------------------------------------------------------


def tokens(lab):
    ours = economy.definitions(lab)
    lab.tables["definitions"] = ours
    total = sum(count for _, count, _ in ours)
    longest = max(size for _, _, size in ours)
    theirs = economy.of_the_peer(lab) if lab.peer else None
    answers = economy.answers(lab)
    lab.tables["answers"] = answers
    counted = {answer.name: answer for answer in answers}
    rows = [Row("tool definitions as the model sees them, tokens", "≤ 4,500", "%d for %d tools" % (total, len(ours)),
                "%d for %d tools" % theirs if theirs else "", missed=at_most(total, 4500), promise=True),
            Row("longest description of a tool, bytes", "≤ 1,200", str(longest), missed=at_most(longest, 1200),
                promise=True)]
    for name, limit in (("search, 20 models", 1200), ("jobs: ps, 25 jobs", 900)):
        one = counted[name]
        if one.ours is None:
            rows.append(Row(name + ", tokens", "≤ {:,}".format(limit), "not measured: " + one.trouble, promise=True))
            continue
        rows.append(Row(name + ", tokens", "≤ {:,}".format(limit), str(one.ours), str(one.theirs or ""),
                        "%.2f" % (one.ours / one.theirs) if one.theirs else "", at_most(one.ours, limit),
                        promise=True))
    return rows


def plots(lab):
    growth.all_plots(lab)
    return []


ALL = {"start": start, "lost": lost, "latency": latency, "flight": flight, "audit": audit, "cancel": cancel,
       "tokens": tokens, "hooks": hooks, "demo": demo, "papers": papers, "logs": logs, "sandbox": in_sandbox,
       "transfer": transfer, "creating": creating, "upload": upload, "plots": plots}
