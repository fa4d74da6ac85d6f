#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A gallery of the window to look at: every page and dialog, in every appearance, one folder with an index.html.

with-display gallery.py [--language de] [--only NAME]… FOLDER      (SCREEN=2200x1600 for the scaled ones; needs BP_BUILD_DIR)
with-display gallery.py --manual FOLDER                            (the pictures of docs/de/Anleitung.md: ./dev pictures)"""

import argparse
import json
import os
import re
import sqlite3
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from drive import Program, wait_for, xdotool
from firm import add_appointments, make_data
from simulator import Simulator

APPEARANCES = {
    "light": {},
    "dark": {"GTK_THEME": "Default:dark"},
    "high-contrast": {"GTK_THEME": "Default-hc"},
    "high-contrast-dark": {"GTK_THEME": "Default-hc-dark"},
    "text-200": {},
    "scale-200": {"GDK_SCALE": "2"},
}


# What of it stands in the German manual, and under which name.
MANUAL = {"overview": "uebersicht", "exchange": "exchange", "exchange-account": "exchange-konto", "companies": "mandanten", "editor-personal": "benutzer-mandant",
          "users": "benutzer", "record": "abgleich", "held": "loeschungen", "log": "protokoll"}


def set_font_size(points):
    """For programs started from now on."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "gtk-4.0" / "settings.ini"
    path.write_text(re.sub(r"(gtk-font-name=\D+)\d+", rf"\g<1>{points}", path.read_text()))


class Gallery:
    def __init__(self, program, folder, appearance, names=None):
        self.program = program
        self.folder = folder
        self.appearance = appearance
        self.names = names

    def shot(self, name):
        if self.names and name not in self.names:
            return
        time.sleep(0.5)
        path = self.folder / (f"{self.names[name]}.png" if self.names else f"{name}-{self.appearance}.png")
        subprocess.run(["import", "-window", "root", "-trim", "+repage", path], check=True)

    def keys_to(self, name, *keys):
        self.program.key(*keys)
        self.shot(name)

    def discard(self, language):
        self.program.key("alt+v" if language == "de" else "alt+d")
        time.sleep(0.5)  # until the window manager has given the keyboard back

    def take(self, language):
        program = self.program
        xdotool("mousemove", 0, 0)
        self.keys_to("overview", "ctrl+1")
        self.keys_to("exchange", "ctrl+2")
        program.key("alt+d" if language == "de" else "alt+t", "Tab", "Tab")
        self.shot("exchange-account")
        program.key("alt+h", "ctrl+a")
        program.type("exchange firma")
        self.shot("exchange-error")
        program.key("Escape", "alt+l")
        self.shot("exchange-oauth2")
        self.keys_to("exchange-leave", "ctrl+1")
        self.discard(language)
        self.keys_to("users", "ctrl+3")
        self.keys_to("editor-general", "ctrl+n")
        program.type("hanna")
        self.keys_to("editor-personal", "alt+k" if language == "de" else "alt+r")
        self.keys_to("companies", "alt+t" if language == "de" else "alt+p")
        program.key("Escape")
        self.keys_to("editor-company", "alt+f" if language == "de" else "alt+u")
        program.key("Escape")
        self.shot("editor-leave")
        self.discard(language)
        self.keys_to("records", "ctrl+4")
        program.key("ctrl+f", "ctrl+a")
        program.type("jour")
        wait_for(lambda: program.root.find("label", "^Jour fixe$", into_tables=True), "the record").click()
        xdotool("mousemove", 0, 0)
        self.shot("record")
        program.key("ctrl+f", "ctrl+a", "BackSpace", "ctrl+1")
        program.find("push button", "^Prüfen…$" if language == "de" else "^Review…$").act("click")
        program.active("^Zurück|^Held")
        self.shot("held")
        program.key("Escape")
        program.active("^Exchange")
        self.keys_to("log", "ctrl+5")
        self.keys_to("shortcuts", "ctrl+question")
        program.key("Escape")


def hold_deletions(database, url):
    """More of bernd's are deleted at once than the guard lets through."""
    def count():
        with urllib.request.urlopen(f"{url}/sim/mailbox/bernd@firma.de/items?folder=calendar") as answer:
            return sum(item["subject"].startswith("Messe") for item in json.load(answer))
    with sqlite3.connect(database, timeout=30) as connection:
        for day in range(1, 24):
            connection.execute("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, ?, ?, ? FROM user WHERE login = 'bernd'",
                               (f"Messe, {day}. Tag", f"2027-05-{day:02}T09:00:00", f"2027-05-{day:02}T17:00:00"))
    wait_for(lambda: count() == 23, "all are in Exchange", 40)
    with sqlite3.connect(database, timeout=30) as connection:
        connection.execute("DELETE FROM appointment WHERE subject LIKE 'Messe%'")
    connection.close()


def write_index(folder):
    names = sorted({path.name.removesuffix(f"-{appearance}.png") for appearance in APPEARANCES for path in folder.glob(f"*-{appearance}.png")
                    if not any(other != appearance and path.name.endswith(f"-{other}.png") and len(other) > len(appearance) for other in APPEARANCES)})
    rows = "".join(f"<h2>{name}</h2>" + "".join(
        f'<a href="{name}-{a}.png"><img src="{name}-{a}.png" width="480" alt="{name}, {a}" title="{a}"></a> '
        for a in APPEARANCES if (folder / f"{name}-{a}.png").exists()) for name in names)
    (folder / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>bpexchange</title>{rows}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--language", default="de")
    parser.add_argument("--only", action="append", choices=list(APPEARANCES))
    parser.add_argument("--manual", action="store_true")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    build = Path(os.environ["BP_BUILD_DIR"])
    options.folder.mkdir(parents=True, exist_ok=True)
    held = False
    with tempfile.TemporaryDirectory() as name:
        scratch, data = Path(name), Path(name) / "data"
        simulator = Simulator(build, scratch, ["anna@firma.de", "bernd@firma.de"])
        try:
            make_data(build / "bpexchange-cli", data, simulator.url)
            for appearance in ["light"] if options.manual else options.only or APPEARANCES:
                set_font_size(22 if appearance == "text-200" else 11)
                program = Program([build / "bpexchange", "--data", data], {"LANGUAGE": options.language, **APPEARANCES[appearance]})
                try:
                    program.key("ctrl+1")
                    wait_for(lambda: program.root.find(name="^anna$", into_tables=True), "the users")
                    time.sleep(2)
                    if not held:
                        add_appointments(data / "bpexchange.db")
                        hold_deletions(data / "bpexchange.db", f"http://127.0.0.1:{simulator.port}")
                        held = True
                    program.find("push button", "^Prüfen…$|^Review…$", seconds=30)
                    Gallery(program, options.folder, appearance, MANUAL if options.manual else None).take(options.language)
                    program.close()
                finally:
                    program.kill()
        finally:
            simulator.stop()
    if not options.manual:
        write_index(options.folder)


main()
