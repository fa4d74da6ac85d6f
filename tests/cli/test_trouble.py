# SPDX-License-Identifier: MIT
"""What can happen to a machine: a full disk, a locked or foreign database, a dying process. One clear line, nothing lost."""

import os
import signal
import sqlite3
import sys
import threading
import time
import unittest

import cli
from cli import wait_for

if sys.platform != "win32":
    import resource


def file_limit(size):
    """No file of the process may grow beyond size: what a full disk looks like, also for root."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return {"preexec_fn": limit, "restore_signals": False}


@unittest.skipIf(sys.platform == "win32", "no limits for processes")
class FullDisk(cli.CliTest):
    def test_init(self):
        self.fails("init", **file_limit(8192))
        self.init()
        self.assertEqual(self.json("user", "list"), [])

    def test_change(self):
        self.init()
        self.ok("user", "add", "anna", "name=Anna")
        self.fails("user", "set", "anna", "name=Berta", **file_limit(0))
        self.assertEqual(self.json("user", "show", "anna")["name"], "Anna")
        self.ok("user", "set", "anna", "name=Berta")

    def test_backup(self):
        self.init()
        self.fails("backup", self.dir / "copy.db", **file_limit(8192))
        self.assertFalse((self.dir / "copy.db").exists())

    def test_secret(self):
        self.init()
        self.fails("settings", "admin-secret", "--stdin", stdin="geheim", **file_limit(0))
        self.assertEqual(self.ok("settings", "admin-secret"), "\n")
        self.ok("settings", "admin-secret", "--stdin", stdin="geheim")

    def test_run(self):
        self.set_up_sync()
        result = self.cli("run", "--until-idle", "--for", "2", **file_limit(0))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertTrue(result.stderr)
        self.stop_engine(self.start_engine())


@unittest.skipIf(sys.platform == "win32" or os.geteuid() == 0, "root may write everywhere")
class ReadOnly(cli.CliTest):
    def test_folder(self):
        self.init()
        self.data.chmod(0o500)
        self.addCleanup(self.data.chmod, 0o700)
        self.fails("user", "add", "anna")
        self.fails("run")


class Database(cli.CliTest):
    def lock(self, seconds):
        """Another program holds the write lock."""
        taken = threading.Event()

        def hold():
            database = sqlite3.connect(self.data / "bpexchange.db", timeout=10, isolation_level=None)
            database.execute("BEGIN IMMEDIATE")
            taken.set()
            time.sleep(seconds)
            database.execute("ROLLBACK")
            database.close()

        thread = threading.Thread(target=hold)
        thread.start()
        self.addCleanup(thread.join)
        taken.wait()

    def test_locked_for_a_while(self):
        self.init()
        self.lock(2)
        self.ok("user", "add", "anna")

    def test_locked_too_long(self):
        self.init()
        self.lock(13)
        self.fails("user", "add", "anna")
        self.assertEqual(self.json("user", "list"), [])

    def test_engine_outlives_a_lock(self):
        self.set_up_sync()
        process = self.start_engine()
        wait_for(lambda: "[user.joined]" in self.log(), what="anna to join")
        self.lock(10)
        time.sleep(10.5)
        self.assertIsNone(process.poll())
        self.ok("user", "set", "anna", "exchange-sync=0")
        wait_for(lambda: "user.left" in self.log(), what="the engine")
        self.stop_engine(process)

    def test_newer(self):
        self.init()
        self.sql("PRAGMA user_version = 99")
        before = (self.data / "bpexchange.db").read_bytes()
        for args in [("init",), ("status",), ("user", "list"), ("run",)]:
            self.assertIn("99", self.fails(*args))
        self.assertEqual((self.data / "bpexchange.db").read_bytes(), before)

    def test_foreign(self):
        self.data.mkdir()
        self.sql("CREATE TABLE mine (x)")
        for args in [("init",), ("status",)]:
            self.fails(*args)
        self.assertEqual(self.sql("SELECT name FROM sqlite_master"), [("mine",)])

    def test_damaged_while_stopped(self):
        self.set_up_sync()
        self.stop_engine(self.start_engine())
        path = self.data / "bpexchange.db"
        path.write_bytes(path.read_bytes()[:5000] + b"\0" * 20000)
        result = self.cli("run", "--until-idle", "--for", "2")
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stderr)


class Killed(cli.CliTest):
    def test_again_and_again(self):
        """No state of a killed engine keeps the next from starting."""
        self.set_up_sync()
        for delay in (0, 0.05, 0.2, 0.5):
            process = self.start_engine()
            time.sleep(delay)
            process.kill()
            process.wait()
            self.assertEqual(self.engine()["state"], "stopped")
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
        self.stop_engine(self.start_engine())


if __name__ == "__main__":
    cli.main()
