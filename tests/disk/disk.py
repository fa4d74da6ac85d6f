#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SQLite failing at each of its calls to the disk (vfs.c): a pass with writes in both directions is hit at the n-th call, once or from
then on, ends or goes on as it can, and after a run without faults both sides are as if nothing had been, with nothing doubled."""

import argparse
import os
import random
import sqlite3
import sys
import traceback
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parents[1] / "scenario"
sys.path.insert(0, str(SCENARIOS))

from lab import Lab  # noqa: E402
from processes import PROGRAMS, SCHEMA, Failure, beside_log, check  # noqa: E402
from table import CREATE, DELETE, FROM_OUTLOOK, GONE, NOWHERE, Group, Row  # noqa: E402

LIBRARY = PROGRAMS / "tests" / "disk" / "libbp-disk-vfs.so"
# How long it lasts when it does not fail but once: a broken or full disk stays so, another program lets go of its lock.
KINDS = {"ioerr": 1000000, "full": 1000000, "busy": 20}
PLACE = {"location": "Raum 2"}
MOVED = {"starts_at": "2027-03-11T14:00:00", "ends_at": "2027-03-11T15:00:00"}

BOTH_WAYS = Group("both ways", (
    Row("entered in büro+", was=NOWHERE, office=CREATE),
    Row("entered in Outlook", was=NOWHERE, exchange=CREATE),
    Row("changed in büro+", office=PLACE),
    Row("changed in Outlook", was=FROM_OUTLOOK, exchange=PLACE),
    Row("changed on both sides", office=PLACE, exchange=MOVED),
    Row("a clash", office={"location": "hier"}, exchange={"location": "dort"}, later="exchange", after={"location": "dort"}, conflicts=1),
    Row("deleted in büro+", office=DELETE, after=GONE),
    Row("deleted in Outlook", was=FROM_OUTLOOK, exchange=DELETE, after=GONE)))


class Disk:
    def __init__(self, lab, verbose):
        self.lab, self.verbose, self.failures = lab, verbose, []

    def prepare(self):
        self.lab.simulator.start()
        BOTH_WAYS.prepare(self.lab)
        BOTH_WAYS.play(self.lab)
        self.lab.simulator.stop()
        self.lab.save()

    def again(self):
        self.lab.simulator.stop()
        self.lab.load()
        self.lab.simulator.start()

    def faulty(self, kind, number, goes_on):
        counted = self.lab.folder / "calls"
        counted.unlink(missing_ok=True)
        code = self.lab.sync(expect=None, seconds=12, LD_PRELOAD=str(LIBRARY), BP_DISK_FAIL=kind, BP_DISK_AT=str(number),
                             BP_DISK_ON=str(KINDS[kind] if goes_on else 0), BP_DISK_COUNT=str(counted))
        return code, int(counted.read_text())

    def count(self, kind):
        """How often the pass comes by, when nothing fails."""
        self.again()
        code, calls = self.faulty(kind, 0, False)
        check(code == 0 and calls > 0, f"without a fault the run ended with {code} after {calls} calls")
        self.finish()
        return calls

    def finish(self):
        with sqlite3.connect(self.lab.data / "bpexchange.db") as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
        check(found == [("ok",)], f"the database is damaged: {found}")
        self.lab.sync()
        BOTH_WAYS.check(self.lab)
        self.lab.check_quiet()
        BOTH_WAYS.check(self.lab)

    def attempt(self, kind, number, goes_on):
        self.again()
        code, _ = self.faulty(kind, number, goes_on)
        if code:
            # Whoever reads but what stands beside the log must be told, too.
            last = beside_log(self.lab.said)
            check(any("database" in line or "disk" in line for line in last), f"it gave up with {code} and said {last!r}")
        self.finish()

    def run(self, kind, number, goes_on):
        label = f"{kind} at call {number}{' and from then on' if goes_on else ''}"
        try:
            self.attempt(kind, number, goes_on)
            if self.verbose:
                print(f"     {label}", flush=True)
        except Failure as failure:
            print(f"FAIL {label}: {failure}", flush=True)
            self.failures.append(label)
        except Exception:       # a defect of the test itself; the others still run
            print(f"FAIL {label}:\n{traceback.format_exc()}", flush=True)
            self.failures.append(label)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--long", action="store_true", help="every call, not only a sample")
    parser.add_argument("--sample", type=int, default=2, help="calls of each kind and way (2)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", help="KIND:N[+], + for: and from then on")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if not LIBRARY.exists():
        print(f"{LIBRARY} is not built")
        return 77
    if not SCHEMA.is_dir():
        print("schema: skipped")
    rng, ran, possible = random.Random(options.seed), 0, 0
    with Lab(BOTH_WAYS.users()) as lab:
        disk = Disk(lab, options.verbose)
        disk.prepare()
        if options.at:
            kind, _, number = options.at.partition(":")
            disk.run(kind, int(number.rstrip("+")), number.endswith("+"))
            lab.keep = bool(disk.failures)
            print(f"{len(disk.failures)} failures, in {lab.folder}" if disk.failures else "ok")
            return 1 if disk.failures else 0
        for kind in KINDS:
            calls = disk.count(kind)
            for goes_on in (False, True):
                possible += calls
                chosen = range(1, calls + 1) if options.long else sorted(rng.sample(range(1, calls + 1), min(calls, options.sample)))
                for number in chosen:
                    ran += 1
                    disk.run(kind, number, goes_on)
        lab.keep = lab.keep or bool(disk.failures)
    print(f"{ran} of {possible} failing calls (seed {options.seed}), {len(disk.failures)} failures")
    return 1 if disk.failures else 0


if __name__ == "__main__":
    sys.exit(main())
