# SPDX-License-Identifier: MIT
"""A small firm in which not everything is well, for tests and pictures."""

import sqlite3
import subprocess

from simulator import ADMIN, SECRET

USERS = [
    ("anna", "Anna Müller", {"start-company": "1", "exchange-mailbox": "anna@firma.de", "exchange-sync": "1"}),
    ("bernd", "Bernd Schmidt", {"start-company": "1", "exchange-mailbox": "bernd@firma.de", "exchange-sync": "1"}),
    ("carla", "Carla Weiß", {"start-company": "1", "exchange-sync": "1"}),
    ("dirk", "Dirk Vogel", {"exchange-mailbox": "dirk@firma.de", "exchange-sync": "1"}),
    ("eva", "Eva Lang", {"start-company": "1", "exchange-mailbox": "eva@firma.de"}),
    ("franz", "Franz Huber", {"start-company": "2", "exchange-mailbox": "franz@firma.de", "exchange-sync": "1"}),
    ("gerda", "Gerda Krause", {"start-company": "1", "exchange-mailbox": "verschrieben@firma.de", "exchange-sync": "1"}),
]
SUBJECTS = ["Jour fixe", "Kundentermin Schäfer", "Inventur", "Angebotsbesprechung", "Schulung büro+", "Steuerberater", "Wartung Server"]


def command(cli, data, *words, text=None):
    """One run of bpexchange-cli."""
    subprocess.run([cli, "--data", data, *words], check=True, input=text, text=True, stdout=subprocess.DEVNULL)


def make_data(cli, data, url):
    """Data folder, settings, companies and users."""
    def run(*words, text=None):
        command(cli, data, *words, text=text)
    run("init")
    run("company", "add", "1", "Muster GmbH")
    run("company", "add", "2", "Altbau KG", "maintenance-until=2024-12-31")
    for login, name, values in USERS:
        run("user", "add", login, f"name={name}", *(f"{key}={value}" for key, value in values.items()))
    for key, value in (("ews-host", url), ("admin-name", ADMIN), ("auto-sync", "1")):
        run("settings", key, value)
    run("settings", "admin-secret", "--stdin", text=SECRET)


def add_appointments(database):
    with sqlite3.connect(database, timeout=10) as connection:
        for day, subject in enumerate(SUBJECTS, 1):
            for login in ("anna", "bernd"):
                connection.execute("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, ?, ?, ? FROM user WHERE login = ?",
                                   (subject, f"2027-03-{day:02}T09:00:00", f"2027-03-{day:02}T10:00:00", login))
    connection.close()
