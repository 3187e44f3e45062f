"""Turns the measurements into bench/RESULTS.md."""

import datetime
import os
import platform
import statistics
import subprocess

US, PEER = "ml-intern", "Hugging Face"


def text(result, with_peer, peer_package, rounds, load, seconds):
    """The whole report."""
    lines = ["# Measured", "", machine(load), "",
             "One run of `bench/run`, %s, %d minutes. Figures are medians, in brackets the smallest and the largest;"
             " the servers took turns where time is compared. `bench/run` makes this file again."
             % (datetime.date.today().isoformat(), round(seconds / 60)), "",
             "| figure | goal | ml-intern | Hugging Face's server | ratio |", "|---|---|---|---|---|"]
    lines += table(result, with_peer, rounds)
    lines += ["", "## The floor", "", "Programs that only answer the handshake (`bench/bare.*`), same rounds.", "",
              "| program | start → initialize, ms | memory, MB |", "|---|---|---|"]
    for name, (took, memory, _) in result["starts"].items():
        lines.append("| %s | %s | %s |" % (name, took.text(), memory.text()))
    lines += ["", "## What was done", ""] + notes(result, peer_package, rounds)
    return "\n".join(lines) + "\n"


def table(result, with_peer, rounds):
    starts = result["starts"]

    def row(figure, goal, ours, theirs=None, ratio=""):
        return "| %s | %s | %s | %s | %s |" % (figure, goal, ours, theirs if with_peer and theirs else "–", ratio)

    def both(figure, goal, spreads, digits=0):
        theirs = spreads.get(PEER)
        ratio = "%.2f" % (spreads[US].median / theirs.median) if theirs else ""
        return row(figure, goal, spreads[US].text(digits), theirs and theirs.text(digits), ratio)

    took = {name: spreads[0] for name, spreads in starts.items()}
    memory = {name: spreads[1] for name, spreads in starts.items()}
    rows = [both("start → `initialize` answered, ms", "≤ 0.35 × theirs; ≤ 250 on a quiet machine", took),
            both("the same while the Hub never answers, ms", "unchanged", result["silent"]),
            both("memory after `initialize` (RSS), MB", "≤ 80", memory),
            row("end after the input ends, ms", "≤ 200", exits(starts[US][2]), exits(starts.get(PEER, [[]] * 3)[2])),
            row("the same with a call in flight, ms", "≤ 200", exits(result["exit in flight"])),
            row("lost answers, %d runs of 10,000 pipelined calls" % rounds["pipelines"], "0",
                "%d" % sum(result["lost"]))]
    tools = {name: len(tools) for name, tools in result["definitions"].items()}
    rows.append(row("tool definitions as the model sees them, tokens", "≤ 4,500", *[
        "%d for %d tools" % (result["tool tokens"][name], tools[name]) for name in result["tool tokens"]]))
    tokens = result["search tokens"]
    rows.append(row("a search of 20 models, tokens", "≤ 1,200", tokens[US], tokens.get(PEER),
                    "%.2f" % (tokens[US] / tokens[PEER]) if with_peer else ""))
    upstream = result["stub"].median
    search = result["search"]
    rows.append(row("latency added to a search, median ms", "≤ 2",
                    *["%.2f" % (search[name].median - upstream) for name in search]))
    rows.append(row("– 99th percentile, ms", "≤ 10",
                    *["%.1f" % (search[name].percentile(99) - upstream) for name in search]))
    for kind, name in (("search", "a search of 20 models"), ("details", "details of one model")):
        asked = " / ".join("%d" % result["upstream"][kind][rival] for rival in result[kind])
        rows.append(both("%s, one after another (%s upstream requests), ms" % (name, asked), "–", result[kind], 2))
    rates = {name: statistics.median(rate for rate, _ in runs) for name, runs in result["throughput"].items()}
    rows.append(row("searches a second, 64 in flight", "≥ 1,000", spread_of_rates(result, US),
                    with_peer and spread_of_rates(result, PEER),
                    "%.1f" % (rates[US] / rates[PEER]) if with_peer else ""))
    after = {name: statistics.median(mb for _, mb in runs) for name, runs in result["throughput"].items()}
    rows.append(row("memory after %d searches, MB" % (rounds["burst"] + 1000), "≤ 130",
                    *["%.0f" % after[name] for name in after]))
    rows.append(both("audit of a dataset, upstream answers 100 ms late, ms", "≤ 230", result["audit"]))
    return rows


def spread_of_rates(result, name):
    rates = [rate for rate, _ in result["throughput"][name]]
    return "%.0f (%.0f to %.0f)" % (statistics.median(rates), min(rates), max(rates))


def exits(values):
    if not values:
        return None
    if None in values:
        return "does not end (%d of %d)" % (values.count(None), len(values))
    return "%.0f (%.0f to %.0f)" % (statistics.median(values), min(values), max(values))


def notes(result, peer_package, rounds):
    return [
        "- Both servers talk to `bench/stub_hub.py` on 127.0.0.1, which answers from memory.",
        "- ml-intern: `./ml-intern mcp`, through the launcher, with the AOT cache of this build and a token set.",
        "- Hugging Face: npm `%s`, `node …/stdio.js` without `npx`, with a token set; `bench/redirect.mjs` turns its"
        " calls to the stub, because it has no setting for another Hub." % peer_package,
        "- Start: from the start of the process to the answer of `initialize`, %d rounds (silent Hub: %d)."
        % (rounds["starts"], rounds["silent"]),
        "- Latency added: time of the call less the %.2f ms the stub takes for the same search asked directly over a"
        " warm connection." % result["stub"].median,
        "- Latency and throughput: every search has words of its own, so no cache answers. %d calls one after another"
        " after 100 to warm up; %d bursts of %d (an eighth of that for Hugging Face) after 1,000 to warm up."
        % (rounds["calls"], rounds["bursts"], rounds["burst"]),
        "- Lost answers: 10,000 `tools/call` written without waiting for any answer, 50 different searches.",
        "- Audit: `hf_inspect_dataset`, %d datasets never asked for before, on a warm server; theirs is"
        " `hub_repo_details` with `overview` and `dataset_structure`." % rounds["audits"],
        "- Tokens: o200k_base.",
        "- On a busy machine everything takes two to three times as long: compare the columns, not single figures.",
    ]


def machine(load):
    """The machine and how busy it was. Other work on it makes everything slower: then ratios say more."""
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip() \
        if os.path.exists("/usr/bin/node") else ""
    return "%s, %d cores, %.0f GB, Linux %s, Python %s%s; load before and after the run %s." % (
        cpu, os.cpu_count(), memory, platform.release(), platform.python_version(), ", Node " + node if node else "",
        " and ".join("%.1f" % value for value in load))
