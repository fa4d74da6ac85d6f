#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""throttled.py: a server that asks to wait, in each of its ways. That mailbox waits as long as it was told and no other one does, it is
said at most once, and what was to be transferred arrives without help. And clocks that differ, and a web page instead of Exchange."""

import contextlib
import email.utils
import http.client
import http.server
import re
import threading
import time
import unittest

from appointment import Appointment
from lab import Lab
from processes import wait_for

USERS = ("anna", "bert")
SOAP = ('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
        'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>{}</s:Body></s:Envelope>')
BACK_OFF = '<m:MessageXml><t:Value Name="BackOffMilliseconds">{}</t:Value></m:MessageXml>'
XML, HTML = {"Content-Type": "text/xml; charset=utf-8"}, {"Content-Type": "text/html"}
WAIT = 2


def plain(status, **headers):
    return lambda _: (status, {name.replace("_", "-"): value for name, value in headers.items()}, "")


def until(_):
    now = time.time()
    return 503, {"Date": email.utils.formatdate(now, usegmt=True),
                 "Retry-After": email.utils.formatdate(int(now) + WAIT, usegmt=True)}, ""


def fault(code, seconds):
    return lambda _: (500, XML, SOAP.format(
        f'<s:Fault><faultcode>s:Client</faultcode><faultstring>x</faultstring><detail><e:ResponseCode xmlns:e="urn:e">{code}</e:ResponseCode>'
        f'<t:MessageXml><t:Value Name="BackOffMilliseconds">{seconds * 1000}</t:Value></t:MessageXml></detail></s:Fault>'))


def message(code, seconds=0):
    def answer(operation):
        more = BACK_OFF.format(seconds * 1000) if seconds else ""
        return 200, XML, SOAP.format(
            f'<m:{operation}Response><m:ResponseMessages><m:{operation}ResponseMessage ResponseClass="Error"><m:MessageText>Wait.</m:MessageText>'
            f'<m:ResponseCode>{code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{more}</m:{operation}ResponseMessage>'
            f'</m:ResponseMessages></m:{operation}Response>')
    return answer


# Name, the answer, for how long at least nobody asks for that mailbox.
FORMS = [
    ("429 with seconds", plain(429, Retry_After=str(WAIT)), WAIT),
    ("503 with seconds", plain(503, Retry_After=str(WAIT)), WAIT),
    ("503 until a time", until, WAIT - 1),
    ("busy, as a fault", fault("ErrorServerBusy", WAIT), WAIT),
    ("busy, in the message", message("ErrorServerBusy", WAIT), WAIT),
    ("objects", message("ErrorTooManyObjectsOpened", WAIT), WAIT),
    ("connections", message("ErrorExceededConnectionCount", WAIT), WAIT),
    ("subscriptions", message("ErrorExceededSubscriptionCount", WAIT), WAIT),
    ("timed out", message("ErrorTimeoutExpired", WAIT), WAIT),
    ("being moved", message("ErrorMailboxMoveInProgress"), 0.7),
    ("its store is away", message("ErrorMailboxStoreUnavailable"), 0.7),
    ("failover", message("ErrorMailboxFailover"), 0.7),
]


class Gate(http.server.ThreadingHTTPServer):
    """In front of the simulator: passes on, but for what it was told to answer itself."""
    daemon_threads = True

    def __init__(self, port):
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                operation = re.search(rb"<(?:soap|s)?:?Body>\s*<(?:\w+:)?(\w+)", body)
                try:
                    self.give(*gate.answer(self, operation[1].decode() if operation else "", body))
                except (OSError, http.client.HTTPException):      # the simulator, or the engine, is gone
                    self.close_connection = True

            def give(self, status, headers, pieces):
                """To its end, as it comes: a stream goes on for long."""
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                for piece in pieces:
                    self.wfile.write(piece)

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.own, self.left, self.who, self.asked, self.streams = port, None, 0, "", [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/EWS/Exchange.asmx"

    def hold(self, answer, times, who=""):
        """Whoever asks next for that mailbox gets this answer."""
        self.asked, self.who, self.left, self.own = [], who, times, answer

    def answer(self, handler, operation, body):
        mailbox = handler.headers.get("X-AnchorMailbox", "")
        is_stream = operation == "GetStreamingEvents"
        held = self.own and self.left > 0 and self.who in mailbox and not is_stream
        self.streams += is_stream
        if not is_stream:
            self.asked.append((time.monotonic(), mailbox, held))
        if held:
            self.left -= 1
            status, headers, text = self.own(operation)
            return status, headers, [text.encode()]
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=60)
        connection.request("POST", handler.path, body, {name: value for name, value in handler.headers.items() if name.lower() != "accept-encoding"})
        response = connection.getresponse()
        kept = {name: value for name, value in response.getheaders() if name.lower() not in ("content-length", "connection", "transfer-encoding")}
        return response.status, kept, self.pieces(connection, response)

    @staticmethod
    def pieces(connection, response):
        with contextlib.closing(connection), response:
            while piece := response.read1(65536):
                yield piece


class Throttled(unittest.TestCase):
    def setUp(self):
        self.lab = Lab(USERS)
        self.lab.__enter__()
        self.addCleanup(self.lab.__exit__, None, None, None)
        self.lab.simulator.start()
        self.gate = Gate(self.lab.simulator.port)
        self.addCleanup(self.gate.server_close)
        self.addCleanup(self.gate.shutdown)
        self.lab.set_up(poll_seconds=3600)
        self.lab.settings(ews_host=self.gate.url)

    def start(self):
        self.lab.switch_on(users=USERS)
        self.engine = self.lab.start_engine()
        self.addCleanup(lambda: self.engine.runs() and self.engine.stop())
        self.wait_for_all("in-step")
        wait_for("the stream, which is set up beside the passes", 20, lambda: self.gate.streams > 0)

    def wait_for_all(self, state):
        for login in USERS:
            wait_for(f"{login} to be {state}", 30, lambda login=login: self.lab.status(login)["state"] == state)

    def loud(self, *ids):
        return [line for line in self.lab.log() if line.level in ("warning", "error") and (not ids or line.id in ids)]

    def in_exchange(self, login, subject):
        return any(item["subject"] == subject for item in self.lab.outlook.items(login))

    def test_forms(self):
        self.start()
        for name, answer, wait in FORMS:
            with self.subTest(name):
                before = len(self.loud())
                self.gate.hold(answer, 1, "anna@")
                self.lab.office.create(Appointment(name, user="anna"))
                wait_for("the refusal", 20, lambda: self.gate.left == 0)
                self.lab.office.create(Appointment(name, user="bert"))
                wait_for("the other's appointment", 20, lambda: self.in_exchange("bert", name))
                self.assertFalse(self.in_exchange("anna", name) and wait >= WAIT and
                                 time.monotonic() - self.gate.asked[0][0] < wait - 0.1, "anna was not held")
                wait_for("the appointment, without help", 30, lambda: self.in_exchange("anna", name))
                times = [at for at, mailbox, _ in self.gate.asked if "anna@" in mailbox]
                self.assertGreater(times[1] - times[0], wait - 0.1)
                self.wait_for_all("in-step")
                self.assertLessEqual(len(self.loud()) - before, 1, [line.text for line in self.loud()[before:]])
        self.assertEqual(self.loud("connection.failed"), [])      # it was one mailbox's trouble, or a hiccup

    def test_a_web_page_instead(self):
        """A filter's or a maintenance page with 200: everybody's, and said once."""
        self.start()
        self.gate.hold(lambda _: (200, HTML, "<html><body>Wartungsarbeiten</body></html>"), 1000)
        self.lab.office.create(Appointment("neu", user="anna"))
        self.wait_for_all("error")
        self.assertLessEqual(1000 - self.gate.left, 2)
        line, = self.loud("connection.failed", "user.failed")
        self.assertIn("web page", line.text)
        self.gate.hold(None, 0)
        self.lab.cli("sync-now")
        wait_for("the appointment", 30, lambda: self.in_exchange("anna", "neu"))

    def test_clocks_differ(self):
        """By ten minutes: said once, and the later change still wins by true time; once more when they agree again."""
        self.lab.outlook.fault("clock-skew:-600")
        self.start()
        self.assertEqual(len(self.loud("engine.clock-skew")), 1)
        self.assertRegex(self.loud("engine.clock-skew")[0].text, "by (9|10) min")
        self.lab.office.create(Appointment("Besprechung", user="anna"))
        wait_for("the appointment", 20, lambda: self.in_exchange("anna", "Besprechung"))
        self.lab.outlook.change("Besprechung", location="Saal")
        wait_for("the change of there", 20, lambda: any(one.location == "Saal" for one in self.lab.office.appointments()))
        self.lab.outlook.clear_faults()
        self.lab.cli("sync-now")
        wait_for("the log to say that they agree", 20, lambda: self.lab.log_line("engine.clock-right"))
        self.assertEqual(len(self.loud("engine.clock-skew")), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
