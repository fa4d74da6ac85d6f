# SPDX-License-Identifier: MIT
"""Exchange Online with OAuth2: tokens asked for, shared, renewed and refused, against the simulator's token endpoint."""

import datetime
import http.server
import json
import subprocess
import threading
import unittest
import urllib.parse
import urllib.request
import zoneinfo

import cli
from cli import wait_for

TENANT, CLIENT, SECRET = "firma.onmicrosoft.com", "0f0e0d0c-1234", "cl1ent~s3cret.value"


class TokenRelay(http.server.ThreadingHTTPServer):
    """Passes token requests on and remembers the forms and the tokens."""

    def __init__(self, target):
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                relay.forms.append(urllib.parse.parse_qs(body.decode()))
                status, answer = relay.answer(self.path, body)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.target, self.forms, self.tokens, self.fixed = target, [], [], None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, path, body):
        if self.fixed:
            return self.fixed
        request = urllib.request.Request(self.target + path, body, method="POST")
        try:
            with urllib.request.urlopen(request) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        self.tokens.append(json.loads(text)["access_token"])
        return 200, text


class Oauth(cli.CliTest):
    def set_up(self, *args, users=("anna", "bert", "carl")):
        port = self.dir / "port"
        process = subprocess.Popen([str(cli.SIMULATOR), "--port-file", str(port), "--auth", "bearer", "--oauth",
                                    f"{TENANT}:{CLIENT}:{SECRET}",
                                    *(arg for user in users for arg in ("--mailbox", user + "@firma.de")), *args],
                                   stdout=subprocess.DEVNULL, env=cli.environment())
        self.addCleanup(self.kill, process)
        wait_for(lambda: port.exists() and port.read_text(), what="the simulator")
        self.root = f"http://127.0.0.1:{port.read_text().strip()}"
        self.relay = TokenRelay(self.root)
        self.addCleanup(self.relay.server_close)
        self.addCleanup(self.relay.shutdown)
        self.set_up_sync("exchange.firma.de", users)  # the typed host is kept, and not used
        for key, value in {"use-oauth2": "1", "tenant": TENANT, "admin-name": CLIENT, "online-host":
                           self.root + "/EWS/Exchange.asmx", "token-url":
                           f"http://127.0.0.1:{self.relay.server_port}/{{tenant}}/oauth2/v2.0/token"}.items():
            self.ok("settings", key, value)
        self.ok("settings", "admin-secret", "--stdin", stdin=SECRET + "\n")

    def fault(self, text):
        data = json.dumps({"clear": True, "add": text}).encode()
        urllib.request.urlopen(urllib.request.Request(self.root + "/sim/faults", data, method="POST")).close()

    def check(self):
        result = self.cli("check", "--json")
        self.search_secrets(result.stdout + result.stderr)
        return json.loads(result.stdout)

    def search_secrets(self, *texts):
        """Neither secret nor token in any file, log or output."""
        files = [path.read_bytes() for path in self.dir.rglob("*") if path.is_file()]
        for secret in [SECRET, *self.relay.tokens]:
            for text in files + [text.encode() for text in texts]:
                self.assertNotIn(secret.encode(), text)
                self.assertNotIn(urllib.parse.quote(secret).encode(), text)

    def failure(self):
        return next(step for step in self.check()["steps"] if step["result"] == "failed")

    def test_check(self):
        self.set_up()
        answer = self.check()
        self.assertTrue(answer["passed"], answer)
        self.assertIn("OAuth 2.0", answer["steps"][3]["text"])
        self.assertEqual(len(self.relay.forms), 1)
        self.assertEqual(self.relay.forms[0]["scope"], ["https://127.0.0.1/.default"])

    def test_one_token_for_all(self):
        """All lanes share one, and a run at level debug shows it nowhere."""
        self.set_up()
        self.ok("settings", "log-level", "debug")
        result = self.cli("run", "--until-idle")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(self.relay.forms), 1)
        self.search_secrets(result.stdout, result.stderr)

    def test_revoked(self):
        """A token that is refused is renewed once, and the sync goes on."""
        self.set_up()
        self.fault("expired-token,count=1")
        self.assertTrue(self.check()["passed"])
        self.assertEqual(len(self.relay.forms), 2)

    def test_sign_in_service_is_away(self):
        """While Exchange itself is well: said once and as such, throttled as told, and over by itself."""
        self.set_up()
        self.relay.fixed = (503, b"")
        engine = self.start_engine()
        wait_for(lambda: "[connection.failed]" in self.log(), 20, "the log to say so")
        self.assertRegex(self.log(), r"No connection to Exchange .*The sign-in service is busy.* \[connection\.failed\]")
        failure = self.failure()
        self.assertEqual((failure["step"], failure["code"]), ("sign-in", "HTTP 503"))
        self.assertIn("waits and tries again by itself", failure["remedy"])
        self.relay.fixed = None
        wait_for(lambda: {user["state"] for user in self.json("status")["users"]} == {"in-step"}, 40, "all to be in step")
        self.assertEqual((self.log().count("[connection.failed]"), self.log().count("[connection.ok]")), (1, 1), self.log())
        self.assertEqual(self.log().count("[user.failed]"), 0)
        self.stop_engine(engine)

    def test_no_permission(self):
        """Always refused: renewed once, not for ever, and explained."""
        self.set_up()
        self.fault("expired-token")
        failure = self.failure()
        self.assertEqual((failure["step"], failure["code"]), ("sign-in", "OAuth token"))
        self.assertIn("full_access_as_app", failure["remedy"])
        self.assertEqual(len(self.relay.forms), 2)

    def test_refused(self):
        self.set_up()
        wrong = [("admin-name", "other-app", "AADSTS700016"), ("tenant", "other.onmicrosoft.com", "AADSTS90002")]
        for key, value, code in wrong:
            with self.subTest(code):
                self.ok("settings", key, value)
                failure = self.failure()
                self.assertEqual((failure["step"], failure["code"]), ("sign-in", code))
                self.ok("settings", key, {"admin-name": CLIENT, "tenant": TENANT}[key])
        self.ok("settings", "admin-secret", "--stdin", stdin="falsch\n")
        self.assertEqual(self.failure()["code"], "AADSTS7000215")
        self.ok("settings", "admin-secret", "--stdin", stdin=SECRET + "\n")
        self.assertTrue(self.check()["passed"])

    def test_answers(self):
        """What a token endpoint may say besides."""
        self.set_up(users=("anna",))
        expired = json.dumps({"error": "invalid_client", "error_description": "AADSTS7000222: expired\r\nTrace ID: 1"})
        unknown = json.dumps({"error": "invalid_request", "error_description": "AADSTS999: new words\r\nTrace ID: 1"})
        cases = [((401, expired.encode()), "sign-in", "AADSTS7000222"), ((400, unknown.encode()), "sign-in", "AADSTS999"),
                 ((503, b""), "sign-in", "HTTP 503"), ((429, b""), "sign-in", "HTTP 429"), ((500, b"x"), "sign-in", "temporary"),
                 ((200, b"{}"), "sign-in", "temporary"), ((404, b"<html>"), "sign-in", "token-url")]
        for fixed, step, code in cases:
            with self.subTest(fixed):
                self.relay.fixed = fixed
                failure = self.failure()
                self.assertEqual((failure["step"], failure["code"]), (step, code))
                self.assertTrue(failure["cause"] and failure["remedy"])

    def make_certificate(self, name, *args, key="rsa:2048"):
        """Certificate and key in one file, as the setting wants it."""
        path, half = self.dir.parent / f"{self.dir.name}-{name}.pem", self.dir.parent / f"{self.dir.name}-{name}.half"
        for file in (path, half):
            self.addCleanup(file.unlink, missing_ok=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", key, "-nodes", "-subj", "/CN=bpexchange", "-days", "30",
                        "-keyout", str(path), "-out", str(half), *args], check=True, capture_output=True)
        with open(path, "a") as file:
            file.write(half.read_text())
        return path

    def thumbprint(self, path):
        answer = subprocess.run(["openssl", "x509", "-in", str(path), "-noout", "-fingerprint", "-sha1"], check=True,
                                capture_output=True, text=True).stdout
        return answer.strip().split("=")[1].replace(":", "")

    def test_certificate(self):
        """Signs in with a certificate and without a secret; the thumbprint is shown."""
        path = self.make_certificate("app")
        self.set_up("--oauth-certificate", str(path))
        self.ok("settings", "oauth-certificate", str(path))
        self.ok("settings", "admin-secret", "--stdin", stdin="\n")
        self.ok("settings", "token-url", self.root + "/{tenant}/oauth2/v2.0/token")
        answer = self.check()
        self.assertTrue(answer["passed"], answer)
        self.assertIn(self.thumbprint(path), answer["steps"][3]["text"])
        self.assertEqual(self.relay.forms, [])
        self.fault("expired-token,count=1")
        self.assertTrue(self.check()["passed"])
        key = path.read_text().split("-----")[2].split()[0]
        for file in self.dir.rglob("*"):
            if file.is_file():
                self.assertNotIn(key.encode(), file.read_bytes())

    def test_certificate_that_is_wrong(self):
        path, other = self.make_certificate("app"), self.make_certificate("other")
        self.set_up("--oauth-certificate", str(path), users=("anna",))
        self.ok("settings", "token-url", self.root + "/{tenant}/oauth2/v2.0/token")
        self.ok("settings", "oauth-certificate", str(other))
        failure = self.failure()
        self.assertEqual((failure["step"], failure["code"]), ("sign-in", "AADSTS700027"))
        mixed = self.dir.parent / f"{self.dir.name}-mixed.pem"
        self.addCleanup(mixed.unlink, missing_ok=True)
        certificate = "-----BEGIN CERTIFICATE" + path.read_text().split("-----BEGIN CERTIFICATE")[1]
        mixed.write_text(other.read_text().split("-----BEGIN CERTIFICATE")[0] + certificate)
        half = self.dir.parent / f"{self.dir.name}-half.pem"
        self.addCleanup(half.unlink, missing_ok=True)
        half.write_text(certificate)
        curve = self.make_certificate("curve", "-pkeyopt", "ec_paramgen_curve:P-256", key="ec")
        for path, words in ((self.dir / "missing.pem", "missing.pem"), (mixed, "belong together"), (half, "private key"),
                            (curve, "RSA")):
            with self.subTest(words):
                self.ok("settings", "oauth-certificate", str(path))
                failure = self.failure()
                self.assertEqual(failure["code"], "key-file")
                self.assertIn(words, failure["cause"])
                self.assertIn("PEM", failure["remedy"])

    def expiry_lines(self):
        return [line for line in self.log().splitlines() if "[host.secret-expires]" in line]

    def test_expiry(self):
        """The end of the client secret: in the warnings as long as it is near, in the log once for each of the warnings."""
        self.set_up(users=("anna",))
        here = zoneinfo.ZoneInfo(cli.environment()["TZ"])     # the day of the program, not of whoever runs the test
        days = lambda n: (datetime.datetime.now(here).date() + datetime.timedelta(n)).isoformat()
        self.ok("settings", "secret-expires", days(100))
        self.assertEqual(self.json("status")["warnings"], [])
        self.ok("settings", "secret-expires", days(20))
        self.assertIn("expires in 20 days", self.json("status")["warnings"][0])
        for count, left in [(1, 20), (1, 20), (2, 5)]:  # another start tells nothing new, another date does
            self.ok("settings", "secret-expires", days(left))
            process = self.start_engine()
            wait_for(lambda: len(self.expiry_lines()) >= count, what="the warning")
            self.stop_engine(process)
            self.assertEqual(len(self.expiry_lines()), count, self.expiry_lines())
        process = self.start_engine()
        self.ok("settings", "secret-expires", days(-1))  # heard of at once
        wait_for(lambda: len(self.expiry_lines()) == 3, what="the end of the secret")
        self.assertFalse(self.engine()["restart_needed"])
        self.assertIn(" error ", self.expiry_lines()[2])
        self.stop_engine(process)
        self.ok("settings", "use-oauth2", "0")
        self.assertFalse([text for text in self.json("status")["warnings"] if "secret" in text])
        self.fails("settings", "secret-expires", "someday")

    def test_settings(self):
        self.init()
        for key in ("token-url", "online-host"):
            self.fails("settings", key, "http://login.example.com/x")
        self.fails("settings", "token-url", "login")
        self.ok("settings", "token-url", "https://login.chinacloudapi.cn/{tenant}/oauth2/v2.0/token")
        self.ok("settings", "online-host", "partner.outlook.cn")


if __name__ == "__main__":
    cli.main()
