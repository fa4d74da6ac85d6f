#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The main job, end to end: the simulator with three mailboxes, a database with three users, and people at work on both sides.

With a display it opens the window and stays until that is closed; without one it runs the engine on the command line, ends by
itself and exits 0 only if both sides agree. Everything lives in a temporary folder. See ./dev demo and tests/README.md."""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import scenes
from compare import compare, compare_old
from exchange import Exchange
from office import Office

ROOT = Path(__file__).resolve().parents[2]
COMPANY = 1
ADMIN, PASSWORD = "sync@muster.example", "nur-zur-Demo"
PACE = 1.1          # seconds between two things people do
LIMIT = 20          # seconds until both sides have to agree


class Failure(Exception):
    """What the demo cannot go on with, in one sentence."""


def say(text):
    print(f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text, flush=True)


def wait_for(what, seconds, condition):
    """Waits until condition () is true and returns what it gave."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise Failure(f"waited {seconds} s in vain for {what}")
        time.sleep(0.05)
    return value


class Demo:
    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        self.data = folder / "data"
        self.processes = []
        self.office = self.exchange = None
        self.model = {}             # (user, subject) -> side it came from
        self.played = Counter()     # (side, verb) -> how often

    # --- starting and stopping programs ------------------------------------------------------------------------------
    def start(self, program, *arguments, **options):
        process = subprocess.Popen([self.programs / program, *arguments], stdin=subprocess.DEVNULL, **options)
        self.processes.append(process)
        return process

    def cli(self, *arguments, stdin=""):
        run = subprocess.run([self.programs / "bpexchange-cli", "--data", self.data, *arguments], input=stdin, text=True,
                             capture_output=True, timeout=30)
        if run.returncode:
            raise Failure(f"bpexchange-cli {' '.join(arguments)}: {run.stderr.strip()}")
        return run.stdout

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    # --- before the curtain rises --------------------------------------------------------------------------------------
    def start_exchange(self):
        port_file = self.folder / "port"
        arguments = ["--listen", "127.0.0.1:0", "--port-file", port_file, "--admin", f"{ADMIN}={PASSWORD}",
                     "--log", self.folder / "exchange-sim.log"]
        for user in scenes.USERS:
            arguments += ["--mailbox", f"{user}@{scenes.DOMAIN}"]
        schema = ROOT.parent / "shared" / "ews-schema"
        if schema.is_dir():
            arguments += ["--schema", schema]
        simulator = self.start("exchange-sim", *arguments, stdout=subprocess.DEVNULL)

        def port():
            if simulator.poll() is not None:
                raise Failure("exchange-sim ended at once")
            return port_file.exists() and port_file.read_text().strip()
        self.exchange = Exchange(int(wait_for("the simulator's port", 10, port)))

    def set_up(self):
        self.cli("init")
        for key, value in {"ews-host": self.exchange.url, "admin-name": ADMIN, "time-zone": scenes.SITE_ZONE,
                           "poll-seconds": "1"}.items():
            self.cli("settings", key, value)
        self.cli("settings", "admin-secret", "--stdin", stdin=PASSWORD + "\n")
        self.cli("company", "add", str(COMPANY), "Muster GmbH")
        for login, name in scenes.USERS.items():
            address = f"{login}@{scenes.DOMAIN}"
            self.cli("user", "add", login, f"name={name}", f"email={address}", f"start-company={COMPANY}",
                     f"exchange-mailbox={address}")
        self.office = Office(self.data / "bpexchange.db", COMPANY)

    def fill(self):
        """What stood in both calendars before, then the switch, then what people entered before the engine first ran."""
        for one in scenes.OLD_OFFICE:
            self.office.create(one)
        for one in scenes.OLD_EXCHANGE:
            self.exchange.create(one)
        # Exchange tells times to the second: what comes after the switch must be seen to come after it.
        self.next_second()
        self.cli("settings", "auto-sync", "1")
        for login in scenes.USERS:
            self.cli("user", "set", login, "exchange-sync=1")
        self.next_second()
        for side, appointments in (("office", scenes.FIRST_OFFICE), ("exchange", scenes.FIRST_EXCHANGE)):
            for one in appointments:
                self.do(scenes.creates(side, one))

    @staticmethod
    def next_second():
        second = int(time.time())
        wait_for("the next second", 2, lambda: int(time.time()) > second)

    # --- the play ------------------------------------------------------------------------------------------------------
    def side(self, name):
        return self.office if name == "office" else self.exchange

    def do(self, step):
        side, key = self.side(step.side), (step.user, step.subject)
        self.played[step.side, step.verb] += 1
        if step.verb == "create":
            side.create(step.new)
            self.model[key] = step.side
            return
        before = wait_for(f'"{step.subject}" in {side.name}', LIMIT, lambda: self.find(side, key))
        origin = self.model.pop(key)
        if step.verb == "delete":
            side.delete(before)
        else:
            after = replace(before.moved(**step.move), **step.change)
            side.update(before, after)
            self.model[after.user, after.subject] = origin

    @staticmethod
    def find(side, key):
        return next((one for one in side.appointments() if (one.user, one.subject) == key), None)

    def play(self, goes_on):
        for step in scenes.PLAY:
            if not goes_on():
                return
            say(f"   {self.side(step.side).name:>8}: {step.user} {step.told}")
            self.do(step)
            time.sleep(PACE)        # the pace of the play; nothing depends on it

    # --- comparing -----------------------------------------------------------------------------------------------------
    def compare(self):
        office, exchange = self.office.appointments(), self.exchange.appointments()
        old = {(one.user, one.subject) for one in scenes.OLD_OFFICE + scenes.OLD_EXCHANGE}
        result = compare(office, exchange, old, set(self.model), {key for key, side in self.model.items() if side == "exchange"})
        result.differences += compare_old(scenes.OLD_OFFICE, office, exchange, "büro+")
        result.differences += compare_old(scenes.OLD_EXCHANGE, exchange, office, "Exchange")
        return result

    def wait_until_agreed(self, goes_on):
        """Until both sides agree (True), or the limit is reached or the engine has ended (False)."""
        try:
            wait_for("both sides to agree", LIMIT, lambda: not goes_on() or not self.compare().differences)
        except Failure:
            return False
        return goes_on()

    def summary(self):
        result = self.compare()
        old = len(scenes.OLD_OFFICE) + len(scenes.OLD_EXCHANGE)
        say(f"\n{'':12}{'büro+ -> Exchange':>20}{'Exchange -> büro+':>20}")
        for verb, label in (("create", "created"), ("change", "changed"), ("delete", "deleted")):
            print(f"{label:12}{self.played['office', verb]:>20}{self.played['exchange', verb]:>20}")
        print(f"{'older':12}{len(scenes.OLD_OFFICE):>20}{len(scenes.OLD_EXCHANGE):>20}   (from before the sync: stay where they are)")
        for difference in result.differences:
            print(f"  {difference}")
        say(f"compared {result.compared + old}, different {len(result.differences)}")
        return not result.differences

    # --- both ways to show it --------------------------------------------------------------------------------------------
    def run_headless(self):
        engine = self.start("bpexchange-cli", "--data", self.data, "run")

        def goes_on():
            return engine.poll() is None
        if self.wait_until_agreed(goes_on):
            self.play(goes_on)
            self.wait_until_agreed(goes_on)
        if not goes_on():
            raise Failure(f"the engine ended by itself with exit code {engine.returncode}")
        self.cli("stop")
        wait_for("the engine to end", 10, lambda: not goes_on())
        if engine.returncode:
            raise Failure(f"the engine ended with exit code {engine.returncode}")
        return self.summary()

    def run_window(self):
        window = self.start("bpexchange", "--data", self.data)

        def goes_on():
            return window.poll() is None
        if self.wait_until_agreed(goes_on):
            self.play(goes_on)
            self.wait_until_agreed(goes_on)
        agreed = self.summary()
        if goes_on():
            say("The window stays open until you close it.")
        return window.wait() == 0 and agreed


def has_display():
    return os.name == "nt" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=Path, required=True, help="folder of bpexchange, bpexchange-cli and exchange-sim")
    parser.add_argument("--headless", action="store_true", help="even if there is a display")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="bpexchange-demo.") as folder:
        demo = Demo(options.programs.resolve(), Path(folder))
        try:
            demo.start_exchange()
            demo.set_up()
            demo.fill()
            agreed = demo.run_headless() if options.headless or not has_display() else demo.run_window()
        except Failure as failure:
            print(f"demo: {failure}", file=sys.stderr)
            agreed = False
        except KeyboardInterrupt:
            agreed = False
        finally:
            demo.close()
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main())
