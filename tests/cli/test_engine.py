# SPDX-License-Identifier: MIT
"""run, and what other processes see of it: status, stop, restart, sync-now, log."""

import os
import re
import shutil
import signal
import subprocess
import time
import unittest

import cli
from cli import wait_for


class Run(cli.CliTest):
    def test_stops_on_signal_within_a_second(self):
        self.set_up_sync()
        for number in (signal.SIGTERM, signal.SIGINT):
            process = self.start_engine()
            begun = time.monotonic()
            process.send_signal(number)
            self.assertEqual(process.wait(10), 0)
            self.assertLess(time.monotonic() - begun, 1.5)
            self.assertEqual(self.engine()["state"], "stopped")
        self.assertEqual((self.dir / "run.err").read_text("utf-8"), "")

    def test_log_on_stdout_and_in_the_file(self):
        self.set_up_sync()
        process = self.start_engine()
        wait_for(lambda: "connection.failed" in self.log(), what="the log line")
        self.stop_engine(process)
        out = (self.dir / "run.out").read_text("utf-8")
        self.assertIn("[connection.failed]", out)
        self.assertNotIn(cli.SECRET, out + self.log())

    def test_no_file_before_the_sync_is_switched_on(self):
        self.set_up_sync()
        self.ok("settings", "auto-sync", "0")
        process = self.start_engine()
        self.assertFalse((self.data / "ExchangeSync.Log").exists())
        self.ok("settings", "auto-sync", "1")
        self.ok("restart")
        wait_for(lambda: "connection.failed" in self.log(), what="the log file")
        self.stop_engine(process)

    def test_for(self):
        self.set_up_sync()
        begun = time.monotonic()
        self.assertEqual(self.cli("run", "--for", "1").returncode, 0)
        self.assertLess(time.monotonic() - begun, 5)

    def test_second_engine_is_refused(self):
        self.set_up_sync()
        process = self.start_engine()
        for args in [("run",), ("run", "--until-idle"), ("run", "--for", "1")]:
            self.assertIn(str(self.data), self.fails(*args))
        self.assertEqual(self.engine()["state"], "running")
        self.stop_engine(process)

    def test_lock_is_released_by_kill(self):
        self.set_up_sync()
        process = self.start_engine()
        process.kill()
        process.wait()
        self.assertEqual(self.engine()["state"], "stopped")
        self.stop_engine(self.start_engine())

    def test_unreadable_secret(self):
        """The database was restored without its key."""
        self.set_up_sync()
        (self.data / "secret.key").unlink()
        process = self.start_engine()
        wait_for(lambda: self.user("anna")["state"] == "error" or self.log(), what="a word about it")
        self.stop_engine(process)
        result = self.cli("run", "--until-idle", "--for", "2")
        self.assertEqual(result.returncode, 1)


class UntilIdle(cli.CliTest):
    def test_switched_off(self):
        self.init()
        text = self.ok("run", "--until-idle")
        self.assertEqual(len(text.splitlines()), 1)

    def test_nobody_takes_part(self):
        self.set_up_sync(users=())
        self.assertEqual(len(self.ok("run", "--until-idle").splitlines()), 1)

    def test_server_unreachable(self):
        self.set_up_sync(users=("anna", "bodo"))
        begun = time.monotonic()
        result = self.cli("run", "--until-idle", "--for", "2")
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertLess(time.monotonic() - begun, 6)
        for login in ("anna", "bodo"):
            self.assertEqual(len([line for line in result.stderr.splitlines() if line.startswith(login)]), 1)


class Copied(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.set_up_sync()
        self.stop_engine(self.start_engine())
        self.original = self.data
        self.data = self.dir / "copy"
        shutil.copytree(self.original, self.data)

    def test_refused_until_adopted(self):
        for args in [("run",), ("run", "--until-idle")]:
            self.assertIn("--adopt", self.fails_quietly(*args))
        self.stop_engine(self.start_engine("--adopt"))
        self.stop_engine(self.start_engine())

    def fails_quietly(self, *args):
        """One line on stderr; the log on stdout may say it, too."""
        result = self.cli(*args)
        self.assertEqual((result.returncode, len(result.stderr.splitlines())), (1, 1), result.stderr)
        return result.stderr

    def test_switched_off_copy_is_refused_too(self):
        self.ok("settings", "auto-sync", "0")
        self.fails_quietly("run", "--until-idle")

    def test_the_original_goes_on(self):
        self.data = self.original
        self.stop_engine(self.start_engine())


class OtherProcess(cli.CliTest):
    def setUp(self):
        super().setUp()
        self.set_up_sync(users=("anna", "bodo"))

    def test_status(self):
        self.assertEqual(self.engine()["state"], "stopped")
        self.assertEqual(self.user("anna")["state"], "stopped")
        process = self.start_engine()
        engine = self.engine()
        self.assertEqual((engine["running"], engine["auto_sync"], engine["stalled"]), (True, True, False))
        self.assertRegex(engine["started_at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual(engine["endpoint"], cli.NOBODY)
        wait_for(lambda: self.user("anna")["last_error"], what="the error")
        text = self.ok("status")
        self.assertIn("anna", text)
        self.stop_engine(process)
        self.assertFalse(self.engine()["running"])

    def test_status_shape(self):
        status = self.json("status")
        self.assertEqual(sorted(status), ["engine", "users", "warnings"])
        self.assertEqual(sorted(status["engine"]), sorted([
            "state", "running", "stalled", "started_at", "endpoint", "connected", "connection", "restart_needed",
            "auto_sync", "count_out", "count_in"]))
        self.assertEqual(sorted(status["users"][0]), sorted([
            "login", "state", "eligible", "eligibility", "reason", "last_success", "last_error", "last_error_at",
            "count_out", "count_in", "parked", "held"]))

    def test_without_engine(self):
        for command in ["stop", "restart", "sync-now"]:
            self.fails(command)

    def test_stop(self):
        process = self.start_engine()
        self.ok("stop")
        self.assertEqual(process.wait(5), 0)

    def test_restart_takes_over_settings(self):
        process = self.start_engine()
        before = self.engine()["started_at"]
        self.assertIn("restart", self.ok("settings", "lanes", "2"))
        wait_for(lambda: self.engine()["restart_needed"], what="restart_needed")
        self.ok("restart")
        engine = self.engine()
        self.assertGreater(engine["started_at"], before)
        self.assertFalse(engine["restart_needed"])
        self.assertIsNone(process.poll())
        self.stop_engine(process)

    def test_sync_now(self):
        process = self.start_engine()
        self.ok("sync-now")
        self.ok("sync-now", "ANNA")
        self.fails("sync-now", "nobody")
        self.stop_engine(process)

    def test_user_change_is_live(self):
        """U5: without a restart."""
        process = self.start_engine()
        wait_for(lambda: self.log().count("[user.joined]") == 2, what="both to join")
        self.ok("user", "set", "anna", "exchange-sync=0")
        wait_for(lambda: "user.left" in self.log(), what="anna to leave")
        self.assertEqual(self.user("anna")["eligibility"], "not-allowed")
        self.ok("user", "set", "anna", "exchange-sync=1")
        wait_for(lambda: self.log().count("[user.joined]") == 3, what="anna to join")
        self.stop_engine(process)


class Log(cli.CliTest):
    LINES = ["2026-11-23 08:14:00.250 debug   anna  one [test.one]", "2026-11-23 08:14:01.250 info    Anna  two [test.two]",
             "2026-11-23 08:14:02.250 warning bodo  three [test.three]", "2026-11-23 08:14:03.250 error   -  four [test.four]"]

    def setUp(self):
        super().setUp()
        self.init()

    def write(self, *lines):
        with open(self.data / "ExchangeSync.Log", "a", encoding="utf-8") as log:
            log.writelines(line + "\n" for line in lines)

    def texts(self, *args):
        return re.findall(r"  (\w+) \[", self.ok("log", *args))

    def test_filters(self):
        self.assertEqual(self.ok("log"), "")
        self.write(*self.LINES)
        self.assertEqual(self.ok("log").splitlines(), self.LINES)
        self.assertEqual(self.texts("--level", "warning"), ["three", "four"])
        self.assertEqual(self.texts("--user", "anna"), ["one", "two"])
        self.assertEqual(self.texts("--user", "anna", "--level", "info"), ["two"])

    def test_follow(self):
        self.write(self.LINES[0])
        process = subprocess.Popen([str(cli.PROGRAM), "--data", str(self.data), "log", "--follow"],
                                   stdout=subprocess.PIPE, text=True, encoding="utf-8", env=cli.environment())
        self.addCleanup(process.stdout.close)
        self.addCleanup(self.kill, process)
        self.assertEqual(process.stdout.readline().rstrip("\n"), self.LINES[0])
        self.write(self.LINES[1])
        self.assertEqual(process.stdout.readline().rstrip("\n"), self.LINES[1])
        os.rename(self.data / "ExchangeSync.Log", self.data / "ExchangeSync.Log.1")
        self.write(self.LINES[2])
        self.assertEqual(process.stdout.readline().rstrip("\n"), self.LINES[2])
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(5), 0)


if __name__ == "__main__":
    cli.main()
