#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page of records and held deletions, as an administrator uses them: why was this one not transferred, try it again, restore it, and what to do
with many deletions at once, both ways, against the real engine and the simulator.

test_records.py LANGUAGE (en or de). Needs BP_BUILD_DIR; screenshots go to BP_ARTEFACTS. Exit 77: skipped."""

import json
import os
import sqlite3
import sys
import tempfile
import urllib.request
from pathlib import Path

from drive import Program, wait_for
from firm import make_data
from simulator import Simulator

ANNA = "anna@firma.de"
MANY = 12  # more than the guard lets through
WORDS = {
    "en": {"records": "^Records$", "in-step": "^in step$", "parked": "^parked$", "deleted": "^deleted$", "too-long": "The subject is longer", "retry": "^Try again$",
           "restore": "^Restore$", "no-company": "has no company in the defaults", "edit": "^Edit…$", "edit-title": "Edit user dirk", "title": "^Exchange sync", "detail": "Start: büro",
           "history": "Entered in büro", "held": "deletions? (is|are) held", "review": "^Review…$", "held-title": "Held deletions", "apply": f"^Delete {MANY} appointments in Exchange$",
           "discard": "^Restore in büro", "group": f"anna: {MANY} deleted appointments", "none": "No deletions are held", "close": "^Close$"},
    "de": {"records": "^Abgleich$", "in-step": "^abgeglichen$", "parked": "^geparkt$", "deleted": "^gelöscht$", "too-long": "Der Betreff ist länger", "retry": "^Erneut versuchen$",
           "restore": "^Wiederherstellen$", "no-company": "kein Mandant eingetragen", "edit": "^Ändern…$", "edit-title": "Benutzer dirk ändern", "title": "^Exchange-Abgleich",
           "detail": "Beginn: büro", "history": "In büro. angelegt", "held": "Löschung(en werden|wird) zurückgehalten", "review": "^Prüfen…$", "held-title": "Zurückgehaltene Löschungen",
           "apply": f"^{MANY} Termine in Exchange löschen$", "discard": "^In büro. wiederherstellen$", "group": f"anna: {MANY} gelöschte Termine",
           "none": "keine Löschungen zurückgehalten", "close": "^Schließen$"},
}


class Session:
    def __init__(self, data, url, program, words):
        self.database = data / "bpexchange.db"
        self.url = url
        self.program = program
        self.words = words

    def sql(self, statement, *values):
        """As the ERP: a program of its own."""
        with sqlite3.connect(self.database, timeout=30) as connection:
            rows = connection.execute(statement, values).fetchall()
        connection.close()
        return rows

    def enters(self, login, subject, day="01"):
        self.sql("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, ?, ?, ? FROM user WHERE login = ?",
                 subject, f"2027-03-{day}T09:00:00", f"2027-03-{day}T10:00:00", login)

    def in_exchange(self):
        with urllib.request.urlopen(f"{self.url}/sim/mailbox/{ANNA}/items?folder=calendar") as answer:
            return [item["subject"] for item in json.load(answer)]

    def cell(self, pattern):
        return self.program.cell(self.words["records"], pattern)

    def looks_for(self, text, state):
        """Searches, waits for that state, selects the one record found."""
        self.program.key("ctrl+4", "ctrl+f", "ctrl+a")
        self.program.type(text)
        wait_for(lambda: self.cell(f"^{text}") and self.cell(state), f"{text} with {state}", 30)
        self.program.click_on(lambda: self.cell(f"^{text}"), text)

    # Each step leaves the window as the next one expects it.

    def sees_why_it_was_transferred(self):
        program, words = self.program, self.words
        self.enters("anna", "Jour fixe")
        self.looks_for("Jour fixe", words["in-step"])
        program.find("list item", words["detail"])
        program.find("list item", words["history"])
        program.shot("in-step")

    def sees_why_not_and_is_helped(self):
        program, words = self.program, self.words
        self.enters("dirk", "Bei Dirk")
        self.looks_for("Bei Dirk", "dirk")
        program.find(name=words["no-company"])
        program.shot("why-not")
        program.find("push button", words["edit"]).act("click")
        program.window(words["edit-title"])
        program.active(words["edit-title"])
        program.key("Escape")
        program.active(words["title"])

    def tries_a_parked_one_again(self):
        program, words = self.program, self.words
        self.enters("anna", "Lang_" + "x" * 300)
        self.looks_for("Lang_x", words["parked"])
        program.find(name=words["too-long"])
        retry = program.find("push button", words["retry"])
        wait_for(lambda: "sensitive" in retry.states, "it can be tried again")
        program.shot("parked")
        before = self.sql("SELECT max(id) FROM sync_parked")[0][0]
        retry.act("click")
        wait_for(lambda: (self.sql("SELECT max(id) FROM sync_parked")[0][0] or 0) > before, "it was planned again, and is as long as before")
        self.looks_for("Lang_x", words["parked"])

    def restores_a_deleted_one(self):
        program, words = self.program, self.words
        self.sql("DELETE FROM appointment WHERE subject = 'Jour fixe'")
        wait_for(lambda: "Jour fixe" not in self.in_exchange(), "it is deleted in Exchange")
        self.looks_for("Jour fixe", words["deleted"])
        restore = program.find("push button", words["restore"])
        wait_for(lambda: "sensitive" in restore.states, "it can be restored")
        program.shot("deleted")
        restore.act("click")
        wait_for(lambda: "Jour fixe" in self.in_exchange(), "it is in Exchange again", 30)
        self.looks_for("Jour fixe", words["in-step"])

    def deletes_many(self, name):
        for i in range(MANY):
            self.enters("anna", f"{name} {i}", f"{i + 1:02}")
        wait_for(lambda: sum(subject.startswith(name) for subject in self.in_exchange()) == MANY, "all are in Exchange", 40)
        self.sql("DELETE FROM appointment WHERE subject LIKE ?", f"{name} %")
        self.program.key("ctrl+1")
        self.program.find("label", self.words["held"], seconds=30)

    def decides(self, button):
        program, words = self.program, self.words
        program.find("push button", words["review"]).act("click")
        window = program.window(words["held-title"])
        window.need("label", words["group"])
        window.need("push button", words["apply"])
        program.shot("held")
        window.need("push button", words[button]).act("click")
        window.need("label", words["none"], seconds=40)
        window.need("push button", words["close"]).act("click")
        program.active(words["title"])
        program.gone("label", words["held"], 20)

    def carries_deletions_out(self):
        self.deletes_many("Alt")
        self.decides("apply")
        assert not any(subject.startswith("Alt") for subject in self.in_exchange()), "they are still in Exchange"

    def undoes_deletions(self):
        self.deletes_many("Versehen")
        self.decides("discard")
        wait_for(lambda: self.sql("SELECT count(*) FROM appointment WHERE subject LIKE 'Versehen %'") == [(MANY,)], "they are in büro+ again", 30)


def main():
    language = sys.argv[1]
    build = Path(os.environ["BP_BUILD_DIR"])
    artefacts = Path(os.environ.get("BP_ARTEFACTS") or build / "artefacts")
    with tempfile.TemporaryDirectory() as name:
        scratch, data = Path(name), Path(name) / "data"
        simulator = Simulator(build, scratch, [ANNA, "bernd@firma.de"])
        make_data(build / "bpexchange-cli", data, simulator.url)
        program = Program([build / "bpexchange", "--data", data], {"LANGUAGE": language}, artefacts, f"records-{language}-")
        session = Session(data, f"http://127.0.0.1:{simulator.port}", program, WORDS[language])
        try:
            wait_for(lambda: program.root.find(name=WORDS[language]["in-step"], into_tables=True), "the first pass", 30)
            session.sees_why_it_was_transferred()
            session.sees_why_not_and_is_helped()
            session.carries_deletions_out()
            if language == "de":
                session.tries_a_parked_one_again()
                session.restores_a_deleted_one()
                session.undoes_deletions()
            status = program.close()
            assert status == 0, f"the program ended with {status}"
        except BaseException:
            program.shot("failure")
            raise
        finally:
            program.kill()
            simulator.stop()
    print(f"records in {language}: done, screenshots in {artefacts}")


main()
