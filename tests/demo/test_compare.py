#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The demo's comparison finds what differs, and only that."""

import unittest
from dataclasses import replace
from datetime import timedelta

from compare import compare, compare_old
from scenes import at, whole_days

MEETING = at("anna", "Jour fixe", 1, "09:00", 60, "Raum 1", info="Bitte Zahlen\nmitbringen", categories=("B", "A"))
KEY = ("anna", "Jour fixe")


def differences(office, exchange, from_exchange=()):
    return compare(office, exchange, old=(), expected={KEY}, from_exchange=from_exchange).differences


class Compare(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(differences([MEETING], [replace(MEETING, categories=("A", "B"), info="Bitte Zahlen mitbringen")]), [])

    def test_each_field(self):
        other = {"location": "Raum 2", "zone": "Europe/London", "show_as": "free", "importance": "high", "sensitivity": "private",
                 "reminder": None, "categories": ("A",), "info": "", "start": MEETING.start - timedelta(minutes=5),
                 "end": MEETING.end + timedelta(minutes=5)}
        for name, value in other.items():
            self.assertEqual(len(differences([MEETING], [replace(MEETING, **{name: value})])), 1, name)

    def test_all_day_is_dates(self):
        fair = whole_days("anna", "Jour fixe", 1, 2)
        self.assertEqual(differences([fair], [fair]), [])
        self.assertEqual(len(differences([fair], [fair.moved(days=1)])), 1)

    def test_info_text_goes_one_way(self):
        self.assertEqual(differences([replace(MEETING, info="")], [MEETING], {KEY}), [])
        self.assertEqual(len(differences([MEETING], [MEETING], {KEY})), 1)

    def test_missing_and_too_much(self):
        self.assertEqual(len(differences([MEETING], [])), 1)
        self.assertEqual(len(differences([], [])), 1)
        gone = replace(MEETING, subject="Kassensturz")
        self.assertEqual(len(differences([MEETING, gone], [MEETING, gone])), 1)

    def test_two_of_one(self):
        self.assertEqual(len(differences([MEETING], [MEETING, MEETING])), 1)

    def test_old_ones_stay(self):
        self.assertEqual(list(compare_old([MEETING], [MEETING], [], "büro+")), [])
        self.assertEqual(len(list(compare_old([MEETING], [MEETING], [MEETING], "büro+"))), 1)
        self.assertEqual(len(list(compare_old([MEETING], [], [], "büro+"))), 1)


if __name__ == "__main__":
    unittest.main()
