#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random histories on both sides, with faults, crashes, kills, clock jumps and switches: both sides must agree in the end, nothing lost, nothing
doubled (SYNC 4-14). A failing seed is printed and its history made short."""

import argparse
import json
import sys
import time

from world import World, make
from processes import Failure

SHRINK_SECONDS = 150


def calm(plan):
    """Without what depends on the moment: the engine is stopped at numbered steps only, and nothing happens while it runs."""
    events = [{**event, "running": False, "end": ["idle"] if event["end"][0] == "kill" else event["end"]} for event in plan["events"]]
    return {**plan, "events": events}


def play(plan, verbose=False):
    """{user: [sentence]}; a failure of the whole world counts for everybody."""
    try:
        return World(plan, verbose).play()
    except Failure as failure:
        return {user: [str(failure)] for user in plan["histories"]}


def only(plan, user, history, events):
    return {**plan, "events": events, "histories": {user: history}}


class Shrinker:
    """Leaves out edits and troubles for as long as it still fails."""

    def __init__(self, plan, user):
        self.plan, self.user, self.end = plan, user, time.monotonic() + SHRINK_SECONDS
        self.history, self.events = plan["histories"][user], plan["events"]

    def fails(self, history, events):
        return time.monotonic() < self.end and bool(play(only(self.plan, self.user, history, events)))

    def attempt(self, history, events):
        if self.fails(history, events):
            self.history, self.events = history, events
            return True
        return False

    def run(self):
        if not self.fails(self.history, self.events):
            return None     # it takes the others, too, or luck
        calm = [{**event, "running": False, "faults": [], "end": ["idle"], "skew": 0} for event in self.events]
        self.attempt(self.history, calm)
        for number in reversed(range(len(self.events))):
            for change in ({"running": False, "faults": [], "end": ["idle"], "skew": 0}, {"faults": []}, {"skew": 0}, {"closed": None}):
                if any(self.events[number].get(key) != value for key, value in change.items()):
                    self.attempt(self.history, [{**event, **change} if at == number else event for at, event in enumerate(self.events)])
        for number in reversed(range(len(self.history))):
            if self.history[number] and self.attempt([*self.history[:number], [], *self.history[number + 1:]], self.events):
                continue
            for at in reversed(range(len(self.history[number]))):
                shorter = self.history[number][:at] + self.history[number][at + 1:]
                self.attempt([*self.history[:number], shorter, *self.history[number + 1:]], self.events)
        return only(self.plan, self.user, self.history, self.events)


def report(plan, found, shrink):
    if len(found) == len(plan["histories"]) > 1:      # it took everybody
        found = dict([next(iter(found.items()))])
    for user, sentences in found.items():
        print(f"FAIL seed {plan['seed']}, {user} of {len(plan['histories'])}: {'; '.join(sentences[:4])}", flush=True)
    if shrink:
        short = Shrinker(plan, next(iter(found))).run()
        if short:
            print(f"     short: --replay '{json.dumps(short, ensure_ascii=False)}'\n     {play(short)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=300)
    parser.add_argument("--users", type=int, default=50, help="histories in one database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", help="a history that was printed, or a file with it")
    parser.add_argument("--user", help="shorten this one's history, without playing the others")
    parser.add_argument("--calm", action="store_true", help="no kills, and no edits while the engine runs: the same again on every machine")
    parser.add_argument("--no-shrink", action="store_true")
    options = parser.parse_args()
    if options.replay:
        text = options.replay
        found = play(json.loads(text if text.startswith("{") else open(text).read()), verbose=True)
        print(found or "ok")
        return 1 if found else 0
    if options.user:
        plan = make(options.seed, options.users)
        plan = calm(plan) if options.calm else plan
        report({**plan, "histories": {options.user: plan["histories"][options.user]}}, {options.user: ["(as asked)"]}, True)
        return 1
    failures, played = 0, 0
    for seed in range(options.seed, options.seed + -(-options.histories // options.users)):
        begin, plan = time.monotonic(), make(seed, options.users)
        plan = calm(plan) if options.calm else plan
        found = play(plan)
        played += options.users
        if found:
            failures += len(found)
            report(plan, found, not options.no_shrink)
        print(f"{'FAIL' if found else 'ok  '} seed {seed}: {options.users} histories ({time.monotonic() - begin:.1f} s)", flush=True)
    print(f"{played} histories from seed {options.seed}, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
