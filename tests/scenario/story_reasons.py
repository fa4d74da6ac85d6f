# SPDX-License-Identifier: MIT
"""What an administrator reads of each record: why it was or was not transferred, in English and in German words (SYNC 4, 13-17, 20)."""

import json
import subprocess
from datetime import date, timedelta

from appointment import Appointment
from processes import check, environment, next_second, program
from scenario import Scenario

PAST = (date.today() - timedelta(days=60)).isoformat()
STATES = {
    "geht": ("in-step", None), "Text": ("kept", "info-text-kept"), "Export": ("kept", "export-off"), "Import": ("kept", "import-off"),
    "Pause": ("kept", "while-off"), "Besprechung": ("kept", "meeting"), "Privat": ("kept", "private-busy-only"), "Serie": ("kept", "private-series"),
    "Vergangen": ("kept", "kept-past"), "Firma 2": ("not-transferred", "other-company"), "alt": ("not-transferred", None),
    "Aufgabe": ("not-transferred", "kind-off"), "nicht von Bert": ("not-transferred", "not-allowed"), "fort": ("deleted", None), "dort fort": ("deleted", None),
    "zu lang": ("parked", "refused"), "wartet": ("pending", None), "ohne Termin": ("kept", "while-off"),
}


class Reasons(Scenario):
    """Every way for a record to stay where it is, one after the other, in one database; then both languages are read."""
    name = "the reason for each record"
    exit_code = 1

    def users(self):
        return ("anna", "bert")

    def prepare(self, lab):
        lab.set_up()
        lab.office.create(Appointment("alt"))
        lab.switch_on(users=["anna"])
        lab.cli("company", "add", "2", "Zweite Firma")
        for subject in ("geht", "Text", "Export", "Import", "Pause", "fort", "dort fort", "zu lang", "ohne Termin"):
            lab.office.create(Appointment(subject, info_text="alt"))
        lab.office.create(Appointment("Vergangen", f"{PAST}T09:00:00", f"{PAST}T10:00:00"))
        lab.office.create(Appointment("Firma 2"), company=2)
        lab.office.create(Appointment("nicht von Bert", user="bert"))
        with lab.office.connection() as connection:
            connection.execute("INSERT INTO task (company, \"user\", subject) SELECT 1, id, 'Aufgabe' FROM \"user\" WHERE login = 'anna'")
        lab.outlook.invite(Appointment("Besprechung"))
        lab.outlook.create(Appointment("Arzt", "2027-05-01T09:00:00", "2027-05-01T10:00:00", sensitivity="private"))
        lab.outlook.create(Appointment("Kur", "2027-05-02T09:00:00", "2027-05-02T10:00:00", sensitivity="private"), recurrence="FREQ=DAILY;COUNT=3")
        lab.sync()

    def under(self, lab, settings, do):
        """Something that is done while a setting is another one."""
        before = {key: lab.cli("settings", key.replace("_", "-")).strip() for key in settings}
        lab.settings(**settings)
        lab.sync()
        next_second()
        do()
        lab.sync()
        lab.settings(**before)

    def set_place(self, lab, begin):
        with lab.office.connection() as connection:
            connection.execute("UPDATE appointment SET recurrence = 'FREQ=DAILY;COUNT=4' WHERE starts_at = ? AND recurrence IS NOT NULL", [begin])
            connection.execute("UPDATE appointment SET location = 'hier' WHERE starts_at = ? AND recurrence IS NULL", [begin])

    def play(self, lab):
        self.under(lab, {"skip_info_text": 1}, lambda: lab.office.change("Text", info_text="neu"))
        self.under(lab, {"export": 0}, lambda: lab.office.change("Export", location="hier"))
        self.under(lab, {"import": 0}, lambda: lab.outlook.change("Import", location="dort"))
        self.under(lab, {"keep_past_days": 30}, lambda: lab.outlook.delete("Vergangen"))
        lab.settings(private_items="busy-only")
        lab.sync()
        self.set_place(lab, "2027-05-01T09:00:00")
        self.set_place(lab, "2027-05-02T09:00:00")
        lab.office.change("Besprechung", location="anderswo")
        lab.office.delete("fort")
        lab.outlook.delete("dort fort")
        lab.sync()
        lab.settings(auto_sync=0)
        next_second()
        lab.office.change("Pause", location="hier")
        lab.outlook.delete("ohne Termin")
        next_second()
        lab.settings(auto_sync=1)
        next_second()
        lab.office.change("zu lang", location="x" * 256)

    @staticmethod
    def table(lab, language):
        """What stands in the table: {record: its line}."""
        lines = subprocess.run([program("bpexchange-cli"), "--data", lab.data, "records"], text=True, capture_output=True, check=True,
                               env=environment(LANGUAGE=language)).stdout.splitlines()
        return {line.split()[0]: line for line in lines[1:] if line.strip()}

    def check(self, lab):
        lab.office.create(Appointment("wartet"))
        found = {one["record"]: one for one in json.loads(lab.cli("records", "--json"))}
        by_subject = {one["subject"]: one for one in found.values()}
        with lab.office.connection() as connection:
            names = {f"a{row[0]}": {"2027-05-01": "Privat", "2027-05-02": "Serie"}.get(row[1][:10]) for row in connection.execute(
                "SELECT id, starts_at FROM appointment WHERE subject = 'Privat'")}
        by_subject |= {names[name]: one for name, one in found.items() if name in names}
        states = {subject: (by_subject[subject]["state"], by_subject[subject]["reason_code"]) for subject in STATES if subject in by_subject}
        wrong = {subject: (states.get(subject), wanted) for subject, wanted in STATES.items() if states.get(subject) != wanted}
        check(not wrong, f"records say (found, wanted): {wrong}")
        english, german = self.table(lab, "en"), self.table(lab, "de")
        check(set(english) == set(german) == set(found), f"the tables have {english} and {german}")
        for name, one in found.items():
            check(len(one["reason"].split()) > 3 and one["reason"] in english[name], f"{name}: {one['reason']!r} in {english[name]!r}")
            check(one["reason"] not in german[name] and len(german[name].split()) > 5, f"{name} in German: {german[name]!r}")
        lab.office.delete("wartet")


class Withheld(Scenario):
    """Nobody deleted it: it is private there."""
    name = "the reason for a record whose item has become private under skip"

    def prepare(self, lab):
        lab.set_up(private_items="skip")
        lab.switch_on()
        lab.outlook.create(Appointment("verborgen"))
        lab.sync()

    def play(self, lab):
        lab.outlook.change("verborgen", sensitivity="private")

    def check(self, lab):
        one, = json.loads(lab.cli("records", "--json"))
        check((one["state"], one["reason_code"]) == ("deleted", "private-skipped") and "private" in one["reason"].lower(), f"records say {one}")


def scenarios(alone):
    return [Reasons(), Withheld()]
