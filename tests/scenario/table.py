# SPDX-License-Identifier: MIT
"""Tables "before, what happens on each side, after": a row is one appointment, a group of rows shares one database.

The row's name is the appointment's subject, so rows do not get in each other's way."""

import time
from dataclasses import dataclass, field, replace

from appointment import USER, Appointment
from processes import check
from scenario import Scenario

GONE = "gone"
DELETE, CREATE, COPY, MOVE_OUT, MOVE_BACK = "delete", "create", "copy", "move-out", "move-back"

# Where the appointment was when the story begins.
FROM_OFFICE = "entered in büro+, in step"
FROM_OUTLOOK = "entered in Outlook, in step"
OLD_OFFICE = "in büro+ before the sync was switched on"
OLD_OUTLOOK = "in Exchange before the sync was switched on"
OLD_BOTH = "on both sides before the sync was switched on"
NOWHERE = "nowhere"

# Later than what the other side does, by more than the two seconds within which Exchange wins.
CLEARLY_LATER_SECONDS = 60


@dataclass(frozen=True)
class Row:
    """office, exchange: a change {field: value}, one of the words above, something to call with side and subject, or a list of these; later: the side that comes last.
    after: {field: value} over `start`, or GONE; left out: what both did. after_office, after_exchange: where they differ."""
    name: str
    office: object = None
    exchange: object = None
    after: object = None
    was: str = FROM_OFFICE
    start: dict = field(default_factory=dict)
    later: str | None = None
    then_office: object = None
    then_exchange: object = None
    after_office: object = None
    after_exchange: object = None
    conflicts: int = 0
    user: str = USER
    more: dict = field(default_factory=dict)      # what else the item from Outlook has, in the simulator's words

    def appointment(self, **values):
        return Appointment(**{"subject": self.name, "user": self.user, **self.start, **values})

    def is_there(self, side):
        return self.was in {"büro+": (FROM_OFFICE, FROM_OUTLOOK, OLD_OFFICE, OLD_BOTH),
                            "Exchange": (FROM_OFFICE, FROM_OUTLOOK, OLD_OUTLOOK, OLD_BOTH)}[side]

    def wanted(self, side):
        """The appointments that this row leaves on a side."""
        after = self.after_office if side == "büro+" else self.after_exchange
        after = self.after if after is None else after
        if after is None:
            after = {name: value for ops in (self.office, self.exchange, self.then_office, self.then_exchange)
                     for op in as_list(ops) if isinstance(op, dict) for name, value in op.items()}
        if after == GONE:
            return []
        wanted = []
        for one in after if isinstance(after, list) else [after]:
            appointment = self.appointment(**one)
            # Info texts go one way: what was entered in Outlook stays there.
            if side == "büro+" and self.entered_in_outlook() and "info_text" not in (self.after_office or {}):
                appointment = appointment.but(info_text="")
            wanted.append(appointment)
        return wanted

    def entered_in_outlook(self):
        return self.was in (FROM_OUTLOOK, OLD_OUTLOOK) or (self.was == NOWHERE and CREATE in as_list(self.exchange))


def as_list(ops):
    return [] if ops is None else ops if isinstance(ops, list) else [ops]


def play(side, row, ops):
    subject = row.name
    for op in as_list(ops):
        if isinstance(op, dict):
            side.change(subject, **op)
            subject = op.get("subject", subject)
        elif callable(op):
            op(side, subject)
        elif op == CREATE:
            side.create(row.appointment())
        elif op == DELETE:
            side.delete(subject)
        else:
            {COPY: side.copy, MOVE_OUT: side.move_out, MOVE_BACK: side.move_back}[op](subject)


@dataclass(frozen=True)
class Group(Scenario):
    name: str
    rows: tuple
    settings: dict = field(default_factory=dict)
    then_settings: dict = field(default_factory=dict)     # once the rows are in step, before anything happens
    first_run: bool = False                               # the engine has never run before
    exit_code: int = 0
    log: tuple = ()                                       # ids of lines the administrator must find
    never_sent: tuple = ()                                # operations that must not leave at all

    def users(self):
        return tuple(sorted({row.user for row in self.rows}))

    def prepare(self, lab):
        lab.set_up(deletion_guard=0, **self.settings)
        for row in self.rows:
            if row.was in (OLD_OFFICE, OLD_BOTH):
                lab.office.create(row.appointment())
            if row.was in (OLD_OUTLOOK, OLD_BOTH):
                lab.outlook.create(row.appointment())
        lab.switch_on()
        for row in self.rows:
            if row.was == FROM_OFFICE:
                lab.office.create(row.appointment())
            elif row.was == FROM_OUTLOOK:
                lab.outlook.create(row.appointment(), **row.more)
        if not self.first_run:
            lab.sync()
        lab.settings(**self.then_settings)
        if self.then_settings:
            lab.sync(expect=None)

    def play(self, lab):
        for row in self.rows:
            if row.later != "exchange":
                play(lab.outlook, row, row.exchange)
        if any(row.later == "office" for row in self.rows):
            time.sleep(3)       # not a wait for something: the distance in time is what the scenario is about
        for row in self.rows:
            play(lab.office, row, row.office)
        lab.outlook.clock(CLEARLY_LATER_SECONDS)
        for row in self.rows:
            if row.later == "exchange":
                play(lab.outlook, row, row.exchange)
        lab.outlook.clock(0)
        if any(row.then_office or row.then_exchange for row in self.rows):
            lab.sync(expect=None)
            for row in self.rows:
                play(lab.outlook, row, row.then_exchange)
                play(lab.office, row, row.then_office)

    def check(self, lab):
        lab.check_sides([one for row in self.rows for one in row.wanted("büro+")],
                        [one for row in self.rows for one in row.wanted("Exchange")])
        conflicts, wanted = len(lab.office.conflicts()), sum(row.conflicts for row in self.rows)
        check(conflicts == wanted, f"{conflicts} conflicts were kept instead of {wanted}: {lab.office.conflicts()}")
        sent = {request.operation for request in lab.outlook.requests()} & set(self.never_sent)
        check(not sent, f"{', '.join(sent)} was sent")

    def check_log(self, lab):
        for log_id in self.log:
            lab.check_log(log_id)


def scenarios_of(groups, alone):
    """Each row in a database of its own, or all of a group in one."""
    return [replace(group, name=f"{group.name}: {row.name}", rows=(row,)) for group in groups for row in group.rows] if alone else groups

