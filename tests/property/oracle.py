# SPDX-License-Identifier: MIT
"""What both sides must be like once the dust has settled, told from what people did and in which order, and from nothing else (SYNC 4-14)."""

from dataclasses import dataclass, field

from edits import FIRST_COUNT, MEETING, MEETING_OUT, OFFICE, OUTLOOK, SERIES, TASK, UNITS, WEAK
from sides import SITE_ZONE, shown

CREATES, LIFE = ("create", "copy"), ("create", "copy", "delete", "purge", "move-out", "move-back")
AGO = ("delete", "purge", "move-out")
UNKNOWN = "unknown"
# The engine's names of units, in its list of conflicts.
CONFLICT_UNITS = {"show_as": "show-as", "reminder_minutes": "reminder", "dates": "task-dates", "total_work_minutes": "total-work",
                  "billing_information": "billing", "info_text": "info"}
# Stamps in Exchange are whole seconds, and within two seconds Exchange wins: what lies in between is not judged.
SURELY_LATER, SURELY_TOGETHER = 4.0, 0.8


@dataclass
class Done:
    """An edit that took place. slot: the same for what happened while the engine stood still, with nothing between; None: it ran."""
    user: str
    side: str
    verb: str
    tag: str
    kind: str
    arguments: tuple
    seq: int
    epoch: int
    slot: object
    begun: float
    at: float           # done
    off: bool
    values: dict = field(default_factory=dict)      # unit: what the view must show


def defaults(kind, tag, side):
    values = {"subject": f"{tag} neu", "sensitivity": "normal", "importance": "normal", "categories": (), "info_text": ""}
    if kind == TASK:
        return {**values, "dates": (None, None), "progress": "not-started", "total_work_minutes": 0, "mileage": "", "billing_information": "",
                "companies": ()}
    return {**values, "when": shown("when", [9, SITE_ZONE, False], tag), "location": "", "show_as": "busy", "reminder_minutes": None}


def trace_out(one):
    return f"{one.side} {one.verb} {one.tag} {' '.join(map(str, one.arguments))}".strip()


class Judge:
    def __init__(self, office, exchange, conflicts, reasons, by_time=True):
        """by_time: whether the times of Exchange can be relied on."""
        self.by_time = by_time
        self.office, self.exchange, self.conflicts, self.reasons = office, exchange, conflicts, reasons
        self.found = []

    def judge(self, user, trace):
        """Sentences about what is wrong with one user's history."""
        self.found = []
        self.copies = [one for one in trace if one.verb == "copy"]
        self.made = {(one.tag, one.epoch) for one in trace if one.verb == "create" and one.side == OFFICE}
        self.gone = {(one.tag, one.epoch) for one in trace if one.verb in AGO}
        for tag in dict.fromkeys(one.tag for one in trace):
            self.judge_tag(user, tag, [one for one in trace if one.tag == tag])
        for where, side in (("büro+", self.office), ("Exchange", self.exchange)):
            for owner, tag in side:
                if owner == user and tag not in {one.tag for one in trace}:
                    self.found.append(f"{where} has {tag!r}, which nobody made")
        return self.found

    def say(self, tag, sentence):
        self.found.append(f"{tag}: {sentence}")

    @staticmethod
    def is_another_one(kind, edits):
        """A task entered in Outlook carries nothing by which it is known again once it was deleted or moved and is back: it comes back as a new
        one, while an edit in büro+ has created the former one anew, or the record has stayed because the deletion was not transferred."""
        back = {one.epoch for one in edits if one.verb == "move-back"}
        stayed = any(one.verb in AGO and one.side == OUTLOOK and one.off for one in edits)
        return kind == TASK and edits[0].side == OUTLOOK and back and (stayed or any(one.epoch in back and one.side == OFFICE for one in edits))

    @staticmethod
    def is_back_while_made_anew(edits):
        """Moved back while the engine runs, which at that moment creates it anew for what was edited in büro+: then there are two in Exchange."""
        return any(one.verb == "move-back" and one.slot is None and any(other.side == OFFICE and other.seq < one.seq for other in edits) for one in edits)

    def judge_tag(self, user, tag, edits):
        kind = edits[0].kind
        here, there = self.office.get((user, tag), []), self.exchange.get((user, tag), [])
        if self.is_another_one(kind, edits) or self.is_back_while_made_anew(edits):
            return
        for where, views in (("büro+", here), ("Exchange", there)):
            if len(views) > 1:
                self.say(tag, f"{len(views)} of it in {where}")
        if len(here) > 1 or len(there) > 1:
            return
        # A copy whose original is deleted meanwhile cannot be told from an item that was deleted and made again, nor one of the second in which
        # the original was created, if that was cut off and both were changed since.
        if any(tag in (one.tag, one.arguments[0]) and (one.arguments[0], one.epoch) in self.gone | self.made for one in self.copies):
            return
        off_life = any(one.off and one.verb in LIFE for one in edits) or (any(one.off for one in edits) and any(one.verb in AGO for one in edits))
        alive = self.alive(kind, edits)
        if kind == MEETING and any(one.side == OFFICE and one.verb == "delete" for one in edits):
            return      # it stays in Exchange
        if off_life:
            return
        for where, views in (("büro+", here), ("Exchange", there)):
            if alive is True and not views:
                self.say(tag, f"is lost in {where}")
            if alive is False and views:
                self.say(tag, f"is still in {where}")
        if alive == UNKNOWN and len(here) != len(there):
            self.say(tag, f"is in {'büro+' if here else 'Exchange'} only")
        if here and there:
            self.judge_units(tag, kind, edits, here[0], there[0])

    # --- is it there? ------------------------------------------------------------------------------------------------------------
    @staticmethod
    def is_strong(one):
        return one.verb in ("occurrence", "count", "replace") or (one.verb == "change" and one.arguments[0] not in WEAK)

    def alive(self, kind, edits):
        alive = False
        for epoch in sorted({one.epoch for one in edits}):
            now = [one for one in edits if one.epoch == epoch]
            if alive == UNKNOWN:
                alive = now[0].verb not in ("create", "copy", "move-back") or UNKNOWN
            alive = self.alive_after(kind, alive, now, [one for one in edits if one.epoch < epoch])
        return alive

    @staticmethod
    def thing(one):
        """What of it was edited, and what it became."""
        if one.verb == "occurrence":
            return ("occurrence", one.arguments[0]), one.values["occurrence"]
        if one.verb == "count":
            return "count", one.arguments[0]
        return (one.arguments[0], one.values[one.arguments[0]]) if one.verb == "change" else (one.verb, one.seq)

    def was_taken_back(self, last, earlier):
        """Whether it may be again what it was before: then nothing was edited."""
        thing, value = self.thing(last)
        if last.verb == "change":
            return value in [one.values[thing] for one in earlier if thing in one.values]
        before = [self.thing(one)[1] for one in earlier if one.verb == last.verb and self.thing(one)[0] == thing]
        return value in (*before, {"count": FIRST_COUNT}.get(last.verb))

    def alive_after(self, kind, alive, now, earlier):
        exact = len({one.slot for one in now}) == 1 and now[0].slot is not None
        present = {OFFICE: alive, OUTLOOK: alive}
        revived = False
        for one in now:
            if one.verb in LIFE:
                present[one.side] = one.verb not in AGO
            elif not present[one.side]:     # it had been brought back, or it could not have been changed
                present[one.side] = revived = True
        here, there = present[OFFICE], present[OUTLOOK]
        if UNKNOWN in (here, there):
            return UNKNOWN
        if not exact and any(one.verb in AGO for one in now) and any(one.verb in (*CREATES, "move-back", "replace") for one in now):
            return UNKNOWN
        if here == there:
            return here
        if revived:
            return UNKNOWN
        if alive is False:      # made or brought back on one side
            return True
        lives = OUTLOOK if there else OFFICE
        if any(one.side == lives and (one.verb in LIFE or one.verb in ("accept", "replace")) for one in now):
            return UNKNOWN
        if kind == MEETING and lives == OFFICE:
            return False
        strong = {self.thing(one)[0]: one for one in now if one.side == lives and self.is_strong(one)
                  and not (lives == OUTLOOK and one.verb == "change" and one.arguments[0] == "info_text")}
        if not strong:
            return False
        return True if exact and not all(self.was_taken_back(last, earlier) for last in strong.values()) else UNKNOWN

    # --- what is in it? ----------------------------------------------------------------------------------------------------------
    def judge_units(self, tag, kind, edits, here, there):
        for unit in UNITS[kind]:
            if unit != "info_text":
                self.judge_unit(tag, kind, edits, unit, here, there)
        self.judge_info(tag, kind, edits, here, there)
        if kind == SERIES:
            if not here["when"][4] or not there["when"][4]:
                self.say(tag, "the rule has lost its number of occurrences")
            numbers = set(here["exceptions"]) | set(there["exceptions"]) | {one.arguments[0] for one in edits if one.verb == "occurrence"}
            for number in sorted(numbers):
                self.judge_occurrence(tag, edits, number, here, there)

    def reason(self, kind, here):
        return self.reasons.get(("task" if kind == TASK else "appointment", here["id"]))

    def is_excused(self, kind, edits, unit, here):
        """A difference may stay: the last who touched it did so while it was off, or it must not leave."""
        mine = [one for one in edits if unit in one.values]
        if kind == MEETING and unit not in MEETING_OUT and any(one.side == OFFICE for one in mine):
            return True
        # Back while the export is closed, with what had not been sent before it went: nothing of that waits.
        if "export is switched off" in (self.reason(kind, here) or "") and any(one.side == OFFICE for one in mine) and any(one.verb == "move-back" for one in edits):
            return True
        if not any(one.off for one in mine):
            return False
        last_off = max(one.seq for one in mine if one.off)
        since = {one.side: one for one in mine if one.seq > last_off}
        before = [one.values[unit] for one in mine if one.seq < last_off]
        # What was made of it and taken back before anybody looked is no edit.
        return all(one.values[unit] in before for one in since.values())

    def judge_unit(self, tag, kind, edits, unit, here, there):
        ours, theirs = here[unit], there[unit]
        if ours != theirs:
            if not self.is_excused(kind, edits, unit, here):
                self.say(tag, f"{unit} is {ours!r} in büro+ and {theirs!r} in Exchange")
            elif not self.reason(kind, here) and not self.has_conflict(kind, here, unit, ""):
                self.say(tag, f"{unit} differs and no reason is stored")
            return
        self.judge_value(tag, kind, edits, unit, ours[:4] if unit == "when" else ours, here)

    def judge_value(self, tag, kind, edits, unit, value, here):
        """The value is the same on both sides: is it one that somebody gave, and is the other one kept?"""
        mine = [one for one in edits if unit in one.values]
        if not mine or any(one.off for one in mine):
            return
        epoch = mine[-1].epoch
        late = [one for one in mine if one.epoch == epoch]
        last = {one.side: one for one in late}
        if any(one.epoch == epoch and one.verb in (*AGO, "move-back") for one in edits):
            return      # what was changed in what was then deleted may be gone with it
        wanted = [one.values[unit] for one in last.values()]
        if value not in wanted:
            self.say(tag, f"{unit} is {value!r}, but was set to {' and '.join(map(repr, wanted))} ({'; '.join(trace_out(one) for one in late)})")
            return
        if kind == MEETING and unit not in MEETING_OUT:
            self.judge_stayed(tag, kind, edits, unit, value, mine, here)
            return
        if kind == MEETING or len(last) < 2 or wanted[0] == wanted[1]:
            return
        if any(one.epoch == epoch and (one.verb in LIFE or one.verb in ("accept", "replace")) for one in edits):
            return
        before = [one.values[unit] for one in mine if one.epoch < epoch]
        self.judge_clash(tag, kind, [one for one in edits if one.epoch == epoch], unit, value, last, here, before)

    def judge_stayed(self, tag, kind, edits, unit, value, mine, here):
        """What was edited in büro+ and must not leave it may only be overwritten by what Outlook makes of it, and is kept then."""
        ours = [one.values[unit] for one in mine if one.side == OFFICE]
        theirs = [one.values[unit] for one in mine if one.side == OUTLOOK]
        if not ours or ours[-1] == value or ours[-1] in theirs or any(one.verb in LIFE[1:] or one.verb in ("accept", "replace") for one in edits):
            return
        if not self.has_conflict(kind, here, unit, ours[-1]):
            self.say(tag, f"{unit}: {ours[-1]!r} stayed in büro+ and was overwritten by {value!r}, and is not kept")

    def judge_clash(self, tag, kind, now, unit, value, last, here, before):
        ours, theirs = last[OFFICE], last[OUTLOOK]
        loser = theirs if value == ours.values[unit] else ours
        if loser.values[unit] in before:
            return      # its side had taken back what it had made of it: that is no edit
        exact = len({one.slot for one in now}) == 1 and now[0].slot is not None
        if not exact and loser.seq < max(ours.seq, theirs.seq):
            return      # it may have come over before the other was made
        # Exchange has one time for the whole item.
        theirs_last = [one for one in now if one.side == OUTLOOK][-1]
        spread = max(theirs_last.at, ours.at) - min(theirs_last.begun, ours.begun)
        exact = exact and self.by_time
        if exact and theirs_last.begun - ours.at > SURELY_LATER and loser is theirs:
            self.say(tag, f"{unit}: Exchange's change was later, but büro+ won")
        if exact and ours.begun - theirs_last.at > SURELY_LATER and loser is ours:
            self.say(tag, f"{unit}: büro+'s change was later, but Exchange won")
        if exact and spread < SURELY_TOGETHER and loser is theirs:
            self.say(tag, f"{unit}: both changed at once, but Exchange did not win")
        if not self.has_conflict(kind, here, unit, loser.values[unit]):
            self.say(tag, f"{unit}: {loser.values[unit]!r} lost against {value!r} and is not kept")

    def has_conflict(self, kind, here, unit, value):
        words = [str(one) for one in value] if isinstance(value, (tuple, list)) else [str(value)]
        name = "exceptions" if unit == "occurrence" else CONFLICT_UNITS.get(unit, unit)
        words = words[:1] if unit == "when" else [word for word in words if word not in ("None", "True", "False", "0", "")]
        return any(name == found and (unit in ("reminder_minutes", "progress") or all(word in text for word in words))
                   for found, text in self.conflicts.get(("task" if kind == TASK else "appointment", here["id"]), ()))

    def judge_info(self, tag, kind, edits, here, there):
        """Goes one way only (SYNC 16)."""
        mine = [one for one in edits if "info_text" in one.values]
        ours = [one for one in mine if one.side == OFFICE]
        if any(one.off for one in mine) or kind == MEETING or any(one.verb == "copy" for one in edits):
            return
        wanted = ours[-1].values["info_text"] if ours else ""
        if here["info_text"] != wanted:
            self.say(tag, f"the info text in büro+ is {here['info_text']!r} instead of {wanted!r}")
        # As with any unit: what was edited in what was then deleted is not sent, and the item may be fetched back later.
        may_be_gone = bool(mine) and any(one.epoch == mine[-1].epoch and one.verb in AGO for one in edits)
        if mine and mine[-1].side == OFFICE and not (mine[-1].verb == "create") and there["info_text"] != wanted \
                and len({one.side for one in mine if one.epoch == mine[-1].epoch}) == 1 and not may_be_gone:
            self.say(tag, f"the info text in Exchange is {there['info_text']!r} instead of {wanted!r}")
        if there["info_text"] not in {"", *(one.values["info_text"] for one in mine)}:
            self.say(tag, f"the info text in Exchange is {there['info_text']!r}, which nobody wrote")

    def judge_occurrence(self, tag, edits, number, here, there):
        ours, theirs = here["exceptions"].get(number), there["exceptions"].get(number)
        mine = [one for one in edits if one.verb == "occurrence" and one.arguments[0] == number]
        if ours != theirs:
            if not any(one.off for one in edits):
                self.say(tag, f"occurrence {number} is {ours!r} in büro+ and {theirs!r} in Exchange")
            return
        if not mine or any(one.off for one in edits):
            return
        epoch = mine[-1].epoch
        if any(one.epoch >= epoch and (one.verb in (*LIFE, "replace", "count") or "when" in one.values) for one in edits if one.verb != "create"):
            return
        epoch_edits = [one for one in mine if one.epoch == epoch]
        if any(one.slot is None for one in epoch_edits):
            return      # what it was at that moment cannot be told
        last = {one.side: one for one in epoch_edits}
        wanted = [one.values["occurrence"] for one in last.values()]
        if ours not in wanted:
            self.say(tag, f"occurrence {number} is {ours!r}, but was made {' and '.join(map(repr, wanted))}")
