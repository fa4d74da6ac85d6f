# SPDX-License-Identifier: MIT
"""The Exchange side: somebody in Outlook, played through the simulator's control endpoint (tests/exchange-sim/README.md)."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass

from appointment import Appointment
from processes import Failure, check

WRITES = ("CreateItem", "UpdateItem", "DeleteItem")
BODIES = ("AllProperties", "Default", "item:Body", "item:TextBody", "item:NormalizedBody", "item:UniqueBody", "item:Preview", "item:MimeContent")
CALENDAR, ELSEWHERE, DELETED = "calendar", "inbox", "deleteditems"
# The appointment's names for what the endpoint calls otherwise.
NAMES = {"starts_at": "start", "ends_at": "end", "info_text": "body"}
# The simulator's names for zones that have several.
ZONES = {"Asia/Kolkata": "Asia/Calcutta", "Etc/UTC": "UTC"}
OUR_ZONES = {theirs: ours for ours, theirs in ZONES.items()}


@dataclass(frozen=True)
class Request:
    """One EWS request as the simulator noted it."""
    operation: str
    mailbox: str
    status: int
    codes: tuple
    asked: tuple        # what it wants to read of items: base shape and paths

    @property
    def writes(self):
        return self.operation in WRITES

    @property
    def asks_for_a_body(self):
        """What holds a text, or a shape that does."""
        return any(path in BODIES for path in self.asked)


def to_json(values):
    def word(name, value):
        if name == "time_zone":
            return ZONES.get(value, value)
        if name == "info_text":
            return value or None
        return list(value) if isinstance(value, tuple) else value
    return {NAMES.get(name, name): word(name, value) for name, value in values.items() if name != "user"}


def from_json(user, item):
    return Appointment(
        user=user, subject=item["subject"] or "", starts_at=item["start"], ends_at=item["end"],
        time_zone=OUR_ZONES.get(item["time_zone"], item["time_zone"]),
        all_day=bool(item["all_day"]), location=item["location"] or "", info_text=item["body_text"] or "", show_as=item["show_as"],
        sensitivity=item["sensitivity"], importance=item["importance"], reminder_minutes=item["reminder_minutes"],
        categories=tuple(item["categories"] or ()))


class Outlook:
    name = "Exchange"

    def __init__(self, simulator, domain):
        self.simulator, self.domain = simulator, domain

    def call(self, path, body=None, method=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.simulator.port}/sim/{path}", method=method or ("GET" if body is None else "POST"),
            data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise Failure(f"/sim/{path}: {error.code} {error.read().decode(errors='replace')}") from None

    # --- the user in Outlook --------------------------------------------------------------------------------------------------
    def in_mailbox(self, user, path, body=None):
        return self.call(f"mailbox/{user}@{self.domain}/{path}", body)

    def users(self):
        return [one["smtp"].split("@")[0] for one in self.call("mailboxes")]

    def items(self, user, folder=CALENDAR):
        return self.in_mailbox(user, f"items?folder={folder}")

    def find(self, subject, folders=(CALENDAR, ELSEWHERE, DELETED)):
        """Every item of that subject in the first of the folders that has one: (user, item)."""
        for folder in folders:
            if found := [(user, item) for user in self.users() for item in self.items(user, folder) if item["subject"] == subject]:
                return found
        raise Failure(f"Exchange has no {subject!r} in {', '.join(folders)}")

    def create(self, appointment, **more):
        return self.in_mailbox(appointment.user, "create", {**to_json(vars(appointment)), **more})

    def change(self, subject, /, **values):
        """Wall clocks that are not given stay as they are, also when the zone is changed."""
        for user, item in self.find(subject):
            times = {name: item[name] for name in ("start", "end")} if "time_zone" in values else {}
            self.in_mailbox(user, "update", {"id": item["id"], **times, **to_json(values)})

    def delete(self, subject):
        for user, item in self.find(subject, (CALENDAR,)):
            self.in_mailbox(user, "delete", {"id": item["id"]})

    def copy(self, subject):
        for user, item in self.find(subject, (CALENDAR,)):
            self.in_mailbox(user, "copy", {"id": item["id"], "folder": CALENDAR})

    def move_out(self, subject):
        for user, item in self.find(subject, (CALENDAR,)):
            self.in_mailbox(user, "move", {"id": item["id"], "folder": ELSEWHERE})

    def move_back(self, subject):
        for user, item in self.find(subject, (ELSEWHERE, DELETED)):
            self.in_mailbox(user, "move", {"id": item["id"], "folder": CALENDAR})

    def invite(self, appointment):
        """Somebody else's meeting comes into the calendar."""
        self.create(appointment, organizer={"name": "Chefin", "email": f"chefin@{self.domain}"},
                    attendees=[{"name": appointment.user, "email": f"{appointment.user}@{self.domain}"}])

    def accept(self, subject):
        for user, item in self.find(subject, (CALENDAR,)):
            self.in_mailbox(user, "accept", {"id": item["id"]})

    def duplicate_mailbox(self, user, other):
        """The other mailbox gets the same appointments, UIDs included, as after a move to another server."""
        for item in self.items(user):
            self.create(from_json(other, item), uid=item["uid"], extended=item["extended"])

    # --- what is there -----------------------------------------------------------------------------------------------------------
    def appointments(self, users):
        return [from_json(user, item) for user in users for item in self.items(user)]

    def mails(self):
        return self.call("mail")

    def requests(self, last=2000):
        return self.requests_and_count(last)[0]

    def requests_since(self, count):
        """What was asked since the count was that: one look, so that what comes in meanwhile is no part of another's answer."""
        requests, now = self.requests_and_count(20000)
        check(now - count <= len(requests), f"only {len(requests)} of {now - count} requests are still known")
        return requests[len(requests) - (now - count):]

    def requests_and_count(self, last):
        answer = self.call(f"requests?last={last}")
        return [Request(one["operation"], one["mailbox"], one["status"], tuple(one["codes"]), tuple(one["asked"]))
                for one in answer["requests"]], answer["count"]

    def request_count(self):
        return self.call("requests?last=0")["count"]

    # --- the server -----------------------------------------------------------------------------------------------------------------
    def fault(self, kind, **parameters):
        self.call("faults", {"add": ",".join([kind, *(f"{name}={value}" for name, value in parameters.items())])})

    def clear_faults(self):
        self.call("faults", {"clear": True})

    def clock(self, seconds):
        self.call("clock", {"offset": seconds})
