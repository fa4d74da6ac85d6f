# SPDX-License-Identifier: MIT
"""Private items of Exchange: full, busy-only, skip; singles, series and tasks; when sensitivity or setting changes (SYNC 20)."""

from dataclasses import dataclass

from appointment import USER
from processes import check
from scenario import Scenario
from table import COPY, DELETE, FROM_OFFICE, FROM_OUTLOOK, GONE, OLD_OUTLOOK, Group, Row, scenarios_of

SECRET = {"location": "Klinik", "show_as": "tentative", "importance": "high", "reminder_minutes": 5, "categories": ("Arzt",), "sensitivity": "private"}
OPEN = {**SECRET, "sensitivity": "normal"}
BUSY = {"subject": "Privat", "location": "", "importance": "normal", "reminder_minutes": None, "categories": ()}
UNMASKED = {"sensitivity": "normal"}
BUSY_ONLY = "only its time and how it is shown"
SERIES_STAYS = "please change the series in Outlook"


class Times:
    """Each row has a time of its own: by it the record is found that has lost its subject."""
    def __init__(self):
        self.count = 0

    def next(self):
        self.count += 1
        return f"2027-05-{1 + self.count // 20:02}T{self.count % 20:02}:00:00", f"2027-05-{1 + self.count // 20:02}T{self.count % 20:02}:30:00"


TIMES = Times()
MOVED = {"starts_at": "2027-06-{:02}T10:00:00", "ends_at": "2027-06-{:02}T11:00:00"}


def in_office(begin, **values):
    """What somebody in büro+ does to the record of that time; nothing named: deletes it."""
    def do(office, _subject):
        with office.connection() as connection:
            if values:
                changed = connection.execute(f"UPDATE appointment SET {', '.join(f'{name} = ?' for name in values)} WHERE starts_at = ?",
                                             [*values.values(), begin])
            else:
                changed = connection.execute("DELETE FROM appointment WHERE starts_at = ?", [begin])
            assert changed.rowcount == 1, f"büro+ has {changed.rowcount} records at {begin}"
    return do


def row(name, was=FROM_OUTLOOK, start=SECRET, office=None, then_office=None, **how):
    """office, then_office: {what is changed in the record}, or DELETE."""
    begin, end = TIMES.next()

    def act(edit):
        return edit if edit is None or was == FROM_OFFICE else in_office(begin, **(edit if edit != DELETE else {}))
    return Row(name, was=was, start={**start, "starts_at": begin, "ends_at": end}, office=act(office), then_office=act(then_office), **how)


def moved(day):
    return {name: value.format(day) for name, value in MOVED.items()}


BUSY_ROWS = (
    row("busy-only: comes over", after_office=BUSY, after_exchange={}),
    row("busy-only: a confidential one", start={**SECRET, "sensitivity": "confidential"}, after_office=BUSY, after_exchange={}),
    row("busy-only: a personal one is open", start={**SECRET, "sensitivity": "personal"}, after={}),
    row("busy-only: moved in büro+", office=moved(1), after_office={**BUSY, **moved(1)}, after_exchange=moved(1)),
    row("busy-only: shown as free in büro+", office={"show_as": "free"}, after_office={**BUSY, "show_as": "free"}, after_exchange={"show_as": "free"}),
    row("busy-only: the place in büro+ stays there", office={"location": "hier"}, after_office={**BUSY, "location": "hier"}, after_exchange={}),
    row("busy-only: the subject in büro+ stays there", office={"subject": "Zahnarzt"}, after_office={**BUSY, "subject": "Zahnarzt"}, after_exchange={}),
    row("busy-only: a reminder in büro+ stays there", office={"reminder_minutes": 60}, after_office={**BUSY, "reminder_minutes": 60}, after_exchange={}),
    row("busy-only: made normal in büro+ stays there", office=UNMASKED, after_office={**BUSY, **UNMASKED}, after_exchange={}),
    row("busy-only: place and time in büro+", office={"location": "hier", **moved(2)}, after_office={**BUSY, "location": "hier", **moved(2)},
        after_exchange=moved(2)),
    row("busy-only: deleted in büro+ stays there", office=DELETE, after_office=GONE, after_exchange={}),
    row("busy-only: deleted in büro+, then moved in Outlook", office=DELETE, then_exchange=moved(3), after_office={**BUSY, **moved(3)},
        after_exchange=moved(3)),
    row("busy-only: moved in Outlook", exchange=moved(4), after_office={**BUSY, **moved(4)}, after_exchange=moved(4)),
    row("busy-only: another place in Outlook", exchange={"location": "Labor"}, after_office=BUSY, after_exchange={"location": "Labor"}),
    row("busy-only: moved in büro+, another place in Outlook", office=moved(5), exchange={"location": "Labor"}, after_office={**BUSY, **moved(5)},
        after_exchange={"location": "Labor", **moved(5)}),
    row("busy-only: made normal in Outlook", exchange=UNMASKED),
    row("busy-only: made normal and moved in Outlook", exchange={**UNMASKED, **moved(6)}),
    row("busy-only: the place in büro+, then made normal in Outlook", office={"location": "hier"}, then_exchange=UNMASKED, after=UNMASKED),
    row("busy-only: made private in Outlook", start=OPEN, exchange={"sensitivity": "private"}, after_office={**BUSY, "sensitivity": "private"},
        after_exchange={"sensitivity": "private"}),
    row("busy-only: made private in büro+", start=OPEN, office={"sensitivity": "private"}, after={"sensitivity": "private"}),
    row("busy-only: deleted in Outlook", exchange=DELETE, after=GONE),
    row("busy-only: from büro+, private", was=FROM_OFFICE, after={}),
    row("busy-only: from büro+, private, changed in Outlook", was=FROM_OFFICE, exchange={"location": "Labor"}),
    row("busy-only: from büro+, private, changed in büro+", was=FROM_OFFICE, office={"location": "Labor"}),
    row("busy-only: from büro+, made private in Outlook", was=FROM_OFFICE, start=OPEN, exchange={"sensitivity": "private", "location": "Labor"}),
    row("busy-only: from büro+, copied in Outlook", was=FROM_OFFICE, exchange=COPY, after_office=[{}, BUSY], after_exchange=[{}, {}]),
)
# Made private in büro+: the item, once it is seen again, is one of Exchange's private ones.
BUSY_ROWS = tuple(one for one in BUSY_ROWS if one.name != "busy-only: made private in büro+")

SKIP_ROWS = (
    row("skip: stays out", after_office=GONE, after_exchange={}),
    row("skip: a confidential one stays out", start={**SECRET, "sensitivity": "confidential"}, after_office=GONE, after_exchange={}),
    row("skip: a personal one comes over", start={**SECRET, "sensitivity": "personal"}, after={}),
    row("skip: changed in Outlook", exchange=moved(11), after_office=GONE, after_exchange=moved(11)),
    row("skip: made normal in Outlook", exchange=UNMASKED),
    row("skip: made private in Outlook", start=OPEN, exchange={"sensitivity": "private"}, after_office=GONE, after_exchange={"sensitivity": "private"}),
    row("skip: made private in Outlook while it is edited in büro+", start=OPEN, office={"location": "hier"}, exchange={"sensitivity": "private"},
        after_office=GONE, after_exchange={"sensitivity": "private"}),
    row("skip: made private, then changed in Outlook", start=OPEN, exchange={"sensitivity": "private"}, then_exchange={"location": "Labor"},
        after_office=GONE, after_exchange={"sensitivity": "private", "location": "Labor"}),
    row("skip: made private, then normal in Outlook", start=OPEN, exchange={"sensitivity": "private"}, then_exchange={"sensitivity": "normal", "location": "Labor"},
        after={"location": "Labor"}),
    row("skip: deleted in Outlook", exchange=DELETE, after=GONE),
    row("skip: from büro+, private", was=FROM_OFFICE, after={}),
    row("skip: from büro+, private, changed in Outlook", was=FROM_OFFICE, exchange={"location": "Labor"}),
    row("skip: from büro+, copied in Outlook", was=FROM_OFFICE, exchange=COPY, after_office={}, after_exchange=[{}, {}]),
)


@dataclass(frozen=True)
class PrivateGroup(Group):
    then_private: str = ""      # the setting is changed while the engine is stopped
    said: str = ""

    def play(self, lab):
        super().play(lab)
        if self.then_private:
            lab.settings(private_items=self.then_private)

    def check(self, lab):
        super().check(lab)
        check(self.said in lab.cli("records"), f"records does not say {self.said!r}: {lab.cli('records')}")


def switched(before, after, here):
    """What `here` says is left in büro+ of private items once the setting is another one."""
    name = f"{before or 'full'}, then {after}"
    return PrivateGroup(f"private items: {name}", (
        row(f"{name}: private", after_office=here, after_exchange={}),
        row(f"{name}: changed meanwhile", exchange={"location": "Labor"}, after_office={"location": "Labor"} if here == {} else here,
            after_exchange={"location": "Labor"}),
        row(f"{name}: normal", start=OPEN, after={}),
        row(f"{name}: from büro+", was=FROM_OFFICE, after={}),
        row(f"{name}: from before the sync", was=OLD_OUTLOOK, after_office=GONE, after_exchange={}),
    ), settings={"private_items": before}, then_private=after)


# --- series --------------------------------------------------------------------------------------------------------------------

SERIES = "Therapie"
MONDAYS = [f"2027-03-{day:02}T09:00:00" for day in (1, 8, 15, 22, 29)]


class PrivateSeries(Scenario):
    """A private series with a moved, a renamed and a cancelled occurrence, made in Outlook."""
    setting = "busy-only"
    sensitivity = "private"
    exceptions = {MONDAYS[1]: None, MONDAYS[2]: {"starts_at": "2027-03-15T11:00:00", "ends_at": "2027-03-15T12:00:00"}}
    subject = "Privat"

    def prepare(self, lab):
        lab.set_up(private_items=self.setting)
        lab.switch_on()
        self.item(lab, "create", folder="calendar", subject=SERIES, start=MONDAYS[0], end="2027-03-01T10:00:00", time_zone="Europe/Berlin",
                  recurrence="FREQ=WEEKLY;BYDAY=MO;COUNT=5", sensitivity=self.sensitivity, location="Klinik")
        self.change(lab, index=3, start="2027-03-15T11:00:00", end="2027-03-15T12:00:00", location="Labor")
        self.change(lab, index=4, subject="Befund", location="Praxis")
        self.item(lab, "delete", id=self.master(lab)["id"], index=2)
        lab.sync()

    @staticmethod
    def item(lab, action, **values):
        return lab.outlook.in_mailbox(USER, action, values)

    def change(self, lab, **values):
        return self.item(lab, "update", id=self.master(lab)["id"], **values)

    @staticmethod
    def master(lab):
        return lab.outlook.items(USER)[0]

    def check(self, lab):
        with lab.office.connection() as connection:
            records = [tuple(one) for one in connection.execute("SELECT subject, location, sensitivity FROM appointment")]
            here = {one["original_start"]: None if one["cancelled"] else {
                name: one[name] for name in one.keys() if name not in ("appointment", "original_start", "cancelled") and one[name] is not None}
                for one in connection.execute("SELECT * FROM appointment_exception")}
        check(records == [(self.subject, "" if self.subject == "Privat" else "Klinik", self.sensitivity)], f"büro+: {records}")
        check(here == self.exceptions, f"büro+: {here} instead of {self.exceptions}")
        self.check_exchange(lab)

    def check_exchange(self, lab, **more):
        there = {one["original_start"]: None if one["deleted"] else (one["subject"], one["location"], one["start"]) for one in self.master(lab)["exceptions"]}
        wanted = {MONDAYS[1]: None, MONDAYS[2]: (SERIES, "Labor", "2027-03-15T11:00:00"), MONDAYS[3]: ("Befund", "Praxis", MONDAYS[3]), **more}
        check(there == wanted, f"Exchange: {there} instead of {wanted}")


class SeriesComesOver(PrivateSeries):
    name = "busy-only: a private series"


class OccurrenceMovedHere(PrivateSeries):
    name = "busy-only: an occurrence of a private series is moved in büro+"
    exceptions = {**PrivateSeries.exceptions, MONDAYS[3]: {"starts_at": "2027-03-23T09:00:00", "ends_at": "2027-03-23T10:00:00"}}

    def play(self, lab):
        with lab.office.connection() as connection:
            connection.execute("INSERT INTO appointment_exception (appointment, original_start, starts_at, ends_at) "
                               "SELECT id, ?, '2027-03-23T09:00:00', '2027-03-23T10:00:00' FROM appointment", [MONDAYS[3]])

    def check_exchange(self, lab):
        super().check_exchange(lab, **{MONDAYS[3]: ("Befund", "Praxis", "2027-03-23T09:00:00")})


class OccurrenceRenamedHere(PrivateSeries):
    name = "busy-only: an occurrence of a private series is renamed and one cancelled in büro+"
    exceptions = {**PrivateSeries.exceptions, MONDAYS[3]: {"subject": "hier"}, MONDAYS[4]: None}

    def play(self, lab):
        with lab.office.connection() as connection:
            connection.execute("INSERT INTO appointment_exception (appointment, original_start, subject) SELECT id, ?, 'hier' FROM appointment", [MONDAYS[3]])
            connection.execute("INSERT INTO appointment_exception (appointment, original_start, cancelled) SELECT id, ?, 1 FROM appointment", [MONDAYS[4]])

    def check(self, lab):
        super().check(lab)
        check(SERIES_STAYS in lab.cli("records"), lab.cli("records"))


class RuleGivenHere(PrivateSeries):
    """Exchange would forget occurrences that nobody here knows of: the record may say so, Exchange keeps what it has."""
    def __init__(self, name, column, value):
        self.name, self.column, self.value = f"busy-only: a private series is given {name} in büro+", column, value

    def play(self, lab):
        with lab.office.connection() as connection:
            connection.execute(f"UPDATE appointment SET {self.column} = ?", [self.value])

    def check(self, lab):
        super().check(lab)
        master = self.master(lab)
        there = master["start"], master["recurrence"], master["all_day"]
        check(there == (MONDAYS[0], "FREQ=WEEKLY;BYDAY=MO;WKST=MO;COUNT=5", False), f"Exchange: {there}")
        with lab.office.connection() as connection:
            here = connection.execute(f"SELECT {self.column} FROM appointment").fetchone()[0]
        check(here == self.value, f"büro+: {here}")
        check(SERIES_STAYS in lab.cli("records"), lab.cli("records"))


GIVEN = (("another rule", "recurrence", "FREQ=DAILY;COUNT=40"), ("another end", "recurrence", "FREQ=WEEKLY;BYDAY=MO;COUNT=9"),
         ("no rule", "recurrence", None), ("another start", "starts_at", "2027-03-01T08:00:00"), ("another zone", "time_zone", "Asia/Tokyo"))


class RuleGivenHereThenThere(RuleGivenHere):
    """The next change in Outlook is taken over."""
    exceptions = {}

    def __init__(self):
        super().__init__(*GIVEN[0])
        self.name += ", then in Outlook"

    def play(self, lab):
        super().play(lab)
        lab.sync()
        self.change(lab, recurrence="FREQ=WEEKLY;BYDAY=MO;COUNT=3")

    def check(self, lab):
        with lab.office.connection() as connection:
            here = [tuple(one) for one in connection.execute("SELECT subject, recurrence FROM appointment")]
        check(here == [("Privat", "FREQ=WEEKLY;COUNT=3;BYDAY=MO")], f"büro+: {here}")
        check(self.master(lab)["recurrence"] == "FREQ=WEEKLY;BYDAY=MO;WKST=MO;COUNT=3", "Exchange has another rule")


class SeriesMadeNormal(PrivateSeries):
    name = "busy-only: a private series is made normal in Outlook"
    exceptions = {**PrivateSeries.exceptions, MONDAYS[2]: {**PrivateSeries.exceptions[MONDAYS[2]], "location": "Labor"},
                  MONDAYS[3]: {"subject": "Befund", "location": "Praxis"}}
    subject = SERIES

    def play(self, lab):
        self.change(lab, sensitivity="normal")
        self.sensitivity = "normal"


class SettingMadeFull(SeriesMadeNormal):
    name = "a private series when the setting becomes full"

    def play(self, lab):
        lab.settings(private_items="full")


class SeriesMadePrivate(PrivateSeries):
    name = "busy-only: a series is made private in Outlook"
    sensitivity = "normal"

    def play(self, lab):
        self.change(lab, sensitivity="confidential")
        self.sensitivity = "confidential"


# --- tasks ----------------------------------------------------------------------------------------------------------------------

class PrivateTask(Scenario):
    """A private task with all its fields; of it the dates are known."""
    name = "busy-only: a private task"

    def prepare(self, lab):
        lab.set_up(private_items="busy-only", sync_tasks=1)
        lab.switch_on()
        lab.outlook.in_mailbox(USER, "create", {"folder": "tasks", "subject": "Antrag", "due_date": "2027-03-05", "sensitivity": "private",
                                                "mileage": "12 km", "categories": ["Arzt"], "companies": ["Kasse"]})
        lab.sync()

    def play(self, lab):
        with lab.office.connection() as connection:
            connection.execute("UPDATE task SET due_date = '2027-03-08', mileage = 'hier'")

    def check(self, lab):
        with lab.office.connection() as connection:
            here = [tuple(one) for one in connection.execute("SELECT subject, due_date, sensitivity, mileage, categories, companies FROM task")]
        check(here == [("Privat", "2027-03-08", "private", "hier", "[]", "[]")], f"büro+: {here}")
        there = [(one["subject"], one["due_date"], one["mileage"], one["companies"]) for one in lab.outlook.items(USER, "tasks")]
        check(there == [("Antrag", "2027-03-08", "12 km", ["Kasse"])], f"Exchange: {there}")


GROUPS = (
    PrivateGroup("private items: busy-only", BUSY_ROWS, settings={"private_items": "busy-only"}, said=BUSY_ONLY),
    PrivateGroup("private items: skip", SKIP_ROWS, settings={"private_items": "skip"}),
    switched("full", "busy-only", BUSY), switched("busy-only", "full", {}), switched("full", "skip", GONE), switched("skip", "full", {}),
    switched("skip", "busy-only", BUSY), switched("busy-only", "skip", GONE),
)


def scenarios(alone):
    groups = [*scenarios_of(GROUPS, alone)]
    if alone:       # what records says of one row is not what it says of all
        groups = [PrivateGroup(**{**vars(group), "said": ""}) if isinstance(group, PrivateGroup) else group for group in groups]
    return [*groups, SeriesComesOver(), OccurrenceMovedHere(), OccurrenceRenamedHere(), *(RuleGivenHere(*one) for one in GIVEN), RuleGivenHereThenThere(), SeriesMadeNormal(), SettingMadeFull(), SeriesMadePrivate(),
            PrivateTask()]
