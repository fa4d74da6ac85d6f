#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who is asked for what, watched on the wire: master switch (R1), directions (R5, R6), kinds (R7), users (U5), maintenance (S9), parking and
`retry` (SYNC 15). Each run goes until it is idle: what it did not send by then it does not send."""

import unittest

from appointment import Appointment
from lab import Lab
from processes import SCHEMA, next_second

TOO_LONG = "x" * 256


class Wire(unittest.TestCase):
    users = ("anna", "bert")

    def setUp(self):
        self.lab = Lab(self.users)
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.lab.set_up(sync_tasks=1)
        self.lab.switch_on()
        self.lab.sync()

    def sent_by_a_run(self, expect=0):
        """The requests of one run until idle."""
        before = self.lab.outlook.request_count()
        self.lab.sync(expect=expect)
        return self.lab.outlook.requests_since(before)

    def operations(self, requests, mailbox=None):
        return [one.operation for one in requests if mailbox in (None, one.mailbox)]

    def writes(self, requests):
        return [(one.operation, one.mailbox.split("@")[0]) for one in requests if one.writes]

    def in_office(self):
        return {one.subject for one in self.lab.office.appointments()}

    def in_exchange(self):
        return {one.subject for one in self.lab.outlook.appointments(self.users)}

    def enter_on_both_sides(self):
        self.lab.office.create(Appointment("von büro+"))
        self.lab.outlook.create(Appointment("von Outlook"))
        next_second()

    # --- settings -------------------------------------------------------------------------------------------------------------
    def test_switched_off_nothing_is_asked_and_on_again_it_is(self):
        self.lab.settings(auto_sync=0)
        self.enter_on_both_sides()
        self.assertEqual(self.sent_by_a_run(), [])
        self.assertNotIn("von Outlook", self.in_office())
        self.assertNotIn("von büro+", self.in_exchange())
        self.lab.settings(auto_sync=1)
        next_second()
        self.lab.office.create(Appointment("danach"))
        self.assertEqual(self.writes(self.sent_by_a_run()), [("CreateItem", "anna")])

    def test_without_export_nothing_is_written(self):
        self.lab.settings(export=0)
        self.enter_on_both_sides()
        self.lab.office.create(Appointment("noch einer", user="bert"))
        requests = self.sent_by_a_run()
        self.assertEqual(self.writes(requests), [])
        self.assertIn("SyncFolderItems", self.operations(requests))
        self.assertIn("von Outlook", self.in_office())

    def test_without_import_nothing_comes_in(self):
        self.lab.settings(**{"import": 0})
        self.enter_on_both_sides()
        self.assertEqual(self.writes(self.sent_by_a_run()), [("CreateItem", "anna")])
        self.assertNotIn("von Outlook", self.in_office())

    def kinds_read(self, requests):
        """By the elements that are asked for: those of the other kind are of no use."""
        asked = {path.split(":")[0] for one in requests if one.operation == "GetItem" for path in one.asked}
        return asked & {"calendar", "task"}

    def test_a_kind_that_is_off_is_not_asked_for(self):
        for off, on in (("sync-tasks", "calendar"), ("sync-appointments", "task")):
            with self.subTest(off):
                self.lab.settings(**{"sync-tasks": 1, "sync-appointments": 1, off: 0})
                self.lab.outlook.create(Appointment(f"Termin ohne {off}"))
                self.lab.outlook.in_mailbox("anna", "create", {"folder": "tasks", "subject": f"Aufgabe ohne {off}"})
                next_second()
                self.assertEqual(self.kinds_read(self.sent_by_a_run()), {on})
        self.assertEqual(self.in_office(), {"Termin ohne sync-tasks"})

    # --- users ----------------------------------------------------------------------------------------------------------------
    def assert_left_alone(self, login):
        self.lab.office.create(Appointment(f"nicht von {login}", user=login))
        self.lab.office.create(Appointment("von Anna"))
        requests = self.sent_by_a_run()
        self.assertEqual(self.operations(requests, self.lab.mailbox(login)), [])
        self.assertEqual(self.writes(requests), [("CreateItem", "anna")])

    def test_a_user_who_is_off_is_left_alone(self):
        self.lab.cli("user", "set", "bert", "exchange-sync=0")
        self.assert_left_alone("bert")

    def test_a_company_without_maintenance_is_left_alone(self):
        self.lab.cli("company", "add", "2", "Altbau KG")
        self.lab.cli("user", "set", "bert", "start-company=2")
        self.lab.cli("company", "set", "2", "maintenance-until=2024-12-31")
        self.assert_left_alone("bert")
        self.lab.cli("company", "set", "2", "maintenance-until=")
        self.assertIn("SyncFolderItems", self.operations(self.sent_by_a_run(), self.lab.mailbox("bert")))

    # --- parking --------------------------------------------------------------------------------------------------------------
    def test_a_parked_record_is_not_sent_again_until_it_is_changed(self):
        self.lab.office.create(Appointment(TOO_LONG))
        self.lab.office.create(Appointment("daneben"))
        self.assertEqual(self.writes(self.sent_by_a_run(expect=1)), [("CreateItem", "anna")])
        self.assertEqual(self.writes(self.sent_by_a_run(expect=1)), [])
        self.lab.cli("retry", "a1")
        self.assertEqual(self.writes(self.sent_by_a_run(expect=1)), [])
        self.assertEqual(self.in_exchange(), {"daneben"})
        self.lab.office.change(TOO_LONG, subject="kürzer")
        self.assertEqual(self.writes(self.sent_by_a_run()), [("CreateItem", "anna")])
        self.assertEqual(self.in_exchange(), {"daneben", "kürzer"})


if __name__ == "__main__":
    if not SCHEMA.is_dir():
        print("schema: skipped")
    unittest.main(verbosity=2)
