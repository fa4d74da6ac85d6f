# SPDX-License-Identifier: MIT
"""The frame: help, version, wrong usage, exit codes, init, backup."""

import os
import sqlite3
import sys
import unittest

import cli

COMMANDS = ["init", "settings", "company", "user", "run", "status", "restart", "stop", "sync-now", "records", "conflicts", "retry",
            "restore", "release", "log", "backup"]
LATER = ["import", "export"]


class Frame(cli.CliTest):
    def test_help_lists_every_command(self):
        text = self.ok("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", text)
        self.assertIn("--data=DIR", text)

    def test_help_of_each_command(self):
        for command in COMMANDS:
            text = self.ok(command, "--help")
            self.assertIn(f"bpexchange-cli {command}", text)
            self.assertGreater(len(text.splitlines()), 5, text)
        self.assertFalse(self.data.exists(), "help creates nothing")

    def test_help_names_options(self):
        for command, options in {"run": ["--until-idle", "--for", "--adopt"], "log": ["--follow", "--level", "--user"],
                                 "status": ["--json"], "settings": ["--stdin"], "user": ["--json", "--force"]}.items():
            text = self.ok(command, "--help")
            for option in options:
                self.assertIn(option, text)

    def test_version(self):
        self.assertRegex(self.ok("--version"), r"^bpexchange \d+\.\d+\.\d+\n$")

    def test_german(self):
        text = self.ok("--help", env=cli.environment(LC_ALL="de_DE.UTF-8", LANGUAGE="de"))
        self.assertTrue("Befehle:" in text or "Commands:" in text)

    def test_wrong_usage(self):
        for args in [(), ("frobnicate",), ("--frobnicate",), ("init", "extra"), ("init", "--frobnicate"), ("user",),
                     ("user", "frobnicate"), ("user", "show"), ("user", "set", "anna"), ("company", "add", "1"),
                     ("company", "add", "x", "name"), ("backup",), ("run", "--for", "x"), ("run", "--for", "-1"),
                     ("run", "extra"), ("log", "--level", "loud"), ("sync-now", "a", "b"), ("status", "x"),
                     ("retry",), ("restore",), ("release", "anna"), ("release", "anna", "--apply", "--discard"), ("records", "--kind", "memo")]:
            self.fails(*args, code=2)
        self.assertFalse(self.data.exists(), "wrong usage creates nothing")

    def test_later_verbs(self):
        for command in LATER:
            self.assertIn(command, self.fails(command, code=2))

    def test_without_database(self):
        for args in [("settings",), ("status",), ("user", "list"), ("run",), ("run", "--until-idle"), ("stop",),
                     ("log",), ("backup", self.dir / "x")]:
            self.assertIn("init", self.fails(*args))
        self.assertFalse(self.data.exists())

    def test_data_may_follow_the_command(self):
        self.init()
        result = self.run_raw("settings", "lanes", "--data", self.data)
        self.assertEqual((result.returncode, result.stdout), (0, "8\n"))

    def test_not_utf8(self):
        result = self.cli("user", "show", os.fsdecode(b"\xff")) if sys.platform != "win32" else None
        if result:
            self.assertEqual(result.returncode, 2)

    def test_full_output(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        self.init()
        with open("/dev/full", "w", encoding="utf-8") as full:
            import subprocess
            result = subprocess.run([str(cli.PROGRAM), "--data", str(self.data), "settings"], stdout=full,
                                    stderr=subprocess.PIPE, text=True, env=cli.environment(), check=False)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(len(result.stderr.splitlines()), 1)


class Init(cli.CliTest):
    def test_creates_and_is_idempotent(self):
        self.assertIn(str(self.data), self.ok("init"))
        self.ok("settings", "lanes", "3")
        before = (self.data / "bpexchange.db").stat().st_ino
        self.ok("init")
        self.assertEqual((self.data / "bpexchange.db").stat().st_ino, before)
        self.assertEqual(self.ok("settings", "lanes"), "3\n")

    def test_default_folder(self):
        env = cli.environment(XDG_DATA_HOME=str(self.dir / "share"))
        self.assertEqual(self.run_raw("init", env=env).returncode, 0)
        self.assertTrue((self.dir / "share" / "bpexchange" / "bpexchange.db").exists())

    def test_private(self):
        self.init()
        self.assertEqual(self.data.stat().st_mode & 0o077, 0)

    def test_folder_impossible(self):
        (self.dir / "file").write_text("", "utf-8")
        self.data = self.dir / "file" / "data"
        self.assertIn("file", self.fails("init"))

    def test_damaged_database_is_left_alone(self):
        self.data.mkdir()
        database = self.data / "bpexchange.db"
        database.write_bytes(b"this is no database" * 100)
        self.fails("init")
        self.fails("status")
        self.assertEqual(database.read_bytes(), b"this is no database" * 100)


class Backup(cli.CliTest):
    def test_copy_is_complete(self):
        self.init()
        self.ok("company", "add", "7", "Kopie AG")
        target = self.dir / "copy.db"
        self.ok("backup", target)
        with sqlite3.connect(target) as copy:
            self.assertEqual(copy.execute("SELECT name FROM company").fetchall(), [("Kopie AG",)])
            self.assertEqual(copy.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        copy.close()

    def test_overwrites_nothing(self):
        self.init()
        target = self.dir / "copy.db"
        target.write_text("precious", "utf-8")
        self.assertIn("copy.db", self.fails("backup", target))
        self.assertEqual(target.read_text("utf-8"), "precious")

    def test_impossible_target(self):
        self.init()
        self.fails("backup", self.dir / "missing" / "copy.db")


if __name__ == "__main__":
    cli.main()
