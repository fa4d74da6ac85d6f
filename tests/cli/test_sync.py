# SPDX-License-Identifier: MIT
"""The main path through the command line, against the simulator: what --until-idle promises, and who is not synced."""

import json
import os
import subprocess
import time
import unittest
import urllib.request

import cli
from cli import wait_for

SCHEMA = os.environ.get("BP_EWS_SCHEMA", "")


class SyncTest(cli.CliTest):
    """A simulator with three mailboxes and users for them."""

    USERS = ("anna", "bodo", "carl")

    def start_simulator(self, *args):
        port_file = self.dir / "port"
        schema = ["--schema", SCHEMA] if os.path.isdir(SCHEMA) else []
        mailboxes = [arg for login in self.USERS for arg in ("--mailbox", f"{login}@firma.de")]
        with open(self.dir / "sim.out", "ab") as out:
            self.simulator = subprocess.Popen(
                [str(cli.SIMULATOR), "--port-file", str(port_file), *mailboxes, "--admin", f"svc-sync={cli.SECRET}",
                 "--log", str(self.dir / "sim.log"), *schema, *args], stdout=out, stderr=out)
        self.addCleanup(self.kill, self.simulator)
        port = wait_for(lambda: port_file.exists() and port_file.read_text("ascii").strip(), what="the simulator")
        self.base = f"http://127.0.0.1:{port}"

    def control(self, route, body=None):
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(f"{self.base}/sim/{route}", data=data, timeout=10) as answer:
            return json.loads(answer.read())

    def items(self, login):
        answer = self.control(f"mailbox/{login}@firma.de/items?folder=calendar")
        return answer["items"] if isinstance(answer, dict) else answer

    def subjects(self, login):
        return sorted(item["subject"] for item in self.items(login))

    def add_appointment(self, login, subject):
        self.sql("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, ?, "
                 "'2026-12-01T10:00:00', '2026-12-01T11:00:00' FROM user WHERE login = ?", subject, login)

    def set_up(self, *simulator_args):
        self.start_simulator(*simulator_args)
        self.set_up_sync(host=self.base + "/EWS/Exchange.asmx", users=self.USERS)

    def until_idle(self, *args):
        return self.cli("run", "--until-idle", *args, timeout=150)

    def in_step(self, *args):
        result = self.until_idle(*args)
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        return result.stdout

    def assert_no_line_twice(self, output):
        lines = output.splitlines()
        self.assertEqual(len(lines), len(set(lines)), output)


class UntilIdle(SyncTest):
    def test_a_short_first_run_says_everything_once(self):
        """Over before anybody looked: its own lines in the new file are not taken for another process's."""
        self.set_up()
        for _ in range(12):
            (self.data / "ExchangeSync.Log").unlink(missing_ok=True)
            self.assert_no_line_twice(self.in_step())

    def test_login_instead_of_mailbox(self):
        """R2 off: the login is impersonated, completed by the Mandant (R11); the mailbox may be empty."""
        self.set_up()
        self.ok("settings", "use-mailboxes", "0")
        self.ok("user", "set", "anna", "exchange-mailbox=")
        self.assertEqual(self.until_idle().returncode, 0)
        self.assertIn("is no address, and the tenant is no domain", self.user("anna")["reason"])
        self.ok("settings", "tenant", "firma.de")
        self.in_step()
        self.add_appointment("anna", "mit Benutzernamen")
        self.in_step()
        self.assertEqual(self.subjects("anna"), ["mit Benutzernamen"])

    def test_both_ways(self):
        self.set_up()
        self.in_step()
        self.add_appointment("anna", "Aus büro+")
        self.control("mailbox/bodo@firma.de/create", {
            "folder": "calendar", "subject": "Aus Outlook", "start": "2026-12-02T09:00:00", "end": "2026-12-02T10:00:00",
            "time_zone": "Europe/Berlin"})
        out = self.in_step()
        self.assertEqual(self.subjects("anna"), ["Aus büro+"])
        self.assertEqual(self.sql("SELECT login, subject FROM appointment JOIN user ON user.id = user ORDER BY 1"),
                         [("anna", "Aus büro+"), ("bodo", "Aus Outlook")])
        self.assertNotIn(cli.SECRET, out + self.log())
        users = {user["login"]: user for user in self.json("status")["users"]}
        self.assertEqual((users["anna"]["count_out"], users["bodo"]["count_in"]), (1, 1))
        self.assertRegex(users["carl"]["last_success"], r"Z$")

    def test_entered_before_the_first_start(self):
        """Nothing entered after switching on is missed."""
        self.set_up()
        self.add_appointment("carl", "Gleich am Anfang")
        self.in_step()
        self.assertEqual(self.subjects("carl"), ["Gleich am Anfang"])

    def test_again_writes_nothing(self):
        self.set_up()
        self.add_appointment("anna", "Einmal")
        self.in_step()
        before = self.items("anna")
        self.in_step()
        self.assertEqual(self.items("anna"), before)

    def test_ineligible_are_listed(self):
        self.set_up()
        self.ok("user", "set", "bodo", "exchange-sync=0")
        out = self.in_step()
        self.assertIn("bodo", out.splitlines()[-1])

    def test_wrong_password(self):
        self.set_up()
        self.ok("settings", "admin-secret", "--stdin", stdin="falsch")
        result = self.until_idle("--for", "10")
        self.assertEqual(result.returncode, 1)
        self.assertEqual(sorted(line.split()[0] for line in result.stderr.splitlines()), list(self.USERS))

    def test_impersonation_denied_for_one(self):
        self.set_up("--no-impersonation", "bodo@firma.de")
        self.add_appointment("anna", "Geht")
        self.add_appointment("bodo", "Geht nicht")
        result = self.until_idle("--for", "20")
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertEqual([line.split()[0] for line in result.stderr.splitlines()], ["bodo"])
        self.assertEqual(self.subjects("anna"), ["Geht"])

    def test_missing_mailbox(self):
        self.set_up()
        self.ok("user", "set", "carl", "exchange-mailbox=niemand@firma.de")
        result = self.until_idle("--for", "20")
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertEqual([line.split()[0] for line in result.stderr.splitlines()], ["carl"])

    def test_temporary_failure_is_retried(self):
        self.set_up("--fault", "http:503,count=2")
        self.in_step("--for", "60")


class Records(SyncTest):
    def test_states(self):
        self.set_up()
        self.add_appointment("anna", "Hin")
        self.in_step()
        self.add_appointment("bodo", "Wartet")
        records = {record["record"]: record for record in self.json("records")}
        self.assertEqual(sorted(records["a1"]), sorted([
            "record", "kind", "id", "user", "company", "subject", "uid", "item_id", "state", "last_transfer", "reason_code",
            "reason"]))
        self.assertEqual((records["a1"]["state"], records["a1"]["item_id"]), ("in-step", self.items("anna")[0]["id"]))
        self.assertEqual((records["a2"]["state"], records["a2"]["item_id"]), ("pending", None))
        self.assertEqual([record["record"] for record in self.json("records", "--user", "BODO")], ["a2"])
        self.assertEqual(self.json("records", "--kind", "task"), [])
        self.assertIn("Wartet", self.ok("records"))
        self.fails("records", "--user", "nobody")
        self.fails("retry", "a1")
        self.fails("retry", "x1")

    def test_conflict(self):
        self.set_up()
        self.add_appointment("anna", "Alt")
        self.in_step()
        self.sql("UPDATE appointment SET subject = 'Hier'")
        self.control("mailbox/anna@firma.de/update", {"id": self.items("anna")[0]["id"], "subject": "Dort"})
        self.in_step()
        conflict, = self.json("conflicts")
        self.assertEqual((conflict["record"], conflict["user"], conflict["unit"], conflict["winner"]),
                         ("a1", "anna", "subject", "exchange"))
        self.assertIn("Hier", json.dumps(conflict["local"]))
        self.assertIn("Dort", json.dumps(conflict["exchange"]))
        self.assertIn("Hier", self.ok("conflicts"))


class Live(SyncTest):
    def test_change_is_there_within_a_second(self):
        self.set_up()
        process = self.start_engine()
        wait_for(lambda: all(self.user(login)["state"] == "in-step" for login in self.USERS), what="the first pass")
        begun = time.monotonic()
        self.add_appointment("anna", "Sofort")
        wait_for(lambda: self.subjects("anna") == ["Sofort"], what="the appointment")
        self.assertLess(time.monotonic() - begun, 2)
        self.control("mailbox/anna@firma.de/update", {"id": self.items("anna")[0]["id"], "subject": "Verschoben"})
        wait_for(lambda: self.sql("SELECT subject FROM appointment") == [("Verschoben",)], what="the change")
        self.stop_engine(process)
        self.assertNotIn(cli.SECRET, (self.dir / "run.out").read_text("utf-8"))

    def test_new_user_without_restart(self):
        self.set_up()
        self.ok("user", "remove", "carl")
        process = self.start_engine()
        wait_for(lambda: self.user("anna")["state"] == "in-step", what="the first pass")
        self.ok("user", "add", "carl", "start-company=1", "exchange-mailbox=carl@firma.de", "exchange-sync=1")
        self.add_appointment("carl", "Neu dabei")
        wait_for(lambda: self.subjects("carl") == ["Neu dabei"], what="his appointment")
        self.stop_engine(process)

    def test_stop_while_the_server_is_silent(self):
        self.set_up("--fault", "delay-before:60000/SyncFolderItems")
        process = self.start_engine()
        wait_for(lambda: self.user("anna")["state"] in ("starting", "syncing"), what="the pass")
        begun = time.monotonic()
        self.stop_engine(process)
        self.assertLess(time.monotonic() - begun, 1.5)


if __name__ == "__main__":
    cli.main()
