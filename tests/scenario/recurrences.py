# SPDX-License-Identifier: MIT
"""Random series in five zones, with exceptions in part: what Exchange's calendar view and büro+ show, against dateutil and zoneinfo."""

import argparse
import random
import sys
from datetime import datetime, timedelta

import series as sides
from lab import Lab
from processes import Failure, check
from series import Series

# Both hemispheres; Santiago and Cairo change their clocks at midnight.
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "America/Santiago", "Africa/Cairo")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
GROUPS = ("MO,TU,WE,TH,FR", "SA,SU", "MO,TU,WE,TH,FR,SA,SU")
CASES, SAMPLE, IN_ONE_LAB = 600, 60, 150
sides.YEARS = range(2026, 2030, 2)


class Dice(random.Random):
    def one_in(self, number):
        return self.randrange(number) == 0

    def pattern(self, start):
        """The parts of a rule that Exchange can express."""
        kind = self.choice(("daily", "weekly", "monthly day", "monthly position", "yearly day", "yearly position"))
        if kind == "daily":
            return {"FREQ": "DAILY", "INTERVAL": self.choice((1, 1, 2, 3, 7, 10, 45))}
        if kind == "weekly":
            days = self.sample(DAYS, self.randint(1, 5))
            return {"FREQ": "WEEKLY", "INTERVAL": self.choice((1, 1, 2, 3, 4)), "BYDAY": ",".join(days), "WKST": self.choice(DAYS)}
        rule = {"FREQ": "MONTHLY", "INTERVAL": self.choice((1, 1, 2, 3, 5))}
        if kind.startswith("yearly"):
            rule = {"FREQ": "YEARLY", "BYMONTH": start.month}
        if kind.endswith("day"):
            rule["BYMONTHDAY"] = self.choice((start.day if start.day <= 28 else -1, -1, self.randint(1, 28)))
        else:
            rule["BYDAY"] = self.choice(DAYS if kind.startswith("yearly") else DAYS + GROUPS)
            rule["BYSETPOS"] = self.choice((1, 2, 3, 4, -1))
        return rule

    def spelling(self, rule):
        """Any order of parts, small letters, a position before its day."""
        rule = {name: str(value) for name, value in rule.items() if not (name == "INTERVAL" and value == 1)}
        if len(rule.get("BYDAY", "MO,TU")) == 2 and "BYSETPOS" in rule and self.one_in(2):
            rule["BYDAY"] = rule.pop("BYSETPOS") + rule["BYDAY"]
        parts = [f"{name}={value}" for name, value in rule.items()]
        self.shuffle(parts)
        return ";".join(parts).lower() if self.one_in(6) else ";".join(parts)

    def end(self, series):
        """COUNT, or UNTIL in one of its forms: at an occurrence, or a second before one, which is then out."""
        kind = self.choice(("none", "count", "date", "local", "utc", "before"))
        starts = series.starts(40)
        if kind == "none" or not starts:
            return {}
        if kind == "count":
            return {"COUNT": self.randint(1, 30)}
        last = self.choice(starts[1:] or starts)
        if kind == "date" or series.all_day:
            return {"UNTIL": f"{last:%Y%m%d}"}
        if kind == "before" and last != starts[0]:
            return {"UNTIL": f"{last - timedelta(seconds=1):%Y%m%dT%H%M%S}"}
        if kind == "utc":
            return {"UNTIL": f"{sides.instant(last, series.zone()):%Y%m%dT%H%M%SZ}"}
        return {"UNTIL": f"{last:%Y%m%dT%H%M%S}"}

    def exceptions(self, series):
        """None passes its neighbour, and no two neighbours are touched."""
        starts = series.starts(12)
        length = datetime.fromisoformat(series.ends_at) - datetime.fromisoformat(series.starts_at)
        found = {}
        for index in sorted(self.sample(range(0, len(starts), 2), min(len(range(0, len(starts), 2)), self.randint(1, 3)))):
            start = starts[index]
            kind = self.choice(("cancel", "rename", "move", "move"))
            room = min([start - starts[index - 1]] * (index > 0) + [one - start for one in starts[index + 1:index + 2]] + [timedelta(days=20)])
            if kind == "cancel":
                found[start.isoformat()] = None
            elif kind == "rename" or series.all_day or room <= 2 * length + timedelta(hours=2):
                found[start.isoformat()] = {"subject": "Anders"}
            else:
                minutes = int((room - 2 * length - timedelta(hours=1)).total_seconds() // 60)
                begin = start + timedelta(minutes=self.randint(-minutes, minutes))
                found[start.isoformat()] = {"starts_at": begin.isoformat(), "ends_at": (begin + length).isoformat()}
        return found

    @staticmethod
    def exists(start, series):
        """A series that begins at a time that is left out that day is refused."""
        zone = series.zone()
        return series.all_day or sides.instant(start, zone).astimezone(zone).replace(tzinfo=None) == start

    def series(self, number, by_outlook):
        all_day = self.one_in(5)
        start = datetime(2026, 12, 1) + timedelta(days=self.randrange(500))
        if not all_day:
            start += timedelta(hours=self.choice((0, 0, 1, 2, 3, 9, 14, 23)), minutes=self.choice((0, 15, 30, 59)))
        end = start + (timedelta(days=1) if all_day else timedelta(minutes=self.choice((0, 15, 60))))
        rule = self.pattern(start)
        bare = ";".join(f"{name}={value}" for name, value in rule.items())
        plain = Series(f"Fall {number}", start.isoformat(), end.isoformat(), bare, self.choice(ZONES), all_day)
        rule = {**rule, **self.end(plain)}
        bare = ";".join(f"{name}={value}" for name, value in rule.items() if not (by_outlook and name == "INTERVAL" and value == 1))
        series = plain.but(recurrence=bare if by_outlook else self.spelling(rule))
        if not series.starts(2) or not self.exists(series.starts(1)[0], series):
            return None
        if by_outlook:      # it has no series that begins before its first occurrence, and no end but a day
            first = series.starts(1)[0]
            until = rule.get("UNTIL")
            series = series.but(starts_at=first.isoformat(), ends_at=(first + (end - start)).isoformat(),
                                recurrence=bare.replace(until, f"{series.starts(2000)[-1]:%Y%m%d}") if until else bare)
        return series.but(exceptions=self.exceptions(series)) if self.one_in(2) else series


def cases(seed, count):
    dice = Dice(seed)
    found = []
    while len(found) < count:
        by_outlook = dice.one_in(3)
        series = dice.series(len(found) + 1, by_outlook)
        if series:
            found.append((series, by_outlook))
    return found


def run(part):
    with Lab() as lab:
        lab.simulator.start()
        lab.set_up(deletion_guard=0)
        lab.switch_on()
        for series, by_outlook in part:
            (sides.enter if by_outlook else sides.insert)(lab, series)
        lab.sync(seconds=300, expect=None)
        wanted = [one for series, _ in part for one in series.occurrences()]
        found = [*sides.unlike("Exchange", wanted, sides.shown_there(lab)), *sides.unlike("büro+", wanted, sides.shown_here(lab))]
        check(not lab.log_line("sync.parked"), f"refused: {lab.log_line('sync.parked')}")
        if found:
            lab.keep = True
            raise Failure("; ".join(found))
        lab.check_quiet()
        check(not lab.outlook.mails(), "mails were sent")
        return len(wanted)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help=f"all {CASES} cases, not only {SAMPLE}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the case with this number")
    options = parser.parse_args()
    chosen = cases(options.seed, CASES)
    if options.only:
        chosen = [chosen[options.only - 1]]
        print(*chosen)
    elif not options.long:
        chosen = Dice(options.seed).sample(chosen, SAMPLE)
    failed = occurrences = 0
    for at in range(0, len(chosen), IN_ONE_LAB):
        try:
            occurrences += run(chosen[at:at + IN_ONE_LAB])
        except Failure as failure:
            failed += 1
            print(f"FAIL {failure}")
    print(f"{len(chosen)} of {CASES} cases in {len(ZONES)} zones, {occurrences} occurrences (seed {options.seed}), {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
