#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The main job in the window, as an administrator does it for the first time: on an empty data folder enters host and account, a company and
a user, starts the sync; the ERP writes an appointment into the database; the log shows that it was transferred.

test_main_job.py LANGUAGE (en or de). Needs BP_BUILD_DIR; screenshots go to BP_ARTEFACTS. Exit 77: skipped."""

import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from drive import Program, wait_for
from simulator import ADMIN, SECRET, Simulator

MAILBOX = "anna@firma.de"

# What the window says in each language, and the mnemonics of the fields.
WORDS = {
    "en": {
        "title": "Exchange sync", "off": "Automatic synchronisation is switched off", "exchange": "Exchange", "users": "Users", "log": "Log",
        "auto": "Automatic synchronisation", "apply": "Apply", "start-now": "Start now", "new": "New…", "new-user": "New user",
        "companies": "Companies", "save": "Save", "close": "Close", "company": "Company", "ok": "OK", "running": "Running",
        "in-step": "in step", "created": "created in Exchange", "host-error": ".", "eligible": "", "stored": "Stored",
        "keys": {"host": "h", "name": "n", "password": "p", "user-name": "n", "allow": "a", "register-2": "r", "register-3": "u",
                 "companies": "p", "company-number": "u", "company-name": "n", "mailbox": "x"},
    },
    "de": {
        "title": "Exchange-Abgleich", "off": "Die automatische Synchronisation ist ausgeschaltet", "exchange": "Exchange", "users": "Benutzer",
        "log": "Protokoll", "auto": "Automatische Synchronisation", "apply": "Übernehmen", "start-now": "Jetzt starten", "new": "Neu…",
        "new-user": "Neuer Benutzer", "companies": "Mandanten", "save": "Speichern", "close": "Schließen", "company": "Mandant", "ok": "OK",
        "running": "Läuft", "in-step": "abgeglichen", "created": "in Exchange angelegt", "stored": "Gespeichert",
        "keys": {"host": "h", "name": "n", "password": "p", "user-name": "n", "allow": "x", "register-2": "k", "register-3": "f",
                 "companies": "t", "company-number": "r", "company-name": "n", "mailbox": "p"},
    },
}


class Administrator:
    """What he does, step by step."""

    def __init__(self, program, words):
        self.program = program
        self.words = words
        self.keys = words["keys"]

    def looks_around(self):
        program = self.program
        assert program.window(self.words["title"]).name == self.words["title"]
        program.find("label", self.words["off"])
        program.shot("empty")

    def enters_host_and_account(self, url):
        program, words = self.program, self.words
        program.find("list item", words["exchange"]).click()
        host = program.find(name="Exchange (H|h)ost .* EWS|Exchange host for EWS", role="text")
        program.enter(self.keys["host"], "exchange firma")
        wait_for(lambda: host.description and "invalid" in host.states or "invalid-entry" in host.states, "the bad host is marked")
        assert "sensitive" not in program.find("push button", words["apply"]).states, "what is wrong can be saved"
        program.shot("bad-host")
        program.enter(self.keys["host"], url)
        program.enter(self.keys["name"], ADMIN)
        program.enter(self.keys["password"], SECRET)
        program.key("shift+Tab", "shift+Tab", "ctrl+Home")
        program.root.find(name=words["auto"], role="check box").act("toggle")
        program.shot("settings")
        program.find("push button", words["apply"]).act("click")
        program.find("push button", words["start-now"])
        program.shot("saved")

    def adds_a_company(self):
        program, words = self.program, self.words
        program.key(f"alt+{self.keys['companies']}")
        window = program.window(words["companies"])
        program.active(words["companies"])
        program.enter(self.keys["company-number"], "1")
        program.enter(self.keys["company-name"], "Muster GmbH")
        program.shot("company")
        window.need("push button", f"^{words['save']}$").act("click")
        window.need("list item", "1 Muster GmbH")
        window.need("push button", f"^{words['close']}$").act("click")
        program.active(words["new-user"])

    def enables_a_user(self):
        program, words = self.program, self.words
        program.key("ctrl+3")
        program.find("push button", f"^{words['new']}$").act("click")
        editor = program.window(words["new-user"])
        program.active(words["new-user"])
        program.type("anna")
        program.enter(self.keys["user-name"], "Anna Müller")
        program.key(f"alt+{self.keys['allow']}")
        program.shot("user-general")
        program.key(f"alt+{self.keys['register-2']}")
        self.adds_a_company()
        editor.need("combo box", f"^{words['company']}$").click()
        program.key("Down", "Return")
        program.shot("user-company")
        program.key(f"alt+{self.keys['register-3']}")
        program.enter(self.keys["mailbox"], MAILBOX)
        time.sleep(0.5)
        program.shot("user-mailbox")
        ok = editor.need("push button", f"^{words['ok']}$")
        wait_for(lambda: "sensitive" in ok.states, "the user can be saved")
        ok.act("click")
        program.find(name="anna@firma.de", into_tables=True)
        program.active(words["title"])
        program.shot("users")

    def starts_the_sync(self):
        program, words = self.program, self.words
        program.key("ctrl+2")
        program.find("push button", words["start-now"]).act("click")
        program.key("ctrl+1")
        program.find(name=words["running"])
        program.find(name=f"^{words['in-step']}$", into_tables=True, seconds=40)
        program.shot("running")

    def reads_the_log(self):
        program, words = self.program, self.words
        program.key("ctrl+5")
        program.find(name=words["created"], into_tables=True, seconds=30)
        program.shot("transferred")


def erp_writes(database):
    """The ERP knows nothing of us: plain SQL, five columns."""
    with sqlite3.connect(database, timeout=10) as connection:
        connection.execute("INSERT INTO appointment (company, user, subject, starts_at, ends_at) "
                           "SELECT 1, id, 'Besprechung', '2027-03-01T09:00:00', '2027-03-01T10:00:00' FROM user WHERE login = 'anna'")
    connection.close()


def main():
    language = sys.argv[1]
    build = Path(os.environ["BP_BUILD_DIR"])
    artefacts = Path(os.environ.get("BP_ARTEFACTS") or build / "artefacts")
    environment = {"LANGUAGE": "de" if language == "de" else "en"}
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name), Path(name) / "data"
        simulator = Simulator(build, folder, [MAILBOX])
        program = Program([build / "bpexchange", "--data", data], environment, artefacts, f"main-job-{language}-")
        try:
            administrator = Administrator(program, WORDS[language])
            administrator.looks_around()
            administrator.enters_host_and_account(simulator.url)
            administrator.enables_a_user()
            administrator.starts_the_sync()
            erp_writes(data / "bpexchange.db")
            administrator.reads_the_log()
            status = program.close()
            assert status == 0, f"the program ended with {status}"
            log = (data / "ExchangeSync.Log").read_text(encoding="utf-8")
            assert WORDS[language]["created"] in log, "the transfer is not in the log file"
            assert SECRET not in log, "the password is in the log file"
        except BaseException:
            program.shot("failure")
            raise
        finally:
            program.kill()
            simulator.stop()
    print(f"main job in {language}: done, screenshots in {artefacts}")


main()
