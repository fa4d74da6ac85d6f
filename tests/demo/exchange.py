# SPDX-License-Identifier: MIT
"""The Exchange side: people with Outlook, played through the simulator's control endpoint (tests/exchange-sim/README.md)."""

import json
from datetime import datetime
from http.client import HTTPConnection

from scenes import DOMAIN, USERS, Appointment

NAMES = {
    "subject": "subject", "location": "location", "info": "body", "start": "start", "end": "end", "zone": "time_zone",
    "all_day": "all_day", "show_as": "show_as", "importance": "importance", "sensitivity": "sensitivity",
    "reminder": "reminder_minutes", "categories": "categories",
}


def to_json(value):
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return list(value) if isinstance(value, tuple) else value


def from_json(user, item):
    return Appointment(
        user=user, subject=item["subject"] or "", start=datetime.fromisoformat(item["start"]),
        end=datetime.fromisoformat(item["end"]), location=item["location"] or "", info=item["body_text"] or "",
        zone=item["time_zone"], all_day=bool(item["all_day"]), show_as=item["show_as"] or "busy",
        importance=item["importance"] or "normal", sensitivity=item["sensitivity"] or "normal", reminder=item["reminder_minutes"],
        categories=tuple(item["categories"]))


class Exchange:
    name = "Exchange"

    def __init__(self, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}/EWS/Exchange.asmx"

    def create(self, appointment):
        self._call("POST", appointment.user, "create", {key: to_json(getattr(appointment, name)) for name, key in NAMES.items()})

    def update(self, before, after):
        changed = {key: to_json(getattr(after, name)) for name, key in NAMES.items() if getattr(before, name) != getattr(after, name)}
        self._call("POST", before.user, "update", {"id": self._id(before), **changed})

    def delete(self, appointment):
        self._call("POST", appointment.user, "delete", {"id": self._id(appointment)})

    def appointments(self):
        return [from_json(user, item) for user in USERS for item in self._call("GET", user, "items")]

    def _id(self, appointment):
        return next(item["id"] for item in self._call("GET", appointment.user, "items") if item["subject"] == appointment.subject)

    def _call(self, method, user, route, body=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, f"/sim/mailbox/{user}@{DOMAIN}/{route}", json.dumps(body) if body else None,
                               {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode()
            if response.status != 200:
                raise RuntimeError(f"exchange-sim refused {route} of {user}: {text}")
            return json.loads(text)
        finally:
            connection.close()
