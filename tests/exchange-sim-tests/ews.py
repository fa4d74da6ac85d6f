# SPDX-License-Identifier: MIT
"""A simulator of its own for each test class, and just enough of an EWS client to talk to it.

Every message in both directions is kept and validated against the schema in one go when all classes of a program are done."""

import base64
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as ET

M = "{http://schemas.microsoft.com/exchange/services/2006/messages}"
T = "{http://schemas.microsoft.com/exchange/services/2006/types}"
S = "{http://schemas.xmlsoap.org/soap/envelope/}"
E = "{http://schemas.microsoft.com/exchange/services/2006/errors}"
NAMESPACES = ('xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
              ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
              ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"')
SCHEMA = os.environ.get("EWS_SCHEMA", "")
ADMIN = ("admin", "secret")
ANNA, BERT, DORA = "anna@example.com", "bert@example.com", "dora@example.com"

IMPERSONATE = ("<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>{}</t:PrimarySmtpAddress>"
               "</t:ConnectingSID></t:ExchangeImpersonation>")
CALENDAR = '<t:DistinguishedFolderId Id="calendar"/>'
TASKS = '<t:DistinguishedFolderId Id="tasks"/>'
TOKEN_URI = ('<t:ExtendedFieldURI PropertySetId="12345678-1234-1234-1234-123456789abc" PropertyName="token"'
             ' PropertyType="String"/>')


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.root = ET.fromstring(body) if body.startswith((b"<?xml", b"<s:", b"<Envelope")) else None

    @property
    def messages(self):
        return list(self.root.iter(f"{M}ResponseMessages"))[0]

    @property
    def codes(self):
        return [message.findtext(f"{M}ResponseCode") for message in self.messages]

    @property
    def fault(self):
        return self.root.findtext(f".//{E}ResponseCode")

    def all(self, tag):
        return list(self.root.iter(T + tag))

    def first(self, tag):
        return next(iter(self.all(tag)), None)

    def text(self, tag):
        element = self.first(tag)
        return None if element is None else element.text

    @property
    def item_id(self):
        return self.first("ItemId").get("Id")

    @property
    def change_key(self):
        return self.first("ItemId").get("ChangeKey")


class Simulator:
    def __init__(self, *arguments, mailboxes=(ANNA, BERT + "=bertspw", DORA), schema=True, state=False):
        self.folder = tempfile.mkdtemp(prefix="sim-")
        self.arguments = list(arguments)
        for mailbox in mailboxes:
            self.arguments += ["--mailbox", mailbox]
        if state:
            self.arguments += ["--state", os.path.join(self.folder, "state.db")]
        if schema and os.path.isdir(SCHEMA):
            self.arguments += ["--schema", SCHEMA]
        self.kept = []
        self.start()

    def start(self):
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)
        self.process = subprocess.Popen([os.environ["EXCHANGE_SIM"], "--listen", "127.0.0.1:0", "--port-file", port_file,
                                         "--admin", "=".join(ADMIN), "--no-impersonation", DORA, *self.arguments],
                                        stdout=subprocess.DEVNULL)
        while not os.path.exists(port_file):
            if self.process.poll() is not None:
                raise RuntimeError("the simulator did not start")
            time.sleep(0.005)
        with open(port_file, encoding="ascii") as file:
            self.port = int(file.read())
        self.connection = None

    def stop(self, how=signal.SIGTERM):
        if self.connection:
            self.connection.close()
        self.process.send_signal(how)
        code = self.process.wait(10)
        if how == signal.SIGTERM and code != 0:
            raise RuntimeError(f"the simulator ended with {code}")

    def http(self, method, path, body=None, headers=None):
        if not self.connection:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            self.connection.request(method, path, body, headers or {})
            response = self.connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except Exception:
            self.connection.close()
            self.connection = None
            raise

    def post(self, envelope, account=ADMIN, path="/EWS/Exchange.asmx", keep=True):
        headers = {"Content-Type": "text/xml; charset=utf-8"}
        if account:
            headers["Authorization"] = "Basic " + base64.b64encode(":".join(account).encode()).decode()
        answer = self.http("POST", path, envelope.encode(), headers)
        if keep:
            self.kept += [envelope.encode(), answer.body]
        return answer

    def call(self, body, mailbox=ANNA, account=ADMIN, header="", keep=True):
        impersonation = IMPERSONATE.format(mailbox) if mailbox else ""
        return self.post(f'<?xml version="1.0" encoding="utf-8"?><s:Envelope {NAMESPACES}><s:Header>'
                         f'<t:RequestServerVersion Version="Exchange2016"/>{impersonation}{header}</s:Header>'
                         f"<s:Body>{body}</s:Body></s:Envelope>", account, keep=keep)

    def control(self, method, path, body=None):
        answer = self.http(method, "/sim/" + path, json.dumps(body) if body is not None else None)
        return answer.status, json.loads(answer.body)

    # --- what most tests need ---

    def create(self, items, mailbox=ANNA, folder=CALENDAR, attributes='SendMeetingInvitations="SendToNone"', **more):
        return self.call(f"<m:CreateItem {attributes}><m:SavedItemFolderId>{folder}</m:SavedItemFolderId>"
                         f"<m:Items>{items}</m:Items></m:CreateItem>", mailbox, **more)

    def get(self, *ids, shape="AllProperties", additional="", body_type="", mailbox=ANNA, **more):
        more_properties = f"<t:AdditionalProperties>{additional}</t:AdditionalProperties>" if additional else ""
        listed = "".join(one if one.startswith("<") else f'<t:ItemId Id="{one}"/>' for one in ids)
        return self.call(f"<m:GetItem><m:ItemShape><t:BaseShape>{shape}</t:BaseShape>{body_type}{more_properties}"
                         f"</m:ItemShape><m:ItemIds>{listed}</m:ItemIds></m:GetItem>", mailbox, **more)

    def update(self, item, changes, change_key=None, resolution="AlwaysOverwrite", mailbox=ANNA,
               attributes='SendMeetingInvitationsOrCancellations="SendToNone"', **more):
        key = f' ChangeKey="{change_key}"' if change_key else ""
        target = item if item.startswith("<") else f'<t:ItemId Id="{item}"{key}/>'
        return self.call(f'<m:UpdateItem ConflictResolution="{resolution}" {attributes}><m:ItemChanges><t:ItemChange>'
                         f"{target}<t:Updates>{changes}</t:Updates>"
                         "</t:ItemChange></m:ItemChanges></m:UpdateItem>", mailbox, **more)

    def delete(self, *ids, how="HardDelete", attributes='SendMeetingCancellations="SendToNone"', mailbox=ANNA, **more):
        listed = "".join(one if one.startswith("<") else f'<t:ItemId Id="{one}"/>' for one in ids)
        return self.call(f'<m:DeleteItem DeleteType="{how}" {attributes}><m:ItemIds>{listed}</m:ItemIds></m:DeleteItem>',
                         mailbox, **more)

    def sync(self, state=None, maximum=100, folder=CALENDAR, ignore="", shape="IdOnly", additional="", mailbox=ANNA, **more):
        state = f"<m:SyncState>{state}</m:SyncState>" if state is not None else ""
        properties = f"<t:AdditionalProperties>{additional}</t:AdditionalProperties>" if additional else ""
        return self.call(f"<m:SyncFolderItems><m:ItemShape><t:BaseShape>{shape}</t:BaseShape>{properties}</m:ItemShape>"
                         f"<m:SyncFolderId>{folder}</m:SyncFolderId>{state}{ignore}"
                         f"<m:MaxChangesReturned>{maximum}</m:MaxChangesReturned></m:SyncFolderItems>", mailbox, **more)

    def find(self, middle="", folder=CALENDAR, shape="IdOnly", additional="", mailbox=ANNA, **more):
        properties = f"<t:AdditionalProperties>{additional}</t:AdditionalProperties>" if additional else ""
        return self.call(f'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>{shape}</t:BaseShape>{properties}'
                         f"</m:ItemShape>{middle}<m:ParentFolderIds>{folder}</m:ParentFolderIds></m:FindItem>", mailbox, **more)


def appointment(subject="Lunch", start="2026-03-02T12:00:00", end="2026-03-02T13:00:00", zone="W. Europe Standard Time",
                before="", after="", last=""):
    """before: item properties behind Subject; after: calendar properties behind End; last: behind those up to the zone."""
    return (f"<t:CalendarItem><t:Subject>{subject}</t:Subject>{before}<t:Start>{start}</t:Start><t:End>{end}</t:End>{after}"
            + (f'<t:StartTimeZone Id="{zone}"/><t:EndTimeZone Id="{zone}"/>' if zone else "") + f"{last}</t:CalendarItem>")


def set_field(uri, xml, element="CalendarItem"):
    path = uri if uri.startswith("<") else f'<t:FieldURI FieldURI="{uri}"/>'
    return f"<t:SetItemField>{path}<t:{element}>{xml}</t:{element}></t:SetItemField>"


def delete_field(uri):
    path = uri if uri.startswith("<") else f'<t:FieldURI FieldURI="{uri}"/>'
    return f"<t:DeleteItemField>{path}</t:DeleteItemField>"


def field(uri):
    return f'<t:FieldURI FieldURI="{uri}"/>'


def token(value):
    return f"<t:ExtendedProperty>{TOKEN_URI}<t:Value>{value}</t:Value></t:ExtendedProperty>"


def sync_state(answer):
    return answer.root.findtext(f".//{M}SyncState")


def is_last(answer):
    return answer.root.findtext(f".//{M}IncludesLastItemInRange")


def changes(answer):
    """[("Create", id), …] in the order of the answer."""
    return [(change.tag[len(T):], next(change.iter(f"{T}ItemId")).get("Id"))
            for change in answer.root.find(f".//{M}Changes")]


def invalid(messages):
    """What xmllint has to say about messages (name, bytes) that are not valid."""
    with tempfile.TemporaryDirectory(prefix="sim-") as folder:
        names = []
        for name, message in messages:
            names.append(os.path.join(folder, name))
            with open(names[-1], "wb") as file:
                file.write(message)
        result = subprocess.run(["xmllint", "--noout", "--schema", os.path.join(SCHEMA, "envelope.xsd"), *names],
                                capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else "\n".join(
        line for line in result.stderr.splitlines() if not line.endswith(" validates"))


kept = []  # (name, bytes) of all classes of this program


def validate_kept():
    if not shutil.which("xmllint") or not os.path.isdir(SCHEMA):
        print("schema: skipped", flush=True)
    elif kept:
        problems = invalid(kept)
        if problems:
            raise AssertionError(problems)


class SimTest(unittest.TestCase):
    """A simulator per class; the messages of all classes are validated at the end."""
    arguments = ()

    @classmethod
    def setUpClass(cls):
        if not kept:
            unittest.addModuleCleanup(validate_kept)
        cls.sim = Simulator(*cls.arguments)

    @classmethod
    def tearDownClass(cls):
        cls.sim.stop()
        for number, message in enumerate(cls.sim.kept):
            kept.append((f"{cls.__name__}-{number}-{'answer' if number % 2 else 'request'}.xml", message))
        shutil.rmtree(cls.sim.folder)

    def create_one(self, item=None, **more):
        answer = self.sim.create(item or appointment(), **more)
        self.assertEqual(answer.codes, ["NoError"])
        return answer
