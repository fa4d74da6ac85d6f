# SPDX-License-Identifier: MIT
"""What may happen to an appointment, a series or a task on either side, made up from a seed.

An edit is a plain list [side, verb, tag, …], so that a history can be printed, shortened and played again. A tag stands at the beginning of the
subject of whatever it names, and never changes: that is how both sides are compared without asking the engine what belongs to what."""

OFFICE, OUTLOOK = "office", "outlook"
APPOINTMENT, SERIES, TASK, MEETING = "appointment", "series", "task", "meeting"
KINDS = (APPOINTMENT, APPOINTMENT, SERIES, SERIES, TASK, MEETING)
# Of either side's clock: what is changed in Exchange a minute earlier or later than it is.
SHIFTS = (0, 0, 0, 60, -60)

ENUMS = {
    "show_as": ("free", "tentative", "busy", "out-of-office", "working-elsewhere"),
    "sensitivity": ("normal", "personal", "private", "confidential"),
    "importance": ("low", "normal", "high"),
    "reminder_minutes": (None, 0, 5, 15, 60, 1440),
    "categories": ((), ("Rot",), ("Blau", "Rot"), ("Grün",)),
    "percent_complete": (10, 25, 50, 75),
}
UNITS = {
    APPOINTMENT: ("subject", "location", "when", "show_as", "sensitivity", "importance", "reminder_minutes", "categories", "info_text"),
    TASK: ("subject", "dates", "progress", "sensitivity", "importance", "categories", "info_text", "total_work_minutes", "mileage",
           "billing_information", "companies"),
}
UNITS[SERIES] = UNITS[MEETING] = UNITS[APPOINTMENT]
# Their edit does not beat a deletion (SYNC 11).
WEAK = {"reminder_minutes", "categories", "show_as", "sensitivity", "importance"}
# All that leaves büro+ of a meeting (SYNC 17).
MEETING_OUT = {"reminder_minutes", "categories", "show_as", "sensitivity"}

FIRST_COUNT = 5
SERIES_COUNTS = (4, 5, 6, 7)
OCCURRENCES = (2, 3, 4)


def new_value(random, unit, number):
    if unit in ENUMS:
        return random.choice(ENUMS[unit])
    if unit == "when":      # hour, zone, all day
        return [random.randrange(7, 17), random.choice(("Europe/Berlin", "Europe/Berlin", "Europe/London")), random.random() < 0.15]
    if unit == "dates":     # days of March
        start = random.randrange(1, 15)
        return [random.choice((start, None)), start + random.randrange(0, 10)]
    if unit == "progress":
        return random.choice(("not-started", "in-progress", "completed", "waiting", "deferred"))
    if unit == "total_work_minutes":
        return number
    if unit == "companies":
        return [f"Firma {number}"]
    return f"{unit} {number}"


class Maker:
    """One user's history: a list of edits for each round."""

    def __init__(self, random, rounds):
        self.random, self.rounds = random, rounds
        self.tags, self.number = {}, 0

    def new_tag(self, kind):
        tag = f"{kind[0]}{len(self.tags) + 1}"
        self.tags[tag] = kind
        return tag

    def side(self):
        return self.random.choice((OFFICE, OUTLOOK))

    def history(self):
        return [[edit for _ in range(self.random.choice((0, 1, 1, 2, 2, 3, 4))) for edit in self.edits(first)]
                for first in (number == 0 for number in range(self.rounds))]

    def edits(self, first):
        if first or not self.tags or self.random.random() < 0.12:
            return [self.create()]
        tag = self.random.choice(list(self.tags))
        if self.random.random() < 0.3:      # both sides at once: that is where it gets interesting
            edits = [self.edit(tag, OFFICE), self.edit(tag, OUTLOOK)]
            self.random.shuffle(edits)
            return edits
        return [self.edit(tag, self.side())]

    def create(self):
        kind = self.random.choice(KINDS)
        side = OUTLOOK if kind == MEETING else self.side()
        return [side, "create", self.new_tag(kind), kind, self.values(kind)]

    def values(self, kind):
        units = self.random.sample(UNITS[kind], self.random.randrange(0, 4))
        return {unit: self.value(unit, kind) for unit in units if unit != "subject"}

    def value(self, unit, kind):
        self.number += 1
        value = new_value(self.random, unit, self.number)
        if unit == "when" and kind in (SERIES, MEETING):
            value[2] = False
        return value

    def edit(self, tag, side):
        kind, roll = self.tags[tag], self.random.random()
        if roll < 0.12:
            return [side, self.random.choice(("delete", "delete", "purge")) if side == OUTLOOK else "delete", tag]
        if roll < 0.28 and side == OUTLOOK:
            verb = self.random.choice(("move-out", "move-back", "move-back", "copy", "accept"))
            if verb == "copy":
                return [side, verb, tag, self.new_tag(kind)]
            if verb != "accept" or kind == MEETING:
                return [side, verb, tag]
        if roll < 0.16 and side == OFFICE:
            return [side, "replace", tag]
        if kind == SERIES and roll < 0.65:
            return self.series_edit(tag, side)
        unit = self.random.choice(UNITS[kind])
        return [side, "change", tag, unit, self.value(unit, kind), self.random.choice(SHIFTS)]

    def series_edit(self, tag, side):
        if self.random.random() < 0.15:
            return [side, "count", tag, self.random.choice(SERIES_COUNTS)]
        self.number += 1
        which = self.random.choice(OCCURRENCES)
        what = self.random.choice(("cancel", "back") if self.random.random() < 0.4 else ("own",))
        if what == "back" and side == OUTLOOK:
            what = "cancel"
        return [side, "occurrence", tag, which, what, self.random.choice((None, 1, 2)), self.random.choice((None, f"eigen {self.number}"))]
