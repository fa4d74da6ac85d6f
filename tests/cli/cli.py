# SPDX-License-Identifier: MIT
"""What the tests of the command line share: a data folder, the program, an engine in another process."""

import base64
import html
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

BUILD = pathlib.Path(os.environ.get("BP_BUILD_DIR", "build/dev")).resolve()
SUFFIX = ".exe" if sys.platform == "win32" else ""
PROGRAM = BUILD / ("bpexchange-cli" + SUFFIX)
SIMULATOR = BUILD / ("exchange-sim" + SUFFIX)
if not SIMULATOR.exists():
    SIMULATOR = BUILD / "tests" / "exchange-sim" / ("exchange-sim" + SUFFIX)
SECRET = "s3cr&t<pass>word"
# A port where nobody listens: connecting is refused at once.
NOBODY = "http://127.0.0.1:9/EWS/Exchange.asmx"


def environment(**more):
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="", TZ="Europe/Berlin", G_DEBUG="fatal-criticals")
    env.update(more)
    return env


def wait_for(condition, seconds=20, what="the condition"):
    """The condition's value as soon as it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s for {what} in vain")


class CliTest(unittest.TestCase):
    """Each test has a data folder of its own, not yet initialised."""

    def setUp(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="bp-cli-"))
        self.data = self.dir / "data"
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.secrets = set()
        self.addCleanup(self.search_for_secrets)

    def search_for_secrets(self):
        """What was ever entered as a secret stands in no file that the test leaves: as it is, in a URL, in XML, in Base64."""
        files = [(path, path.read_bytes()) for path in self.dir.rglob("*") if path.is_file()]
        for secret in self.secrets:
            forms = {secret, urllib.parse.quote(secret), html.escape(secret), base64.b64encode(secret.encode()).decode()}
            for path, content in files:
                for form in forms:
                    self.assertNotIn(form.encode(), content, f"a secret stands in {path}")

    def run_raw(self, *args, stdin="", env=None, timeout=60, **options):
        return subprocess.run([str(PROGRAM), *map(str, args)], input=stdin, capture_output=True, text=True,
                              encoding="utf-8", env=env or environment(), timeout=timeout, check=False, **options)

    def cli(self, *args, **options):
        if args[:2] == ("settings", "admin-secret") and len(options.get("stdin", "").strip()) > 5:
            self.secrets.add(options["stdin"].splitlines()[0])
        return self.run_raw("--data", self.data, *args, **options)

    def ok(self, *args, **options):
        """Its output; it must succeed and say nothing on stderr."""
        result = self.cli(*args, **options)
        self.assertEqual((result.returncode, result.stderr), (0, ""), f"{args}: {result.stdout}")
        return result.stdout

    def fails(self, *args, code=1, **options):
        """The one line on stderr; nothing on stdout."""
        result = self.cli(*args, **options)
        self.assertEqual(result.returncode, code, f"{args}: {result.stdout}{result.stderr}")
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), 1, f"{args}: one clear line, not {result.stderr!r}")
        self.assertTrue(lines[0].startswith("bpexchange-cli: "), lines[0])
        self.assertEqual(result.stdout, "")
        return lines[0]

    def json(self, *args):
        return json.loads(self.ok(*args, "--json"))

    def sql(self, statement, *values):
        """As another program would, with a busy timeout."""
        with sqlite3.connect(self.data / "bpexchange.db", timeout=10) as database:
            rows = database.execute(statement, values).fetchall()
        database.close()
        return rows

    def init(self):
        self.ok("init")

    def set_up_sync(self, host=NOBODY, users=("anna",)):
        """Everything that is needed to take part, with a server at `host`."""
        self.init()
        self.ok("settings", "ews-host", host)
        self.ok("settings", "admin-name", "svc-sync")
        self.ok("settings", "admin-secret", "--stdin", stdin=SECRET + "\n")
        self.ok("settings", "sync-tasks", "0")
        self.ok("settings", "poll-seconds", "1")
        self.ok("company", "add", "1", "Muster GmbH")
        for login in users:
            self.ok("user", "add", login, "start-company=1", f"exchange-mailbox={login}@firma.de", "exchange-sync=1")
        self.ok("settings", "auto-sync", "1")

    def start_engine(self, *args, env=None):
        """`run` in a process of its own, running when this returns. Its output is in self.dir/run.out and run.err."""
        with open(self.dir / "run.out", "ab") as out, open(self.dir / "run.err", "ab") as err:
            process = subprocess.Popen([str(PROGRAM), "--data", str(self.data), "run", *args], stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=err, env=env or environment())
        self.addCleanup(self.kill, process)
        wait_for(lambda: process.poll() is not None or self.engine()["state"] == "running", what="the engine")
        self.assertIsNone(process.poll(), (self.dir / "run.err").read_text("utf-8"))
        return process

    @staticmethod
    def kill(process):
        if process.poll() is None:
            process.kill()
        process.wait()

    def stop_engine(self, process):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 0)

    def engine(self):
        return self.json("status")["engine"]

    def user(self, login):
        return next(user for user in self.json("status")["users"] if user["login"] == login)

    def log(self):
        path = self.data / "ExchangeSync.Log"
        return path.read_text("utf-8") if path.exists() else ""


def main():
    unittest.main()
