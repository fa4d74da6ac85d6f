# SPDX-License-Identifier: MIT
"""Several users' histories at once, in one database and with one simulator; what goes wrong around them is the same for all."""

import json
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scenario"))

from edits import OFFICE, OUTLOOK, Maker      # noqa: E402
from lab import Lab      # noqa: E402
from oracle import Done, Judge, defaults      # noqa: E402
from processes import PATIENCE, check      # noqa: E402
from sides import Office, Outlook, shown      # noqa: E402

FAULTS = ("reset-before", "reset-after", "busy:200", "http:503", "http:500", "truncate", "malformed", "delay-after:700",
          "invalid-sync-state", "stale-change-key")
# What may be switched off for a while, and what each is when it is on.
OPEN = {"auto-sync": 1, "export": 1, "import": 1, "sync-tasks": 1}
SKEWS = (0, 3600, -7200, 5)
ROUNDS = 5


def make(seed, users):
    """A world to play: events for all, and a history each. Everything in it can be written as JSON."""
    draw = random.Random(seed)
    closed_in = draw.choice((None, None, draw.randrange(2, ROUNDS)))
    jumps = draw.random() < 0.3
    events = [event(draw, number == closed_in, jumps) for number in range(1, ROUNDS + 1)]
    histories = {f"u{number}": Maker(random.Random(seed * 1000 + number), ROUNDS).history() for number in range(users)}
    return {"seed": seed, "events": events, "histories": histories}


def event(draw, closed, jumps):
    running = draw.random() < 0.35
    faults = [f"{draw.choice(FAULTS)},every={draw.randrange(3, 30)},seed={draw.randrange(1000)},count={draw.randrange(1, 12)}"
              for _ in range(draw.choice((0, 0, 1, 2, 3)))]
    end = draw.choice((["idle"], ["idle"], ["crash", draw.randrange(1, 90)], ["kill", draw.randrange(30, 1500)]))
    return {"running": running, "faults": faults, "end": end, "skew": draw.choice(SKEWS) if jumps else 0,
            "closed": draw.choice(list(OPEN)) if closed else None}


class World:
    def __init__(self, plan, verbose=False):
        self.plan, self.users, self.verbose = plan, tuple(plan["histories"]), verbose
        self.kinds = {user: {} for user in self.users}
        self.trace = {user: [] for user in self.users}
        self.seq = self.epoch = self.slot = self.skew = 0
        self.closed = None
        self.restless = {}
        self.random = random.Random(plan["seed"])

    def play(self):
        """What is wrong at the end: {user: [sentence]}."""
        with Lab(self.users) as lab:
            self.lab = lab
            lab.simulator.start()
            lab.set_up(sync_tasks=1)
            lab.switch_on()
            self.office, self.outlook = Office(lab.data / "bpexchange.db"), Outlook(lab.simulator, "firma.example")
            self.office.open()
            try:
                for number, event in enumerate(self.plan["events"]):
                    self.round(number, event)
                return self.settle_and_judge()
            except BaseException:
                lab.keep = True
                raise
            finally:
                self.office.close()

    # --- a round --------------------------------------------------------------------------------------------------------------
    def round(self, number, event):
        self.switch(event["closed"])
        self.skew = event["skew"] if self.epoch else 0
        self.outlook.clock(self.skew)
        edits = {user: list(history[number]) for user, history in self.plan["histories"].items() if number < len(history)}
        if event["running"]:
            self.outlook.faults(event["faults"])
            self.play_running(edits, event["end"])
        else:
            self.play_stopped(edits)
            self.outlook.faults(event["faults"])
            self.end(event["end"])
        self.outlook.faults([])

    def play_stopped(self, edits):
        self.slot += 1
        for user, some in edits.items():
            for edit in some:
                self.edit(user, edit, self.slot)

    def play_running(self, edits, end):
        engine = self.lab.start_engine()
        waiting = [(user, edit) for user, some in edits.items() for edit in some]
        # One user's edits stay in their order.
        order = {user: iter(some) for user, some in edits.items()}
        self.random.shuffle(waiting)
        for user, _ in waiting:
            self.edit(user, next(order[user]), None)
            time.sleep(self.random.random() * 0.004)
        time.sleep(self.random.random() * 0.3)     # the moment of the kill is arbitrary
        if end[0] == "idle":
            engine.process.send_signal(signal.SIGTERM)
            check(engine.wait(10) in (0, -signal.SIGTERM), f"the engine did not stop as asked: {engine.said()[-300:]}")
        else:
            engine.process.kill()
            engine.process.wait()

    def end(self, end):
        if end[0] == "idle":
            if self.lab.sync(expect=None, seconds=10) == 0 and not self.plan["events"][0].get("never"):
                self.epoch += 1
        elif end[0] == "crash":
            self.lab.sync(expect=None, seconds=10, BPEXCHANGE_TEST_CRASH=str(end[1]))
        else:
            engine = self.lab.start_engine("--until-idle", "--for", "10")
            deadline = time.monotonic() + end[1] / 1000 * PATIENCE
            while engine.runs() and time.monotonic() < deadline:
                time.sleep(0.005)
            engine.process.send_signal(signal.SIGKILL)
            engine.process.wait()

    def switch(self, closed):
        """A switch takes effect when the engine starts: both sides are in step before, and it has run after."""
        if closed == self.closed:
            return
        self.come_to_rest()
        for name in (self.closed, closed):
            if name:
                self.lab.cli("settings", name, str(int(name != closed)))
        self.closed = closed
        self.lab.sync(expect=None, seconds=200)
        self.epoch += 1

    def come_to_rest(self):
        """What was refused is tried again, as the administrator would."""
        self.outlook.faults([])
        if self.lab.sync(expect=None, seconds=200) != 0:
            for record in json.loads(self.lab.cli("records", "--json")):
                if record["state"] == "parked":
                    self.lab.cli("retry", record["record"] or record["item_id"], expect=None)
            if self.lab.sync(expect=None, seconds=200) != 0:
                self.blame()
        self.epoch += 1

    def blame(self):
        """Who is not in step, and what the log said about him."""
        lines = self.lab.said.splitlines()
        late = [line for line in lines if " is not in step: " in line]
        check(late, f"the sync does not come to rest: {lines[-3:]}")
        for line in late:
            user = line.split()[0]
            words = [one[24:] for one in lines if one[24:].split()[1:2] == [user] and one[24:].split()[0] in ("error", "warning")]
            self.restless.setdefault(user, []).append(f"{line} {'; '.join(words[-2:])}")

    # --- an edit --------------------------------------------------------------------------------------------------------------
    def edit(self, user, edit, slot):
        side, verb, tag, *arguments = edit
        if verb == "create":
            self.kinds[user][tag] = arguments[0]
        kind = self.kinds[user].get(tag)
        if kind is None:
            return      # what made it was left out of the history
        # Not before it has once been in step: what seems older than the sync is left alone.
        shift = arguments[2] if verb == "change" and side == OUTLOOK and not self.closed and self.epoch else 0
        if shift:
            self.outlook.clock(self.skew + shift)
        player = self.office if side == OFFICE else self.outlook
        begun = time.time()
        try:
            done = self.act(player, user, kind, verb, tag, arguments)
            ended = time.time()
        finally:
            if shift:
                self.outlook.clock(self.skew)
        if self.verbose:
            print(f"     {user} {edit}: {'done' if done else 'not possible'}", flush=True)
        if done:
            self.note(user, side, verb, tag, kind, arguments, slot, begun + shift, ended + shift)

    def act(self, player, user, kind, verb, tag, arguments):
        if verb == "create":
            return player.create(user, kind, tag, arguments[1])
        if verb == "change":
            return player.change(user, kind, tag, *arguments[:2])
        if verb == "purge":
            return player.delete(user, kind, tag, "HardDelete")
        if verb == "move-out":
            return player.move(user, kind, tag, "inbox")
        if verb == "move-back":
            if player.find(user, kind, tag):
                return False
            home = "tasks" if kind == "task" else "calendar"
            return player.move(user, kind, tag, home, "inbox") or player.move(user, kind, tag, home, "deleteditems")
        if verb == "copy":
            self.kinds[user][arguments[0]] = kind
        return getattr(player, verb)(user, kind, tag, *arguments)

    def note(self, user, side, verb, tag, kind, arguments, slot, begun, ended):
        self.seq += 1
        values = {}
        if verb == "create":
            values = defaults(kind, tag, side)
            values.update({unit: shown(unit, value, tag) for unit, value in arguments[1].items()})
        elif verb == "change":
            values = {arguments[0]: shown(arguments[0], arguments[1], tag)}
        elif verb == "accept":      # as Outlook does it
            values = {"show_as": "busy"}
        elif verb == "count":
            values = {"when": self.view(user, side, kind, tag).get("when", ())[:4]}
        elif verb == "occurrence":
            values = {"occurrence": self.view(user, side, kind, tag).get("exceptions", {}).get(arguments[0])}
        off = self.closed == "auto-sync" or (self.closed == "export" and side == OFFICE) or (self.closed == "import" and side == OUTLOOK) \
            or (self.closed == "sync-tasks" and kind == "task")
        if verb == "copy":      # the original is untouched; what is made has another tag
            tag, arguments = arguments[0], [tag]
        self.trace[user].append(Done(user, side, verb, tag, kind, tuple(arguments), self.seq, self.epoch, slot, begun, ended, off, values))

    def view(self, user, side, kind, tag):
        player = self.office if side == OFFICE else self.outlook
        found = player.find(user, kind, tag)
        return player.view(found, kind) if found else {}

    # --- the end ------------------------------------------------------------------------------------------------------------------
    def settle_and_judge(self):
        self.outlook.clock(0)
        self.switch(None)
        self.come_to_rest()
        found = {user: [*self.restless.get(user, []), *sentences] for user, sentences in self.judge().items()}
        rows, requests = self.contract(), self.outlook.request_count()
        self.lab.sync(expect=None, seconds=200)
        for request in self.outlook.requests_since(requests):
            if request["operation"] in ("CreateItem", "UpdateItem", "DeleteItem"):
                found.setdefault(request["mailbox"].split("@")[0], []).append(f"a further pass sends {request['operation']}")
        if self.contract() != rows:
            for user in self.users:
                found.setdefault(user, []).extend(["a further pass writes to the database"] if self.contract(user) != rows else [])
        for mail in self.outlook.mails():
            found.setdefault(mail["mailbox"].split("@")[0], []).append(f"a mail was sent: {mail}")
        found = {user: sentences for user, sentences in found.items() if sentences}
        self.lab.keep = self.lab.keep or (bool(found) and self.verbose)
        return found

    def contract(self, user=None):
        return {table: [tuple(row) for row in self.office.run(f"SELECT * FROM {table}")] for table in ("appointment", "appointment_exception", "task")}

    def judge(self):
        records = {}
        for record in json.loads(self.lab.cli("records", "--json")):
            if record["record"]:
                records[(record["kind"], record["id"])] = record["reason"]
        judge = Judge(self.office.everything(), self.outlook.everything(self.users), self.office.conflicts(), records,
                      by_time=not any(event["skew"] for event in self.plan["events"]))
        return {user: list(judge.judge(user, self.trace[user])) for user in self.users}
