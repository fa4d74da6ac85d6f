#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Notifications over a standing connection: they come at once, outlive what happens to the connection, and where a server has no
streams, mailboxes are asked in turn. `poll-seconds` is an hour, so that nothing else can have brought a change."""

import json
import signal
import sys
import time
import unittest
import urllib.request

from appointment import Appointment
from lab import Lab
from processes import wait_for

USERS = ("anna", "bert", "clara")


class Streams(unittest.TestCase):
    def run_with(self, *options, **settings):
        self.lab = Lab(USERS, options)
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.streams(heartbeat=1)   # by which it notices that nobody listens any more
        self.lab.set_up(**{"poll_seconds": 3600, **settings})
        self.lab.switch_on(users=USERS)
        self.engine = self.lab.start_engine()
        self.addCleanup(lambda: self.engine.runs() and self.engine.stop())
        for login in USERS:
            wait_for(f"{login} to be in step", 15, lambda login=login: self.lab.status(login)["state"] == "in-step")

    def arrives(self, subject, user="anna", seconds=20):
        self.lab.outlook.create(Appointment(subject, user=user))
        begun = time.monotonic()
        wait_for(f"“{subject}” in büro+", seconds,
                 lambda: any(one.subject == subject for one in self.lab.office.appointments()))
        print(f"{subject}: {(time.monotonic() - begun) * 1000:.0f} ms", file=sys.stderr)

    def streams(self, **what):
        root = self.lab.simulator.url.rsplit("/EWS", 1)[0]
        with urllib.request.urlopen(urllib.request.Request(root + "/sim/streams", json.dumps(what).encode(),
                                                           method="POST")) as answer:
            return json.load(answer)["open"]

    def operations(self):
        return [one.operation for one in self.lab.outlook.requests()]

    def lines(self, log_id):
        return [line for line in self.lab.log() if line.id == log_id]

    def test_all_mailboxes_on_one_connection(self):
        self.run_with()
        wait_for("one stream for all", 15, lambda: self.streams() == 1)
        for user in USERS:
            self.arrives(f"für {user}", user)
        self.assertNotIn("GetEvents", self.operations())
        self.assertEqual(self.lines("notifications.polled"), [])

    def test_closed_by_the_server(self):
        """Its time is over: a new one takes its place, and nothing is subscribed anew."""
        self.run_with()
        wait_for("one stream for all", 15, lambda: self.streams() == 1)
        subscribed = self.operations().count("Subscribe")
        self.streams(close=True)
        wait_for("another stream", 15, lambda: self.streams() == 1)
        self.arrives("danach")
        self.assertEqual(self.operations().count("Subscribe"), subscribed)

    def test_a_lost_subscription_is_made_anew(self):
        self.run_with()
        wait_for("one stream for all", 15, lambda: self.streams() == 1)
        self.lab.outlook.fault("lost-subscription", count=1)
        self.streams(close=True)
        for user in USERS:
            self.arrives(f"für {user}", user)

    def test_the_server_restarts(self):
        """Its subscriptions are gone; one line says that the connection was lost, one that it is there again."""
        self.run_with()
        wait_for("one stream for all", 15, lambda: self.streams() == 1)
        self.lab.simulator.stop(signal.SIGKILL)
        wait_for("the outage to be noticed", 30, lambda: self.lines("connection.failed"))
        self.lab.simulator.start()
        wait_for("the connection", 60, lambda: len(self.lines("connection.ok")) == 2)
        wait_for("a stream for all", 60, lambda: self.streams() == 1)
        for user in USERS:
            self.arrives(f"für {user}", user)
        self.assertEqual(len(self.lines("connection.failed")), 1)

    def test_no_room_for_streams(self):
        """Then mailboxes are asked in turn, which is said once for all of them."""
        self.run_with("--max-streams", "0", poll_seconds=1)
        wait_for("the log to say so", 30, lambda: self.lines("notifications.polled"))
        wait_for("the mailboxes to be asked", 30, lambda: "GetEvents" in self.operations())
        for user in USERS:
            self.arrives(f"für {user}", user)
        self.assertEqual(len(self.lines("notifications.polled")), 1)
        self.lab.check_log("notifications.polled")

    def test_off_ends_the_stream(self):
        self.run_with()
        wait_for("one stream for all", 15, lambda: self.streams() == 1)
        self.lab.cli("settings", "auto-sync", "0")
        wait_for("no stream", 15, lambda: self.streams() == 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
