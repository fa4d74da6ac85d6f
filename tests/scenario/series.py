# SPDX-License-Identifier: MIT
"""A series as a person means it, and which occurrences each side shows of it.

Rules are expanded by dateutil and zones come from zoneinfo: neither the engine's library nor the simulator's arithmetic."""

import re
import xml.etree.ElementTree as ET
import urllib.request
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from appointment import SITE_ZONE, USER
from processes import Failure

# What both sides are looked at for: calendar views hold two years at most.
YEARS = range(2024, 2036, 2)
T = "{http://schemas.microsoft.com/exchange/services/2006/types}"
M = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
OWN = ("subject", "starts_at", "ends_at", "all_day")


@dataclass(frozen=True)
class Series:
    """recurrence None: a single appointment. exceptions: {original start: None (cancelled) or {column: value}}."""
    subject: str
    starts_at: str = "2027-03-01T09:00:00"
    ends_at: str = "2027-03-01T10:00:00"
    recurrence: str | None = None
    time_zone: str | None = None
    all_day: bool = False
    exceptions: dict = field(default_factory=dict)

    def but(self, **values):
        return replace(self, **values)

    def without_end(self):
        return ";".join(sorted(part for part in (self.recurrence or "").upper().split(";") if not part.startswith(("UNTIL=", "COUNT="))))

    def zone(self):
        return ZoneInfo(self.time_zone or SITE_ZONE)

    def starts(self, most=20000):
        """The wall clocks at which occurrences begin by the rule alone."""
        start = datetime.fromisoformat(self.starts_at)
        if not self.recurrence:
            return [start]
        rule = rrulestr(in_wall_clock(self.recurrence, self.zone()), dtstart=start)
        found = []
        for one in rule:
            if one.year >= YEARS.stop or len(found) == most:
                break
            found.append(one)
        return found

    def nth(self, number):
        return self.starts(number)[number - 1].isoformat()

    def occurrences(self):
        """What a calendar shows: (start, end: instants), subject, all-day."""
        length = datetime.fromisoformat(self.ends_at) - datetime.fromisoformat(self.starts_at)
        shown = []
        for start in self.starts():
            own = self.exceptions.get(start.isoformat(), {})
            if own is None:
                continue
            begin = datetime.fromisoformat(own.get("starts_at") or start.isoformat())
            end = datetime.fromisoformat(own["ends_at"]) if own.get("ends_at") else begin + length
            shown.append((instant(begin, self.zone()), instant(end, self.zone()), own.get("subject") or self.subject,
                          bool(self.all_day if own.get("all_day") is None else own["all_day"])))
        return shown


def in_wall_clock(rule, zone):
    """An end in UTC as the wall clock that it means."""
    def local(match):
        until = datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=timezone.utc).astimezone(zone)
        return f"UNTIL={until:%Y%m%dT%H%M%S}"
    rule = re.sub(r"UNTIL=(\d{8}T\d{6})Z", local, rule.upper())
    # The day named is the last one, whatever the time of day.
    return re.sub(r"UNTIL=(\d{8})(?!\d|T)", r"UNTIL=\1T235959", rule)


def instant(wall, zone):
    """Of a time that does not exist the one past the gap; of one that exists twice the first."""
    return wall.replace(tzinfo=zone).astimezone(timezone.utc)


# --- büro+ ------------------------------------------------------------------------------------------------------------------
def insert(lab, series):
    with lab.office.connection() as connection:
        cursor = connection.execute(
            'INSERT INTO appointment (company, "user", subject, starts_at, ends_at, recurrence, time_zone, all_day)'
            ' SELECT 1, id, ?, ?, ?, ?, ?, ? FROM "user" WHERE login = ?',
            (series.subject, series.starts_at, series.ends_at, series.recurrence, series.time_zone, int(series.all_day), USER))
        for start, own in series.exceptions.items():
            put_exception(connection, cursor.lastrowid, start, own)


def put_exception(connection, record, start, own):
    values = {"cancelled": 1} if own is None else {"cancelled": 0, **own}
    names = "".join(f", {name}" for name in values)
    connection.execute(f"INSERT INTO appointment_exception (appointment, original_start{names}) VALUES (?, ?{', ?' * len(values)})"
                       f" ON CONFLICT DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)}",
                       (record, start, *values.values()))


def kept_here(lab):
    """Every record as a Series."""
    found = []
    with lab.office.connection() as connection:
        for row in connection.execute("SELECT * FROM appointment ORDER BY id").fetchall():
            exceptions = {}
            for one in connection.execute("SELECT * FROM appointment_exception WHERE appointment = ?", (row["id"],)):
                exceptions[one["original_start"]] = None if one["cancelled"] else {
                    name: one[name] for name in OWN if one[name] is not None}
            found.append(Series(row["subject"], row["starts_at"], row["ends_at"], row["recurrence"] or None, row["time_zone"],
                                bool(row["all_day"]), exceptions))
    return found


def shown_here(lab):
    return sorted(one for series in kept_here(lab) for one in series.occurrences())


# --- Exchange ---------------------------------------------------------------------------------------------------------------
def json_of(series):
    return {"subject": series.subject, "start": series.starts_at, "end": series.ends_at, "all_day": series.all_day,
            "time_zone": series.time_zone or SITE_ZONE, "recurrence": series.recurrence}


def enter(lab, series):
    made = lab.outlook.in_mailbox(USER, "create", {"folder": "calendar", **json_of(series)})
    starts = [one.isoformat() for one in series.starts(1000)]
    for start, own in series.exceptions.items():
        change_there(lab, made["id"], starts.index(start) + 1, own)


def change_there(lab, item, index, own):
    if own is None:
        lab.outlook.in_mailbox(USER, "delete", {"id": item, "index": index})
        return
    names = {"starts_at": "start", "ends_at": "end"}
    lab.outlook.in_mailbox(USER, "update", {"id": item, "index": index, **{names.get(name, name): value for name, value in own.items()}})


ENVELOPE = """<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">
<s:Header><t:RequestServerVersion Version="Exchange2013"/><t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>{mailbox}</t:PrimarySmtpAddress>
</t:ConnectingSID></t:ExchangeImpersonation></s:Header><s:Body>{body}</s:Body></s:Envelope>"""

VIEW = """<m:FindItem Traversal="Shallow"><m:ItemShape>
<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="item:Subject"/><t:FieldURI FieldURI="calendar:Start"/>
<t:FieldURI FieldURI="calendar:End"/><t:FieldURI FieldURI="calendar:IsAllDayEvent"/></t:AdditionalProperties></m:ItemShape>
<m:CalendarView StartDate="{year}-01-01T00:00:00Z" EndDate="{end}-01-01T00:00:00Z"/><m:ParentFolderIds>
<t:DistinguishedFolderId Id="calendar"/></m:ParentFolderIds></m:FindItem>"""


def send(lab, user, body):
    """A request of some other client; its answer."""
    admin = lab.simulator
    key = b64encode(f"{admin.admin}:{admin.password}".encode()).decode()
    request = urllib.request.Request(admin.url, ENVELOPE.format(mailbox=lab.mailbox(user), body=body).encode(),
                                     {"Content-Type": "text/xml; charset=utf-8", "Authorization": f"Basic {key}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        root = ET.fromstring(answer.read())
    code = root.findtext(f".//{M}ResponseCode")
    if code != "NoError":
        raise Failure(f"the request ended with {code}: {root.findtext(f'.//{M}MessageText')}")
    return root


def shown_there(lab, user=USER):
    """The occurrences that Exchange's own calendar view shows."""
    shown = set()
    for year in YEARS:
        for item in send(lab, user, VIEW.format(year=year, end=year + 2)).iter(f"{T}CalendarItem"):
            id_ = item.find(f"{T}ItemId").get("Id")
            begin, end = (datetime.fromisoformat(item.findtext(T + name).replace("Z", "+00:00")) for name in ("Start", "End"))
            shown.add((id_, begin, end, item.findtext(f"{T}Subject"), item.findtext(f"{T}IsAllDayEvent") == "true"))
    return sorted(one[1:] for one in shown)


def in_view(shown):
    """Those that begin in the years looked at."""
    first, last = (datetime(year, 1, 1, tzinfo=timezone.utc) for year in (YEARS.start, YEARS.stop - YEARS.step + 2))
    margin = timedelta(days=2)
    return sorted(one for one in shown if first + margin <= one[0] < last - margin)


def unlike(side, wanted, found):
    """A sentence for what one side shows and the other does not."""
    wanted, found = Counter(in_view(wanted)), Counter(in_view(found))
    missing, extra = sorted((wanted - found).elements()), sorted((found - wanted).elements())

    def words(one):
        return f"{one[2]!r} {one[0]:%Y-%m-%d %H:%M}Z-{one[1]:%m-%d %H:%M}Z{' all-day' if one[3] else ''}"
    if missing:
        yield f"{side} lacks {len(missing)} of {wanted.total()}: {', '.join(map(words, missing[:3]))}"
    if extra:
        yield f"{side} has {len(extra)} too many: {', '.join(map(words, extra[:3]))}"
