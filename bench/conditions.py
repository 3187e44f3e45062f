"""What the machine was doing while a part was measured: the reasons in the report come from here, not from a pen."""

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

BUSY_SHARE = 0.15
SLOW_PACE = 1.15


@dataclass
class Conditions:
    """Of one part. `others` is the share of all processors that processes took which are not ours, 0 to 1;
    `pace` how long a bare Python took to start beside it, ms; `load` the run queue at its end."""

    others: float
    load: float
    cores: int
    pace: float
    attempt: str = ""

    def busy(self):
        return self.others > BUSY_SHARE

    def text(self, best_pace):
        """In words, beside the best pace of the whole run."""
        slower = self.pace / best_pace
        verdict = "the machine was busy" if self.busy() else "the machine was slow" if slower > SLOW_PACE \
            else "the machine was quiet, so this is ours"
        return "%s: other programs took %.0f %% of its %d processors (load %.1f), a bare Python started in %.0f ms," \
               " at the best of this run in %.0f ms (%.2f ×)%s" % (
                   verdict, 100 * self.others, self.cores, self.load, self.pace, best_pace, slower,
                   "; " + self.attempt if self.attempt else "")


class Watch:
    """From its making to `end`. `helpers` are the pids of our own programs that go on living."""

    def __init__(self, helpers=()):
        self.helpers = helpers
        self.first_pace = pace()
        self.begun = self._ticks(), self._own(), time.monotonic()

    def end(self):
        (busy, total), own = self._ticks(), self._own()
        begun_busy, begun_total = self.begun[0]
        passed = max(1e-9, total - begun_total)
        others = (busy - begun_busy - (own - self.begun[1])) / passed
        return Conditions(min(1.0, max(0.0, others)), os.getloadavg()[0], os.cpu_count(),
                          (self.first_pace + pace()) / 2)

    @staticmethod
    def _ticks():
        """Seconds the processors were busy, and all seconds; time stolen by other machines is busy."""
        hertz = os.sysconf("SC_CLK_TCK")
        with open("/proc/stat") as file:
            values = [int(value) / hertz for value in file.readline().split()[1:9]]
        return sum(values) - values[3] - values[4], sum(values)

    def _own(self):
        used = 0.0
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            usage = resource.getrusage(who)
            used += usage.ru_utime + usage.ru_stime
        return used + sum(processor_seconds(pid) for pid in self.helpers)


def processor_seconds(pid):
    try:
        with open("/proc/%d/stat" % pid) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        return 0.0


def pace():
    """Milliseconds a bare Python takes to start, the best of three: a yardstick nothing of ours is part of."""
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import json"], check=True)
        took.append((time.perf_counter() - begun) * 1000)
    return min(took)


def least_disturbed(measure, watch, goals_missed, attempts, pause, log=lambda words: None):
    """Measures again while a goal is missed on a busy machine, at most `attempts` times, and gives the attempt that
    was disturbed least (not the one that came out best), with its conditions."""
    taken = []
    while True:
        watching = watch()
        rows = measure()
        taken.append((rows, watching.end()))
        if not goals_missed(rows) or not taken[-1][1].busy() or len(taken) >= attempts:
            break
        log("missed on a busy machine, measured again")
        time.sleep(pause)
    number = min(range(len(taken)), key=lambda n: taken[n][1].others)
    rows, conditions = taken[number]
    if len(taken) > 1:
        conditions.attempt = "attempt %d of %d, the least disturbed (others took %s)" % (
            number + 1, len(taken), ", ".join("%.0f %%" % (100 * one.others) for _, one in taken))
    return rows, conditions
