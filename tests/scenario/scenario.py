# SPDX-License-Identifier: MIT
"""What every scenario goes through: run, run again without a write, killed at every step and resumed, each call failing in turn.

A scenario is an object with a name and four methods: users (), prepare (lab): both sides in step, nothing has happened yet;
play (lab): what happens on each side while the engine is stopped; check (lab): what both sides must be like afterwards."""

import argparse
import importlib
import random
import sys
import time
import traceback

from appointment import USER
from dialect import DIALECTS
from lab import CRASHED, Lab
from processes import SCHEMA, Failure, check

# What may happen to any request, and to requests of one operation only.
FAULTS = ("reset-before", "reset-after", "busy:300", "http:503", "http:500", "truncate", "malformed")
FAULTS_OF = {"SyncFolderItems": ("invalid-sync-state",), "UpdateItem": ("stale-change-key",), "DeleteItem": ("stale-change-key",)}


class Scenario:
    exit_code = 0       # of run --until-idle, once everything is done
    is_fault = False    # it is a fault itself: further ones only with --long, and none with a server of other manners

    def users(self):
        return (USER,)

    def prepare(self, lab):
        lab.set_up()
        lab.switch_on()

    def play(self, lab):
        pass

    def before_run(self, lab):
        """What the simulator is to do during the run; it does not outlast the simulator."""

    def check(self, lab):
        raise NotImplementedError

    def check_log(self, lab):
        """What the administrator must have read, when nothing came between."""


class Runner:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.failures, self.ran, self.possible = [], 0, 0

    def run(self, scenario):
        begin = time.monotonic()
        with Lab(scenario.users(), dialect=self.options.dialect) as lab:
            if not self.attempt(scenario, "prepared", lab, self.prepare):
                return
            steps, requests = [], []
            if self.attempt(scenario, "plain", lab, lambda one, lab: self.plain(one, lab, steps, requests)):
                variants = self.variants(steps, requests)
                chosen = self.choose(variants) if self.options.long or not scenario.is_fault else []
                self.possible += sum(map(len, variants))
                for label, variant in chosen:
                    self.ran += 1
                    self.attempt(scenario, label, lab, variant)
            print(f"ok   {scenario.name} ({time.monotonic() - begin:.1f} s)" if not self.failed(scenario)
                  else f"FAIL {scenario.name}", flush=True)

    def failed(self, scenario):
        return any(name == scenario.name for name, *_ in self.failures)

    def attempt(self, scenario, label, lab, what):
        try:
            what(scenario, lab)
            if self.options.verbose:
                print(f"     {scenario.name}: {label}", flush=True)
            return True
        except Failure as failure:
            print(f"FAIL {scenario.name}, {label}: {failure}\n     kept in {lab.folder}", flush=True)
            lab.keep = True
        except Exception:       # a defect of the test itself; the others still run
            print(f"FAIL {scenario.name}, {label}:\n{traceback.format_exc()}", flush=True)
            lab.keep = True
        self.failures.append((scenario.name, label))
        lab.simulator.stop()
        return False

    # --- the ways to run one ---------------------------------------------------------------------------------------------
    @staticmethod
    def prepare(scenario, lab):
        lab.simulator.start()
        scenario.prepare(lab)
        scenario.play(lab)
        lab.simulator.stop()
        lab.save()

    @staticmethod
    def again(scenario, lab):
        lab.simulator.stop()
        lab.load()
        lab.simulator.start()
        scenario.before_run(lab)

    @staticmethod
    def finish(scenario, lab):
        scenario.check(lab)
        lab.check_quiet(scenario.exit_code)
        scenario.check(lab)
        check(not lab.office.known_and_linked(), "what is linked is still kept as known but unlinked")

    def plain(self, scenario, lab, steps, requests):
        """Once as it should be; says at which steps it can be stopped and which requests it sends."""
        self.again(scenario, lab)
        lab.sync(expect=scenario.exit_code, BPEXCHANGE_TEST_CRASH="0")
        steps += [line.removeprefix("step ") for line in lab.said.splitlines() if line.startswith("step ")]
        requests += [request.operation for request in lab.outlook.requests()]
        scenario.check_log(lab)
        self.finish(scenario, lab)
        check(not lab.relay or lab.relay.rewritten > 0, "nothing went through the relay")

    def crash(self, number):
        def variant(scenario, lab):
            self.again(scenario, lab)
            code = lab.sync(expect=None, BPEXCHANGE_TEST_CRASH=str(number))
            if code != CRASHED:     # it got by with fewer steps this time
                check(code == scenario.exit_code, f"run --until-idle ended with {code}")
            else:
                lab.sync(expect=scenario.exit_code)
            self.finish(scenario, lab)
        return variant

    def fault(self, kind, number):
        def variant(scenario, lab):
            self.again(scenario, lab)
            lab.outlook.fault(kind, every=number, count=1)
            code = lab.sync(expect=None, seconds=40)
            lab.outlook.clear_faults()
            if code != scenario.exit_code:      # a refusal that somebody has to see first is not retried by itself
                lab.sync(expect=scenario.exit_code)
            self.finish(scenario, lab)
        return variant

    def variants(self, steps, requests):
        crashes = [(f"killed at step {number} ({name})", self.crash(number)) for number, name in enumerate(steps, 1)]
        faults = [(f"{kind} at request {number} ({operation})", self.fault(kind, number))
                  for number, operation in enumerate(requests, 1) for kind in FAULTS + FAULTS_OF.get(operation, ())]
        return crashes, faults

    def choose(self, variants):
        """In each list a seeded sample, unless everything was asked for."""
        if self.options.dialect:
            return []
        if self.options.long:
            return [one for some in variants for one in some]
        return [one for some in variants for one in self.random.sample(some, min(len(some), self.options.sample))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="+", help="table_… and story_… modules with a list SCENARIOS")
    parser.add_argument("--long", action="store_true", help="every crash and every fault, not only a sample")
    parser.add_argument("--sample", type=int, default=1, help="crashes and faults for each scenario (1 and 1)")
    parser.add_argument("--dialect", choices=DIALECTS, help="only as it should be, with a server of other manners")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    runner = Runner(options)
    if not SCHEMA.is_dir():
        print("schema: skipped")
    for module in options.modules:
        for scenario in importlib.import_module(module).scenarios(alone=options.long):
            if options.only in scenario.name and not (options.dialect and scenario.is_fault):
                runner.run(scenario)
    print(f"{runner.ran} of {runner.possible} crashes and faults (seed {options.seed}), {len(runner.failures)} failures")
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.exit(main())
