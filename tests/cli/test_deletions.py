# SPDX-License-Identifier: MIT
"""Deletions, the guard and what an administrator does about them: release, restore, records, conflicts, retry (SYNC 11, 15)."""

import cli
from test_sync import SyncTest

HOUR = 3600 * 1_000_000
ALLOWED = 10
WRITES = ("CreateItem", "UpdateItem", "DeleteItem")
CONTRACT = ("appointment", "appointment_exception", "task")


class DeletionTest(SyncTest):
    USERS = ("anna",)

    def outlook(self, route, **body):
        return self.control(f"mailbox/anna@firma.de/{route}", body)

    def folder(self, name):
        return sorted(item["subject"] for item in self.control(f"mailbox/anna@firma.de/items?folder={name}"))

    def item(self, subject):
        return next(item for item in self.items("anna") if item["subject"] == subject)

    def office(self):
        return sorted(subject for subject, in self.sql("SELECT subject FROM appointment"))

    def name(self, subject):
        return next(row["record"] for row in self.json("records") if row["subject"] == subject)

    def record(self, subject):
        return next(row for row in self.json("records") if row["subject"] == subject)

    def delete_here(self, *subjects):
        for subject in subjects:
            self.sql("DELETE FROM appointment WHERE subject = ?", subject)

    def delete_there(self, *subjects):
        for subject in subjects:
            self.outlook("delete", id=self.item(subject)["id"])

    def begin(self, count=1, **settings):
        """So many appointments in step, named by number."""
        self.set_up()
        self.set_to(**settings)
        subjects = [f"Termin {number:02}" for number in range(count)]
        for subject in subjects:
            self.add_appointment("anna", subject)
        self.in_step()
        return subjects

    def set_to(self, **settings):
        for key, value in settings.items():
            self.ok("settings", key.replace("_", "-"), str(value))

    def run_to(self, code):
        result = self.until_idle()
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)

    def write_count(self):
        return sum(one["operation"] in WRITES for one in self.control("requests?last=5000")["requests"])

    def contract_rows(self):
        return [self.sql(f"SELECT * FROM {table}") for table in CONTRACT]

    def check(self, office, exchange, code=0):
        """Runs; then both sides are as they should be, and another run changes nothing on either."""
        self.run_to(code)
        self.assertEqual((self.office(), self.subjects("anna")), (sorted(office), sorted(exchange)))
        before = self.write_count(), self.contract_rows()
        self.run_to(code)
        self.assertEqual((self.write_count(), self.contract_rows()), before)


class Single(DeletionTest):
    def test_here_is_in_deleted_items_there(self):
        self.begin(2)
        self.delete_here("Termin 00")
        self.check(["Termin 01"], ["Termin 01"])
        self.assertEqual(self.folder("deleteditems"), ["Termin 00"])

    def test_there_is_restorable_here(self):
        self.begin(2)
        self.sql("UPDATE appointment SET info_text = 'nur hier' WHERE subject = 'Termin 00'")
        self.run_to(0)
        name = self.name("Termin 00")
        self.delete_there("Termin 00")
        self.check(["Termin 01"], ["Termin 01"])
        self.assertEqual((self.record("Termin 00")["state"], self.record("Termin 00")["record"]), ("deleted", name))
        self.ok("restore", name)
        self.check(["Termin 00", "Termin 01"], ["Termin 00", "Termin 01"])
        row = self.record("Termin 00")
        self.assertEqual((row["record"], row["state"], row["item_id"]), (name, "in-step", self.item("Termin 00")["id"]))
        self.assertEqual(self.sql("SELECT info_text FROM appointment WHERE subject = 'Termin 00'"), [("nur hier",)])

    def test_restore_what_was_deleted_here(self):
        self.begin()
        name = self.name("Termin 00")
        self.delete_here("Termin 00")
        self.check([], [])
        self.ok("restore", name)
        self.check(["Termin 00"], ["Termin 00"])
        self.assertEqual(self.name("Termin 00"), name)

    def test_restore_before_it_went_out(self):
        self.begin()
        name, item = self.name("Termin 00"), self.item("Termin 00")["id"]
        self.delete_here("Termin 00")
        self.ok("restore", name)
        self.check(["Termin 00"], ["Termin 00"])
        self.assertEqual(self.item("Termin 00")["id"], item)

    def test_restore_while_the_item_lives(self):
        """The deletion was not transferred; the record finds its item again, nothing is doubled."""
        self.begin()
        name, item = self.name("Termin 00"), self.item("Termin 00")["id"]
        self.set_to(export=0)
        self.delete_here("Termin 00")
        self.check([], ["Termin 00"])
        self.set_to(export=1)
        self.ok("restore", name)
        self.check(["Termin 00"], ["Termin 00"])
        self.assertEqual(self.item("Termin 00")["id"], item)
        self.sql("UPDATE appointment SET location = 'Saal'")
        self.check(["Termin 00"], ["Termin 00"])
        self.assertEqual(self.item("Termin 00")["location"], "Saal")

    def test_restore_with_export_off(self):
        self.begin()
        name = self.name("Termin 00")
        self.delete_here("Termin 00")
        self.check([], [])
        self.set_to(export=0)
        self.ok("restore", name)
        self.check(["Termin 00"], [])
        self.assertIn("export", self.record("Termin 00")["reason"])

    def test_wrong_names(self):
        self.begin()
        self.assertIn("a99", self.fails("restore", "a99"))
        self.assertIn("x1", self.fails("restore", "x1"))
        self.assertIn("a1", self.fails("retry", "a1"))
        self.fails("retry")
        self.fails("release", "anna", code=2)
        self.fails("release", "anna", "--apply", "--discard", code=2)
        self.assertIn("anna", self.fails("release", "ANNA", "--apply"))
        self.fails("release", "nobody", "--apply")
        self.fails("records", "--kind", "note", code=2)

    def fails(self, *args, code=None, **options):
        return super().fails(*args, code=code or (2 if len(args) == 1 else 1), **options)


class SameUid(DeletionTest):
    """An accepted invitation, an undo, a move and back: the record comes back under its old id."""

    def recreate(self, uid):
        self.outlook("create", folder="calendar", subject="Wieder da", start="2026-12-01T10:00:00", end="2026-12-01T11:00:00",
                     time_zone="Europe/Berlin", uid=uid)

    def test_in_one_pass(self):
        self.begin()
        name, uid = self.name("Termin 00"), self.item("Termin 00")["uid"]
        self.delete_there("Termin 00")
        self.recreate(uid)
        self.check(["Wieder da"], ["Wieder da"])
        self.assertEqual(self.name("Wieder da"), name)

    def test_later(self):
        self.begin()
        name, uid = self.name("Termin 00"), self.item("Termin 00")["uid"]
        self.delete_there("Termin 00")
        self.check([], [])
        self.recreate(uid)
        self.check(["Wieder da"], ["Wieder da"])
        self.assertEqual(self.name("Wieder da"), name)

    def test_while_the_deletion_is_held(self):
        subjects = self.begin(12)
        name, uid = self.name("Termin 00"), self.item("Termin 00")["uid"]
        self.delete_there(*subjects)
        self.check(subjects, [], code=1)
        self.recreate(uid)
        self.check([*subjects[1:], "Wieder da"], ["Wieder da"], code=1)
        self.assertEqual((self.name("Wieder da"), self.user("anna")["held"]), (name, 11))


class EditAgainstDeletion(DeletionTest):
    STRONG = {"location": "Saal"}
    WEAK = {"importance": "high", "show_as": "free", "sensitivity": "personal", "categories": ["Rot"]}

    def test_deleted_here(self):
        self.begin(2)
        names = self.name("Termin 00"), self.name("Termin 01")
        self.outlook("update", id=self.item("Termin 00")["id"], **self.STRONG)
        self.outlook("update", id=self.item("Termin 01")["id"], **self.WEAK)
        self.delete_here("Termin 00", "Termin 01")
        self.check(["Termin 00"], ["Termin 00"])
        self.assertEqual(self.name("Termin 00"), names[0])
        self.assertEqual(self.folder("deleteditems"), ["Termin 01"])

    def test_deleted_there(self):
        self.begin(2)
        self.sql("UPDATE appointment SET location = 'Saal' WHERE subject = 'Termin 00'")
        self.sql("UPDATE appointment SET importance = 'high', show_as = 'free', sensitivity = 'personal', "
                 "categories = '[\"Rot\"]', reminder_minutes = 5 WHERE subject = 'Termin 01'")
        self.delete_there("Termin 00", "Termin 01")
        self.check(["Termin 00"], ["Termin 00"])

    def test_not_transferred_and_then_edited(self):
        """A closed direction leaves a link with that side absent; the next change creates it there anew."""
        self.begin(2, **{"import": 0})
        self.delete_there("Termin 00", "Termin 01")
        self.check(["Termin 00", "Termin 01"], [])
        self.assertIn("import", self.record("Termin 00")["reason"])
        self.sql("UPDATE appointment SET location = 'Saal' WHERE subject = 'Termin 00'")
        self.check(["Termin 00", "Termin 01"], ["Termin 00"])


class Guard(DeletionTest):
    def test_ten_pass(self):
        subjects = self.begin(12)
        self.delete_here(*subjects[:ALLOWED])
        self.check(subjects[ALLOWED:], subjects[ALLOWED:])

    def test_counts_over_an_hour_and_restarts(self):
        subjects = self.begin(16)
        self.delete_here(*subjects[:6])
        self.run_to(0)
        self.delete_here(*subjects[6:10])
        self.run_to(0)
        self.delete_here(subjects[10])
        self.check(subjects[11:], subjects[10:], code=1)
        # The hour has passed: the hold stays until the administrator speaks, what comes after it is counted anew.
        self.sql("UPDATE sync_deletion SET at = at - ?", HOUR)
        self.check(subjects[11:], subjects[10:], code=1)
        self.ok("release", "anna", "--apply")
        self.check(subjects[11:], subjects[11:])

    def test_after_the_hour(self):
        subjects = self.begin(16)
        self.delete_here(*subjects[:10])
        self.run_to(0)
        self.sql("UPDATE sync_deletion SET at = at - ?", HOUR + 1_000_000)
        self.delete_here(*subjects[10:14])
        self.check(subjects[14:], subjects[14:])

    def test_percent(self):
        """Half of 24 may go: twelve, not thirteen."""
        subjects = self.begin(24, deletion_guard=50)
        self.delete_here(*subjects[:12])
        self.check(subjects[12:], subjects[12:])
        self.delete_here(subjects[12])
        self.check(subjects[13:], subjects[12:], code=1)

    def test_off(self):
        subjects = self.begin(12, deletion_guard=0)
        self.delete_here(*subjects)
        self.check([], [])

    def test_everything_else_goes_on(self):
        subjects = self.begin(13)
        self.delete_here(*subjects[:11])
        self.delete_there(subjects[11])
        self.sql("UPDATE appointment SET location = 'Saal' WHERE subject = ?", subjects[12])
        self.check([subjects[12]], [*subjects[:11], subjects[12]], code=1)
        self.assertEqual(self.item(subjects[12])["location"], "Saal")
        user = self.user("anna")
        self.assertEqual((user["held"], self.record(subjects[0])["state"]), (11, "held"))
        status = self.cli("status").stdout
        self.assertIn("release", status + self.log())

    def test_a_move_to_another_user_is_no_deletion(self):
        type(self).USERS = ("anna", "bodo")
        self.addCleanup(setattr, type(self), "USERS", ("anna",))
        subjects = self.begin(12)
        self.sql("UPDATE appointment SET user = (SELECT id FROM user WHERE login = 'bodo')")
        self.check(subjects, [])
        self.assertEqual(self.subjects("bodo"), subjects)
        self.assertEqual(self.sql("SELECT count(*) FROM sync_deletion"), [(0,)])


class Release(DeletionTest):
    def held_here(self, **settings):
        subjects = self.begin(12)
        self.delete_here(*subjects[:11])
        self.check(subjects[11:], subjects, code=1)
        self.set_to(**settings)
        return subjects

    def held_there(self, **settings):
        subjects = self.begin(12)
        self.delete_there(*subjects[:11])
        self.check(subjects, subjects[11:], code=1)
        self.set_to(**settings)
        return subjects

    def test_apply_here(self):
        subjects = self.held_here()
        self.assertIn("11", self.ok("release", "anna", "--apply"))
        self.check(subjects[11:], subjects[11:])
        # Not counted again: ten more may go within the same hour.
        self.assertEqual(self.sql("SELECT count(*) FROM sync_deletion"), [(0,)])
        self.assertEqual(self.sql("SELECT count(*) FROM sync_hold"), [(0,)])

    def test_apply_there(self):
        subjects = self.held_there()
        self.ok("release", "anna", "--apply")
        self.check(subjects[11:], subjects[11:])
        self.assertEqual(self.sql("SELECT count(*) FROM sync_deletion"), [(0,)])

    def test_apply_means_those_held_now(self):
        subjects = self.begin(24)
        self.delete_here(*subjects[:12])
        self.check(subjects[12:], subjects, code=1)
        self.ok("release", "anna", "--apply")
        self.delete_here(*subjects[12:])
        self.check([], subjects[12:], code=1)
        self.assertEqual(self.user("anna")["held"], 12)

    def test_discard_here(self):
        subjects = self.held_here()
        rows = {row["subject"]: row["record"] for row in self.json("records")}
        ids = {item["subject"]: item["id"] for item in self.items("anna")}
        self.assertIn("11", self.ok("release", "anna", "--discard"))
        self.check(subjects, subjects)
        self.assertEqual({row["subject"]: row["record"] for row in self.json("records")}, rows)
        self.assertEqual({item["subject"]: item["id"] for item in self.items("anna")}, ids)
        self.delete_here(subjects[0])
        self.check(subjects[1:], subjects[1:])

    def test_discard_here_keeps_edits_of_both_sides(self):
        subjects = self.begin(12)
        self.sql("UPDATE appointment SET location = 'Saal' WHERE subject = ?", subjects[0])
        self.delete_here(*subjects)
        self.run_to(1)
        self.outlook("update", id=self.item(subjects[0])["id"], importance="high")
        self.ok("release", "anna", "--discard")
        self.check(subjects, subjects)
        self.assertEqual(self.sql("SELECT location, importance FROM appointment WHERE subject = ?", subjects[0]),
                         [("Saal", "high")])
        item = self.item(subjects[0])
        self.assertEqual((item["location"], item["importance"]), ("Saal", "high"))

    def test_discard_here_with_import_off(self):
        """Only the link is kept; an edit there does not come back, one after the import is open again does."""
        subjects = self.held_here(**{"import": 0})
        self.ok("release", "anna", "--discard")
        self.check(subjects[11:], subjects)
        self.set_to(**{"import": 1})
        self.check(subjects[11:], subjects)
        self.outlook("update", id=self.item(subjects[0])["id"], location="Saal")
        self.check([subjects[0], subjects[11]], subjects)

    def test_discard_there(self):
        subjects = self.held_there()
        rows = {row["subject"]: row["record"] for row in self.json("records")}
        self.ok("release", "anna", "--discard")
        self.check(subjects, subjects)
        self.assertEqual({row["subject"]: row["record"] for row in self.json("records")}, rows)
        self.sql("UPDATE appointment SET location = 'Saal' WHERE subject = ?", subjects[0])
        self.check(subjects, subjects)
        self.assertEqual(self.item(subjects[0])["location"], "Saal")

    def test_discard_there_with_export_off(self):
        subjects = self.held_there(export=0)
        self.ok("release", "anna", "--discard")
        self.check(subjects, subjects[11:])
        self.assertIn("discarded", self.record(subjects[0])["reason"])
        self.set_to(export=1)
        self.check(subjects, subjects[11:])
        self.sql("UPDATE appointment SET location = 'Saal' WHERE subject = ?", subjects[0])
        self.check(subjects, [subjects[0], subjects[11]])

    def test_a_running_engine_hears_of_it(self):
        subjects = self.held_here()
        process = self.start_engine()
        cli.wait_for(lambda: self.user("anna")["state"] == "held", what="the hold")
        self.ok("release", "anna", "--apply")
        cli.wait_for(lambda: self.subjects("anna") == subjects[11:], what="the deletions")
        cli.wait_for(lambda: self.user("anna")["state"] == "in-step", what="the state")
        self.stop_engine(process)


class Listing(DeletionTest):
    def test_records(self):
        self.set_up()
        self.in_step()
        self.assertEqual(self.json("records"), [])
        self.add_appointment("anna", "Termin")
        self.assertEqual(self.record("Termin")["state"], "pending")
        self.in_step()
        row = self.record("Termin")
        self.assertEqual((row["record"], row["kind"], row["user"], row["state"]), ("a1", "appointment", "anna", "in-step"))
        self.assertEqual(row["item_id"], self.item("Termin")["id"])
        self.assertRegex(row["last_transfer"], r"Z$")
        self.assertIn("a1", self.ok("records", "--user", "ANNA", "--kind", "appointment"))
        self.assertEqual(self.json("records", "--kind", "task"), [])
        self.fails("records", "--user", "nobody")

    def test_why_not(self):
        self.begin(skip_info_text=1)
        self.sql("UPDATE appointment SET info_text = 'bleibt hier'")
        self.run_to(0)
        self.assertEqual(self.record("Termin 00")["state"], "kept")
        self.assertIn("info text", self.record("Termin 00")["reason"])
        self.ok("user", "set", "anna", "exchange-sync=0")
        self.assertIn("allowed", self.record("Termin 00")["reason"])

    def test_conflicts(self):
        self.begin()
        self.assertEqual(self.json("conflicts"), [])
        self.sql("UPDATE appointment SET location = 'hier'")
        self.outlook("update", id=self.item("Termin 00")["id"], location="dort")
        self.run_to(0)
        conflict, = self.json("conflicts")
        self.assertEqual((conflict["record"], conflict["user"], conflict["unit"]), ("a1", "anna", "location"))
        self.assertIn("hier", str(conflict["local"]))
        self.assertIn("dort", str(conflict["exchange"]))
        self.assertEqual(self.item("Termin 00")["location"], "dort" if conflict["winner"] == "exchange" else "hier")
        self.assertIn("a1", self.ok("conflicts"))

    def test_retry(self):
        self.begin()
        self.sql("UPDATE appointment SET recurrence = 'FREQ=HOURLY'")
        self.run_to(1)
        row = self.record("Termin 00")
        self.assertEqual(row["state"], "parked")
        self.assertTrue(row["reason"])
        self.ok("retry", row["record"])
        self.assertEqual(self.record("Termin 00")["state"], "pending")
        self.run_to(1)
        self.assertEqual(self.record("Termin 00")["state"], "parked")
        self.sql("UPDATE appointment SET recurrence = NULL, location = 'Saal'")
        self.check(["Termin 00"], ["Termin 00"])
        self.assertEqual(self.record("Termin 00")["state"], "in-step")


if __name__ == "__main__":
    cli.main()
