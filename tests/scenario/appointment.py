# SPDX-License-Identifier: MIT
"""An appointment as both sides show it, and when two of them are the same. Knows nothing of how the engine compares."""

import os
from collections import Counter
from dataclasses import dataclass, fields, replace

# BP_TEST_SITE_ZONE: another zone of the site; empty: that of the system, and the setting stays as it is.
SITE_ZONE = os.environ.get("BP_TEST_SITE_ZONE", "Europe/Berlin") or os.environ["TZ"]
IS_SET = os.environ.get("BP_TEST_SITE_ZONE", SITE_ZONE) != ""
USER = "anna"


@dataclass(frozen=True)
class Appointment:
    """Times are wall clock in `time_zone`; of an all-day one they are midnights, the end exclusive. Text is what a person reads:
    without markup, white space folded."""
    subject: str
    starts_at: str = "2027-03-10T09:00:00"
    ends_at: str = "2027-03-10T10:00:00"
    time_zone: str = SITE_ZONE
    all_day: bool = False
    location: str = ""
    info_text: str = ""
    show_as: str = "busy"
    sensitivity: str = "normal"
    importance: str = "normal"
    reminder_minutes: int | None = None
    categories: tuple = ()
    user: str = USER

    def but(self, **values):
        return replace(self, **values)

    def as_compared(self):
        """The zone of an all-day appointment means nothing: it is a date."""
        return replace(self, time_zone="" if self.all_day else self.time_zone, info_text=" ".join(self.info_text.split()),
                       categories=tuple(sorted(self.categories)))


def difference(wanted, found):
    return ", ".join(f"{field.name} {getattr(found, field.name)!r} instead of {getattr(wanted, field.name)!r}"
                     for field in fields(Appointment) if getattr(wanted, field.name) != getattr(found, field.name))


def differences(side, wanted, found):
    """Compares record by record; a sentence for each that is missing, too many or different."""
    wanted, found = (Counter(one.as_compared() for one in some) for some in (wanted, found))
    missing, extra = list((wanted - found).elements()), list((found - wanted).elements())
    for one in missing:
        like = next((other for other in extra if (other.user, other.subject) == (one.user, one.subject)), None)
        if like:
            extra.remove(like)
            yield f"{side}: {one.user}'s {one.subject!r} has {difference(one, like)}"
        else:
            yield f"{side}: {one.user}'s {one.subject!r} is missing"
    for one in extra:
        yield f"{side}: {one.user}'s {one.subject!r} should not be there (once more)"
