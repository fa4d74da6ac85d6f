# SPDX-License-Identifier: MIT
"""Do both sides agree? A comparison of its own, which knows nothing of how the engine compares."""

from collections import Counter
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

PLAIN = ("subject", "location", "zone", "all_day", "show_as", "importance", "sensitivity", "reminder")


def instants(appointment):
    """All-day appointments are dates; all others are instants."""
    if appointment.all_day:
        return appointment.start.date(), appointment.end.date()
    zone = ZoneInfo(appointment.zone)
    return tuple(moment.replace(tzinfo=zone).timestamp() for moment in (appointment.start, appointment.end))


def fields_that_differ(office, exchange, came_from_exchange):
    differ = [name for name in PLAIN if getattr(office, name) != getattr(exchange, name)]
    if office.all_day and "zone" in differ:
        differ.remove("zone")
    if instants(office) != instants(exchange):
        differ.append("when")
    if sorted(office.categories) != sorted(exchange.categories):
        differ.append("categories")
    # Info texts go one way: what came from Outlook has none in büro+.
    if came_from_exchange:
        if office.info:
            differ.append("info text, which must stay in Outlook")
    elif office.info.split() != exchange.info.split():
        differ.append("info text")
    return differ


@dataclass
class Comparison:
    compared: int = 0
    differences: list = field(default_factory=list)


def by_key(appointments, without):
    return {(one.user, one.subject): one for one in appointments if (one.user, one.subject) not in without}


def compare(office, exchange, old, expected, from_exchange):
    """Compares all but the old ones record by record, and the set of them with what was played. expected and from_exchange are
    sets of (user, subject)."""
    result = Comparison()
    for side, appointments in (("büro+", office), ("Exchange", exchange)):
        for key, times in Counter((one.user, one.subject) for one in appointments).items():
            if times > 1:
                result.differences.append(f"{key[0]}: {key[1]} is there {times} times in {side}")
    office, exchange = by_key(office, old), by_key(exchange, old)
    for key in sorted(office.keys() | exchange.keys() | expected):
        result.compared += 1
        name = f"{key[0]}: {key[1]}"
        if key not in office or key not in exchange:
            sides = [side for side, there in (("büro+", key in office), ("Exchange", key in exchange)) if not there]
            result.differences.append(f"{name} is missing in {' and '.join(sides)}")
        elif key not in expected:
            result.differences.append(f"{name} should be gone")
        else:
            differ = fields_that_differ(office[key], exchange[key], key in from_exchange)
            if differ:
                result.differences.append(f"{name} differs in {', '.join(differ)}")
    return result


def compare_old(before, now, other_side, side):
    """What was there before the sync stays as it was on its side and does not appear on the other."""
    now, other_side = by_key(now, ()), by_key(other_side, ())
    for one in before:
        key = (one.user, one.subject)
        if now.get(key) != one:
            yield f"{one.user}: {one.subject}, older than the sync, was changed in {side}"
        if key in other_side:
            yield f"{one.user}: {one.subject}, older than the sync, was carried over from {side}"
