# SPDX-License-Identifier: MIT
"""settings: every key, every form, and a secret that is never seen again."""

import unittest

import cli

DEFAULTS = {
    "auto-sync": "0", "use-mailboxes": "1", "skip-info-text": "0", "info-text-format": "html", "export": "1", "import": "1",
    "sync-appointments": "1", "sync-tasks": "1", "ews-host": "", "use-oauth2": "0", "admin-name": "", "admin-secret": "",
    "tenant": "", "secret-expires": "", "ca-file": "", "log-level": "info", "time-zone": "Europe/Berlin", "lanes": "8", "poll-seconds": "5",
    "deletion-guard": "20", "private-items": "full", "keep-past-days": "0", "online-host": "",
    "token-url": "", "oauth-certificate": "", "proxy": "",
}


class Settings(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.init()

    def test_defaults(self):
        lines = self.ok("settings").splitlines()
        self.assertEqual(dict(line.split("=", 1) for line in lines), DEFAULTS)

    def test_one(self):
        for key, value in DEFAULTS.items():
            self.assertEqual(self.ok("settings", key), value + "\n")

    def test_change_and_back(self):
        for key, value in [("lanes", "3"), ("ews-host", "exchange.firma.local"), ("private-items", "busy-only"),
                           ("time-zone", "Europe/Vienna"), ("tenant", "firma.de"), ("export", "0")]:
            self.ok("settings", key, value)
            self.assertEqual(self.ok("settings", key), value + "\n")
            self.ok("settings", key, "")
            self.assertEqual(self.ok("settings", key), DEFAULTS[key] + "\n")

    def test_switches_in_words(self):
        for word, value in [("on", "1"), ("no", "0"), ("true", "1"), ("false", "0")]:
            self.ok("settings", "skip-info-text", word)
            self.assertEqual(self.ok("settings", "skip-info-text"), value + "\n")

    def test_bad_values(self):
        for key, value in [("auto-sync", "2"), ("lanes", "0"), ("lanes", "many"), ("info-text-format", "rtf"),
                           ("ews-host", "http://exchange.firma.de"), ("ews-host", "https://me:pw@exchange.firma.de"),
                           ("time-zone", "Mars/Base"), ("deletion-guard", "101"), ("log-level", "loud"),
                           ("admin-name", "two\nlines")]:
            line = self.fails("settings", key, value)
            self.assertIn(key, line)
            self.assertEqual(self.ok("settings", key), DEFAULTS[key] + "\n")

    def test_unknown_key(self):
        for args in [("frobnicate",), ("frobnicate", "1"), ("auto_sync",)]:
            self.assertIn(args[0], self.fails("settings", *args, code=2))


class Secret(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.init()

    def files(self):
        return b"".join(path.read_bytes() for path in self.data.iterdir() if path.is_file())

    def test_stored_but_never_shown(self):
        self.ok("settings", "admin-secret", "--stdin", stdin=cli.SECRET + "\n")
        self.assertEqual(self.ok("settings", "admin-secret"), "(set)\n")
        self.assertIn("admin-secret=(set)\n", self.ok("settings"))
        self.assertNotIn(cli.SECRET, self.ok("status") + self.ok("status", "--json"))
        for form in (cli.SECRET.encode(), cli.SECRET.encode("utf-16-le")):
            self.assertNotIn(form, self.files())

    def test_key_is_private(self):
        self.ok("settings", "admin-secret", "--stdin", stdin=cli.SECRET)
        self.assertEqual((self.data / "secret.key").stat().st_mode & 0o777, 0o600)

    def test_the_same_secret_looks_different_each_time(self):
        self.ok("settings", "admin-secret", "--stdin", stdin=cli.SECRET)
        first = self.sql("SELECT * FROM setting WHERE key = 'admin-secret'")
        self.ok("settings", "admin-secret", "--stdin", stdin=cli.SECRET)
        self.assertNotEqual(first, self.sql("SELECT * FROM setting WHERE key = 'admin-secret'"))

    def test_removed_by_nothing(self):
        self.ok("settings", "admin-secret", "--stdin", stdin=cli.SECRET)
        self.ok("settings", "admin-secret", "--stdin", stdin="")
        self.assertEqual(self.ok("settings", "admin-secret"), "\n")

    def test_only_from_standard_input(self):
        line = self.fails("settings", "admin-secret", cli.SECRET, code=2)
        self.assertNotIn(cli.SECRET, line)
        self.fails("settings", "lanes", "--stdin", code=2, stdin="3")
        self.fails("settings", "--stdin", code=2, stdin="3")
        self.assertEqual(self.ok("settings", "admin-secret"), "\n")

    def test_what_is_no_secret(self):
        for text in ["two\nlines\n", "x" * 5000]:
            self.fails("settings", "admin-secret", "--stdin", stdin=text)
        self.assertEqual(self.ok("settings", "admin-secret"), "\n")


if __name__ == "__main__":
    cli.main()
