# SPDX-License-Identifier: MIT
"""Changed on both sides, here later; then the engine is killed after it has settled who won, and before anything is sent (SYNC 6-8)."""

import time

from lab import CRASHED
from processes import check
from scenario import Scenario
from table_tasks import same
from task import OfficeTasks, OutlookTasks, Task

TASK, REHEARSAL = Task("unterwegs"), Task("Probe")


class Won(Scenario):
    """A percentage is entered here, that alone; there the task is waiting."""
    name = "a task's progress won, killed before it was sent"
    wanted_here = TASK.but(percent_complete=50)
    wanted_there = TASK.but(status="in-progress", percent_complete=50)

    def clash(self, lab, task):
        OutlookTasks(lab.outlook).change(task.subject, status="waiting")
        time.sleep(3)       # not a wait for something: the distance in time is what the scenario is about
        OfficeTasks(lab.office).change(task.subject, percent_complete=50)

    def prepare(self, lab):
        lab.set_up(sync_tasks=1, sync_appointments=0, deletion_guard=0)
        lab.switch_on()
        for task in (TASK, REHEARSAL):
            OfficeTasks(lab.office).create(task)
        lab.sync()
        self.clash(lab, REHEARSAL)
        lab.sync(BPEXCHANGE_TEST_CRASH="0")
        steps = [line for line in lab.said.splitlines() if line.startswith("step ")]
        self.number = steps.index("step execute:first") + 1
        OfficeTasks(lab.office).delete(REHEARSAL.subject)
        lab.sync()

    def play(self, lab):
        self.clash(lab, TASK)
        lab.sync(expect=CRASHED, BPEXCHANGE_TEST_CRASH=str(self.number))
        self.meanwhile(lab)

    def meanwhile(self, lab):
        pass

    def check(self, lab):
        found = same("büro+", [self.wanted_here], OfficeTasks(lab.office).tasks())
        found += same("Exchange", [self.wanted_there], OutlookTasks(lab.outlook).tasks(self.users()))
        check(not found, "; ".join(found))
        kept = [one for one in lab.office.conflicts() if "50" in one["local_value"]]
        check(len(kept) == 2, f"the conflicts are {lab.office.conflicts()}")


class WonAndTakenBack(Won):
    """It is again what it was when both sides agreed last: so it is there, too."""
    name = "a task's progress won, killed before it was sent, taken back in büro+"
    wanted_here = wanted_there = TASK

    def meanwhile(self, lab):
        OfficeTasks(lab.office).change(TASK.subject, percent_complete=0)


def scenarios(alone):
    return [Won(), WonAndTakenBack()]
