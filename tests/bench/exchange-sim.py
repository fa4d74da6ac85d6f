#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""exchange-sim.py PROGRAM [--mailboxes N] [--items N]: how fast the simulator is, and how much memory its mailboxes take, so that it
is never what another measurement measures. Batches of 100 over one connection; 500 streaming subscriptions on five connections. Printed,
nothing passes or fails."""

import argparse
import base64
import http.client
import re
import subprocess
import tempfile
import time
from pathlib import Path

BATCH = 100
SUBSCRIPTIONS, STREAMS = 500, 5
HEAD = ('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
        ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
        ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Header><t:ExchangeImpersonation><t:ConnectingSID>'
        "<t:PrimarySmtpAddress>{}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation></s:Header><s:Body>{}</s:Body></s:Envelope>")
CREATE = '<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items>{}</m:Items></m:CreateItem>'
ITEM = ("<t:CalendarItem><t:Subject>Appointment {0}</t:Subject><t:Body BodyType=\"Text\">What is to be said about it.</t:Body>"
        "<t:Start>2026-03-{1:02}T09:00:00Z</t:Start><t:End>2026-03-{1:02}T10:00:00Z</t:End><t:Location>Room 1</t:Location></t:CalendarItem>")
GET = ("<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ItemIds>{}</m:ItemIds></m:GetItem>")

SUBSCRIBE = ('<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="calendar"/></t:FolderIds><t:EventTypes>'
             "<t:EventType>CreatedEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>")
LISTEN = ("<m:GetStreamingEvents><m:SubscriptionIds>{}</m:SubscriptionIds><m:ConnectionTimeout>5</m:ConnectionTimeout></m:GetStreamingEvents>")
AUTHORIZATION = {"Content-Type": "text/xml", "Authorization": "Basic " + base64.b64encode(b"admin:secret").decode()}


class Simulator:
    def __init__(self, program, folder, mailboxes):
        port_file = Path(folder) / "port"
        self.names = [f"user{i}@example.com" for i in range(mailboxes)]
        options = [part for name in self.names for part in ("--mailbox", name)]
        self.process = subprocess.Popen([program, "--port-file", port_file, "--admin", "admin=secret", "--state", Path(folder) / "state.db",
                                         *options], stdout=subprocess.DEVNULL)
        while not port_file.exists() or not port_file.read_text(encoding="ascii").strip():
            if self.process.poll() is not None:
                raise SystemExit("the simulator did not start")
            time.sleep(0.005)
        self.port = int(port_file.read_text(encoding="ascii"))
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def call(self, mailbox, body, messages=BATCH):
        self.connection.request("POST", "/EWS/Exchange.asmx", HEAD.format(mailbox, body).encode(), AUTHORIZATION)
        answer = self.connection.getresponse().read().decode()
        if answer.count("<m:ResponseCode>NoError<") != messages:
            raise SystemExit(f"refused: {answer[:2000]}")
        return answer

    def listen(self, ids):
        """A connection on which the events of these subscriptions come."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        listed = "".join(f"<t:SubscriptionId>{one}</t:SubscriptionId>" for one in ids)
        connection.request("POST", "/EWS/Exchange.asmx", HEAD.format(self.names[0], LISTEN.format(listed)).encode(), AUTHORIZATION)
        return connection.getresponse()

    def memory(self):
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measure(simulator, items):
    """Seconds in CreateItem and in GetItem."""
    body = CREATE.format("".join(ITEM.format(i, 1 + i % 28) for i in range(BATCH)))
    creating = getting = 0.0
    for name in simulator.names:
        for _ in range(items // BATCH):
            begun = time.monotonic()
            answer = simulator.call(name, body)
            creating += time.monotonic() - begun
            get = GET.format("".join(f'<t:ItemId Id="{one}"/>' for one in re.findall(r'ItemId Id="([^"]*)"', answer)))
            begun = time.monotonic()
            simulator.call(name, get)
            getting += time.monotonic() - begun
    return creating, getting


def measure_streams(simulator):
    """Seconds from a new item in every mailbox until each subscription has told of it."""
    ids = [re.search("<m:SubscriptionId>([^<]*)", simulator.call(simulator.names[i % len(simulator.names)], SUBSCRIBE, 1)).group(1)
           for i in range(SUBSCRIPTIONS)]
    streams = [simulator.listen(ids[i::STREAMS]) for i in range(STREAMS)]
    begun = time.monotonic()
    for name in simulator.names:
        simulator.call(name, CREATE.format(ITEM.format(0, 1)), 1)
    for stream in streams:
        told, rest = set(), b""
        while len(told) < SUBSCRIPTIONS // STREAMS:
            rest += stream.read1(1 << 20)
            told |= set(re.findall(rb"<m:Notification><t:SubscriptionId>([^<]*)", rest))
    return time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--mailboxes", type=int, default=20)
    parser.add_argument("--items", type=int, default=1000, help="in each of them")
    options = parser.parse_args()
    items = max(options.items // BATCH, 1) * BATCH
    with tempfile.TemporaryDirectory(prefix="sim-bench-") as folder:
        simulator = Simulator(options.program, folder, options.mailboxes)
        try:
            creating, getting = measure(simulator, items)
            count = options.mailboxes * items
            for what, value in (("simulator: CreateItem", f"{count / creating:.0f} /s"), ("simulator: GetItem", f"{count / getting:.0f} /s"),
                                (f"simulator: {options.mailboxes} x {items} items", f"{simulator.memory():.0f} MB"),
                                (f"simulator: {SUBSCRIPTIONS} subscriptions told", f"{measure_streams(simulator) * 1000:.0f} ms")):
                print(f"{what:<36} {value:>16}", flush=True)
        finally:
            simulator.process.kill()
            simulator.process.wait()


if __name__ == "__main__":
    main()
