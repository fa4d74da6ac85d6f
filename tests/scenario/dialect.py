# SPDX-License-Identifier: MIT
"""Other servers' manners: a relay between the engine and the simulator that says the same in other words.

What an EWS server answers can be put in many ways that the schema allows and real servers use. The relay takes the simulator's
answers apart and writes them anew in the manner chosen; requests it passes on, less what it had added itself (longer ids, its own
sync states). A dialect is a list of such manners; see DIALECTS."""

import gzip
import http.client
import re
import threading
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape, quoteattr

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
# What the relay itself could not read; the simulator passes it on, as Exchange does.
FORBIDDEN = re.compile(r"&#x(?:0*[0-8bcef]|0*1[0-9a-f]|fff[ef]);|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", re.IGNORECASE)
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
DAY = re.compile(r"^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?$")
LONG = "Q" * 300 + "-"          # what a long id begins with; real ones have up to 512 bytes
NOTHING_YET = "pause:"          # a sync state of the relay's own: an empty page came before this one


def local(element):
    return element.tag.rpartition("}")[2]


def elements(root, *names):
    return [one for one in root.iter() if local(one) in names]


# --- manners: each changes the answer's tree -----------------------------------------------------------------------------
def offsets(root):
    """Instants with an offset instead of Z, as with a TimeZoneContext."""
    zone = timezone(timedelta(hours=5, minutes=30))
    for one in root.iter():
        if one.text and INSTANT.match(one.text.strip()):
            one.text = datetime.fromisoformat(one.text.strip().replace("Z", "+00:00")).astimezone(zone).isoformat()


def fractions(root):
    """Fraction digits behind the seconds."""
    for one in root.iter():
        if one.text and INSTANT.match(one.text.strip()):
            one.text = one.text.strip().replace("Z", ".0000000Z")


def days_with_offset(root):
    """The days of a series' range with an offset, as Exchange writes them."""
    for one in elements(root, "EndDateRecurrence", "NoEndRecurrence", "NumberedRecurrence"):
        for day in elements(one, "StartDate", "EndDate"):
            if match := DAY.match((day.text or "").strip()):
                day.text = match[1] + "-07:00"


def strangers(root):
    """Elements and attributes that later versions brought."""
    for one in elements(root, "CalendarItem", "Task"):
        ElementTree.SubElement(one, f"{{{TYPES}}}NewerProperty").text = "2099"
        holder = ElementTree.SubElement(one, f"{{{TYPES}}}NewerList")
        ElementTree.SubElement(holder, f"{{{TYPES}}}Subject").text = "none of the item's own"
    for one in elements(root, "ItemId", "FolderId"):
        one.set("NewerAttribute", "1")
    for message in root.iter():
        if "ResponseClass" in message.attrib:
            code = message.find(f"{{{MESSAGES}}}ResponseCode")
            if code is not None and code.text == "NoError":
                message.insert(list(message).index(code) + 1, ElementTree.Element(f"{{{MESSAGES}}}DescriptiveLinkKey"))
                message[list(message).index(code) + 1].text = "0"


def other_kinds(root):
    """What else may lie in a calendar folder: a message, and a read flag that changed."""
    for changes in elements(root, "Changes"):
        create = ElementTree.SubElement(changes, f"{{{TYPES}}}Create")
        message = ElementTree.SubElement(create, f"{{{TYPES}}}Message")
        ElementTree.SubElement(message, f"{{{TYPES}}}ItemId", Id="AAMkmessage", ChangeKey="CQAA")
        flag = ElementTree.SubElement(changes, f"{{{TYPES}}}ReadFlagChange")
        ElementTree.SubElement(flag, f"{{{TYPES}}}ItemId", Id="AAMkmessage", ChangeKey="CQAA")
        ElementTree.SubElement(flag, f"{{{TYPES}}}IsRead").text = "true"
        gone = ElementTree.SubElement(changes, f"{{{TYPES}}}Delete")
        ElementTree.SubElement(gone, f"{{{TYPES}}}ItemId", Id="AAMknever", ChangeKey="CQAA")


def twice(root):
    """What was created comes as updated once more in the same list."""
    for changes in elements(root, "Changes"):
        for create in [one for one in changes if local(one) == "Create"]:
            update = ElementTree.SubElement(changes, f"{{{TYPES}}}Update")
            update.extend(list(create))


def upside_down(root):
    """Lists in which the order says nothing, the other way round."""
    for one in elements(root, "Changes", "Categories", "ModifiedOccurrences", "DeletedOccurrences"):
        one[:] = list(reversed(one[:]))


def long_ids(root):
    for one in elements(root, "ItemId", "FolderId", "ParentFolderId", "OccurrenceId", "OldItemId"):
        if "Id" in one.attrib:
            one.set("Id", LONG + one.get("Id"))


def booleans(root):
    for one in root.iter():
        if not len(one) and one.text in ("true", "false"):
            one.text = f"\n {one.text}\n"


def no_times_of_creation(root):
    """Properties that a server may leave out although they were asked for."""
    for item in elements(root, "CalendarItem", "Task"):
        for one in [one for one in item if local(one) in ("DateTimeCreated", "AppointmentState", "IsMeeting")]:
            item.remove(one)


# --- writing -------------------------------------------------------------------------------------------------------------
def write_with_prefixes(root):
    prefixes = {SOAP: "SOAP-ENV", MESSAGES: "ns1", TYPES: "ns2"}

    def write(one, top):
        namespace, _, name = one.tag[1:].rpartition("}")
        prefix = prefixes.get(namespace)
        name = f"{prefix}:{name}" if prefix else name
        declared = "".join(f" xmlns:{short}='{uri}'" for uri, short in prefixes.items()) if top else ""
        own = "" if prefix else f" xmlns={quoteattr(namespace)}"
        attributes = "".join(f"  {key.rpartition('}')[2]} = {quoteattr(value)}" for key, value in reversed(one.attrib.items()))
        inside = escape(one.text or "") + "".join(write(child, False) for child in one)
        return f"<{name}{declared}{own}{attributes}>{inside}</{name} >"
    return "<?xml version='1.0' encoding='UTF-8' standalone='yes'?><!-- a gateway was here -->\n" + write(root, True)


def write_with_defaults(root):
    """No prefixes at all, no declaration, indented, text as character references and CDATA where that makes no difference."""
    def write(one, outer, depth):
        namespace, _, name = one.tag[1:].rpartition("}")
        own = "" if namespace == outer else f" xmlns={quoteattr(namespace)}"
        attributes = "".join(f" {key.rpartition('}')[2]}={quoteattr(value)}" for key, value in one.attrib.items())
        indent = "\r\n" + " " * depth
        if len(one):
            inside = "".join(write(child, namespace, depth + 1) for child in one) + indent
        elif name == "Subject" and one.text and "]]>" not in one.text and one.text.isprintable():
            inside = f"<![CDATA[{one.text}]]>"
        else:
            inside = "".join(f"&#x{ord(sign):X};" if ord(sign) > 126 or sign in "<>&\r" else sign for sign in one.text or "")
        return f"{indent}<{name}{own}{attributes}>{inside}</{name}>"
    return write(root, "", 0).lstrip()


DIALECTS = {
    "offsets": ((offsets, days_with_offset, upside_down, strangers), write_with_prefixes, "gzip"),
    "details": ((fractions, other_kinds, twice, long_ids, booleans, no_times_of_creation), write_with_defaults, "pieces"),
}


# --- the relay -----------------------------------------------------------------------------------------------------------
class Relay:
    """Listens on a port of its own in front of the simulator's; only /EWS goes through it."""

    def __init__(self, name, port):
        self.manners, self.write, self.transfer = DIALECTS[name]
        self.port = port            # the simulator's
        self.paused = set()         # sync states in front of which an empty page was given already
        self.rewritten = 0          # answers
        relay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                relay.answer(self)

            def log_message(self, *_):
                pass
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/EWS/Exchange.asmx"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler):
        request = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        request = request.replace(LONG, "").replace(NOTHING_YET, "")
        upstream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            skip = ("host", "content-length", "connection", "accept-encoding", "transfer-encoding", "expect")
            headers = {name: value for name, value in handler.headers.items() if name.lower() not in skip}
            upstream.request("POST", handler.path, request.encode(), headers)
            answer = upstream.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            handler.close_connection = True
            return
        finally:
            upstream.close()
        if body.lstrip().startswith(b"<") and b"Envelope" in body:
            body = self.rewrite(request, body.decode()).encode()
        self.send(handler, answer, body)

    def rewrite(self, request, text):
        try:
            root = ElementTree.fromstring(FORBIDDEN.sub("", text))
        except ElementTree.ParseError:      # a fault of the simulator's on purpose
            return text
        self.give_an_empty_page(request, root)
        for manner in self.manners:
            manner(root)
        self.rewritten += 1
        return self.write(root)

    def give_an_empty_page(self, request, root):
        """Once in front of each change list: nothing yet, but there is more."""
        state = re.search(r"<m:SyncState>(.*?)</m:SyncState>", request)
        asked = state[1] if state else ""
        # The first listing has no state yet to come back with.
        if "SyncFolderItems" not in request or not asked or asked in self.paused or not elements(root, "Changes"):
            return
        self.paused.add(asked)
        for message in elements(root, "SyncFolderItemsResponseMessage"):
            for one in elements(message, "Changes"):
                one[:] = []
            for one in elements(message, "SyncState"):
                one.text = NOTHING_YET + asked
            for one in elements(message, "IncludesLastItemInRange"):
                one.text = "false"

    def send(self, handler, answer, body):
        handler.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                handler.send_header(name.lower(), value)
        if self.transfer == "gzip" and body and "gzip" in (handler.headers.get("Accept-Encoding") or ""):
            body = gzip.compress(body)
            handler.send_header("content-encoding", "gzip")
        if self.transfer == "pieces":
            handler.send_header("transfer-encoding", "chunked")
            handler.end_headers()
            for at in range(0, len(body), 997):
                piece = body[at:at + 997]
                handler.wfile.write(b"%x;extension=1\r\n%s\r\n" % (len(piece), piece))
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.send_header("content-length", str(len(body)))
            handler.send_header("connection", "close")
            handler.end_headers()
            handler.wfile.write(body)
            handler.close_connection = True
