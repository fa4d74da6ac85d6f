# SPDX-License-Identifier: MIT
"""One installation in a temporary folder: the simulator, a data folder, users, and whoever plays both sides."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from appointment import IS_SET, SITE_ZONE, USER, differences
from dialect import Relay
from office import Office
from outlook import Outlook
from processes import PATIENCE, Engine, Simulator, check, environment, next_second, parse_log, program

ADMIN, PASSWORD = "sync@firma.example", "Geheim-1"
DOMAIN = "firma.example"
CRASHED = -signal.SIGKILL


def mailbox(login):
    return f"{login}@{DOMAIN}"


class Lab:
    def __init__(self, users=(USER,), simulator_options=(), dialect=None):
        self.folder = Path(tempfile.mkdtemp(prefix="bpexchange-scenario."))
        self.data = self.folder / "data"
        self.users = users
        self.simulator = Simulator(self.folder, [mailbox(login) for login in users], ADMIN, PASSWORD, simulator_options)
        self.relay = Relay(dialect, self.simulator.port) if dialect else None
        self.office = Office(self.data / "bpexchange.db")
        self.outlook = Outlook(self.simulator, DOMAIN)
        self.engine, self.said = None, ""
        self.keep = "BP_TEST_KEEP" in os.environ       # the folder, for whoever looks into a failure

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.engine and self.engine.runs():
            self.engine.process.kill()
            self.engine.process.wait()
        self.simulator.stop()
        if self.relay:
            self.relay.stop()
        for path in self.folder.rglob("*") if kind is None else ():
            if path.is_file():
                check(PASSWORD.encode() not in path.read_bytes(), f"the password stands in {path}")
        if kind is None and not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    # --- setting up ------------------------------------------------------------------------------------------------------
    def cli(self, *arguments, stdin="", expect=0, language=""):
        run = subprocess.run([program("bpexchange-cli"), "--data", self.data, *arguments], input=stdin, text=True,
                             capture_output=True, timeout=60 * PATIENCE, env=environment(LANGUAGE=language))
        check(expect is None or run.returncode == expect,
              f"bpexchange-cli {' '.join(arguments)} ended with {run.returncode}: {run.stderr.strip()[-600:]}")
        return run.stdout

    def settings(self, **values):
        for key, value in values.items():
            self.cli("settings", key.replace("_", "-"), str(value))

    def set_up(self, **settings):
        """A database with one company and its users, nobody enabled yet and the master switch off. What the command line made of the same
        settings before is taken from there: a dozen programs less for each scenario."""
        made = self.made.get(key := (tuple(self.users), tuple(settings.items())))
        if made:
            shutil.copytree(made, self.data, dirs_exist_ok=True)
        else:
            self.set_up_anew(settings)
            made = self.made[key] = Path(tempfile.mkdtemp(prefix="bpexchange-scenario."))
            atexit.register(shutil.rmtree, made, ignore_errors=True)
            shutil.copytree(self.data, made, dirs_exist_ok=True)
        self.settings(ews_host=(self.relay or self.simulator).url)

    made = {}       # users and settings -> the folder with what was made of them

    def set_up_anew(self, settings):
        self.cli("init")
        self.settings(admin_name=ADMIN, poll_seconds=1, sync_tasks=0, **({"time_zone": SITE_ZONE} if IS_SET else {}))
        self.settings(**settings)
        self.cli("settings", "admin-secret", "--stdin", stdin=PASSWORD + "\n")
        self.cli("company", "add", "1", "Firma GmbH")
        self.office.add_users({login: mailbox(login) for login in self.users})

    def switch_on(self, users=None):
        """What was entered before lies before T0, what comes after lies after it, also by a server's clock that counts whole seconds
        and is known to half a second only."""
        next_second()
        next_second()
        self.settings(auto_sync=1)
        self.office.enable(users or self.users)
        next_second()
        next_second()

    # --- the engine ----------------------------------------------------------------------------------------------------------
    def sync(self, *, seconds=60, expect=0, **variables):
        """A run until idle; returns its exit code, which is checked unless expect is None."""
        engine = Engine(self.data, "--until-idle", "--for", str(int(seconds * PATIENCE)), **variables)
        code = engine.wait(seconds + 15)
        self.said = engine.said()
        last_words = "\n".join([line for line in self.said.splitlines() if not line.startswith("step ")][-12:])
        if self.simulator.process:
            asked = [request.operation for request in self.outlook.requests() if request.asks_for_a_body]
            check(not asked, f"a text was asked for by {', '.join(asked)}")
        check(code in (0, 1, CRASHED), f"the engine ended with exit code {code}: {last_words}")
        check(expect is None or code == expect, f"run --until-idle ended with {code} instead of {expect}: {last_words}")
        return code

    def start_engine(self, *options, **variables):
        self.engine = Engine(self.data, *options, **variables)
        return self.engine

    mailbox = staticmethod(mailbox)

    def status(self, login):
        users = json.loads(self.cli("status", "--json", expect=None))["users"]
        return next(user for user in users if user["login"] == login)

    def log(self):
        file = self.data / "ExchangeSync.Log"
        return parse_log(file.read_text(errors="replace")) if file.exists() else []

    def log_line(self, log_id, user=None):
        return next((line for line in self.log() if line.id == log_id and user in (None, line.user)), None)

    def check_log(self, log_id, user=None, *words):
        """The line is there, and it is a sentence that says what it should."""
        line = self.log_line(log_id, user)
        check(line, f"the log has no line [{log_id}] for {user or 'anybody'}: {[one.id for one in self.log()]}")
        lines = [one for one in self.log() if one.id == log_id and user in (None, one.user)]
        check(all(one.is_a_sentence() for one in lines), f"no sentence in the log: {line.text!r}")
        for word in words:
            check(any(word.lower() in one.text.lower() for one in lines), f"[{log_id}] does not say {word!r}: {line.text!r}")
        check(PASSWORD not in (self.data / "ExchangeSync.Log").read_text(errors="replace"), "the password stands in the log")
        return line

    # --- looking at both sides ---------------------------------------------------------------------------------------------
    def compare(self, office, exchange):
        found = [*differences("büro+", office, self.office.appointments()),
                 *differences("Exchange", exchange, self.outlook.appointments(self.users))]
        if mails := self.outlook.mails():
            found.append(f"{len(mails)} mails were sent: {mails[:2]}")
        return found

    def check_sides(self, office, exchange):
        found = self.compare(office, exchange)
        check(not found, "; ".join(found))

    def check_quiet(self, expect=0):
        """Another pass writes nothing on either side."""
        before, requests = self.office.contract_rows(), self.outlook.request_count()
        self.sync(expect=expect)
        writes = [request for request in self.outlook.requests_since(requests) if request.writes]
        check(not writes, f"a second pass wrote to Exchange: {', '.join(request.operation for request in writes)}")
        after = self.office.contract_rows()
        changed = [table for table in after if after[table] != before[table]]
        check(not changed, f"a second pass changed the contract table {', '.join(changed)}")

    # --- going back -------------------------------------------------------------------------------------------------------------
    def save(self):
        """Keeps both sides as they are now. The engine and the simulator must be stopped."""
        kept = self.folder / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        shutil.copytree(self.data, kept / "data")
        for file in self.folder.glob("exchange.db*"):
            shutil.copy2(file, kept)

    def load(self):
        kept = self.folder / "kept"
        shutil.rmtree(self.data)
        shutil.copytree(kept / "data", self.data)
        for file in self.folder.glob("exchange.db*"):
            file.unlink()
        for file in kept.glob("exchange.db*"):
            shutil.copy2(file, self.folder)
