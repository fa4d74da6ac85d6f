#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The window while its engine dies, stalls, or cannot be stopped, and while the database is gone: it says so, helps itself, and never hangs.

test_trouble.py LANGUAGE (en or de; what takes long only in German). Needs BP_BUILD_DIR; screenshots go to BP_ARTEFACTS. Exit 77: skipped."""

import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from drive import Program, wait_for
from firm import make_data
from simulator import Simulator

WORDS = {
    "en": {"running": "^Sync: Running$", "ended": "The sync ended by itself: .* It is started again in", "stopped": "ended by itself",
           "log": "The sync engine has ended", "gone": "The data cannot be read|does not exist"},
    "de": {"running": "^Abgleich: Läuft$", "ended": "hat sich von selbst beendet: .* wird neu gestartet",
           "stopped": "hat sich von selbst beendet", "log": "Die Synchronisation wurde unterbrochen", "stalled": "^Abgleich: Antwortet nicht$", "silent": "Die Synchronisation reagiert nicht",
           "restart": "^Neu starten$", "protected": "Die Datenbank ist schreibgeschützt", "edit-title": "Benutzer anna ändern", "title": "^Exchange-Abgleich", "gone": "Die Daten können nicht gelesen werden"},
}


class Trouble:
    def __init__(self, language, scratch, url):
        self.build = Path(os.environ["BP_BUILD_DIR"])
        self.artefacts = Path(os.environ.get("BP_ARTEFACTS") or self.build / "artefacts")
        self.language = language
        self.words = WORDS[language]
        self.scratch = scratch
        self.url = url

    def started(self, name, trouble=None, **more):
        """The window on a data folder of its own, with an engine to which this happens."""
        data = self.scratch / name
        make_data(self.build / "bpexchange-cli", data, self.url)
        environment = {"LANGUAGE": self.language, **({"BPEXCHANGE_TEST_ENGINE": trouble} if trouble else {}), **more}
        return data, Program([self.build / "bpexchange", "--data", data], environment, self.artefacts, f"trouble-{self.language}-{name}-")

    def log(self, data):
        return (data / "ExchangeSync.Log").read_text(encoding="utf-8")

    def the_engine_dies(self):
        """Three times: it is shown and logged, and it comes back by itself, each time after a longer pause."""
        data, program = self.started("dies", "die:1000:3")
        try:
            program.find("label", self.words["ended"], seconds=30)
            program.shot("died")
            wait_for(lambda: self.log(data).count(self.words["log"]) == 3, "all deaths in the log", 30)
            program.find(name=self.words["running"], seconds=30)
            program.gone("label", self.words["stopped"])
            wait_for(lambda: program.root.find(name="^anna$", into_tables=True), "the list of users")
            program.shot("recovered")
            assert program.close() == 0
        finally:
            program.kill()

    def the_engine_stalls(self):
        """It is shown and logged, a restart is offered; when the thread wakes up it is restarted."""
        data, program = self.started("stalls", "stall:1500:23000")
        try:
            program.find(name=self.words["stalled"], seconds=25)
            program.find("label", self.words["silent"])
            program.find("push button", self.words["restart"])
            program.shot("stalled")
            program.key("ctrl+3", "ctrl+1")
            program.find(name=self.words["running"], seconds=30)
            program.gone("label", self.words["silent"])
            assert self.words["silent"] in self.log(data)
            assert program.close() == 0
        finally:
            program.kill()

    def the_engine_never_answers(self):
        """The window closes all the same."""
        _, program = self.started("silent", "stall:500:600000")
        try:
            program.find(name=self.words["running"])
            time.sleep(1)  # until it sleeps: nothing shows that
            begun = time.monotonic()
            assert program.close() == 0
            assert time.monotonic() - begun < 15, "the window waited for a thread that never answers"
        finally:
            program.kill()

    def the_database_is_gone(self):
        """Said at the top; when it is back, so is everything else."""
        data, program = self.started("gone")
        database = data / "bpexchange.db"
        try:
            program.find(name=self.words["running"])
            program.find(name="^anna$", into_tables=True)
            database.rename(data / "elsewhere.db")
            program.find("label", self.words["gone"])
            program.shot("gone")
            (data / "elsewhere.db").rename(database)
            program.gone("label", self.words["gone"], 20)
            assert program.close() == 0
        finally:
            program.kill()

    def the_database_is_write_protected(self):
        """What was entered stays where it is, with the reason beside it, and is saved as soon as that is possible."""
        library = self.build / "tests" / "disk" / "libbp-disk-vfs.so"
        protect = self.scratch / "protect"
        if not library.exists():
            print("a disk that can be write-protected is missing in this build: left out")
            return
        data, program = self.started("protected", LD_PRELOAD=str(library), BP_DISK_PROTECT=str(protect))
        try:
            program.find(name=self.words["running"])
            program.key("ctrl+3")
            program.click_on(lambda: program.cell("^Benutzer$", "^anna$"), "anna")
            program.key("Return")
            program.active(self.words["edit-title"])
            program.enter("n", "Anna Neumann")
            protect.touch()
            program.key("Return")
            program.window(self.words["edit-title"]).need("label", self.words["protected"])
            program.shot("refused")
            protect.unlink()
            program.key("Return")
            program.active(self.words["title"])
            with sqlite3.connect(data / "bpexchange.db", timeout=30) as connection:
                assert connection.execute("SELECT name FROM user WHERE login = 'anna'").fetchall() == [("Anna Neumann",)]
            connection.close()
            assert program.close() == 0
        finally:
            program.kill()


def main():
    language = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        simulator = Simulator(Path(os.environ["BP_BUILD_DIR"]), scratch, ["anna@firma.de", "bernd@firma.de"])
        trouble = Trouble(language, scratch, simulator.url)
        try:
            trouble.the_engine_dies()
            if language == "de":
                trouble.the_engine_stalls()
                trouble.the_engine_never_answers()
                trouble.the_database_is_gone()
                trouble.the_database_is_write_protected()
        finally:
            simulator.stop()
    print(f"trouble in {language}: done")


main()
