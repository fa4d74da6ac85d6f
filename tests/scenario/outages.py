#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""outages.py [--long]: a week of an unreliable server, in minutes. Whatever goes wrong, the log says once when the connection was lost
and why, and once that it is there again and how long it was gone; nobody has to help. --long: twenty outages instead of five."""

import json
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

    @unittest.skipUnless(LONG, "skipped: half a minute of sleep (--long)")
    def test_the_machine_slept(self):
        self.engine.process.send_signal(signal.SIGSTOP)
        time.sleep(35)
        self.engine.process.send_signal(signal.SIGCONT)
        wait_for("the log to say so", 30, lambda: self.lines("engine.clock-jumped"))
        self.lab.outlook.create(Appointment("danach"))
        wait_for("the appointment in büro+", 30, lambda: any(one.subject == "danach" for one in self.lab.office.appointments()))
        self.assertEqual(len(self.lines("engine.clock-jumped")), 1)


MANY = tuple(f"user{number}" for number in range(5))


class Refused(unittest.TestCase):
    """The server refuses everybody: one asks for all, it is said once, and nobody has to help once it is changed."""
    users = MANY

    def setUp(self):
        self.lab = Lab(self.users)
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.lab.set_up(poll_seconds=3600)
        self.lab.switch_on(users=self.users)
        self.engine = self.lab.start_engine()
        self.addCleanup(lambda: self.engine.runs() and self.engine.stop())
        self.wait_for_all("in-step")

    def wait_for_all(self, state):
        wait_for(f"all to be {state}", 40, lambda: {user["state"] for user in self.statuses()} == {state})

    def statuses(self):
        return json.loads(self.lab.cli("status", "--json", expect=None))["users"]

    def loud(self, *ids):
        return [line for line in self.lab.log() if line.id in ids and line.level != "debug"]

    def change(self, login):
        self.lab.office.create(Appointment("neu", user=login))

    def heartbeats(self):
        """When it was last alive, in milliseconds."""
        with sqlite3.connect(self.lab.data / "bpexchange.db", timeout=10) as database:
            return database.execute("SELECT max(heartbeat_at) / 1000 FROM sync_engine").fetchone()[0]

    def check_asked(self, since, most):
        """A standing connection that was just being made is told so, too, and then given up."""
        asked = self.lab.outlook.requests_since(since)
        streams = [request for request in asked if request.operation == "GetStreamingEvents"]
        self.assertLessEqual(len(asked) - len(streams), most, asked)
        self.assertLessEqual(len(streams), 1, asked)

    def check_quiet_for(self, seconds):
        asked, beats = self.lab.outlook.request_count(), self.heartbeats()
        wait_for("heartbeats of the engine", 60, lambda: self.heartbeats() >= beats + seconds * 1000)
        self.check_asked(asked, 0)

    def test_policy_block(self):
        """Exchange Online has EWS switched off: two mailboxes are told so, which shows that it is not one's own; then nobody asks."""
        asked = self.lab.outlook.request_count()
        self.lab.outlook.fault("policy-block")
        self.change(MANY[0])
        self.wait_for_all("error")
        self.check_asked(asked, 2)
        for user in self.statuses():
            self.assertIn("2027-04-01", user["reason"])
        for login in MANY:
            self.change(login)
        self.check_quiet_for(5)
        line, = self.loud("connection.failed")
        self.assertRegex(line.text, "EwsEnabled|EwsAllowedAppIDs")
        self.assertEqual(self.loud("user.failed"), [])
        # one who joins is not asked for, either
        self.lab.cli("user", "set", MANY[4], "exchange-sync=0")
        wait_for("him to be out", 20, lambda: self.lab.status(MANY[4])["state"] == "off")
        self.lab.cli("user", "set", MANY[4], "exchange-sync=1")
        self.wait_for_all("error")
        # the administrator has changed it, and says so
        self.lab.outlook.clear_faults()
        self.lab.cli("sync-now")
        self.wait_for_all("in-step")
        self.assertEqual(len(self.loud("connection.ok")), 2)

    def test_refused_sign_in(self):
        asked = self.lab.outlook.request_count()
        self.lab.outlook.fault("http:401")
        self.change(MANY[0])
        self.wait_for_all("error")
        self.check_asked(asked, 2)      # what is offered, then the sign-in
        self.check_quiet_for(5)
        self.assertEqual(len(self.loud("connection.failed", "user.failed")), 1)
        # what the administrator does: the password anew, and a restart
        self.lab.outlook.clear_faults()
        self.lab.cli("restart")
        self.wait_for_all("in-step")

    def test_blocked_alone(self):
        """Set-CASMailbox -EwsEnabled $false: his own trouble."""
        self.lab.outlook.fault(f"policy-block@{self.lab.mailbox(MANY[2])}")
        self.change(MANY[2])
        wait_for("his trouble to be said", 30, lambda: self.loud("user.failed"))
        self.change(MANY[3])
        wait_for("another's appointment", 30, lambda: self.lab.outlook.items(MANY[3]))
        states = {user["login"]: user["state"] for user in self.statuses()}
        self.assertEqual([login for login, state in states.items() if state != "in-step"], [MANY[2]])
        self.assertEqual((len(self.loud("user.failed")), self.loud("connection.failed")), (1, []))
        self.assertRegex(self.loud("user.failed")[0].text, "EwsEnabled|EwsAllowedAppIDs")
        self.lab.outlook.clear_faults()
        self.lab.cli("sync-now", MANY[2])
        wait_for("his appointment", 30, lambda: self.lab.outlook.items(MANY[2]))


if __name__ == "__main__":
    sys.argv = [argument for argument in sys.argv if argument != "--long"]
    unittest.main(verbosity=2)
