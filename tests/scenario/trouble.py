#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Everything that goes wrong in an office: a clear line for the administrator, a retry where it makes sense, no crash, nothing lost."""

import os
import signal
import sqlite3
import subprocess
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from appointment import Appointment
from lab import PASSWORD, Lab
from processes import SCHEMA, beside_log, free_port, next_second, parse_log, wait_for

HUGE = 100 * 1024 * 1024
MEMORY_LIMIT_KB = 300 * 1024
LOCK_SECONDS = 10


class WebServer:
    """Something that is not an Exchange. answer (handler) is called for every request."""

    def __init__(self, answer):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_POST = do_OPTIONS = do_GET

            def log_message(self, *_):
                pass
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/EWS/Exchange.asmx"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def web_page(handler):
    body = b"<!DOCTYPE html><html><head><title>Drucker</title></head><body><p>Toner: 80 %<br></body></html>"
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def not_found(handler):
    handler.send_response(404)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def huge(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/xml; charset=utf-8")
    handler.send_header("Content-Length", str(HUGE))
    handler.end_headers()
    handler.wfile.write(b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>')
    block = b"<a>" + b"x" * 65529 + b"</a>"
    for _ in range(HUGE // len(block)):
        handler.wfile.write(block)


class Installation(unittest.TestCase):
    """Three users who are enabled, each with an appointment that has not been carried over yet."""
    users = ("anna", "bert", "clara")
    options = ()

    def setUp(self):
        self.lab = Lab(self.users, self.options)
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.lab.set_up()
        self.lab.switch_on()
        self.appointments = [Appointment(f"Termin von {login}", user=login) for login in self.users]
        for one in self.appointments:
            self.lab.office.create(one)

    def assert_everything_arrives(self, *, but=()):
        there = [one for one in self.appointments if one.user not in but]
        self.lab.sync(expect=1 if but else 0)
        self.lab.check_sides(self.appointments, there)
        self.lab.check_quiet(1 if but else 0)

    def assert_said(self, *words, user=None, levels=("warning", "error")):
        """Some line of that level is a sentence with all of these words (of one of the alternatives each)."""
        lines = [line for line in self.lab.log() if line.level in levels and user in (None, line.user)]
        for line in lines:
            self.assertTrue(line.is_a_sentence(), line)
        self.assertTrue(any(all(any(one in line.text.lower() for one in word.lower().split("|")) for word in words) for line in lines),
                        f"no line says {words}: {[line.text for line in lines]}")
        self.lab.check_log(lines[0].id)


class Trouble(Installation):
    # --- the way there ---------------------------------------------------------------------------------------------------------
    def test_the_host_is_unreachable(self):
        self.lab.settings(ews_host=f"http://127.0.0.1:{free_port() + 1}/EWS/Exchange.asmx")
        self.lab.sync(seconds=5, expect=1)
        self.assert_said("connect|reach")
        for language, words in (("", "does not accept the connection"), ("de", "nimmt die Verbindung nicht an")):
            said = self.lab.cli("status", expect=None, language=language)
            self.assertIn(words, said, "it is said in the language of whoever reads it, not of the engine")
        self.lab.settings(ews_host=self.lab.simulator.url)
        self.assert_everything_arrives()

    def test_the_host_does_not_exist(self):
        self.lab.settings(ews_host="https://exchange.firma.invalid/EWS/Exchange.asmx")
        self.lab.sync(seconds=5, expect=1)
        self.assert_said("exchange.firma.invalid|resolve|name|found")
        self.lab.settings(ews_host=self.lab.simulator.url)
        self.assert_everything_arrives()

    def test_the_host_is_not_an_exchange(self):
        for answer in (web_page, not_found):
            with self.subTest(answer.__name__):
                server = WebServer(answer)
                self.addCleanup(server.close)
                self.lab.settings(ews_host=server.url)
                self.lab.sync(seconds=5, expect=1)
                self.assert_said("exchange|ews")
        self.lab.settings(ews_host=self.lab.simulator.url)
        self.assert_everything_arrives()

    def test_an_answer_of_100_mb(self):
        server = WebServer(huge)
        self.addCleanup(server.close)
        self.lab.settings(ews_host=server.url)
        engine = self.lab.start_engine()
        wait_for("the log to tell of it", 30, lambda: any(line.level in ("warning", "error") for line in self.lab.log()))
        status = Path(f"/proc/{engine.process.pid}/status")
        if status.exists():
            peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            self.assertTrue(peak < MEMORY_LIMIT_KB or "san" in os.environ.get("BP_BUILD_DIR", ""), f"{peak} kB of memory were used")
        engine.stop()
        self.assert_said("large|big|long|size|limit|mb")
        self.lab.settings(ews_host=self.lab.simulator.url)
        self.assert_everything_arrives()

    # --- signing in ---------------------------------------------------------------------------------------------------------------
    def test_the_password_is_wrong(self):
        self.lab.cli("settings", "admin-secret", "--stdin", stdin="Falsch-2\n")
        begin = time.monotonic()
        self.lab.sync(seconds=30, expect=1)
        self.assertLess(time.monotonic() - begin, 20, "it is pointless to try again with the same password")
        tries = [request for request in self.lab.outlook.requests() if request.status == 401]
        self.assertLessEqual(len(tries), 2 * len(self.users), "so many tries lock the account out")
        self.assert_said("password|sign|account|credentials")
        self.lab.cli("settings", "admin-secret", "--stdin", stdin=PASSWORD + "\n")
        self.assert_everything_arrives()

    def test_a_mailbox_does_not_exist(self):
        self.lab.cli("user", "set", "bert", "exchange-mailbox=niemand@firma.example")
        self.assert_everything_arrives(but=("bert",))
        self.assert_said("niemand@firma.example|mailbox", user="bert")
        self.lab.cli("user", "set", "bert", f"exchange-mailbox={self.lab.mailbox('bert')}")
        self.lab.sync()
        self.lab.check_log("user.in-step", "bert")

    # --- answers ----------------------------------------------------------------------------------------------------------------------
    def bad_answers(self, kind):
        self.lab.outlook.fault(f"{kind}/SyncFolderItems")
        engine = self.lab.start_engine()
        wait_for("the log to tell of it", 15, lambda: any(line.level in ("warning", "error") for line in self.lab.log()))
        self.assertTrue(engine.runs())
        self.lab.outlook.clear_faults()
        wait_for("the retry", 30, lambda: all(self.lab.status(login)["state"] == "in-step" for login in self.users))
        engine.stop()
        self.assert_said("answer|response|server|xml")
        self.assert_everything_arrives()

    def test_malformed_answers(self):
        self.bad_answers("malformed")

    def test_truncated_answers(self):
        self.bad_answers("truncate")

    def test_a_busy_server_is_not_hammered(self):
        self.lab.outlook.fault("busy:3000")
        engine = self.lab.start_engine()
        wait_for("the first refusals", 15, lambda: self.lab.outlook.request_count() >= len(self.users))
        before, begin = self.lab.outlook.request_count(), time.monotonic()
        wait_for("three seconds", 10, lambda: time.monotonic() - begin > 2.5)
        self.assertLessEqual(self.lab.outlook.request_count() - before, 3 * len(self.users))
        self.lab.outlook.clear_faults()
        wait_for("the retry", 60, lambda: all(self.lab.status(login)["state"] == "in-step" for login in self.users))
        engine.stop()
        self.assert_everything_arrives()

    # --- dying --------------------------------------------------------------------------------------------------------------------------
    def test_the_server_dies_in_the_middle(self):
        many = [Appointment(f"Nummer {number:03}", user=self.users[number % 3]) for number in range(150)]
        for one in many:
            self.lab.office.create(one)
        self.appointments += many
        engine = self.lab.start_engine()
        wait_for("the first transfers", 20, lambda: any(request.operation == "CreateItem" for request in self.lab.outlook.requests()))
        self.lab.simulator.stop(signal.SIGKILL)
        wait_for("the log to tell of it", 20, lambda: any(line.level in ("warning", "error") for line in self.lab.log()))
        self.lab.simulator.start()
        wait_for("everything in Exchange", 90, lambda: not self.lab.compare(self.appointments, self.appointments))
        engine.stop()
        self.assert_said("connect|reach|server|exchange")
        self.assert_everything_arrives()

    def test_the_engine_is_killed_and_comes_back(self):
        many = [Appointment(f"Nummer {number:03}", user="anna") for number in range(150)]
        for one in many:
            self.lab.office.create(one)
        self.appointments += many
        engine = self.lab.start_engine()
        wait_for("the first transfers", 20, lambda: any(request.operation == "CreateItem" for request in self.lab.outlook.requests()))
        engine.process.kill()
        engine.process.wait()
        self.assert_everything_arrives()

    # --- the database ----------------------------------------------------------------------------------------------------------------------
    def test_the_engine_fails_again_and_again(self):
        engine = self.lab.start_engine("--until-idle", "--for", "3", BPEXCHANGE_TEST_ENGINE="die:0:1000")
        self.assertEqual(engine.wait(20), 1)
        self.assertIn("A test wanted it to fail.", beside_log(engine.said()))

    def test_the_database_is_locked_for_ten_seconds(self):
        self.lab.sync()
        engine = self.lab.start_engine()
        wait_for("everybody in step", 15, lambda: all(self.lab.status(login)["state"] == "in-step" for login in self.users))
        next_second()
        connection = sqlite3.connect(self.lab.data / "bpexchange.db", isolation_level=None)
        self.addCleanup(connection.close)
        connection.execute("BEGIN IMMEDIATE")
        begin = time.monotonic()
        self.lab.outlook.create(Appointment("trotz der Sperre", user="bert"))
        wait_for("ten seconds", 15, lambda: time.monotonic() - begin > LOCK_SECONDS)
        self.assertTrue(engine.runs(), engine.said())
        connection.execute("COMMIT")
        self.appointments.append(Appointment("trotz der Sperre", user="bert"))
        wait_for("the appointment in büro+", 30, lambda: not self.lab.compare(self.appointments, self.appointments))
        engine.stop()
        self.lab.check_log("engine.database-locked", None, "another program")
        self.lab.check_log("engine.database-free")
        self.assert_everything_arrives()


class Denied(Installation):
    """Impersonation is denied for one of three."""
    options = ("--no-impersonation", "bert@firma.example")

    def test_the_others_sync_on(self):
        self.assert_everything_arrives(but=("bert",))
        self.assert_said("bert@firma.example|impersonat|right|permission", user="bert")
        self.assertTrue(self.lab.status("bert")["last_error"], "the status tells nothing of it")
        self.lab.simulator.stop()
        self.lab.simulator.extra = []
        self.lab.simulator.start()
        self.assert_everything_arrives()


class DiskFull(unittest.TestCase):
    """A small file system of its own, filled to the brim."""

    def setUp(self):
        self.lab = Lab(("anna",))
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.data.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", self.lab.data], capture_output=True)
        if mount.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", self.lab.data])
        self.lab.simulator.start()
        self.lab.set_up()
        self.lab.switch_on()
        self.lab.office.create(Appointment("von büro+"))
        self.lab.sync()

    def fill(self):
        with open(self.lab.data / "fill", "wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(b"x" * size):
                        pass
                except OSError:
                    pass

    def free(self):
        (self.lab.data / "fill").unlink()

    def troubles(self):
        return [line for line in parse_log(self.lab.engine.said()) if line.level in ("warning", "error")]

    def test_the_disk_becomes_full_and_is_freed(self):
        engine = self.lab.start_engine()
        wait_for("anna in step", 15, lambda: self.lab.status("anna")["state"] == "in-step")
        self.fill()
        everything = [Appointment("von büro+")] + [Appointment(f"Nummer {number:03}") for number in range(300)]
        for one in everything[1:]:
            self.lab.outlook.create(one)
        wait_for("a line about it", 30, self.troubles)
        self.assertTrue(any("full" in line.text.lower() or "disk" in line.text.lower() for line in self.troubles()), self.troubles())
        self.assertTrue(all(line.is_a_sentence() for line in self.troubles()), self.troubles())
        self.free()
        wait_for("everything in büro+", 90, lambda: not self.lab.compare(everything, everything))
        engine.stop()
        self.lab.sync()
        self.lab.check_sides(everything, everything)
        self.lab.check_quiet()

    def test_the_disk_is_full_at_the_start(self):
        self.lab.outlook.create(Appointment("kommt später"))
        self.fill()
        engine = self.lab.start_engine("--until-idle", "--for", "5")
        self.assertEqual(engine.wait(20), 1)
        # Nothing could be stored, and what is stored is older than that.
        last = beside_log(engine.said())
        self.assertTrue(any("The disk is full: the database cannot be written." in line for line in last), last)
        self.free()
        self.lab.sync()
        both = [Appointment("von büro+"), Appointment("kommt später")]
        self.lab.check_sides(both, both)
        self.lab.check_quiet()


if __name__ == "__main__":
    if not SCHEMA.is_dir():
        print("schema: skipped")
    unittest.main(verbosity=2)
