#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""crowd.py [--long]: many mailboxes on one engine. A dead one and a very busy one hold up nobody, and a server that comes back is not run
down. --long: 500 mailboxes instead of 60."""

import sys
import unittest

from appointment import Appointment
from lab import Lab
from processes import SCHEMA, wait_for

LONG = "--long" in sys.argv
COUNT = 500 if LONG else 60
PATIENCE_S = 300 if LONG else 60
USERS = tuple(f"u{i:03}" for i in range(COUNT))
DEAD, BUSY = USERS[7], USERS[11]
OTHERS = tuple(login for login in USERS if login not in (DEAD, BUSY))
MANY = 600


class Crowd(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(USERS)
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.lab.set_up()
        self.lab.switch_on()
        self.engine = self.lab.start_engine()
        self.addCleanup(self.engine.stop)
        self.in_step(USERS)

    def in_step(self, logins):
        def all_in_step():
            with self.lab.office.connection() as connection:
                return connection.execute('SELECT count(*) FROM sync_status s JOIN "user" u ON u.id = s.user WHERE s.state = \'in-step\''
                                          f" AND u.login IN ({', '.join('?' * len(logins))})", logins).fetchone()[0] == len(logins)
        wait_for(f"{len(logins)} users in step", PATIENCE_S, all_in_step)

    def enter(self, subject, logins, times=1):
        with self.lab.office.connection() as connection:
            connection.executemany('INSERT INTO appointment (company, "user", subject, starts_at, ends_at) SELECT 1, id, ?, ?, ?'
                                   ' FROM "user" WHERE login = ?',
                                   [(subject, "2027-03-10T09:00:00", "2027-03-10T10:00:00", login) for login in logins for _ in range(times)])

    def arrived(self, subject, login):
        return sum(item["subject"] == subject for item in self.lab.outlook.items(login))

    def wait_until_arrived(self, subject, logins):
        left = set(logins)

        def nobody_waits():
            left.difference_update([login for login in left if self.arrived(subject, login)])
            return not left
        wait_for(f"“{subject}” in {len(logins)} mailboxes", PATIENCE_S, nobody_waits)

    def test_a_dead_mailbox_holds_up_nobody(self):
        self.lab.outlook.fault(f"delay-before:600000@{self.lab.mailbox(DEAD)}")
        self.enter("trotzdem", USERS)
        self.wait_until_arrived("trotzdem", (*OTHERS, BUSY))
        self.assertFalse(self.arrived("trotzdem", DEAD))
        # Lanes that wait for the dead one's answers are few: a second round finds the others free.
        self.enter("noch einmal", (*OTHERS, BUSY))
        self.wait_until_arrived("noch einmal", (*OTHERS, BUSY))
        self.assertFalse(self.arrived("trotzdem", DEAD))
        self.lab.outlook.clear_faults()

    def test_a_busy_mailbox_leaves_room_for_the_others(self):
        self.enter("einer von vielen", [BUSY], MANY)
        self.enter("nur einer", OTHERS)
        self.wait_until_arrived("nur einer", OTHERS)
        wait_for("all of the busy one", PATIENCE_S, lambda: self.arrived("einer von vielen", BUSY) == MANY)

    def test_a_server_that_comes_back_is_not_run_down(self):
        self.lab.simulator.stop()
        wait_for("the outage in the log", 30, lambda: self.lab.log_line("connection.failed"))
        self.enter("inzwischen", USERS)
        self.lab.simulator.start()
        self.wait_until_arrived("inzwischen", USERS)
        self.in_step(USERS)
        requests = self.lab.outlook.requests(last=20_000)
        created = [one.mailbox for one in requests if one.operation == "CreateItem"]
        self.assertEqual(sorted(created), sorted(set(created)), "something was sent twice")
        self.assertEqual({login: self.arrived("inzwischen", login) for login in USERS}, dict.fromkeys(USERS, 1))
        refused = [one for one in requests if one.status >= 400]
        self.assertEqual(refused, [])


if __name__ == "__main__":
    if not SCHEMA.is_dir():
        print("schema: skipped")
    sys.argv = [argument for argument in sys.argv if argument != "--long"]
    unittest.main(verbosity=2)
