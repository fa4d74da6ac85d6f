# SPDX-License-Identifier: MIT
"""The secret at rest and in use: in no file, no log, no core dump; a lost key is said, and entering it again helps."""

import pathlib
import subprocess
import sys
import unittest

import cli
from cli import wait_for

SECRET = "n0body-may&see<this>"


class Secret(cli.CliTest):
    def set_up(self):
        port = self.dir / "port"
        process = subprocess.Popen([str(cli.SIMULATOR), "--port-file", str(port), "--mailbox", "anna@firma.de",
                                    "--admin", "svc-sync=" + SECRET], stdout=subprocess.DEVNULL, env=cli.environment())
        self.addCleanup(self.kill, process)
        wait_for(lambda: port.exists() and port.read_text(), what="the simulator")
        self.set_up_sync(f"http://127.0.0.1:{port.read_text().strip()}/EWS/Exchange.asmx")
        self.enter()

    def enter(self):
        self.ok("settings", "admin-secret", "--stdin", stdin=SECRET + "\n")

    def test_nowhere(self):
        self.set_up()
        self.ok("settings", "log-level", "debug")
        outputs = [self.cli("check", "--write", "--json"), self.cli("run", "--until-idle"), self.cli("settings")]
        self.assertEqual([output.returncode for output in outputs], [0, 0, 0])
        for text in [output.stdout + output.stderr for output in outputs]:
            self.assertNotIn(SECRET, text)
        for path in self.dir.rglob("*"):
            if path.is_file():
                self.assertNotIn(SECRET.encode(), path.read_bytes(), path)

    @unittest.skipUnless(pathlib.Path("/proc/self/limits").exists(), "no /proc")
    def test_no_core_dump(self):
        self.set_up()
        process = self.start_engine()
        limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text("ascii")
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        self.assertEqual(core.split()[4:6], ["0", "0"])
        self.stop_engine(process)

    def test_key_lost(self):
        self.set_up()
        key = self.data / "secret.key"
        if sys.platform != "win32":
            self.assertEqual(key.stat().st_mode & 0o077, 0)
        for damage in (key.unlink, lambda: key.write_bytes(b"x" * 32), lambda: key.write_bytes(b"short")):
            damage()
            self.assertIn("Enter the password again", self.fails("check"))
            self.enter()
            self.ok("check")


if __name__ == "__main__":
    cli.main()
