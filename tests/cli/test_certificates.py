# SPDX-License-Identifier: MIT
"""Certificates that are not as they should be: what the test says, what the engine does, and that it goes on once they are renewed."""

import hashlib
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import unittest
import warnings

import cli
from cli import SECRET, wait_for

KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
MAKE = f"""
openssl req -x509 {KEY} -days 2 -subj '/CN=Firma CA/O=Firma' -keyout ca.key -out ca.pem
openssl req {KEY} -subj /CN=exchange -keyout key.pem -out server.csr
sign () {{ echo "subjectAltName=$2" > names; openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $3 -extfile names -out $1.pem; }}
sign good IP:127.0.0.1,IP:::1,DNS:localhost 2
sign expired IP:127.0.0.1 -1
sign other DNS:mail.firma.de 2
cat good.pem ca.pem > good-chain.pem
"""


@unittest.skipUnless(shutil.which("openssl"), "skipped: no openssl program")
class Certificates(cli.CliTest):
    def setUp(self):
        super().setUp()
        run = subprocess.run(["sh", "-e", "-c", MAKE], cwd=self.dir, capture_output=True, text=True, check=False)
        if run.returncode:
            self.skipTest("skipped: this openssl cannot make them: " + run.stderr[-300:])
        self.port = None

    def start(self, certificate, host="127.0.0.1"):
        """The simulator, at the same port as before."""
        port = self.dir / "port"
        port.unlink(missing_ok=True)
        process = subprocess.Popen([str(cli.SIMULATOR), "--listen", f"{host}:{self.port or 0}", "--port-file", str(port),
                                    "--state", str(self.dir / "exchange.db"), "--tls", str(self.dir / f"{certificate}.pem"),
                                    str(self.dir / "key.pem"), "--admin", "svc-sync=" + SECRET, "--mailbox", "anna@firma.de"],
                                   stdout=subprocess.DEVNULL, env=cli.environment())
        self.addCleanup(self.kill, process)
        wait_for(lambda: port.exists() and port.read_text(), what="the simulator")
        self.port = int(port.read_text())
        return process

    def set_up(self, host="127.0.0.1"):
        self.set_up_sync(f"https://{host}:{self.port}/EWS/Exchange.asmx")
        self.ok("settings", "ca-file", self.dir / "ca.pem")

    def tls_step(self):
        answer = json.loads(self.cli("check", "--json").stdout)
        return next(step for step in answer["steps"] if step["step"] == "tls")

    def fingerprint(self, name):
        der = ssl.PEM_cert_to_DER_cert((self.dir / f"{name}.pem").read_text())
        digest = hashlib.sha256(der).hexdigest().upper()
        return ":".join(digest[i:i + 2] for i in range(0, len(digest), 2))

    def check_refused(self, certificate, code, *words):
        """Cause, remedy and the certificate itself: as text and as JSON."""
        self.start(certificate)
        self.set_up()
        step = self.tls_step()
        self.assertEqual((step["result"], step["code"]), ("failed", code))
        self.assertTrue(step["cause"] and step["remedy"])
        self.assertEqual(step["certificate"]["sha256"], self.fingerprint(certificate))
        self.assertIn("Firma CA", step["certificate"]["issuer"])
        text = self.cli("check").stdout
        for word in (step["remedy"], "CN = exchange", "Firma CA", self.fingerprint(certificate), "Valid until", *words):
            self.assertIn(word, text)
        return step

    def test_expired(self):
        self.check_refused("expired", "certificate-expired", "has expired")

    def test_other_name(self):
        self.check_refused("other", "certificate-name", "mail.firma.de")

    def test_unknown_authority(self):
        self.start("good-chain")
        self.set_up()
        self.ok("settings", "ca-file", "")
        step = self.tls_step()
        self.assertEqual(step["code"], "certificate-untrusted")
        self.assertEqual(step["to_trust"]["sha256"], self.fingerprint("ca"))
        text = self.cli("check").stdout
        self.assertIn(self.fingerprint("good"), text)
        self.assertIn(self.fingerprint("ca"), text)

    def test_good(self):
        self.start("good")
        self.set_up()
        step = self.tls_step()
        self.assertEqual((step["result"], step["to_trust"]), ("passed", None))
        self.assertEqual(step["certificate"]["sha256"], self.fingerprint("good"))
        self.assertNotIn(self.fingerprint("good"), self.ok("check"))

    def test_renewed(self):
        """It expires while the engine runs, and is renewed: said once each, and nobody has to help."""
        server = self.start("good")
        self.set_up()
        engine = self.start_engine()
        wait_for(lambda: self.user("anna")["state"] == "in-step", what="anna to be in step")
        self.kill(server)
        server = self.start("expired")
        wait_for(lambda: "expired" in (self.user("anna")["reason"] or ""), 40, "the engine to see the certificate")
        lines = [line for line in self.log().splitlines() if "[connection.failed]" in line and "expired" in line]
        self.assertEqual(len(lines), 1, self.log())
        self.kill(server)
        self.start("good")
        wait_for(lambda: self.user("anna")["state"] == "in-step", 40, "the engine to go on by itself")
        self.assertEqual(self.log().count("[connection.ok]"), 2)
        self.stop_engine(engine)

    def test_old_tls(self):
        warnings.simplefilter("ignore", DeprecationWarning)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(self.dir / "good.pem", self.dir / "key.pem")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        server.handle_error = lambda *_: None
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.port = server.server_port
        self.set_up()
        step = self.tls_step()
        self.assertEqual((step["result"], step["code"]), ("failed", "tls-failed"))
        self.assertIn("TLS 1.2", step["cause"] + step["remedy"])

    @unittest.skipUnless(socket.has_ipv6, "skipped: no IPv6 here")
    def test_ipv6(self):
        """A numeric address of the other kind, with a certificate for it."""
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
        except OSError:
            self.skipTest("skipped: no IPv6 here")
        self.start("good", host="[::1]")
        self.set_up("[::1]")
        self.assertEqual(self.cli("check").returncode, 0, self.cli("check").stdout)
        answer = json.loads(self.cli("check", "--json").stdout)
        self.assertEqual(answer["steps"][1]["text"], f"[::1]:{self.port}")
        self.assertEqual(self.cli("run", "--until-idle").returncode, 0)


if __name__ == "__main__":
    cli.main()
