# SPDX-License-Identifier: MIT
"""Every way in, over the wire: schemes and passwords as people have them, a proxy between here and the server, and a server that has
moved its services."""

import http.server
import json
import socket
import subprocess
import threading
import unittest
import urllib.error
import urllib.request

import cli
from cli import wait_for

PASSWORDS = ["geheim", "Pässwörd: mit ß und Ä", "a:b c\"d<e>&f%41", " vorn und hinten "]


class Relay(http.server.ThreadingHTTPServer):
    """Between here and the simulator: passes everything on, under its own host or as a proxy, and can redirect."""
    daemon_threads = True

    def __init__(self, target, redirect=None):
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                relay.requests.append(self.path)
                where = relay.redirect(self.path) if relay.redirect else None
                if where:
                    self.answer(307, {"Location": where}, b"")
                    return
                path = self.path[self.path.index("/EWS"):]
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "accept-encoding")}
                request = urllib.request.Request(relay.target + path, body, headers, method="POST")
                try:
                    with urllib.request.urlopen(request) as response:
                        self.answer(response.status, response.headers, response.read())
                except urllib.error.HTTPError as error:
                    self.answer(error.code, error.headers, error.read())

            def answer(self, status, headers, body):
                self.send_response(status)
                for name in ("Content-Type", "WWW-Authenticate", "Location"):
                    if headers.get(name):
                        self.send_header(name, headers[name])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.redirect, self.requests = target, redirect, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server_port}"


class SignIn(cli.CliTest):
    def start(self, password="geheim", name="FIRMA\\sync", *args):
        port = self.dir / "port"
        port.unlink(missing_ok=True)
        process = subprocess.Popen([str(cli.SIMULATOR), "--port-file", str(port), "--admin", f"{name}={password}", "--mailbox",
                                    "anna@firma.de", *args], stdout=subprocess.DEVNULL, env=cli.environment())
        self.addCleanup(self.kill, process)
        wait_for(lambda: port.exists() and port.read_text(), what="the simulator")
        return f"http://127.0.0.1:{port.read_text().strip()}"

    def relay(self, *args):
        relay = Relay(*args)
        self.addCleanup(relay.server_close)
        self.addCleanup(relay.shutdown)
        return relay

    def check(self, host, password="geheim", name="sync", tenant="FIRMA"):
        self.ok("settings", "ews-host", host)
        self.ok("settings", "admin-name", name)
        self.ok("settings", "tenant", tenant)
        self.ok("settings", "admin-secret", "--stdin", stdin=password + "\n")
        return json.loads(self.cli("check", "--json").stdout)

    @staticmethod
    def failure(answer):
        return next(step for step in answer["steps"] if step["result"] == "failed")

    def test_passwords(self):
        self.set_up_sync("127.0.0.1", ("anna",))
        for scheme in ("basic", "ntlm"):
            for password in PASSWORDS:
                with self.subTest(scheme=scheme, password=password):
                    answer = self.check(self.start(password, "FIRMA\\sync", "--auth", scheme), password)
                    self.assertTrue(answer["passed"], answer["steps"])
                    self.assertIn(scheme, answer["steps"][3]["text"].lower())

    def test_names(self):
        """As DOMAIN\\name, from name and Mandant or typed, and as an address; with umlauts, too."""
        self.set_up_sync("127.0.0.1", ("anna",))
        rows = [("sync", "FIRMA", "FIRMA\\sync"), ("FIRMA\\sync", "", "FIRMA\\sync"), ("sync@firma.de", "FIRMA", "sync@firma.de"),
                ("Müller", "FIRMA", "FIRMA\\Müller")]
        for scheme in ("basic", "ntlm"):
            for name, tenant, whole in rows:
                with self.subTest(scheme=scheme, whole=whole):
                    answer = self.check(self.start("geheim", whole, "--auth", scheme), "geheim", name, tenant)
                    self.assertTrue(answer["passed"], answer["steps"])
                    self.assertIn(whole, answer["steps"][3]["text"])

    def test_explicit_proxy(self):
        self.set_up_sync("127.0.0.1", ("anna",))
        root = self.start()
        proxy = self.relay(root)
        self.ok("settings", "proxy", proxy.address)
        self.assertTrue(self.check(root)["passed"])
        self.assertTrue(all(path.startswith("http://") for path in proxy.requests), proxy.requests)
        self.assertTrue(proxy.requests)

    def test_proxy_that_is_away(self):
        self.set_up_sync("127.0.0.1", ("anna",))
        root = self.start()
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self.ok("settings", "proxy", f"127.0.0.1:{unused.getsockname()[1]}")
            self.assertEqual(self.failure(self.check(root))["code"], "not-reachable")
        self.ok("settings", "proxy", "none")
        self.assertTrue(self.check(root)["passed"])

    def test_redirect(self):
        """Within the host it is followed, for reading and writing; to another one it is refused, and the account is not sent there."""
        self.set_up_sync("127.0.0.1", ("anna",))
        root = self.start()
        moved = self.relay(root, lambda path: "/new" + path if not path.startswith("/new") else None)
        self.assertTrue(self.check(f"http://{moved.address}/EWS/Exchange.asmx")["passed"])
        self.assertIn("/new/EWS/Exchange.asmx", moved.requests)
        elsewhere = self.relay(root)
        away = self.relay(root, lambda path: f"http://{elsewhere.address}{path}")
        failure = self.failure(self.check(f"http://{away.address}/EWS/Exchange.asmx"))
        self.assertEqual(failure["code"], "HTTP 307")
        self.assertIn(elsewhere.address, failure["cause"])
        self.assertEqual(elsewhere.requests, [])
        endless = self.relay(root, lambda path: path + "x")
        self.assertEqual(self.failure(self.check(f"http://{endless.address}/EWS/Exchange.asmx"))["code"], "HTTP 307")
        self.assertLess(len(endless.requests), 10)

    def test_policy_block(self):
        """Of Exchange Online, both reasons; asked again by nobody but the administrator."""
        self.set_up_sync("127.0.0.1", ("anna",))
        root = self.start()
        data = json.dumps({"clear": True, "add": "policy-block"}).encode()
        urllib.request.urlopen(urllib.request.Request(root + "/sim/faults", data, method="POST")).close()
        failure = self.failure(self.check(root))
        self.assertEqual(failure["code"], "EWS policy")
        self.assertIn("2027-04-01", failure["cause"])
        self.assertRegex(failure["cause"], "EwsEnabled|EwsAllowedAppIDs")
        self.assertIn("EwsAllowedAppIDs", failure["remedy"])


if __name__ == "__main__":
    cli.main()
