"""Turns what was measured into bench/RESULTS.md."""

import datetime
import os
import platform
import shutil
import subprocess

from lab import PEER


def text(rows, lab, load, seconds, quick):
    """The whole report."""
    command = "bench/run --quick" if quick else "bench/run"
    shape = " Fewer rounds than the full `bench/run`." if quick else ""
    lines = ["# Measured", "", machine(load), "",
             "One run of `%s`, %s, %.0f minutes.%s Figures are medians, in brackets the smallest and the largest; the"
             " servers took turns at starting. `bench/run` makes this file again." % (
                 command, datetime.date.today().isoformat(), seconds / 60, shape)]
    if max(load) > 1.5:
        lines += ["", "**Other work ran on this machine** (load above 1.5), so times are longer than on a quiet one:"
                  " compare the columns, not single figures."]
    if "peer" in lab.missing:
        lines += ["", "Hugging Face's server was not measured: %s." % lab.missing["peer"]]
    missed = [row for row in rows if row.missed]
    lines += ["", "Missed: %d of %d goals." % (len(missed), sum(row.missed is not None for row in rows))
              if missed else "Every goal met.", ""]
    if missed:
        best = min(row.taken.pace for row in rows if row.taken)
        lines += ["- %s: missed by %s. Why: %s." % (row.figure.strip("– "), row.missed, why(row, best)) for row in missed]
        lines += [""]
    lines += ["## What we promise", ""] + table([row for row in rows if row.promise])
    lines += ["", "## Everything else", ""] + table([row for row in rows if not row.promise])
    lines += plots(lab) + context(lab) + ["", "## What was done", ""] + notes(lab)
    return "\n".join(lines) + "\n"


def why(row, best_pace):
    """The measured reason of a miss. A miss without one is an error of the part that gave the row."""
    if row.taken is None:
        raise ValueError("missed and no reason measured: " + row.figure)
    return "; ".join(part for part in (row.shares, row.taken.text(best_pace)) if part)


def table(rows):
    lines = ["| figure | goal | ml-intern | Hugging Face's server | ratio | verdict | command |",
             "|---|---|---|---|---|---|---|"]
    for row in rows:
        verdict = "–" if row.missed is None else "missed by " + row.missed if row.missed else "met"
        if row.missed is not None and row.taken and row.taken.attempt:
            verdict += " (%s)" % row.taken.attempt
        lines.append("| %s | %s | %s | %s | %s | %s | `%s` |" % (
            row.figure, row.goal, row.ours or "–", row.theirs or "–", row.ratio or "–", verdict, row.command))
    return lines


def plots(lab):
    found = lab.tables.get("plots", [])
    lines = ["", "## How cost grows", ""] if found or lab.troubles else []
    for name, title, points in found:
        lines += ["![%s](plots/%s.svg)" % (title, name), "", "%s." % points, ""]
    return lines + ["- %s: not measured: %s" % trouble for trouble in lab.troubles.items()]


def context(lab):
    if "definitions" not in lab.tables:
        return []
    lines = ["", "## Context economy", "", "Tokens of the o200k_base vocabulary, counted as the test of the budget"
             " counts them.", "", "| tool | tokens of its definition | bytes of its description |", "|---|---|---|"]
    lines += ["| `%s` | %d | %d |" % one for one in lab.tables["definitions"]]
    lines += ["| all | %d | |" % sum(count for _, count, _ in lab.tables["definitions"]), "",
              "| answer | ml-intern | Hugging Face's server, same run | ratio | peers, earlier measurement |",
              "|---|---|---|---|---|"]
    for answer in lab.tables.get("answers", []):
        ratio = "%.2f" % (answer.ours / answer.theirs) if answer.ours and answer.theirs else "–"
        lines.append("| %s | %s | %s | %s | %s |" % (
            answer.name, answer.ours if answer.ours is not None else "failed: " + answer.trouble,
            answer.theirs or "–", ratio, answer.earlier or "–"))
    return lines + [
        "", "Earlier measurement: 2026-08 to 2026-11, by us, against a stub with other contents. Other definitions"
        " measured then: Hugging Face's server with every tool on 3,845 tokens for 11 tools, the original ml-intern at"
        " least 8,799 for 17, GitHub's server 9,903 for 43, Playwright's 3,764 for 25, the hf CLI's skill 9,223. The"
        " same call does not always mean the same content: our audit and details hold findings, trainers that fit and"
        " memory needed, which theirs do not."]


def notes(lab):
    rounds = lab.rounds
    return [
        "- Both servers talk to `bench/stub_hub.py` on 127.0.0.1, which answers from memory.",
        "- ml-intern: `./ml-intern mcp`, through the launcher, with the AOT cache of this build and a token set.",
        "- Hugging Face: npm `%s`, `node …/stdio.js` without `npx`, with a token set; `bench/redirect.mjs` turns its"
        " calls to the stub, because it has no setting for another Hub." % PEER,
        "- Start: from the start of the process to the answer of `initialize`, %d rounds (silent Hub: %d)."
        % (rounds["starts"], rounds["silent"]),
        "- Latency added: time of the call less the median the stub takes for the same search asked directly over a"
        " warm connection.",
        "- Latency and throughput: every search has words of its own, so no cache answers. %d calls one after another"
        " after 100 to warm up; %d bursts of %d (an eighth of that for Hugging Face) after 1,000 (100) to warm up."
        % (rounds["calls"], rounds["bursts"], rounds["burst"]),
        "- Lost answers: 10,000 `tools/call` written without waiting for any answer, 50 different searches.",
        "- Audit: `hf_inspect_dataset`, %d datasets never asked for before, on a warm server; theirs is"
        " `hub_repo_details` with `overview` and `dataset_structure`." % rounds["audits"],
        "- Cancelled: from `notifications/cancelled` until the stub sees the connection go; polled every 2 ms.",
        "- A part that misses a goal while other programs take more than 15 % of the processors is measured again, at"
        " most twice; the attempt that was disturbed least counts, not the best one.",
        "- The hook and the bare Python hook take turns, each first every other time; their ratio is the median of the"
        " rounds' ratios. Bursts of both servers take turns as well.",
        "- Sandbox: `ml-intern hub` and `ml-intern mcp`, both started by the launcher, %d commands and %d edits of each"
        " kind one after another, the cold first one counted like the others; the 100 MB file in one JVM with a small"
        " heap, to see that memory stays flat." % (rounds["commands"], rounds["edits"]),
        "- The floor: programs that only answer the handshake (`bench/bare.*`), same rounds, in the column of the peer;"
        " their ratio is ours over theirs.",
    ]


def machine(load):
    """The machine and how busy it was. Other work on it makes everything slower: then ratios say more."""
    with open("/proc/cpuinfo") as file:
        cpu = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    node = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip() \
        if shutil.which("node") else ""
    return "%s, %d cores, %.0f GB, Linux %s, Python %s%s; load before and after the run %s." % (
        cpu, os.cpu_count(), memory, platform.release(), platform.python_version(), ", Node " + node if node else "",
        " and ".join("%.1f" % value for value in load))
