# SPDX-License-Identifier: MIT
"""The connection test, step by step, against the simulator, against what is none, and against nobody."""

import http.server
import json
import socketserver
import subprocess
import threading
import unittest
import urllib.request

import cli
from cli import NOBODY, wait_for

SECRET = "s3cr&t<pass>word"

SERVER_STEPS = ["address", "tcp", "tls", "sign-in", "ews"]
USER_STEPS = ["impersonation", "calendar", "tasks", "subscription"]


class Check(cli.CliTest):
    def simulator(self, *args):
        """The simulator's root URL."""
        port = self.dir / "port"
        process = subprocess.Popen([str(cli.SIMULATOR), "--port-file", str(port), "--admin", "svc-sync=" + SECRET,
                                    *args], stdout=subprocess.DEVNULL, env=cli.environment())
        self.addCleanup(self.kill, process)
        wait_for(lambda: port.exists() and port.read_text(), what="the simulator")
        return f"http://127.0.0.1:{port.read_text().strip()}"

    def set_up(self, *args, users=("anna",)):
        root = self.simulator("--mailbox", "anna@firma.de", "--mailbox", "bert@firma.de", *args)
        self.set_up_sync(root + "/EWS/Exchange.asmx", users)
        self.ok("settings", "admin-secret", "--stdin", stdin=SECRET + "\n")
        self.ok("settings", "sync-tasks", "1")
        self.ok("settings", "auto-sync", "0")
        return root

    def check(self, *args):
        """(exit code, the steps)."""
        result = self.cli("check", "--json", *args)
        answer = json.loads(result.stdout)
        self.assertEqual(answer["passed"], result.returncode == 0)
        self.assertEqual(len(result.stderr.splitlines()), result.returncode)
        self.assertNotIn(SECRET, result.stdout + result.stderr)
        return result.returncode, answer["steps"]

    def fails_at(self, step, code, *args):
        """Nothing fails before that step and nothing is done after it; the failure says what it is and what to do."""
        exit_code, steps = self.check(*args)
        self.assertEqual(exit_code, 1)
        failed = [s for s in steps if s["result"] == "failed"]
        self.assertEqual([(s["step"], s["code"]) for s in failed], [(step, code)])
        self.assertTrue(failed[0]["cause"] and failed[0]["remedy"])
        self.assertTrue(all(s["result"] == "skipped" for s in steps[steps.index(failed[0]) + 1:]))
        return failed[0]

    @staticmethod
    def get(url):
        with urllib.request.urlopen(url) as answer:
            return json.load(answer)

    def test_all_well(self):
        """Also while the master switch is off (R1): the administrator asks for it."""
        self.set_up()
        code, steps = self.check()
        self.assertEqual([s["step"] for s in steps], SERVER_STEPS + USER_STEPS)
        self.assertEqual({s["result"] for s in steps}, {"passed"})
        self.assertEqual(code, 0)
        self.assertEqual([s["user"] for s in steps], [None] * 5 + ["anna"] * 4)
        self.assertIn("Exchange Server 2016", steps[4]["text"])
        self.assertTrue(all(s["duration_ms"] >= 0 for s in steps))

    def test_only_what_is_synced(self):
        self.set_up()
        self.ok("settings", "sync-tasks", "0")
        _, steps = self.check()
        self.assertNotIn("tasks", [s["step"] for s in steps])

    def test_text(self):
        self.set_up()
        text = self.ok("check", env=cli.environment(LC_ALL="C.UTF-8"))
        self.assertEqual(len(text.splitlines()), 9)
        self.assertTrue(all(line.startswith("✓ ") for line in text.splitlines()))

    def test_write(self):
        root = self.set_up()
        code, steps = self.check("--write")
        self.assertEqual((code, steps[-1]["step"], steps[-1]["result"]), (0, "write", "passed"))
        for folder in ("calendar", "deleteditems"):
            self.assertEqual(self.get(f"{root}/sim/mailbox/anna@firma.de/items?folder={folder}"), [])
        self.assertEqual(self.get(root + "/sim/mail"), [])

    def test_leftovers(self):
        """What a test that was cut off left behind goes with the next."""
        root = self.set_up("--fault", "http:500/DeleteItem,count=1")
        self.fails_at("write", "HTTP 500", "--write")
        left = self.get(f"{root}/sim/mailbox/anna@firma.de/items?folder=calendar")
        self.assertEqual([(i["show_as"], i["sensitivity"], i["reminder_minutes"]) for i in left],
                         [("free", "private", None)])
        _, steps = self.check("--write")
        self.assertIn("1 that an earlier test left behind", steps[-1]["text"])
        self.assertEqual(self.get(f"{root}/sim/mailbox/anna@firma.de/items?folder=calendar"), [])

    def test_probe_is_not_synced(self):
        root = self.set_up("--fault", "http:500/DeleteItem,count=1")
        self.fails_at("write", "HTTP 500", "--write")
        self.ok("settings", "auto-sync", "1")
        self.ok("settings", "sync-tasks", "0")
        self.assertEqual(self.cli("run", "--until-idle").returncode, 0)
        self.assertEqual(self.sql("SELECT count(*) FROM appointment"), [(0,)])
        self.assertEqual(len(self.get(f"{root}/sim/mailbox/anna@firma.de/items?folder=calendar")), 1)

    def test_one_user(self):
        """Whether he takes part or not."""
        self.set_up()
        self.ok("user", "add", "bert", "exchange-mailbox=bert@firma.de")
        code, steps = self.check("--user", "bert")
        self.assertEqual((code, {s["user"] for s in steps}), (0, {None, "bert"}))
        self.assertIn("nobody", self.fails("check", "--user", "nobody"))

    def test_denied(self):
        """One of two: the other is tested all the same."""
        self.set_up("--no-impersonation", "anna@firma.de", users=("anna", "bert"))
        code, steps = self.check()
        self.assertEqual(code, 1)
        results = {(s["user"], s["step"]): s for s in steps}
        denied = results["anna", "impersonation"]
        self.assertEqual((denied["result"], denied["code"]), ("failed", "ErrorImpersonateUserDenied"))
        self.assertIn("New-ManagementRoleAssignment", denied["remedy"])
        self.assertEqual(results["anna", "calendar"]["result"], "skipped")
        self.assertTrue(all(results["bert", step]["result"] == "passed" for step in USER_STEPS))

    def test_nobody_takes_part(self):
        self.set_up(users=())
        code, steps = self.check()
        self.assertEqual((code, steps[-1]["result"]), (1, "skipped"))
        self.assertEqual({s["result"] for s in steps[:-1]}, {"passed"})

    def test_faults(self):
        root = self.set_up()
        cases = [("http:503", "ews", "HTTP 503"), ("http:404", "ews", "HTTP 404"),
                 ("busy:100/Subscribe", "subscription", "ErrorServerBusy"), ("policy-block", "ews", "EWS policy"),
                 ("malformed", "ews", "temporary"), ("http:401", "sign-in", "HTTP 401")]
        for fault, step, code in cases:
            with self.subTest(fault):
                request = urllib.request.Request(root + "/sim/faults", method="POST",
                                                 data=json.dumps({"clear": True, "add": fault}).encode())
                urllib.request.urlopen(request).close()
                self.fails_at(step, code)

    def test_wrong_password(self):
        self.set_up()
        self.ok("settings", "admin-secret", "--stdin", stdin="falsch\n")
        self.fails_at("sign-in", "HTTP 401")

    def test_mailbox_that_does_not_exist(self):
        self.set_up()
        self.ok("user", "set", "anna", "exchange-mailbox=nobody@firma.de")
        self.fails_at("impersonation", "ErrorNonExistentMailbox")

    def test_nobody_there(self):
        self.set_up_sync(NOBODY)
        self.fails_at("tcp", "not-reachable")
        self.ok("settings", "ews-host", "no-such-host.invalid")
        self.fails_at("address", "name-not-found")

    def test_server_only(self):
        self.set_up()
        code, steps = self.check("--server")
        self.assertEqual(code, 0)
        self.assertEqual([s["step"] for s in steps], SERVER_STEPS)
        self.fails("check", "--server", "--user", "anna", code=2)

    def test_setup_help(self):
        self.init()
        self.assertIn("'DOMAIN\\ACCOUNT'", self.ok("setup-help"))
        self.set_up_sync()
        self.ok("settings", "admin-name", "o'neill")
        self.ok("settings", "tenant", "FIRMA")
        script = self.ok("setup-help")
        self.assertIn("-User 'FIRMA\\o''neill' -CustomRecipientWriteScope 'bpexchange'", script)
        self.assertIn("'anna@firma.de'", script)
        self.ok("settings", "use-oauth2", "1")
        self.assertIn("-App 'o''neill' -Role 'Application EWS.AccessAsApp'", self.ok("setup-help"))
        german = self.ok("setup-help", env={"LANGUAGE": "de", "LC_ALL": "C.UTF-8"})
        self.assertIn("Eine Gruppe der abgeglichenen Postfächer", german)
        self.fails("setup-help", "something", code=2)

    def test_discover(self):
        root = self.set_up()
        url = root + "/EWS/Exchange.asmx"
        self.ok("settings", "ews-host", root)  # only the host is known
        self.assertEqual(self.ok("discover", "anna@firma.de").splitlines()[0], url)
        self.assertEqual(self.json("discover", "bert@firma.de"), {"urls": [url], "online": False, "redirect": None})
        self.assertEqual(self.ok("settings", "ews-host").strip(), root)  # offered, not saved
        self.assertIn("no e-mail address", self.fails("discover", "anna"))
        self.ok("settings", "admin-secret", "--stdin", stdin="falsch-4711\n")
        self.assertNotIn("falsch-4711", self.fails("discover", "anna@firma.de"))
        self.ok("settings", "use-oauth2", "1")
        self.assertIn("Exchange Online", self.fails("discover", "anna@firma.de"))
        self.fails("discover", code=2)

    def test_no_exchange(self):
        class Web(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<html>Welcome</html>")

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.set_up_sync(f"http://127.0.0.1:{server.server_port}/")
        self.fails_at("ews", "no-exchange")

    def test_no_tls(self):
        """Something else than TLS answers."""
        class Other(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(10000)
                self.request.sendall(b"220 mail.firma.de ESMTP\r\n")

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Other)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.set_up_sync(f"https://127.0.0.1:{server.server_address[1]}/")
        self.fails_at("tls", "tls-failed")

    def test_not_set_up(self):
        self.init()
        self.fails("check")
        self.fails("check", "anna", code=2)

    def test_german(self):
        self.set_up()
        self.ok("settings", "admin-secret", "--stdin", stdin="falsch\n")
        result = self.cli("check", env=cli.environment(LC_ALL="C.UTF-8", LANGUAGE="de"))
        if "Anmeldung" not in result.stdout:
            self.skipTest("no German here")
        self.assertIn("✗ Anmeldung: ", result.stdout)
        self.assertIn("→ Prüfen Sie Name, Passwort", result.stdout)


if __name__ == "__main__":
    cli.main()
