#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Files attached to appointments, occurrences and tasks."""

import base64
import unittest

from ews import CALENDAR, TASKS, M, SimTest, appointment, field, set_field

SERIES = ("<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence><t:NumberedRecurrence><t:StartDate>2026-03-02</t:StartDate>"
          "<t:NumberOfOccurrences>3</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>")


def file(name, content=b"content", more=""):
    return f"<t:FileAttachment><t:Name>{name}</t:Name>{more}<t:Content>{base64.b64encode(content).decode()}</t:Content></t:FileAttachment>"


class Attachments(SimTest):
    def attach(self, item, *files):
        return self.sim.call(f'<m:CreateAttachment><m:ParentItemId Id="{item}"/><m:Attachments>{"".join(files)}</m:Attachments></m:CreateAttachment>')

    def fetch(self, *ids):
        listed = "".join(f'<t:AttachmentId Id="{one}"/>' for one in ids)
        return self.sim.call(f"<m:GetAttachment><m:AttachmentIds>{listed}</m:AttachmentIds></m:GetAttachment>")

    def detach(self, *ids):
        listed = "".join(f'<t:AttachmentId Id="{one}"/>' for one in ids)
        return self.sim.call(f"<m:DeleteAttachment><m:AttachmentIds>{listed}</m:AttachmentIds></m:DeleteAttachment>")

    def names(self, item):
        return [one.findtext("{*}Name") for one in self.sim.get(item).all("FileAttachment")]

    def test_life_of_a_file(self):
        for made in (self.create_one(), self.sim.create("<t:Task><t:Subject>x</t:Subject></t:Task>", folder=TASKS, attributes="")):
            item, key = made.item_id, made.change_key
            self.assertEqual(self.sim.get(item).text("HasAttachments"), "false")
            content = bytes(range(256))
            answer = self.attach(item, file("a &amp; b.bin", content, "<t:ContentType>application/octet-stream</t:ContentType>"), file("two.txt"))
            self.assertEqual(answer.codes, ["NoError", "NoError"])
            first, second = [one.get("Id") for one in answer.all("AttachmentId")]
            self.assertEqual({one.get("RootItemId") for one in answer.all("AttachmentId")}, {item})
            self.assertNotEqual(answer.first("AttachmentId").get("RootItemChangeKey"), key)
            got = self.sim.get(item)
            self.assertEqual((got.text("HasAttachments"), [one.get("Id") for one in got.all("AttachmentId")]), ("true", [first, second]))
            self.assertEqual((got.all("Name")[0].text, [size.text for size in got.first("Attachments").iter("{http://schemas.microsoft.com/exchange/services/2006/types}Size")],
                              got.first("Content")), ("a & b.bin", ["256", "7"], None))
            read = self.fetch(first, second, "AAAA", item)
            self.assertEqual(read.codes, ["NoError", "NoError", "ErrorInvalidAttachmentId", "ErrorInvalidAttachmentId"])
            self.assertEqual(base64.b64decode(read.text("Content")), content)
            gone = self.detach(first)
            self.assertEqual((gone.codes, gone.root.find(f".//{M}RootItemId").get("RootItemId")), (["NoError"], item))
            self.assertEqual((self.names(item), self.fetch(first).codes, self.detach(first).codes), (["two.txt"], ["ErrorItemNotFound"], ["ErrorItemNotFound"]))

    def test_with_the_item(self):
        files = f"<t:Attachments>{file('with.txt')}{file('shown.png', more='<t:ContentId>x</t:ContentId><t:IsInline>true</t:IsInline>')}</t:Attachments>"
        made = self.create_one(appointment(before=files))
        named = [one.get("Id") for one in made.all("AttachmentId")]
        self.assertEqual((len(named), self.fetch(*named).codes), (2, ["NoError", "NoError"]))
        # A copy has files of its own.
        copy = self.sim.call(f'<m:CopyItem><m:ToFolderId>{CALENDAR}</m:ToFolderId><m:ItemIds><t:ItemId Id="{made.item_id}"/></m:ItemIds></m:CopyItem>').item_id
        self.detach(named[0])
        self.assertEqual((self.names(made.item_id), self.names(copy)), (["shown.png"], ["with.txt", "shown.png"]))
        # What is only shown within the body is not said to be attached.
        self.assertEqual([self.sim.get(one).text("HasAttachments") for one in (made.item_id, copy)], ["false", "true"])

    def test_occurrence(self):
        item = appointment().replace("<t:StartTimeZone", SERIES + "<t:StartTimeZone")
        master = self.create_one(item).item_id
        self.attach(master, file("all.txt"))
        two = f'<t:OccurrenceItemId RecurringMasterId="{master}" InstanceIndex="2"/>'
        occurrence = self.sim.get(two).item_id
        added = self.attach(occurrence, file("one.txt"))
        self.assertEqual(added.codes, ["NoError"])
        self.assertEqual((self.names(master), self.names(two)), (["all.txt"], ["all.txt", "one.txt"]))
        self.assertEqual(self.sim.get(two).text("CalendarItemType"), "Exception")
        self.assertEqual(self.detach(*[one.get("Id") for one in self.sim.get(two).all("AttachmentId")]).codes, ["NoError", "NoError"])
        self.assertEqual((self.names(master), self.names(two)), (["all.txt"], []))

    def test_refusals(self):
        made = self.create_one().item_id
        self.assertEqual(self.attach("AAAA", file("x")).codes, ["ErrorInvalidIdMalformed"])
        item = "<t:ItemAttachment><t:Name>x</t:Name><t:Message><t:Subject>x</t:Subject></t:Message></t:ItemAttachment>"
        self.assertEqual(self.attach(made, item).codes, ["ErrorInvalidItemForOperationCreateItemAttachment"])
        self.assertEqual(self.sim.update(made, set_field("item:Attachments", f"<t:Attachments>{file('x')}</t:Attachments>")).codes, ["ErrorInvalidPropertySet"])
        self.assertEqual(self.sim.find(additional=field("item:Attachments")).first("Attachments"), None)


if __name__ == "__main__":
    unittest.main()
