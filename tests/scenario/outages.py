#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""outages.py [--long]: a week of an unreliable server, in minutes. Whatever goes wrong, the log says once when the connection was lost
and why, and once that it is there again and how long it was gone; nobody has to help. --long: twenty outages instead of five."""

import random
import signal
import sqlite3
import sys
import time
import unittest

from appointment import Appointment
from lab import Lab
from processes import wait_for

USERS = ("anna", "bert", "clara")
LONG = "--long" in sys.argv
COUNT = 20 if LONG else 5
MOST_LINES = 60
CAUSES = ["kill", "http:502", "reset-before", "busy-http", "http:500"]


class Week(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(USERS)
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.lab.set_up(poll_seconds=3600)
        self.lab.switch_on(users=USERS)
        self.engine = self.lab.start_engine()
        self.addCleanup(lambda: self.engine.runs() and self.engine.stop())
        for login in USERS:
            wait_for(f"{login} to be in step", 30, lambda login=login: self.lab.status(login)["state"] == "in-step")

    def lines(self, log_id):
        return [line for line in self.lab.log() if line.id == log_id]

    def break_down(self, cause):
        if cause == "kill":
            self.lab.simulator.stop(signal.SIGKILL)
        else:
            self.lab.outlook.fault(cause)
            self.lab.cli("sync-now")

    def mend(self, cause):
        if cause == "kill":
            self.lab.simulator.start()
        else:
            self.lab.outlook.clear_faults()

    def test_twenty_outages(self):
        rng = random.Random(7)
        causes = [CAUSES[i % len(CAUSES)] for i in range(COUNT)]
        rng.shuffle(causes)
        for number, cause in enumerate(causes, 1):
            self.break_down(cause)
            wait_for(f"outage {number} ({cause}) to be said", 60, lambda n=number: len(self.lines("connection.failed")) == n)
            self.mend(cause)
            wait_for(f"the end of outage {number} ({cause})", 90, lambda n=number: len(self.lines("connection.ok")) == n + 1)
            for login in USERS:
                wait_for(f"{login} to be in step", 60, lambda login=login: self.lab.status(login)["state"] == "in-step")
        loud = [line for line in self.lab.log() if line.level != "debug"]
        print(f"{COUNT} outages, {len(loud)} lines above debug", file=sys.stderr)
        self.assertLessEqual(len(loud), MOST_LINES * COUNT // 20 + 20, [line.text for line in loud])
        if LONG:
            self.assertLessEqual(len(loud), MOST_LINES)
        for line in self.lines("connection.failed"):
            self.assertRegex(line.text, r"No connection to Exchange \(http://.*\): .+")
        for line in self.lines("connection.ok")[1:]:
            self.assertRegex(line.text, r"again \(http://.*\), after (\d+ h )?(\d+ min )?(\d+ s )?without a connection since 20\d\d-")

    def test_policy_block(self):
        """Exchange Online has EWS switched off: said once with the setting and the date, and not asked again and again."""
        self.lab.outlook.fault("policy-block")
        self.lab.cli("sync-now")
        wait_for("the log to say so", 30, lambda: self.lines("connection.failed"))
        wait_for("all to give up for now", 30, lambda: all(self.lab.status(login)["state"] == "error" for login in USERS))
        asked = self.lab.outlook.request_count()
        beats = self.heartbeats()
        wait_for("heartbeats of the engine", 60, lambda: self.heartbeats() >= beats + 15000)
        self.assertLessEqual(self.lab.outlook.request_count() - asked, 1)
        text = self.lines("connection.failed")[0].text
        self.assertRegex(text, "EwsEnabled|EwsAllowedAppIDs")
        self.assertIn("2027-04-01", text)
        self.assertEqual(len(self.lines("connection.failed")), 1)

    def heartbeats(self):
        """When it was last alive, in milliseconds."""
        with sqlite3.connect(self.lab.data / "bpexchange.db", timeout=10) as database:
            return database.execute("SELECT max(heartbeat_at) / 1000 FROM sync_engine").fetchone()[0]

    @unittest.skipUnless(LONG, "skipped: half a minute of sleep (--long)")
    def test_the_machine_slept(self):
        self.engine.process.send_signal(signal.SIGSTOP)
        time.sleep(35)
        self.engine.process.send_signal(signal.SIGCONT)
        wait_for("the log to say so", 30, lambda: self.lines("engine.clock-jumped"))
        self.lab.outlook.create(Appointment("danach"))
        wait_for("the appointment in büro+", 30, lambda: any(one.subject == "danach" for one in self.lab.office.appointments()))
        self.assertEqual(len(self.lines("engine.clock-jumped")), 1)


if __name__ == "__main__":
    sys.argv = [argument for argument in sys.argv if argument != "--long"]
    unittest.main(verbosity=2)
