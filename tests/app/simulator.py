# SPDX-License-Identifier: MIT
"""exchange-sim for tests that drive the window: some mailboxes and an account that may impersonate."""

import subprocess

from drive import wait_for

ADMIN, SECRET = "svc-sync", "Geheim-4711"


class Simulator:
    def __init__(self, build, folder, mailboxes, *more):
        """more: further options of exchange-sim."""
        self.scheme = "https" if "--tls" in more else "http"
        port_file = folder / f"port-{self.scheme}"
        words = [word for mailbox in mailboxes for word in ("--mailbox", f"{mailbox}=x")]
        self.process = subprocess.Popen([build / "exchange-sim", "--listen", "127.0.0.1:0", "--port-file", port_file, *words,
                                         "--admin", f"{ADMIN}={SECRET}", "--log", folder / "sim.log", *more])
        self.port = wait_for(lambda: port_file.exists() and port_file.read_text().strip(), "the simulator's port")

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}/EWS/Exchange.asmx"

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
