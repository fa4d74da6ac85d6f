#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Subscribe, GetEvents, Unsubscribe."""

import unittest

from ews import ANNA, BERT, CALENDAR, M, T, TASKS, SimTest, appointment, set_field

TYPES = "".join(f"<t:EventType>{name}</t:EventType>"
                for name in ("CreatedEvent", "ModifiedEvent", "DeletedEvent", "MovedEvent", "CopiedEvent", "FreeBusyChangedEvent"))


class PullTest(SimTest):
    def subscribe(self, folders=CALENDAR, timeout=10, attributes="", watermark="", **more):
        listed = f"<t:FolderIds>{folders}</t:FolderIds>" if folders else ""
        return self.sim.call(f"<m:Subscribe><m:PullSubscriptionRequest{attributes}>{listed}<t:EventTypes>{TYPES}</t:EventTypes>{watermark}"
                             f"<t:Timeout>{timeout}</t:Timeout></m:PullSubscriptionRequest></m:Subscribe>", **more)

    def opened(self, **more):
        answer = self.subscribe(**more)
        self.assertEqual(answer.codes, ["NoError"])
        return answer.root.findtext(f".//{M}SubscriptionId"), answer.root.findtext(f".//{M}Watermark")

    def events(self, subscription, watermark):
        return self.sim.call(f"<m:GetEvents><m:SubscriptionId>{subscription}</m:SubscriptionId><m:Watermark>{watermark}</m:Watermark>"
                             "</m:GetEvents>")

    @staticmethod
    def kinds(answer):
        """(kind, id) of the events about items, and the last watermark."""
        notification = answer.root.find(f".//{M}Notification")
        events = [child for child in notification if child.tag.endswith("Event")]
        about = [(event.tag[len(T):], event.find(f"{T}ItemId").get("Id")) for event in events if event.find(f"{T}ItemId") is not None]
        return [one for one in about if one[0] != "FreeBusyChangedEvent"], events[-1].findtext(f"{T}Watermark")


class Pull(PullTest):
    def test_events(self):
        # 73, 74, 76, 77
        subscription, watermark = self.opened()
        answer = self.events(subscription, watermark)
        self.assertIsNotNone(answer.first("StatusEvent"))
        made = self.create_one().item_id
        self.sim.update(made, set_field("item:Subject", "<t:Subject>new</t:Subject>"))
        answer = self.events(subscription, self.kinds(answer)[1])
        kinds, watermark = self.kinds(answer)
        self.assertEqual(kinds, [("CreatedEvent", made), ("ModifiedEvent", made)])
        self.assertEqual(answer.text("MoreEvents"), "false")
        self.assertIsNotNone(answer.first("FreeBusyChangedEvent"))
        self.assertIn(CALENDAR.split('"')[1], self.sim.control("GET", f"mailbox/{ANNA}/items")[1][0]["folder"])
        self.sim.delete(made, how="MoveToDeletedItems")
        answer = self.events(subscription, watermark)
        self.assertEqual([kind for kind, identity in self.kinds(answer)[0]], ["MovedEvent"])
        self.assertEqual(answer.first("OldItemId").get("Id"), made)
        other = self.create_one().item_id
        watermark = self.kinds(self.events(subscription, self.kinds(answer)[1]))[1]
        self.sim.delete(other)
        answer = self.events(subscription, watermark)
        self.assertEqual(self.kinds(answer)[0], [("DeletedEvent", other)])
        # The same watermark gives the same events again.
        self.assertEqual(self.kinds(self.events(subscription, watermark))[0], [("DeletedEvent", other)])

    def test_more_events(self):
        # 74
        subscription, watermark = self.opened()
        self.sim.create("".join(appointment(str(i)) for i in range(30)))
        answer = self.events(subscription, watermark)
        events = [child for child in answer.root.find(f".//{M}Notification") if child.tag.endswith("Event")]
        self.assertEqual((len(events), answer.text("MoreEvents")), (50, "true"))
        answer = self.events(subscription, events[-1].findtext(f"{T}Watermark"))
        events = [child for child in answer.root.find(f".//{M}Notification") if child.tag.endswith("Event")]
        self.assertEqual((len(events), answer.text("MoreEvents")), (40, "false"))

    def test_other_folders_are_silent(self):
        subscription, watermark = self.opened(folders=TASKS)
        self.create_one()
        self.assertIsNotNone(self.events(subscription, watermark).first("StatusEvent"))

    def test_errors(self):
        # 73, 75
        subscription, watermark = self.opened()
        foreign = self.opened(mailbox="bert@example.com")[1]
        self.assertEqual(self.events(subscription, "x").codes, ["ErrorInvalidWatermark"])
        self.assertEqual(self.events(subscription, foreign).codes, ["ErrorInvalidWatermark"])
        self.assertEqual(self.events("x", watermark).codes, ["ErrorInvalidSubscription"])
        unsubscribe = f"<m:Unsubscribe><m:SubscriptionId>{subscription}</m:SubscriptionId></m:Unsubscribe>"
        self.assertEqual(self.sim.call(unsubscribe).codes, ["NoError"])
        self.assertEqual(self.sim.call(unsubscribe).codes, ["ErrorSubscriptionNotFound"])
        self.assertEqual(self.events(subscription, watermark).codes, ["ErrorSubscriptionNotFound"])
        for timeout in (0, 1441):
            self.assertEqual(self.subscribe(timeout=timeout, keep=False).fault, "ErrorSchemaValidation")
        self.assertEqual(self.subscribe(watermark="<t:Watermark>x</t:Watermark>").codes, ["ErrorInvalidWatermark"])

    def test_lost(self):
        subscription, watermark = self.opened()
        self.sim.control("POST", "faults", {"add": "lost-subscription,count=1"})
        self.assertEqual(self.events(subscription, watermark).codes, ["ErrorSubscriptionNotFound"])
        self.assertEqual(self.events(subscription, watermark).codes, ["ErrorSubscriptionNotFound"])
        self.sim.control("POST", "faults", {"clear": True})


class Limits(PullTest):
    arguments = ("--max-subscriptions", "2")

    def test_limits(self):
        # 81
        first = self.opened()[0]
        self.opened()
        self.assertEqual(self.subscribe().codes, ["ErrorExceededSubscriptionCount"])
        self.assertEqual(self.subscribe(mailbox=BERT).codes, ["NoError"])
        self.sim.call(f"<m:Unsubscribe><m:SubscriptionId>{first}</m:SubscriptionId></m:Unsubscribe>")
        self.assertEqual(self.subscribe().codes, ["NoError"])


if __name__ == "__main__":
    unittest.main()
