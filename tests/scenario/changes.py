# SPDX-License-Identifier: MIT
"""Random series in every zone of Windows, each changed on one side: what both then show, against dateutil and zoneinfo (SYNC 5, 18)."""

import argparse
import random
import sys
from datetime import datetime, timedelta

import recurrences
import series as sides
from lab import Lab
from processes import Failure
from recurrences import Dice
from table_series import OFFICE, OUTLOOK, Group, Row
from table_time import EveryZone

CASES, SAMPLE, IN_ONE_LAB = 600, 50, 100
WINDOWS = {iana: windows for windows, iana in EveryZone.zones().items()}
FIELDS = ("starts_at", "ends_at", "recurrence", "time_zone", "all_day")


def to_rule(parts):
    return ";".join(f"{name}={value}" for name, value in parts.items() if (name, str(value)) != ("INTERVAL", "1"))


def to_parts(rule):
    return dict(part.split("=") for part in rule.upper().split(";"))


def moved(series, start, length):
    return series.but(starts_at=start.isoformat(), ends_at=(start + length).isoformat())


def as_in_outlook(series):
    """It has no series that begins before its first occurrence, and no end but a day. None: nothing occurs."""
    starts = series.starts(2000)
    if not starts:
        return None
    parts = to_parts(series.recurrence)
    if "UNTIL" in parts:
        parts["UNTIL"] = f"{starts[-1]:%Y%m%d}"
    return moved(series, starts[0], length(series)).but(recurrence=to_rule(parts))


def length(series):
    return datetime.fromisoformat(series.ends_at) - datetime.fromisoformat(series.starts_at)


class Deeds(Dice):
    def with_end(self, series, parts):
        return series.but(recurrence=to_rule({**parts, **self.end(series.but(recurrence=to_rule(parts)))}))

    def another_rule(self, series):
        return self.with_end(series, self.pattern(datetime.fromisoformat(series.starts_at)))

    def another_end(self, series):
        return self.with_end(series, {name: value for name, value in to_parts(series.recurrence).items() if name not in ("UNTIL", "COUNT")})

    def another_zone(self, series):
        return series.but(time_zone=self.choice(tuple(WINDOWS)))

    def another_time(self, series):
        if series.all_day:
            return series
        start = datetime.fromisoformat(series.starts_at).replace(hour=self.choice((0, 1, 2, 3, 8, 12, 20)), minute=self.choice((0, 30)))
        return moved(series, start, length(series))

    def another_length(self, series):
        return moved(series, datetime.fromisoformat(series.starts_at), timedelta(days=1) if series.all_day else timedelta(minutes=self.choice((5, 45, 90))))

    def all_day_or_not(self, series):
        start = datetime.fromisoformat(series.starts_at).replace(hour=9 if series.all_day else 0, minute=0)
        return moved(series, start, timedelta(hours=1) if series.all_day else timedelta(days=1)).but(all_day=not series.all_day)

    def of_one(self, series):
        """An occurrence that is as the rule has it is renamed or cancelled."""
        starts = series.starts(12)
        plain = [number for number, start in enumerate(starts, 1) if start.isoformat() not in series.exceptions]
        if not plain:
            return ()
        number = self.choice(plain)
        return self.choice(((("cancel", number),), (("change", number, {"subject": "Neu"}),)))

    def of_all(self, series, side):
        """None: nothing that could be."""
        new = self.choice((self.another_rule, self.another_end, self.another_zone, self.another_time, self.another_length, self.all_day_or_not))(series)
        new = as_in_outlook(new) if side == OUTLOOK else new
        if not new or len(new.starts(1)) < 1 or not self.exists(new.starts(1)[0], new):
            return None
        values = {name: getattr(new, name) for name in FIELDS if getattr(new, name) != getattr(series, name)}
        return (("whole", values),) if values else ()

    def deed(self, series, side):
        kind = self.randrange(10)
        if kind == 0:
            return (("whole", {"recurrence": None}),)
        return self.of_one(series) if kind < 3 else self.of_all(series, side)


def rows(seed, count):
    dice, found = Deeds(seed), []
    while len(found) < count:
        series = dice.series(len(found) + 1, by_outlook=True)       # so that either side can have made it
        made, side = dice.choice((OFFICE, OUTLOOK)), dice.choice((OFFICE, OUTLOOK))
        do = dice.deed(series, side) if series else None
        if do is not None:
            start = {name: getattr(series, name) for name in (*FIELDS, "exceptions")}
            found.append(Row(f"Fall {len(found) + 1}: {made}/{side}", start=start, made=made, side=side, do=do))
    return found


def by_windows_name(json_of):
    return lambda series: {**json_of(series), "time_zone": WINDOWS[series.time_zone]} if series.time_zone else json_of(series)


def run(part):
    group = Group("random changes", tuple(part))
    with Lab() as lab:
        try:
            lab.simulator.start()
            group.prepare(lab)
            group.play(lab)
            lab.sync(seconds=300)
            group.check(lab)
            lab.check_quiet()
            group.check(lab)
        except Failure:
            lab.keep = True
            raise


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help=f"all {CASES} cases, not only {SAMPLE}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the case with this number")
    options = parser.parse_args()
    recurrences.ZONES = tuple(WINDOWS)
    sides.json_of = by_windows_name(sides.json_of)
    chosen = rows(options.seed, CASES)
    if options.only:
        chosen = [chosen[options.only - 1]]
        print(*chosen)
    elif not options.long:
        chosen = random.Random(options.seed).sample(chosen, SAMPLE)
    failed = 0
    for at in range(0, len(chosen), IN_ONE_LAB):
        try:
            run(chosen[at:at + IN_ONE_LAB])
        except Failure as failure:
            failed += 1
            print(f"FAIL {failure}")
    print(f"{len(chosen)} of {CASES} changed series in {len(WINDOWS)} zones (seed {options.seed}), {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
