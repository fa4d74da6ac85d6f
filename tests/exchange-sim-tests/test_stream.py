#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""GetStreamingEvents."""

import http.client
import base64
import re
import unittest
import xml.etree.ElementTree as ET

from ews import ADMIN, ANNA, BERT, CALENDAR, IMPERSONATE, M, NAMESPACES, T, SimTest
from test_notify import TYPES


class Connection:
    """Reads the envelopes of a stream one by one."""

    def __init__(self, sim, ids, timeout=1):
        listed = "".join(f"<t:SubscriptionId>{one}</t:SubscriptionId>" for one in ids)
        body = (f'<s:Envelope {NAMESPACES}><s:Header><t:RequestServerVersion Version="Exchange2016"/>{IMPERSONATE.format(ANNA)}</s:Header>'
                f"<s:Body><m:GetStreamingEvents><m:SubscriptionIds>{listed}</m:SubscriptionIds><m:ConnectionTimeout>{timeout}"
                "</m:ConnectionTimeout></m:GetStreamingEvents></s:Body></s:Envelope>")
        self.http = http.client.HTTPConnection("127.0.0.1", sim.port, timeout=10)
        account = base64.b64encode(":".join(ADMIN).encode()).decode()
        self.http.request("POST", "/EWS/Exchange.asmx", body, {"Content-Type": "text/xml", "Authorization": f"Basic {account}"})
        self.response = self.http.getresponse()
        self.rest = b""

    def next(self):
        """The next envelope; None at the end of the body."""
        while True:
            match = re.match(rb".*?</Envelope>", self.rest, re.S)
            if match:
                self.rest, self.raw = self.rest[match.end():], match.group()
                return ET.fromstring(match.group())
            part = self.response.read1(65536)
            if not part:
                return None
            self.rest += part

    def close(self):
        self.http.close()


def status(envelope):
    return envelope.findtext(f".//{M}ConnectionStatus")


def code(envelope):
    return envelope.findtext(f".//{M}ResponseCode")


class StreamTest(SimTest):
    def subscribe(self, mailbox=ANNA):
        answer = self.sim.call("<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds>" + CALENDAR + "</t:FolderIds><t:EventTypes>"
                               + TYPES + "</t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>", mailbox)
        self.assertEqual(answer.codes, ["NoError"])
        self.assertIsNone(answer.root.find(f".//{M}Watermark"))
        return answer.root.findtext(f".//{M}SubscriptionId")


class Streaming(StreamTest):
    def test_events_and_end(self):
        # 73, 78, 79
        one, two = self.subscribe(), self.subscribe(BERT)
        stream = Connection(self.sim, [one, two])
        self.assertEqual(stream.response.headers["Transfer-Encoding"], "chunked")
        self.assertEqual(status(stream.next()), "OK")
        # Clients look for it in just this form: without a declaration, the envelope without a prefix.
        self.assertTrue(stream.raw.startswith(b'<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><soap11:Header '), stream.raw)
        made = self.create_one().item_id
        envelope = stream.next()
        notification = envelope.find(f".//{M}Notification")
        self.assertEqual(notification.findtext(f"{T}SubscriptionId"), one)
        self.assertEqual(notification.find(f"{T}CreatedEvent/{T}ItemId").get("Id"), made)
        self.sim.control("POST", f"mailbox/{BERT}/create", {"subject": "x"})
        self.assertEqual(stream.next().find(f".//{M}Notification").findtext(f"{T}SubscriptionId"), two)
        self.sim.control("POST", "streams", {"close": True})
        self.assertEqual(status(stream.next()), "Closed")
        self.assertIsNone(stream.next())
        stream.close()
        # What happened between two connections comes with the next one.
        later = self.create_one().item_id
        stream = Connection(self.sim, [one])
        self.assertEqual(status(stream.next()), "OK")
        self.assertEqual(stream.next().find(f".//{T}CreatedEvent/{T}ItemId").get("Id"), later)
        stream.close()

    def test_hanging_up(self):
        # A client that just goes loses nothing: what happens then is kept for the next connection.
        one = self.subscribe()
        stream = Connection(self.sim, [one])
        self.assertEqual(status(stream.next()), "OK")
        stream.close()
        made = self.create_one().item_id
        stream = Connection(self.sim, [one])
        self.assertEqual(status(stream.next()), "OK")
        self.assertEqual(stream.next().find(f".//{T}CreatedEvent/{T}ItemId").get("Id"), made)
        stream.close()

    def test_heartbeat(self):
        self.sim.control("POST", "streams", {"heartbeat": 1})
        stream = Connection(self.sim, [self.subscribe()])
        self.assertEqual([status(stream.next()), status(stream.next())], ["OK", "OK"])
        self.sim.control("POST", "streams", {"heartbeat": 45})
        stream.close()

    def test_errors(self):
        # 80
        one = self.subscribe()
        first = Connection(self.sim, [one])
        self.assertEqual(status(first.next()), "OK")
        second = Connection(self.sim, [one])
        self.assertEqual(status(second.next()), "OK")
        envelope = first.next()
        self.assertEqual((code(envelope), status(envelope)), ("ErrorNewEventStreamConnectionOpened", "Closed"))
        self.assertIsNone(first.next())
        first.close()
        self.sim.call(f"<m:Unsubscribe><m:SubscriptionId>{one}</m:SubscriptionId></m:Unsubscribe>")
        self.create_one()
        bad = Connection(self.sim, [one, "x"])
        envelope = bad.next()
        self.assertEqual((code(envelope), status(envelope)), ("ErrorInvalidSubscription", "Closed"))
        self.assertEqual([one.text for one in envelope.find(f".//{M}ErrorSubscriptionIds")], [one, "x"])
        self.assertIsNone(bad.next())
        bad.close()
        second.close()
        refused = Connection(self.sim, [one], 31)
        self.assertEqual(refused.response.status, 500)
        refused.close()


class Limits(StreamTest):
    arguments = ("--max-streams", "1")

    def test_too_many(self):
        # 81
        one, two = self.subscribe(), self.subscribe()
        first = Connection(self.sim, [one])
        self.assertEqual(status(first.next()), "OK")
        refused = Connection(self.sim, [two])
        answer = refused.next()
        self.assertEqual((code(answer), status(answer), refused.next()), ("ErrorExceededConnectionCount", "Closed", None))
        # Whoever takes over the only one there is gets it.
        second = Connection(self.sim, [one, two])
        self.assertEqual((status(second.next()), code(first.next())), ("OK", "ErrorNewEventStreamConnectionOpened"))
        for connection in (first, refused, second):
            connection.close()


if __name__ == "__main__":
    unittest.main()
