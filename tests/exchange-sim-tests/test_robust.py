#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Whatever is sent, the answer is an answer and the simulator goes on: damaged messages, foreign namespaces, deep nesting, entities,
numbers out of every range. Seeded; ROBUST_ROUNDS and ROBUST_SEED change how much."""

import json
import os
import random
import re
import unittest
import xml.etree.ElementTree as ET

from ews import (ANNA, CALENDAR, NAMESPACES, TASKS, SimTest, Simulator, appointment, delete_field, field, set_field, sync_state, token)
from test_series import DAILY, NUMBERED, series, weekly

ROUNDS = int(os.environ.get("ROBUST_ROUNDS", "400"))
SEED = int(os.environ.get("ROBUST_SEED", "7"))
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
VALUES = ["", "-1", "0", "1", "999999999999999999999999", "-9223372036854775808", "NaN", "1e400", "true", "null", "\u00fc" * 50, "x" * 5000,
          "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "4501-01-01", "2026-03-01", "-2026-03-01", "PT0S", "%s%n",
          "../../etc/passwd", "AAMkAA==", "Monday", "calendar", "12:00:00", "2026-03-29T02:30:00+99:99"]


class Bombs(SimTest):
    def setUp(self):
        self.good = f'<s:Envelope {NAMESPACES}><s:Body><m:GetFolder/></s:Body></s:Envelope>'

    def refused(self, text):
        answer = self.sim.post(text, keep=False)
        self.assertEqual((answer.status, answer.fault), (500, "ErrorSchemaValidation"), text[:200])
        return answer

    def test_entities(self):
        for name in ('<!DOCTYPE s:Envelope>', f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'):
            self.assertIn("DTD", self.refused(name + self.good).text("Violation"))
        self.refused(f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>' + self.good.replace("<m:GetFolder/>", '<m:GetFolder a="&l9;"/>'))

    def test_depth(self):
        for depth in (300, 100000):
            self.refused(self.good.replace("<m:GetFolder/>", "<m:GetFolder>" + "<t:Not>" * depth + "</t:Not>" * depth + "</m:GetFolder>"))

    def test_not_soap(self):
        for text in ("", " ", "hello", "<a/>", "{}", "\x00\x01", "<s:Envelope/>", self.good[:-20], f"<s:Envelope {NAMESPACES}><s:Body>x</s:Body></s:Envelope>",
                     self.good.replace("soap/envelope", "soap/other"), self.good.replace("s:Body", "s:Header"), "\ufeff" + self.good[:50]):
            self.assertIn(self.sim.post(text, keep=False).fault, ("ErrorSchemaValidation", "ErrorInvalidRequest"), text[:80])
        other = self.good.replace("2006/messages", "2099/messages")
        self.assertEqual(self.sim.post(other, keep=False).status, 500)


class Mutants(unittest.TestCase):
    """Requests that are fine, each with a few things changed; without a schema, so that everything reaches the operations."""

    @classmethod
    def setUpClass(cls):
        cls.sim = Simulator(schema=False)
        cls.random = random.Random(SEED)
        made = cls.sim.create(series(DAILY.format(1) + NUMBERED.format("2026-03-02", 9), "2026-03-02"))
        task = cls.sim.create("<t:Task><t:Subject>x</t:Subject><t:Recurrence>" + weekly(1, "Monday") + NUMBERED.format("2026-03-02", 5)
                              + "</t:Recurrence></t:Task>", folder=TASKS, attributes="")
        one = f'<t:OccurrenceItemId RecurringMasterId="{made.item_id}" InstanceIndex="2"/>'
        cls.sim.update(one, set_field("item:Subject", "<t:Subject>y</t:Subject>"))
        cls.sim.sync(sync_state(cls.sim.sync()))
        cls.sim.find('<m:CalendarView StartDate="2026-01-01T00:00:00Z" EndDate="2026-12-31T00:00:00Z"/>', shape="AllProperties")
        cls.sim.find('<m:IndexedPageItemView MaxEntriesReturned="2" Offset="1" BasePoint="End"/><m:Restriction><t:And><t:IsGreaterThan>'
                     '<t:FieldURI FieldURI="calendar:Start"/><t:FieldURIOrConstant><t:Constant Value="2026-02-10T00:00:00Z"/>'
                     '</t:FieldURIOrConstant></t:IsGreaterThan><t:Contains ContainmentMode="Substring" ContainmentComparison="IgnoreCase">'
                     '<t:FieldURI FieldURI="item:Subject"/><t:Constant Value="x"/></t:Contains></t:And></m:Restriction><m:SortOrder>'
                     '<t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="calendar:Start"/></t:FieldOrder></m:SortOrder>')
        cls.sim.create(appointment(before=token("x"), last="<t:StartTimeZoneId>x</t:StartTimeZoneId>"))
        cls.sim.create(series(weekly(2, "Monday Friday", "Sunday") + NUMBERED.format("2026-03-02", 9), "2026-03-02"))
        cls.sim.get(made.item_id, one, f'<t:RecurringMasterItemId OccurrenceId="{made.item_id}"/>', additional=field("item:MimeContent"))
        cls.sim.update(task.item_id, set_field("task:Status", "<t:Status>Completed</t:Status>", "Task") + delete_field("item:Body"), attributes="")
        cls.sim.delete(task.item_id, attributes='AffectedTaskOccurrences="SpecifiedOccurrenceOnly"')
        for body in ("<m:GetServerTimeZones><m:Ids><m:Id>UTC</m:Id></m:Ids></m:GetServerTimeZones>",
                     "<m:ResolveNames ReturnFullContactData=\"true\"><m:UnresolvedEntry>anna</m:UnresolvedEntry></m:ResolveNames>",
                     f'<m:ConvertId DestinationFormat="HexEntryId"><m:SourceIds><t:AlternateId Format="EwsId" Id="{made.item_id}" Mailbox="x"/></m:SourceIds></m:ConvertId>',
                     f'<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape><m:ParentFolderIds>{CALENDAR}</m:ParentFolderIds></m:FindFolder>',
                     f"<m:Subscribe><m:PullSubscriptionRequest><t:FolderIds>{CALENDAR}</t:FolderIds><t:EventTypes><t:EventType>CreatedEvent</t:EventType></t:EventTypes><t:Timeout>5</t:Timeout></m:PullSubscriptionRequest></m:Subscribe>",
                     "<m:GetEvents><m:SubscriptionId>x</m:SubscriptionId><m:Watermark>x</m:Watermark></m:GetEvents>",
                     f"<m:CopyItem><m:ToFolderId>{CALENDAR}</m:ToFolderId><m:ItemIds><t:ItemId Id=\"{made.item_id}\"/></m:ItemIds></m:CopyItem>",
                     f'<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:AcceptItem><t:ReferenceItemId Id="{made.item_id}"/></t:AcceptItem></m:Items></m:CreateItem>',
                     f"<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape></m:SyncFolderHierarchy>"):
            cls.sim.call(body)
        cls.requests = [message.decode() for message in cls.sim.kept[::2]]
        cls.ids = (made.item_id, task.item_id)

    @classmethod
    def tearDownClass(cls):
        cls.sim.stop()

    def mutate(self, text):
        kind = self.random.randrange(6)
        elements = [match for match in re.finditer(r"<([a-z]):(\w+)([^<>]*)>", text) if match.group(2) not in ("Envelope", "Body", "Header")]
        values = list(re.finditer(r'(?<=")[^"<>]*(?=")|(?<=>)[^<>]+(?=<)', text))
        one = self.random.choice(elements if kind < 4 else values)
        begin, end = one.span()
        if kind == 0:
            return text[:begin] + text[end:]
        if kind == 1:
            return text[:begin] + one.group(0) * 2 + text[end:]
        if kind == 2:
            return text[:begin] + self.random.choice(elements).group(0) + text[end:]
        if kind == 3:
            whole = re.compile(rf"<{one.group(1)}:{one.group(2)}\b.*?(</{one.group(1)}:{one.group(2)}>|/>)", re.S).search(text, begin)
            return text[:begin] + text[whole.end():] if whole and self.random.random() < 0.5 else text[:begin] + (whole.group(0) * 2 if whole else "") + text[begin:]
        return text[:begin] + self.random.choice(VALUES) + text[end:]

    def test_mutants(self):
        answered = set()
        for _ in range(ROUNDS):
            text = self.random.choice(self.requests)
            for _ in range(self.random.randrange(1, 4)):
                text = self.mutate(text)
            answer = self.sim.post(text, keep=False)
            answered.add(answer.status)
            self.assertIn(answer.status, (200, 500), text)
            self.assertIsNotNone(answer.root, text)
        self.assertEqual(answered, {200, 500})
        self.assertEqual(self.sim.get(self.ids[0]).status, 200)

    def test_bytes(self):
        for _ in range(ROUNDS // 3):
            text = bytearray(self.random.choice(self.requests).encode())
            for _ in range(self.random.randrange(1, 8)):
                text[self.random.randrange(len(text))] = self.random.randrange(256)
            answer = self.sim.http("POST", "/EWS/Exchange.asmx", bytes(text), {"Content-Type": "text/xml", "Authorization": "Basic YWRtaW46c2VjcmV0"})
            self.assertIn(answer.status, (200, 500), text)

    def test_control(self):
        odd = [None, True, -1, 1e300, "", "x", "2026-13-99", [], [1], {}, {"a": []}, "FREQ=DAILY;INTERVAL=99999999999", "\u0000", "*x|1|2|3"]
        keys = ("id", "folder", "subject", "start", "end", "time_zone", "recurrence", "reminder_minutes", "reminder_at", "categories", "organizer",
                "attendees", "extended", "body", "body_html", "status", "percent_complete", "due_date", "index", "date", "type", "response", "read",
                "all_day", "kind", "add", "clear", "offset", "now", "smtp", "close", "heartbeat", "show_as", "uid")
        routes = ("create", "update", "delete", "move", "copy", "read", "accept", "get")
        for _ in range(ROUNDS // 2):
            body = {key: self.random.choice(odd) for key in self.random.sample(keys, 4)}
            if self.random.random() < 0.7:
                body["id"] = self.random.choice(self.ids)
            status, answer = self.sim.control("POST", f"mailbox/{ANNA}/{self.random.choice(routes)}", body)
            self.assertIn(status, (200, 400, 404), body)
            self.assertTrue(status == 200 or answer["error"], body)
        for path in ("faults", "clock", "streams", "mailboxes"):
            for text in ("", "[]", "3", '{"a":', '"x"', json.dumps({"add": [1, {}], "offset": "x", "smtp": 7, "heartbeat": "x"})):
                self.assertIn(self.sim.http("POST", f"/sim/{path}", text).status, (200, 400), (path, text))


if __name__ == "__main__":
    unittest.main(verbosity=1)
