#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Invitations between mailboxes, the answers to them, and the mail both would cause."""

import unittest

from ews import ANNA, BERT, CALENDAR, SimTest, appointment, set_field, token

TO_ALL = 'SendMeetingInvitations="SendToAllAndSaveCopy"'


def attendees(*addresses):
    return "<t:RequiredAttendees>" + "".join(
        f"<t:Attendee><t:Mailbox><t:EmailAddress>{one}</t:EmailAddress></t:Mailbox></t:Attendee>" for one in addresses) + "</t:RequiredAttendees>"


class Meetings(SimTest):
    def setUp(self):
        self.sim.control("DELETE", "requests")

    def invite(self, subject, **more):
        """Anna invites Bert: her item's id and that of his."""
        made = self.create_one(appointment(subject, after=attendees(BERT, "guest@example.org"), **more), attributes=TO_ALL).item_id
        invited = [item for item in self.sim.control("GET", f"mailbox/{BERT}/items")[1] if item["subject"] == subject]
        self.assertEqual(len(invited), 1)
        return made, invited[0]["id"]

    def respond(self, element, identity, mailbox=BERT, disposition='MessageDisposition="SendAndSaveCopy"', reference=True):
        named = f'<t:ReferenceItemId Id="{identity}"/>' if reference else ""
        return self.sim.call(f"<m:CreateItem {disposition}><m:Items><t:{element}>{named}</t:{element}></m:Items></m:CreateItem>", mailbox)

    def mail(self):
        return [(mail["mailbox"], mail["subject"], mail["how"]) for mail in self.sim.control("GET", "mail")[1]]

    def folder(self, mailbox, name):
        return [item["subject"] for item in self.sim.control("GET", f"mailbox/{mailbox}/items?folder={name}")[1]]

    def test_invitation(self):
        # 49, 50
        made, invited = self.invite("Plan", before=token("mine"))
        self.assertEqual(self.mail(), [(ANNA, "Plan", "SendToAllAndSaveCopy")])
        self.assertIn("Plan", self.folder(ANNA, "sentitems"))
        request = self.sim.find(folder='<t:DistinguishedFolderId Id="inbox"/>', shape="AllProperties", mailbox=BERT)
        self.assertEqual((request.first("MeetingRequest").findtext("{*}ItemClass"), request.text("IsRead")),
                         ("IPM.Schedule.Meeting.Request", "false"))
        mine, his = self.sim.get(made), self.sim.get(invited, mailbox=BERT)
        self.assertEqual(mine.text("UID"), his.text("UID"))
        self.assertEqual([answer.text("AppointmentState") for answer in (mine, his)], ["1", "3"])
        self.assertEqual([answer.text("MyResponseType") for answer in (mine, his)], ["Organizer", "NoResponseReceived"])
        self.assertEqual([answer.first("Organizer").findtext(".//{*}EmailAddress") for answer in (mine, his)], [ANNA, ANNA])
        self.assertEqual(his.text("LegacyFreeBusyStatus"), "Tentative")
        self.assertEqual(mine.text("DisplayTo"), f"{BERT}; guest@example.org")

    def test_messages_tell_of_the_meeting(self):
        inbox = '<t:DistinguishedFolderId Id="inbox"/>'

        def message(mailbox, element, **more):
            identity = self.sim.find(folder=inbox, mailbox=mailbox).first(element).find("{*}ItemId").get("Id")
            return self.sim.get(identity, mailbox=mailbox, **more).first(element)
        made, invited = self.invite("Told", before="<t:Body BodyType=\"Text\">x</t:Body>")
        request = message(BERT, "MeetingRequest")
        self.assertEqual(request.find("{*}AssociatedCalendarItemId").get("Id"), invited)
        self.assertEqual([request.findtext("{*}" + tag) for tag in ("MeetingRequestType", "ResponseType", "IsDelegated", "IsOutOfDate", "HasBeenProcessed",
                                                                    "Start", "CalendarItemType", "IsMeeting")],
                         ["NewMeetingRequest", "NoResponseReceived", "false", "false", "true", "2026-03-02T11:00:00Z", "Single", "true"])
        self.assertEqual(request.findtext("{*}Organizer//{*}EmailAddress"), ANNA)
        self.assertEqual([one.tag.split("}")[1] for one in request.find("{*}ResponseObjects")],
                         ["AcceptItem", "TentativelyAcceptItem", "DeclineItem", "ReplyToItem", "ReplyAllToItem", "ForwardItem"])
        # Only what is asked for.
        few = message(BERT, "MeetingRequest", shape="IdOnly", additional='<t:FieldURI FieldURI="meeting:AssociatedCalendarItemId"/>'
                      '<t:FieldURI FieldURI="calendar:Location"/><t:FieldURI FieldURI="calendar:End"/>')
        self.assertEqual([one.tag.split("}")[1] for one in few], ["ItemId", "AssociatedCalendarItemId", "End"])
        self.sim.update(made, set_field("calendar:Location", "<t:Location>Later</t:Location>"),
                        attributes='SendMeetingInvitationsOrCancellations="SendToAllAndSaveCopy"')
        self.assertEqual(message(BERT, "MeetingRequest").findtext("{*}MeetingRequestType"), "FullUpdate")
        # The message stands for the meeting: it can be answered itself.
        identity = message(BERT, "MeetingRequest").find("{*}ItemId").get("Id")
        self.assertEqual(self.respond("AcceptItem", identity).codes, ["NoError"])
        answer = message(ANNA, "MeetingResponse")
        self.assertEqual([answer.findtext("{*}" + tag) for tag in ("ResponseType", "Start", "Location")], ["Accept", "2026-03-02T11:00:00Z", "Later"])
        self.sim.delete(made, attributes='SendMeetingCancellations="SendToAllAndSaveCopy"')
        gone = message(BERT, "MeetingCancellation")
        self.assertEqual((gone.findtext("{*}Start"), gone.find("{*}ResponseObjects")[0].tag.split("}")[1]), ("2026-03-02T11:00:00Z", "RemoveItem"))

    def test_answers(self):
        made, invited = self.invite("Talk")
        self.assertEqual(self.respond("AcceptItem", invited).codes, ["NoError"])
        got = self.sim.get(invited, mailbox=BERT)
        self.assertEqual((got.text("MyResponseType"), got.text("LegacyFreeBusyStatus")), ("Accept", "Busy"))
        self.assertIsNotNone(got.text("AppointmentReplyTime"))
        self.assertEqual([one.text for one in self.sim.get(made).all("ResponseType")], ["Accept", "Unknown"])
        self.assertEqual(self.respond("TentativelyAcceptItem", invited, disposition='MessageDisposition="SendOnly"').codes, ["NoError"])
        self.assertEqual(self.sim.get(invited, mailbox=BERT).text("MyResponseType"), "Tentative")
        self.assertEqual([how for mailbox, subject, how in self.mail() if mailbox == BERT], ["SendAndSaveCopy", "SendOnly"])
        self.assertEqual(self.respond("DeclineItem", invited).codes, ["NoError"])
        self.assertEqual(self.sim.get(invited, mailbox=BERT).codes, ["ErrorItemNotFound"])
        self.assertIn("Talk", self.folder(BERT, "deleteditems"))

    def test_answer_to_the_request(self):
        # The message in the inbox stands for the appointment; SaveOnly sends nothing.
        made, invited = self.invite("Via message")
        inbox = self.sim.control("GET", f"mailbox/{BERT}/items?folder=inbox")[1]
        message = next(item["id"] for item in inbox if item["subject"] == "Via message")
        self.sim.control("DELETE", "requests")
        self.assertEqual(self.respond("AcceptItem", message, disposition='MessageDisposition="SaveOnly"').item_id, invited)
        self.assertEqual(self.mail(), [])
        self.assertIn("Via message", self.folder(BERT, "drafts"))

    def test_cancelling(self):
        made, invited = self.invite("Off")
        self.assertEqual(self.respond("CancelCalendarItem", made, ANNA).codes, ["NoError"])
        self.assertEqual(self.sim.get(invited, mailbox=BERT).text("IsCancelled"), "true")
        self.assertEqual(self.sim.get(made).codes, ["ErrorItemNotFound"])
        self.assertEqual(self.respond("AcceptItem", invited).codes, ["ErrorCalendarIsCancelledForAccept"])
        self.assertEqual(self.respond("RemoveItem", invited).codes, ["NoError"])
        self.assertEqual(self.sim.get(invited, mailbox=BERT).codes, ["ErrorItemNotFound"])

    def test_quiet(self):
        # An update to none reaches nobody, one to all the attendee.
        made, invited = self.invite("Moved")
        self.sim.control("DELETE", "requests")
        change = set_field("item:Subject", "<t:Subject>Moved again</t:Subject>")
        self.sim.update(made, change)
        self.assertEqual((self.mail(), self.sim.get(invited, mailbox=BERT).text("Subject")), ([], "Moved"))
        self.sim.update(made, change, attributes='SendMeetingInvitationsOrCancellations="SendOnlyToAll"')
        self.assertEqual((len(self.mail()), self.sim.get(invited, mailbox=BERT).text("Subject")), (1, "Moved again"))
        self.sim.delete(invited, attributes='SendMeetingCancellations="SendOnlyToAll"', mailbox=BERT)
        self.assertEqual([one.text for one in self.sim.get(made).all("ResponseType")], ["Decline", "Unknown"])

    def test_refusals(self):
        # 24
        made, invited = self.invite("No")
        single = self.create_one(appointment("Alone")).item_id
        self.assertEqual(self.respond("AcceptItem", made, ANNA).codes, ["ErrorCalendarIsOrganizerForAccept"])
        self.assertEqual(self.respond("DeclineItem", made, ANNA).codes, ["ErrorCalendarIsOrganizerForDecline"])
        self.assertEqual(self.respond("CancelCalendarItem", invited).codes, ["ErrorCalendarIsNotOrganizer"])
        self.assertEqual(self.respond("CancelCalendarItem", single, ANNA).codes, ["ErrorInvalidRecipients"])
        self.assertEqual(self.respond("AcceptItem", invited, disposition="").codes, ["ErrorMessageDispositionRequired"])
        self.assertEqual(self.respond("AcceptItem", invited, reference=False).codes, ["ErrorMissingInformationReferenceItemId"])
        self.assertEqual(self.respond("AcceptItem", "abc").codes, ["ErrorInvalidIdMalformed"])

    def test_forward(self):
        made = self.create_one(appointment("Worth knowing")).item_id
        answer = self.sim.call('<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:Items><t:ForwardItem><t:ToRecipients><t:Mailbox>'
                               "<t:EmailAddress>x@example.org</t:EmailAddress></t:Mailbox></t:ToRecipients>"
                               f'<t:ReferenceItemId Id="{made}"/></t:ForwardItem></m:Items></m:CreateItem>')
        self.assertEqual((answer.codes, [subject for mailbox, subject, how in self.mail()]), (["NoError"], ["FW: Worth knowing"]))


if __name__ == "__main__":
    unittest.main(verbosity=1)
