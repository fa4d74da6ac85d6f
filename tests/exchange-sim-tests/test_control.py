#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The control endpoint: Outlook in its words, and what it says to those who ask for something that cannot be."""

import subprocess
import os
import unittest

from ews import ANNA, TASKS, SimTest


class Control(SimTest):
    def outlook(self, route, status=200, **body):
        got, answer = self.sim.control("POST", f"mailbox/{ANNA}/{route}", body)
        self.assertEqual(got, status, answer)
        return answer

    def series(self, subject="Series"):
        return self.outlook("create", subject=subject, start="2026-03-02T09:00:00", end="2026-03-02T10:00:00", time_zone="Europe/Berlin",
                            recurrence="FREQ=DAILY;COUNT=5")["id"]

    def test_occurrences(self):
        made = self.series("Moves")
        moved = self.outlook("move-occurrence", id=made, index=2, start="2026-03-03T15:00:00")
        self.assertEqual((moved["start"], moved["end"], moved["type"]), ("2026-03-03T15:00:00", "2026-03-03T16:00:00", "Exception"))
        master = self.outlook("cancel-occurrence", id=made, date="2026-03-05")
        self.assertEqual([(one["original_start"], one["deleted"]) for one in master["exceptions"]],
                         [("2026-03-03T09:00:00", False), ("2026-03-05T09:00:00", True)])
        status, view = self.sim.control("GET", f"mailbox/{ANNA}/view?start=2026-03-01T00:00:00Z&end=2026-03-31T00:00:00Z")
        self.assertEqual((status, sorted(one["start"] for one in view if one["subject"] == "Moves")),
                         (200, ["2026-03-02T09:00:00", "2026-03-03T15:00:00", "2026-03-04T09:00:00", "2026-03-06T09:00:00"]))
        changed = self.outlook("change-pattern", id=made, recurrence="FREQ=WEEKLY;BYDAY=MO;COUNT=3")
        self.assertEqual((changed["recurrence"], changed["exceptions"]), ("FREQ=WEEKLY;BYDAY=MO;WKST=MO;COUNT=3", []))

    def test_complete(self):
        made = self.outlook("create", folder="tasks", subject="Again", start_date="2026-03-02", due_date="2026-03-02", recurrence="FREQ=DAILY;COUNT=2")
        self.outlook("complete", id=made["id"])
        self.assertEqual(sorted((one["status"], one["due_date"]) for one in self.sim.control("GET", f"mailbox/{ANNA}/items?folder=tasks")[1]),
                         [("completed", "2026-03-02"), ("not-started", "2026-03-03")])
        single = self.outlook("create", folder="tasks", subject="Once")
        half = self.outlook("update", id=single["id"], percent_complete=50)
        self.assertEqual((half["status"], half["percent_complete"]), ("in-progress", 50))
        done = self.outlook("complete", id=single["id"], completed_date="2026-03-01")
        self.assertEqual((done["status"], done["percent_complete"], done["completed_date"]), ("completed", 100, "2026-03-01"))

    def test_clock(self):
        self.assertEqual(self.sim.control("POST", "clock", {"now": "2027-05-01T12:00:00Z"})[1]["now"][:16], "2027-05-01T12:00")
        made = self.outlook("create", subject="Then", start="2027-05-02T09:00:00Z", end="2027-05-02T10:00:00Z")
        self.assertEqual(made["created"][:16], "2027-05-01T12:00")
        self.sim.control("POST", "clock", {"offset": 0})

    def test_help(self):
        made = self.series()
        for route, body, words in (
                ("create", {"subjekt": "x"}, ("subjekt", "subject")), ("create", {"subject": 5}, ("subject", "string")),
                ("create", {"start": "yesterday"}, ("yesterday",)), ("create", {"recurrence": "FREQ=HOURLY"}, ("recurrence",)),
                ("create", {"show_as": "away"}, ("out-of-office",)), ("create", {"folder": "attic"}, ("folder",)),
                ("create", {"time_zone": "Mars"}, ("Mars",)), ("update", {}, ("id",)), ("update", {"id": "abc"}, ("id",)),
                ("move-occurrence", {"id": made}, ("start",)), ("move-occurrence", {"id": made, "start": "2026-03-03T15:00:00"}, ("index", "date")),
                ("cancel-occurrence", {"id": made, "index": 9}, ("occurrence",)), ("change-pattern", {"id": made}, ("recurrence",)),
                ("complete", {"id": made}, ("tasks",)), ("delete", {"id": made, "type": "Shred"}, ("HardDelete",))):
            status, answer = self.sim.control("POST", f"mailbox/{ANNA}/{route}", body)
            self.assertIn(status, (400, 404), body)
            for word in words:
                self.assertIn(word, answer["error"], body)
        self.assertIn("/sim/clock", self.sim.control("GET", "nonsense")[1]["error"])
        self.assertIn("cancel-occurrence", self.sim.control("POST", f"mailbox/{ANNA}/nonsense", {})[1]["error"])
        self.assertEqual(self.sim.control("GET", "clock/")[0], 404)
        self.assertEqual(self.sim.control("DELETE", "clock")[0], 405)
        self.assertEqual(self.sim.control("GET", "mailbox/nobody@example.com/items")[0], 404)

    def test_folders(self):
        folders = self.sim.control("GET", f"mailbox/{ANNA}/folders")[1]
        self.assertEqual([one["class"] for one in folders if one["distinguished"] == "tasks"], ["IPF.Task"])


class CommandLine(unittest.TestCase):
    def test_usage(self):
        # DESIGN 6: what is no fault, scheme, address or mailbox ends with 2 and one line that says what it takes.
        for arguments, words in ((["--fault", "nonsense"], "busy-messages"), (["--fault", "busy:x"], "milliseconds"), (["--fault", "http:99"], "200 to 599"),
                                 (["--fault", "busy,every=0"], "at least 1"), (["--fault", "busy,count=1,count=2"], "twice"), (["--fault", "busy/Get"], "operation"),
                                 (["--fault", "busy@anna"], "mailbox"), (["--fault", "truncate:5"], "no value"), (["--fault", "busy,often"], "every=N"),
                                 (["--fault", ""], "KIND"), (["--auth", "kerberos"], "ntlm"), (["--listen", "here"], "ADDRESS:PORT"),
                                 (["--mailbox", "anna"], "SMTP"), (["--oauth", "x"], "TENANT"), (["--admin", "x"], "NAME=PASSWORD"), (["--nonsense"], "nonsense"),
                                 (["stray"], "stray"), (["--latency", "-1"], "milliseconds")):
            result = subprocess.run([os.environ["EXCHANGE_SIM"], *arguments], capture_output=True, text=True, timeout=20, check=False)
            self.assertEqual((result.returncode, result.stderr.count("\n")), (2, 1), (arguments, result.stderr))
            self.assertIn(words, result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
