#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What an administrator does and meets later: an engine that runs elsewhere, settings changed by the command line, a restart, unsaved changes,
searching, editing what another program edits, deleting, filtering the log. In German.

Needs BP_BUILD_DIR; screenshots go to BP_ARTEFACTS. Exit 77: skipped."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from drive import Program, wait_for
from firm import add_appointments, command, make_data
from simulator import Simulator


class Session:
    def __init__(self, build, data, program):
        self.cli = build / "bpexchange-cli"
        self.data = data
        self.program = program

    def command(self, *words):
        command(self.cli, self.data, *words)

    def row(self, name, page="^Benutzer$"):
        return self.program.cell(page, name)

    # Each step leaves the window as the next one expects it.

    def watches_an_engine_elsewhere(self, other):
        program = self.program
        program.key("ctrl+1")
        program.find("label", "in einem anderen Programm", seconds=30)
        wait_for(lambda: self.row("^abgeglichen$", "Zustand$"), "somebody in step", 40)
        program.shot("elsewhere")
        program.find("push button", "^Anhalten$").act("click")
        wait_for(lambda: other.poll() is not None, "the other process ends", 20)
        program.find("label", "Der Abgleich ist angehalten")
        program.find("push button", "^Starten$").act("click")
        program.find(name="^Läuft$")
        assert "in einem anderen Programm" not in program.find("label", "Benutzern? abgeglichen").name
        program.shot("here")

    def meets_settings_changed_elsewhere(self):
        program = self.program
        program.key("ctrl+2")
        box = program.find("check box", "Informationen")
        assert "checked" not in box.states
        self.command("settings", "skip-info-text", "1")
        wait_for(lambda: "checked" in box.states, "the page shows what the command line has set")
        program.find("push button", "^Jetzt neu starten$")
        program.shot("restart-needed")
        program.find("push button", "^Jetzt neu starten$").act("click")
        program.gone("push button", "^Jetzt neu starten$", 20)

    def keeps_unsaved_changes(self):
        program = self.program
        program.key("alt+h", "ctrl+a")
        program.type("anderer.host.de")
        program.key("ctrl+1")
        question = program.window("Geänderte Einstellungen speichern")
        program.shot("unsaved")
        question.need("push button", "^Abbrechen$").act("click")
        program.active("^Exchange-Abgleich")
        assert program.find("text", "Exchange Host").text == "anderer.host.de"
        program.key("ctrl+1")
        program.window("Geänderte Einstellungen speichern").need("push button", "^Verwerfen$").act("click")
        program.active("^Exchange-Abgleich")

    def searches_users(self):
        program = self.program
        program.key("ctrl+3")
        wait_for(lambda: self.row("^anna$") and self.row("^carla$"), "all users")
        program.key("ctrl+f")
        program.type("weiß")
        wait_for(lambda: self.row("^carla$") and not self.row("^anna$"), "only Carla Weiß")
        program.shot("search")
        program.key("ctrl+a", "BackSpace")
        wait_for(lambda: self.row("^anna$"), "all users again")

    def edits_what_another_program_edits(self):
        program = self.program
        self.row("^anna$").click()
        program.find("push button", "^Ändern…$").act("click")
        editor = program.window("Benutzer anna ändern")
        program.active("^Benutzer anna ändern")
        self.command("user", "set", "anna", "bank-name=Sparkasse")
        program.enter("n", "Anna Meier")
        editor.need("push button", "^OK$").act("click")
        question = program.window("Ein anderes Programm hat diesen Benutzer")
        program.shot("changed-meanwhile")
        question.need("push button", "^Neu laden$").act("click")
        program.active("^Benutzer anna ändern")
        wait_for(lambda: editor.find("text", "^Name$").text == "Anna Müller", "the user as he is now")
        program.enter("n", "Anna Meier")
        editor.need("push button", "^OK$").act("click")
        wait_for(lambda: self.row("^Anna Meier$"), "the new name in the list")
        program.active("^Exchange-Abgleich")

    def is_told_what_is_wrong(self):
        """The same login is refused; the same mailbox is saved, and the list says what that means."""
        program = self.program
        program.find("push button", "^Neu…$").act("click")
        editor = program.window("^Neuer Benutzer$")
        program.active("^Neuer Benutzer$")
        program.type("ANNA")
        ok = editor.need("push button", "^OK$")
        wait_for(lambda: "sensitive" in ok.states, "it can be tried")
        ok.act("click")
        editor.need("label", "Es gibt bereits einen Benutzer .anna")
        program.shot("same-login")
        program.key("ctrl+a")
        program.type("anton")
        mail = editor.need("text", "^E-Mail$")
        program.enter("e", "kein at")
        wait_for(lambda: "invalid-entry" in mail.states or "invalid" in mail.states, "what is no address is marked")
        assert "sensitive" not in ok.states, "what is wrong can be saved"
        program.key("ctrl+a", "BackSpace", "alt+x")
        program.key("alt+k")
        editor.need("combo box", "^Mandant$").click()
        program.key("Down", "Return", "alt+f")
        program.enter("p", "Anna@firma.de")
        editor.need("label", "bereits für den Benutzer .anna")
        program.shot("same-mailbox")
        wait_for(lambda: "sensitive" in ok.states, "it can be saved all the same")
        ok.act("click")
        wait_for(lambda: self.row("bereits für den Benutzer .anna"), "the list says why not")
        program.active("^Exchange-Abgleich")

    def deletes_a_user(self):
        program = self.program
        wait_for(lambda: self.row("^eva$"), "Eva").click()
        program.find("push button", "^Löschen…$").act("click")
        question = program.window("1 Benutzer löschen")
        question.need("label", "In Exchange wird nichts gelöscht")
        program.shot("delete")
        question.need("push button", "^1 Benutzer löschen$").act("click")
        wait_for(lambda: not self.row("^eva$"), "Eva is gone")
        program.active("^Exchange-Abgleich")

    def filters_the_log(self):
        program = self.program
        add_appointments(self.data / "bpexchange.db")
        program.key("ctrl+5")
        wait_for(lambda: self.row("in Exchange angelegt", "^Protokollzeilen$"), "a transfer in the log", 30)
        program.key("ctrl+f")
        program.type("verschrieben")
        wait_for(lambda: self.row("verschrieben@firma.de", "^Protokollzeilen$") and not self.row("in Exchange angelegt", "^Protokollzeilen$"), "only what concerns that mailbox")
        program.shot("log-search")


def main():
    build = Path(os.environ["BP_BUILD_DIR"])
    artefacts = Path(os.environ.get("BP_ARTEFACTS") or build / "artefacts")
    with tempfile.TemporaryDirectory() as name:
        scratch, data = Path(name), Path(name) / "data"
        simulator = Simulator(build, scratch, ["anna@firma.de", "bernd@firma.de"])
        make_data(build / "bpexchange-cli", data, simulator.url)
        other = subprocess.Popen([build / "bpexchange-cli", "--data", data, "run"], stdout=subprocess.DEVNULL)
        wait_for(lambda: (data / "ExchangeSync.Log").exists(), "the other engine's log")
        program = Program([build / "bpexchange", "--data", data], {"LANGUAGE": "de"}, artefacts, "administrator-")
        session = Session(build, data, program)
        try:
            session.watches_an_engine_elsewhere(other)
            session.meets_settings_changed_elsewhere()
            session.keeps_unsaved_changes()
            session.searches_users()
            session.edits_what_another_program_edits()
            session.is_told_what_is_wrong()
            session.deletes_a_user()
            session.filters_the_log()
            status = program.close()
            assert status == 0, f"the program ended with {status}"
        except BaseException:
            program.shot("failure")
            raise
        finally:
            program.kill()
            other.terminate()
            other.wait(10)
            simulator.stop()
    print(f"administrator: done, screenshots in {artefacts}")


main()
