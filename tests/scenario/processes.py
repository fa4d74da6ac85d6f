# SPDX-License-Identifier: MIT
"""Starting, watching and ending the programs under test."""

import os
import random
import re
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SCENARIO_DIR = Path(__file__).resolve().parent
SOURCE_DIR = SCENARIO_DIR.parents[1]
PROGRAMS = Path(os.environ.get("BP_BUILD_DIR", SOURCE_DIR / "build" / "dev")).resolve()
SCHEMA = Path(os.environ.get("BP_EWS_SCHEMA", SOURCE_DIR.parent / "shared" / "ews-schema"))
# Sanitized programs are slower: every limit below is multiplied by it.
PATIENCE = float(os.environ.get("BP_TEST_PATIENCE", "1"))
# How long the outcome of an interrupted request counts as unknown.
REQUEST_TIMEOUT_MS = "500"
SANITIZER_EXIT = (66, 77)


class Failure(AssertionError):
    """What a test found wrong, in one sentence."""


def check(condition, sentence):
    if not condition:
        raise Failure(sentence)


def wait_for(what, seconds, condition):
    """Waits until condition () is true and returns what it gave."""
    end = time.monotonic() + seconds * PATIENCE
    while not (value := condition()):
        if time.monotonic() > end:
            raise Failure(f"waited {seconds * PATIENCE:g} s in vain for {what}")
        time.sleep(0.02)
    return value


def next_second():
    """Exchange tells times to the second: what comes after this is later there than what came before."""
    second = int(time.time())
    wait_for("the next second", 3, lambda: int(time.time()) > second)


def free_port():
    """Below the range the system hands out by itself, so that the simulator finds the same port again when it is restarted."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def program(name):
    for folder in (PROGRAMS, *PROGRAMS.rglob("")):
        if (folder / name).is_file():
            return folder / name
    raise Failure(f"{name} is not built in {PROGRAMS}")


def environment(**more):
    base = {name: value for name, value in os.environ.items()
            if not name.startswith(("BPEXCHANGE_TEST_", "LC_", "LANG", "http", "HTTP", "XDG_"))}
    return {**base, "LC_ALL": "C.UTF-8", "G_DEBUG": "fatal-criticals", "BPEXCHANGE_TEST_REQUEST_TIMEOUT_MS": REQUEST_TIMEOUT_MS,
            **more}


LINE = re.compile(r"^(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?P<level>\w+) +(?P<user>\S+) +(?P<text>.*?) \[(?P<id>[\w.-]+)\]"
                  r"(?: (?P<detail>.*))?$")


@dataclass
class Line:
    """One line of ExchangeSync.Log as the administrator reads it."""
    level: str
    user: str
    text: str
    id: str

    def is_a_sentence(self):
        return len(self.text.split()) >= 3 and "(null)" not in self.text and "%" not in self.text


def beside_log(text):
    """The lines that are none of the log: what a program says at its end."""
    return [line for line in text.splitlines() if line.strip() and not LINE.match(line) and not line.startswith("step ")]


def parse_log(text):
    lines = [LINE.match(line) for line in text.splitlines()]
    return [Line(line["level"], line["user"], line["text"], line["id"]) for line in lines if line]


class Simulator:
    """exchange-sim with a state file, so that it can be killed and come back."""

    def __init__(self, folder, mailboxes, admin, password, extra=()):
        self.folder, self.port = folder, free_port()
        self.mailboxes, self.admin, self.password, self.extra = mailboxes, admin, password, list(extra)
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/EWS/Exchange.asmx"

    def start(self, *more):
        port_file = self.folder / "port"
        port_file.unlink(missing_ok=True)
        arguments = ["--listen", f"127.0.0.1:{self.port}", "--port-file", port_file, "--state", self.folder / "exchange.db",
                     "--log", self.folder / "exchange-sim.log", "--admin", f"{self.admin}={self.password}"]
        for mailbox in self.mailboxes:
            arguments += ["--mailbox", mailbox]
        if SCHEMA.is_dir():
            arguments += ["--schema", SCHEMA]
        output = open(self.folder / "exchange-sim.out", "ab")
        self.process = subprocess.Popen([program("exchange-sim"), *arguments, *self.extra, *more], stdin=subprocess.DEVNULL,
                                        stdout=output, stderr=output, env=environment())
        output.close()

        def listening():
            check(self.process.poll() is None, f"exchange-sim ended at once: {(self.folder / 'exchange-sim.out').read_text()[-400:]}")
            return port_file.exists() and port_file.read_text().strip()
        wait_for("the simulator to listen", 10, listening)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


class Engine:
    """`bpexchange-cli run` as a process of its own."""

    def __init__(self, data, *options, **variables):
        self.output = data.parent / "engine.out"
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen([program("bpexchange-cli"), "--data", data, "run", *options], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=subprocess.STDOUT, env=environment(**variables))

    def runs(self):
        return self.process.poll() is None

    def wait(self, seconds):
        try:
            return self.process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failure(f"the engine did not end within {seconds} s; it said: {self.said()[-600:]}") from None

    def stop(self):
        """Asks it to stop; returns how long that took."""
        begin = time.monotonic()
        if self.runs():
            self.process.send_signal(signal.SIGTERM)
        code = self.wait(10)
        check(code == 0, f"the engine ended with exit code {code}: {self.said()[-600:]}")
        return time.monotonic() - begin

    def said(self):
        return self.output.read_text(errors="replace")
