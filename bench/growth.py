"""How cost grows: one plot each, as SVG in bench/plots."""

import os
import re
import statistics

import figures
import plot
from lab import HERE, CannotMeasure, log
from mcp_client import ServerGone

FOLDER = os.path.join(HERE, "plots")
US = "ml-intern"


def all_plots(lab):
    """Every plot that can be made; why not, for the others."""
    for name, make in (("search", search), ("logs", logs), ("redaction", redaction), ("tools", tools),
                       ("flight", flight)):
        try:
            log("plot: " + name)
            title, svg, points = make(lab)
            os.makedirs(FOLDER, exist_ok=True)
            with open(os.path.join(FOLDER, name + ".svg"), "w") as file:
                file.write(svg)
            lab.tables.setdefault("plots", []).append((name, title, points))
        except (CannotMeasure, ServerGone, OSError) as trouble:
            lab.troubles["plot " + name] = str(trouble)[:200]


def said(series, digits=1):
    return "; ".join("%s: %s" % (name, ", ".join("%s → %.*f" % (plot.label(x), digits, y) for x, y in line))
                     for name, line in series.items())


def search(lab):
    series = {}
    for rival in lab.rivals:
        line = []
        with rival.start() as client:
            client.initialize()
            for k in range(60):
                client.call(*rival.search("warm %d" % k, 50))
            for limit in (1, 5, 10, 20, 50, 100):
                took = [client.call(*rival.search("grown %d %d" % (limit, k), limit))[1]
                        for k in range(lab.rounds["points"])]
                line.append((limit, statistics.median(took)))
        series[rival.name] = line
    title = "A search, by number of results"
    return title, plot.lines(title, "results asked for", "median of a call, ms", series), said(series)


def logs(lab):
    line = []
    with lab.us.start() as client:
        client.initialize()
        for lines in lab.rounds["log lengths"]:
            job = "6891%08x%012x" % (0, lines)
            took = [client.call("hf_jobs", {"operation": "logs", "job_id": job, "tail": 50})[1]
                    for _ in range(3 if lines <= 10_000 else 1)]
            line.append((lines, statistics.median(took)))
    series = {US: line}
    title = "The last 50 lines of a job's log, by its length"
    return title, plot.lines(title, "lines in the log", "one call, ms", series, True, True), said(series, 0)


def redaction(lab):
    done = lab.java("RedactSpeed.java", "sizes", *lab.rounds["transcripts"], options=["-Xmx256m"])
    line = [(float(size), float(seconds)) for size, seconds in
            re.findall(r"^transcript +([\d.]+) MB +([\d.]+) s", done, re.M)]
    if not line:
        raise CannotMeasure("RedactSpeed printed no sizes")
    series = {US: line}
    title = "Redaction of a transcript (256 MB heap)"
    return title, plot.lines(title, "transcript, MB", "processor time, s", series), said(series, 2)


def tools(lab):
    names = [tool["name"] for tool in figures.definitions(lab.us)]
    took = {count: figures.Spread() for count in sorted({1, 5, 10, 15, len(names)} - {n for n in (1, 5, 10, 15)
                                                                                     if n > len(names)})}
    rivals = {count: figures.Rival(US, lab.us.command, dict(
        lab.us.environment, ML_INTERN_TOOLS=",".join(names[:count]))) for count in took}
    for _ in range(lab.rounds["starts"] // 2):
        for count, rival in rivals.items():
            with rival.start() as client:
                client.initialize()
                client.request("tools/list", {})
                took[count].add((figures.now() - client.started) * 1000)
    series = {US: [(count, spread.median) for count, spread in took.items()]}
    title = "Start → tools listed, by tools served"
    return title, plot.lines(title, "tools served", "median, ms", series), said(series, 0)


def flight(lab):
    series = {}
    for rival in lab.rivals:
        calls = lab.rounds["burst"] // (4 if rival is lab.us else 16)
        line = []
        with rival.start() as client:
            client.initialize()
            figures.burst(client, rival, calls // 2, 16, "warm")
            for at_once in (1, 4, 16, 64, 256):
                line.append((at_once, figures.burst(client, rival, calls, at_once, "flying %d" % at_once)))
        series[rival.name] = line
    title = "Searches a second, by calls in flight"
    return title, plot.lines(title, "calls in flight", "searches a second", series, log_x=True), said(series, 0)
