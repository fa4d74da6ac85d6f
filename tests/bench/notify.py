#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""notify.py PROGRAMS [--mailboxes N]: how soon a change in Exchange is in the database when notifications are streamed, and what
many idle mailboxes cost. On loopback against the simulator; nothing here passes or fails."""

import argparse
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

SAFETY_SECONDS = 1800   # how often a streamed mailbox is looked at although nothing has happened


def until(condition, seconds=120, pause=0.002):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("the sync did not follow within the time")
        time.sleep(pause)


def cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid, name):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name + ":"))


def row(what, value, note=""):
    print(f"{what:<36} {value:>16}  {note}", flush=True)


class Firm:
    def __init__(self, programs, folder, mailboxes):
        self.programs, self.data, self.count = Path(programs).resolve(), folder / "data", mailboxes
        port_file = folder / "port"
        self.simulator = subprocess.Popen(
            [self.programs / "exchange-sim", "--listen", "127.0.0.1:0", "--port-file", port_file, "--admin", "admin=geheim",
             *(part for i in range(mailboxes) for part in ("--mailbox", self.mailbox(i)))], stdout=subprocess.DEVNULL)
        until(lambda: port_file.exists() and port_file.read_text().strip())
        self.url = f"http://127.0.0.1:{port_file.read_text().strip()}"
        self.cli("init")
        for key, value in (("ews-host", self.url + "/EWS/Exchange.asmx"), ("admin-name", "admin"), ("poll-seconds", "3600"),
                           ("auto-sync", "1")):
            self.cli("settings", key, value)
        self.cli("settings", "admin-secret", "--stdin", input="geheim")
        self.cli("company", "add", "1", "Muster GmbH")
        self.database = sqlite3.connect(self.data / "bpexchange.db", isolation_level=None)
        self.database.execute("PRAGMA busy_timeout = 30000")
        self.database.execute("BEGIN")
        self.database.executemany(
            "INSERT INTO user (login, name, start_company, exchange_mailbox, exchange_sync) VALUES (?, ?, 1, ?, 1)",
            [(f"user{i}", f"User {i}", self.mailbox(i)) for i in range(mailboxes)])
        self.database.execute("COMMIT")

    @staticmethod
    def mailbox(i):
        return f"user{i}@muster.example"

    def cli(self, *args, **options):
        return subprocess.run([self.programs / "bpexchange-cli", "--data", self.data, *args], check=True, text=True,
                              stdout=subprocess.PIPE, **options).stdout

    def post(self, route, **body):
        request = urllib.request.Request(f"{self.url}/sim/{route}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def in_step(self):
        return sum(user["state"] == "in-step" for user in json.loads(self.cli("status", "--json"))["users"])

    def subscribed(self):
        with urllib.request.urlopen(f"{self.url}/sim/health") as answer:
            return json.load(answer)["subscriptions"]


def latency(firm, changes):
    times = []
    for i in range(changes):
        begun = time.monotonic()
        firm.post(f"mailbox/{firm.mailbox(i % firm.count)}/create", folder="calendar", subject=f"her {i}",
                  start="2029-01-01T10:00:00", end="2029-01-01T11:00:00")
        until(lambda: firm.database.execute("SELECT 1 FROM appointment WHERE subject = ?", (f"her {i}",)).fetchone())
        times.append(time.monotonic() - begun)
        time.sleep(0.2)
    row("Exchange -> database, p50 / worst", f"{statistics.median(times) * 1000:.0f} / {max(times) * 1000:.0f} ms",
        f"{len(times)} changes, streamed; promised: 150 ms")


def idle(firm, pid, seconds):
    before, begun = cpu(pid), time.monotonic()
    time.sleep(seconds)
    quiet = (cpu(pid) - before) / (time.monotonic() - begun)
    before = cpu(pid)
    passes = "SELECT count(*) FROM sync_status WHERE last_success > ?"
    now = time.time_ns() // 1000
    firm.cli("sync-now")
    until(lambda: firm.database.execute(passes, (now,)).fetchone()[0] == firm.count, pause=0.1)
    safety = (cpu(pid) - before) / SAFETY_SECONDS
    row(f"{firm.count} idle mailboxes", f"{(quiet + safety) * 100:.2f} % of a core",
        f"{quiet * 100:.2f} waiting, {safety * 100:.2f} for a pass each in {SAFETY_SECONDS // 60} minutes; promised: 1 %")
    row("memory", f"{memory(pid, 'VmRSS'):.0f} MB", f"at most {memory(pid, 'VmHWM'):.0f}; promised: 64 MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs")
    parser.add_argument("--mailboxes", type=int, default=1000)
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bp-bench-") as folder:
        firm = Firm(options.programs, Path(folder), options.mailboxes)
        engine = subprocess.Popen([firm.programs / "bpexchange-cli", "--data", firm.data, "run"], stdout=subprocess.DEVNULL)
        try:
            until(lambda: firm.in_step() == options.mailboxes and firm.subscribed() >= options.mailboxes, 600, 0.5)
            streams = firm.post("streams")["open"]
            row("streams", f"{streams}", f"for {options.mailboxes} mailboxes")
            latency(firm, options.changes)
            idle(firm, engine.pid, options.seconds)
        finally:
            engine.send_signal(signal.SIGTERM)
            engine.wait()
            firm.simulator.kill()
            firm.simulator.wait()


if __name__ == "__main__":
    main()
