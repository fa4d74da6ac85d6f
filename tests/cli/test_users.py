# SPDX-License-Identifier: MIT
"""company and user."""

import unittest

import cli

IBAN = "DE89370400440532013000"


class Companies(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.init()

    def test_life(self):
        self.ok("company", "add", "1", "Muster GmbH", "maintenance-until=2030-12-31")
        self.ok("company", "add", "2", "Zweite AG")
        self.assertEqual(self.json("company", "list"), [
            {"number": 1, "name": "Muster GmbH", "maintenance_until": "2030-12-31"},
            {"number": 2, "name": "Zweite AG", "maintenance_until": None}])
        text = self.ok("company", "list")
        self.assertIn("Muster GmbH  2030-12-31", text)
        self.ok("company", "set", "1", "name=Muster & Söhne", "maintenance-until=")
        self.assertEqual(self.json("company", "list")[0],
                         {"number": 1, "name": "Muster & Söhne", "maintenance_until": None})
        self.ok("company", "remove", "2")
        self.assertEqual(len(self.json("company", "list")), 1)

    def test_refused(self):
        self.ok("company", "add", "1", "Muster GmbH")
        self.fails("company", "add", "1", "Noch einmal")
        self.assertIn("maintenance-until", self.fails("company", "add", "2", "Datum", "maintenance-until=2026-02-30"))
        self.fails("company", "set", "9", "name=x")
        self.fails("company", "remove", "9")
        self.fails("company", "add", "3", "Feld", "colour=red", code=2)
        self.fails("company", "set", "1", "name", code=2)
        self.fails("company", "add", "0", "Null", code=2)
        self.assertEqual(len(self.json("company", "list")), 1)

    def test_remove_with_records(self):
        self.ok("company", "add", "1", "Muster GmbH")
        self.ok("user", "add", "anna", "start-company=1")
        self.sql("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, 'A', "
                 "'2026-11-23T10:00:00', '2026-11-23T11:00:00' FROM user")
        self.fails("company", "remove", "1")
        self.assertEqual(len(self.json("company", "list")), 1)


class Users(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.init()
        self.ok("company", "add", "1", "Muster GmbH")

    def test_life(self):
        self.ok("user", "add", "anna", "name=Anna Müller", "email=anna@firma.de", "birth-date=1980-05-17", "bank-name=Bank",
                f"iban={IBAN}", "start-company=1", "exchange-mailbox=anna@firma.de", "exchange-sync=1")
        user = self.json("user", "list")[0]
        for key, value in {"login": "anna", "name": "Anna Müller", "email": "anna@firma.de", "birth_date": "1980-05-17",
                           "bank_name": "Bank", "iban": IBAN, "start_company": 1, "company_name": "Muster GmbH",
                           "exchange_mailbox": "anna@firma.de", "exchange_sync": True, "state": "off", "eligible": False,
                           "eligibility": "auto-sync-off", "last_success": None, "count_out": 0, "parked": 0}.items():
            self.assertEqual(user[key], value, key)
        self.assertEqual(self.json("user", "show", "ANNA"), user)
        shown = dict(line.split("=", 1) for line in self.ok("user", "show", "anna").split("\n\n")[0].splitlines())
        self.assertEqual(shown["exchange-mailbox"], "anna@firma.de")
        self.ok("user", "set", "anna", "exchange-mailbox=", "name=Anna Schmidt", "exchange-sync=0")
        user = self.json("user", "show", "anna")
        self.assertEqual((user["exchange_mailbox"], user["name"], user["exchange_sync"]), (None, "Anna Schmidt", False))
        self.ok("user", "remove", "anna")
        self.assertEqual(self.json("user", "list"), [])

    def test_list_is_aligned(self):
        self.ok("user", "add", "bo", "name=Bo")
        self.ok("user", "add", "maximilian", "name=Jürgen Weiß-Österreicher")
        lines = self.ok("user", "list").splitlines()
        column = lines[0].index("Company")
        self.assertEqual(len(lines), 3)
        self.assertTrue(all(line[column - 1] == " " for line in lines), lines)

    def test_refused(self):
        self.ok("user", "add", "anna")
        self.assertIn("anna", self.fails("user", "add", "Anna"))
        self.fails("user", "show", "nobody")
        self.fails("user", "set", "nobody", "name=x")
        self.fails("user", "remove", "nobody")
        for value in ["exchange-mailbox=no-address", "birth-date=31.12.1980", "iban=DE00123", "exchange-sync=maybe",
                      "start-company=x"]:
            self.assertIn(value.split("=")[0], self.fails("user", "set", "anna", value))
        self.fails("user", "set", "anna", "colour=red", code=2)
        self.fails("user", "set", "anna", "name", code=2)
        self.fails("user", "add", "")

    def test_all_or_nothing(self):
        self.ok("user", "add", "anna", "name=Anna")
        self.fails("user", "set", "anna", "name=Berta", "iban=wrong")
        self.assertEqual(self.json("user", "show", "anna")["name"], "Anna")

    def test_remove_with_records(self):
        self.ok("user", "add", "anna", "start-company=1")
        self.sql("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, 'A', "
                 "'2026-11-23T10:00:00', '2026-11-23T11:00:00' FROM user")
        self.assertIn("1", self.fails("user", "remove", "anna"))
        self.ok("user", "remove", "anna", "--force")
        self.assertEqual(self.json("user", "list"), [])
        self.assertEqual(self.sql("SELECT count(*) FROM appointment"), [(0,)])

    def test_reasons(self):
        """U6: for every user why he is not synced."""
        self.ok("company", "add", "2", "Abgelaufen", "maintenance-until=2020-01-01")
        for login, values, code in [
                ("allowed", ["start-company=1", "exchange-mailbox=a@firma.de"], "not-allowed"),
                ("company", ["exchange-mailbox=b@firma.de", "exchange-sync=1"], "no-company"),
                ("expired", ["start-company=2", "exchange-mailbox=c@firma.de", "exchange-sync=1"], "maintenance-expired"),
                ("mailbox", ["start-company=1", "exchange-sync=1"], "no-mailbox"),
                ("zwei", ["start-company=1", "exchange-mailbox=d@firma.de", "exchange-sync=1"], "no-host")]:
            self.ok("user", "add", login, *values)
            self.assertEqual(self.json("user", "show", login)["eligibility"], "auto-sync-off")
            self.ok("settings", "auto-sync", "1")
            user = self.json("user", "show", login)
            self.assertEqual((user["eligibility"], user["state"]), (code, "off"))
            self.assertTrue(user["reason"])
            self.ok("settings", "auto-sync", "0")

    def test_json_is_never_translated(self):
        self.ok("user", "add", "anna")
        env = cli.environment(LC_ALL="de_DE.UTF-8", LANGUAGE="de")
        plain = self.ok("user", "list", "--json")
        self.assertEqual(self.ok("user", "list", "--json", env=env), plain)


if __name__ == "__main__":
    cli.main()
