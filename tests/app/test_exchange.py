#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page "Exchange" by mouse and keyboard: the connection test with what is typed and not saved, for the server and for one mailbox, cancelled,
and with a certificate to trust.

test_exchange.py LANGUAGE (en or de). Needs BP_BUILD_DIR; screenshots go to BP_ARTEFACTS. Exit 77: skipped."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from drive import Program, require, wait_for, xdotool
from firm import command, make_data
from simulator import ADMIN, SECRET, Simulator

require("openssl")

WORDS = {
    "en": {
        "title": "Exchange sync", "users": "^Users$", "verify": "Verify the connection", "stop": "Cancel the verification", "sign-in": "Sign-in", "tls": "Encryption",
        "passed": "passed", "failed": "failed", "running": "running", "cancelled": "The test was cancelled", "all-passed": "Every step has passed",
        "password-remedy": "Check name, password", "server-only": "The server only", "whom": "What is tested", "subscription": "Subscription",
        "access": "Access to the mailbox", "trust": "Trust this certificate…", "trust-title": "Trust this certificate", "yes": "Trust",
        "fingerprint": "Fingerprint", "besides": "Certificates trusted besides", "apply": "Apply", "cancel": "Cancel",
        "meanwhile": "Changed elsewhere meanwhile", "host": "Exchange host for EWS", "auto": "Automatic synchronisation",
        "discover": "Find the Exchange host", "address": "E-mail address", "use": "Use", "rights": "Grant the rights in Exchange", "script": "Commands for PowerShell", "copy": "Copy", "copied": "Copied",
        "keys": {"host": "h", "name": "n", "password": "p", "tenant": "t", "verify": "v", "rights": "u", "discover": "d"},
    },
    "de": {
        "title": "Exchange-Abgleich", "users": "^Benutzer$", "verify": "Verbindung testen", "stop": "Test abbrechen", "sign-in": "Anmeldung", "tls": "Verschlüsselung",
        "passed": "bestanden", "failed": "fehlgeschlagen", "running": "läuft", "cancelled": "Der Test wurde abgebrochen",
        "all-passed": "Alle Schritte bestanden", "password-remedy": "Prüfen Sie Name, Passwort", "server-only": "Nur der Server",
        "whom": "Was getestet wird", "subscription": "Abonnement", "access": "Zugriff auf das Postfach", "trust": "Diesem Zertifikat vertrauen…",
        "trust-title": "Diesem Zertifikat vertrauen", "yes": "Vertrauen", "fingerprint": "Fingerabdruck", "besides": "Zusätzlich vertraute Zertifikate",
        "apply": "Übernehmen", "cancel": "Abbrechen", "meanwhile": "Inzwischen anderswo geändert", "host": "Exchange Host für EWS",
        "auto": "Automatische Synchronisation",
        "discover": "Exchange Host ermitteln", "address": "E-Mail-Adresse", "use": "Verwenden:", "rights": "Rechte in Exchange gewähren", "script": "Befehle für PowerShell", "copy": "Kopieren", "copied": "Kopiert",
        "keys": {"host": "h", "name": "n", "password": "p", "tenant": "d", "verify": "v", "rights": "w", "discover": "m"},
    },
}


class Session:
    def __init__(self, cli, data, program, words):
        self.cli = cli
        self.data = data
        self.program = program
        self.words = words
        self.keys = words["keys"]

    def setting(self, key):
        return subprocess.run([self.cli, "--data", self.data, "settings", key], check=True, capture_output=True, text=True).stdout.strip()

    def step(self, name, result, seconds=20):
        return self.program.find("list item", f"{name}: {self.words[result]}", seconds)

    def verify(self):
        self.program.key(f"alt+{self.keys['verify']}")

    def choose(self, *keys):
        """What is tested: from the entry that is chosen by now."""
        program = self.program
        xdotool("mousemove", 0, 0)  # what lies under the pointer would be chosen
        program.key(f"alt+{self.keys['tenant']}", "Tab", "Tab", "space")
        wait_for(lambda: any(node.role == "list item" and "focused" in node.states for node in program.root.walk(True)), "the list has the keyboard")
        program.key(*keys, "Return")

    # Each step leaves the page as the next one expects it.

    def tests_a_user(self):
        """From the list of users, where somebody's missing appointments are reported first."""
        program, words = self.program, self.words
        program.key("ctrl+3")
        program.click_on(lambda: program.cell(words["users"], "^bernd$"), "bernd")
        self.verify()
        self.step(f"bernd · {words['subscription']}", "passed")
        program.find("label", words["all-passed"])
        program.shot("bernd")

    def tests_what_is_typed(self):
        program, words = self.program, self.words
        program.key("ctrl+2")
        program.enter(self.keys["password"], "falsch-4711")
        self.verify()
        self.step(words["sign-in"], "failed")
        program.find("label", words["password-remedy"])
        program.shot("sign-in-failed")
        assert "falsch-4711" not in (self.data / "bpexchange.db").read_bytes().decode("latin-1")

    def tests_the_server_alone(self):
        program, words = self.program, self.words
        program.enter(self.keys["password"], SECRET)
        self.choose("Down")
        self.verify()
        program.find("label", words["all-passed"])
        assert not program.root.find("list item", words["access"]), "a mailbox was tested"
        program.shot("server-only")

    def tests_one_mailbox(self):
        program, words = self.program, self.words
        self.choose("Down")  # anna
        self.verify()
        self.step(f"anna · {words['subscription']}", "passed")
        program.find("label", words["all-passed"])
        program.shot("anna")
        assert self.setting("auto-sync") == "0", "the test was to be made with the sync switched off"

    def cancels(self, silent):
        program, words = self.program, self.words
        program.enter(self.keys["host"], f"https://127.0.0.1:{silent}")
        self.verify()
        self.step(words["tls"], "running")
        program.shot("running")
        program.find("push button", f"^{words['stop']}$").act("click")
        program.find("label", words["cancelled"])
        assert not program.root.find("list item", f"{words['tls']}: {words['running']}")

    def trusts_a_certificate(self, url):
        program, words = self.program, self.words
        self.choose("Up")  # the server only
        program.enter(self.keys["host"], url)
        self.verify()
        self.step(words["tls"], "failed")
        program.shot("untrusted")
        program.find("push button", f"^{words['trust']}$").act("click")
        question = program.window(words["trust-title"])
        question.need("label", words["fingerprint"])
        program.shot("trust")
        question.need("push button", f"^{words['yes']}$").act("click")
        self.step(words["tls"], "passed")
        program.find("label", words["all-passed"])
        program.active(words["title"])
        assert self.setting("ca-file") == "", "saved without being asked"
        program.find("push button", f"^{words['apply']}$").act("click")
        wait_for(lambda: self.setting("ca-file") == str(self.data / "trusted.pem"), "the certificate file is saved")
        assert self.setting("ews-host") == url
        program.shot("trusted")

    def finds_the_host(self, url):
        """Offered, taken by a click, and not saved by that; then the other way to enter it is refused."""
        program, words = self.program, self.words
        program.enter(self.keys["host"], url.removesuffix("/EWS/Exchange.asmx"))
        program.key(f"alt+{self.keys['discover']}")
        window = program.window(words["discover"])
        program.active(words["discover"])
        program.type("anna")
        program.key("Return")
        address = window.need("text", words["address"])
        wait_for(lambda: address.states & {"invalid", "invalid-entry"}, "what is no address is marked")
        program.type("@firma.de")
        program.key("Return")
        found = window.need("push button", f"{words['use']} {url}")
        program.shot("discovered")
        found.act("click")
        program.active(words["title"])
        wait_for(lambda: program.find("text", words["host"]).text == url, "the host that was found")

    def reads_how_to_set_up(self):
        program, words = self.program, self.words
        program.key(f"alt+{self.keys['rights']}")
        window = program.window(words["rights"])
        program.active(words["rights"])
        script = window.need("text", words["script"])
        assert "-User 'svc-sync'" in script.text and "'anna@firma.de'" in script.text
        program.shot("rights")
        window.need("push button", f"^{words['copy']}$").act("click")
        window.need("push button", f"^{words['copied']}$")
        program.key("Escape")
        program.active(words["title"])

    def meets_another_writer(self):
        program, words = self.program, self.words
        program.enter(self.keys["host"], "hier.firma.de")
        command(self.cli, self.data, "settings", "ews-host", "dort.firma.de")
        command(self.cli, self.data, "settings", "admin-name", "svc-neu")
        program.find("label", words["meanwhile"])
        program.find("label", f"{words['host']}: dort.firma.de")
        program.shot("meanwhile")
        wait_for(lambda: program.root.find("text", "^Name$").text == "svc-neu", "what nobody touched here follows")
        assert program.find("text", words["host"]).text == "hier.firma.de"
        program.find("push button", f"^{words['cancel']}$").act("click")
        wait_for(lambda: program.find("text", words["host"]).text == "dort.firma.de", "what is stored now")
        assert self.setting("ews-host") == "dort.firma.de"


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=Firma CA",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def main():
    language = sys.argv[1]
    build = Path(os.environ["BP_BUILD_DIR"])
    cli = build / "bpexchange-cli"
    artefacts = Path(os.environ.get("BP_ARTEFACTS") or build / "artefacts")
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as silent:
        scratch, data = Path(name), Path(name) / "data"
        simulator = Simulator(build, scratch, ["anna@firma.de", "bernd@firma.de"])
        encrypted = Simulator(build, scratch, ["anna@firma.de"], "--tls", *make_certificate(scratch))
        make_data(cli, data, simulator.url)
        command(cli, data, "settings", "auto-sync", "0")
        program = Program([build / "bpexchange", "--data", data], {"LANGUAGE": language}, artefacts, f"exchange-{language}-")
        session = Session(cli, data, program, WORDS[language])
        try:
            session.tests_a_user()
            session.tests_what_is_typed()
            session.tests_the_server_alone()
            session.tests_one_mailbox()
            session.finds_the_host(simulator.url)
            session.reads_how_to_set_up()
            session.cancels(silent.getsockname()[1])
            session.trusts_a_certificate(encrypted.url)
            session.meets_another_writer()
            status = program.close()
            assert status == 0, f"the program ended with {status}"
        except BaseException:
            program.shot("failure")
            raise
        finally:
            program.kill()
            simulator.stop()
            encrypted.stop()
    print(f"exchange in {language}: done, screenshots in {artefacts}")


main()
