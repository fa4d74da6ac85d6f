#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Signing in, impersonation, SOAP faults, faults on purpose, the control endpoint, and what survives a restart."""

import base64
import gzip
import hashlib
import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import xml.etree.ElementTree

from ews import (ADMIN, ANNA, BERT, CALENDAR, DORA, IMPERSONATE, NAMESPACES, SCHEMA, SimTest, Simulator, appointment, changes, is_last, set_field,
                 sync_state)

GET_CALENDAR = ("<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>"
                f"{CALENDAR}</m:FolderIds></m:GetFolder>")


def envelope(body, header=""):
    return f"<s:Envelope {NAMESPACES}><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"


class SigningIn(SimTest):
    def test_basic(self):
        self.assertEqual(self.sim.call(GET_CALENDAR, None, (BERT, "bertspw")).codes, ["NoError"])
        for account in (None, (BERT, "wrong"), ("admin", "wrong"), (ANNA, ""), ("nobody", "x")):
            answer = self.sim.call(GET_CALENDAR, None, account, keep=False)
            self.assertEqual(answer.status, 401)
            self.assertIn("Basic", answer.headers["WWW-Authenticate"])
        self.assertEqual(self.sim.call(GET_CALENDAR, ANNA, ("FIRM\\admin", "secret")).codes, ["NoError"])
        self.assertEqual(self.sim.call(GET_CALENDAR, None, ("EXAMPLE\\Bert", "bertspw")).codes, ["NoError"])

    def test_impersonation(self):
        # 84
        for kind in ("PrincipalName", "PrimarySmtpAddress", "SmtpAddress"):
            header = (f"<t:ExchangeImpersonation><t:ConnectingSID><t:{kind}>{ANNA.upper()}</t:{kind}></t:ConnectingSID>"
                      "</t:ExchangeImpersonation>")
            self.assertEqual(self.sim.call(GET_CALENDAR, None, header=header).codes, ["NoError"])
        for mailbox, account, code in (("nobody@example.com", ADMIN, "ErrorNonExistentMailbox"),
                                       (DORA, ADMIN, "ErrorImpersonateUserDenied"),
                                       (ANNA, (BERT, "bertspw"), "ErrorImpersonateUserDenied")):
            answer = self.sim.call(GET_CALENDAR, mailbox, account)
            self.assertEqual((answer.status, answer.fault), (500, code))

    def test_mailboxes_are_apart(self):
        made = self.create_one().item_id
        self.assertEqual(self.sim.get(made, mailbox=None, account=(BERT, "bertspw")).codes, ["ErrorItemNotFound"])

    def test_autodiscover(self):
        def ask(address, schema="outlook/responseschema/2006a", account=ADMIN):
            space = "http://schemas.microsoft.com/exchange/autodiscover/"
            return self.sim.post(f'<Autodiscover xmlns="{space}outlook/requestschema/2006"><Request><EMailAddress>{address}</EMailAddress>'
                                 f"<AcceptableResponseSchema>{space}{schema}</AcceptableResponseSchema></Request></Autodiscover>", account,
                                 "/Autodiscover/Autodiscover.xml", keep=False)
        settings = ask(ANNA).root.find("{*}Response/{*}Account")
        self.assertEqual(settings.findtext("{*}Action"), "settings")
        self.assertEqual([(one.findtext("{*}Type"), one.findtext("{*}EwsUrl")) for one in settings.findall("{*}Protocol")],
                         [(kind, f"http://127.0.0.1:{self.sim.port}/EWS/Exchange.asmx") for kind in ("EXCH", "EXPR")])
        for answer, code in ((ask("nobody@example.com"), "500"), (ask(ANNA, "x"), "601"),
                             (self.sim.post("<x/>", path="/autodiscover/autodiscover.xml", keep=False), "600"),
                             (self.sim.post("", path="/autodiscover/autodiscover.xml", keep=False), "600")):
            self.assertEqual((answer.status, answer.root.findtext("{*}Response/{*}Error/{*}ErrorCode")), (200, code))
        self.assertEqual(ask(ANNA, account=None).status, 401)

    def test_compression(self):
        """gzip for who asks for it, where it is worth it; what is inside is the same."""
        message = envelope("<m:GetServerTimeZones/>")
        ask = lambda encoding, text=message: self.sim.http("POST", "/EWS/Exchange.asmx", text, {
            "Content-Type": "text/xml", "Authorization": "Basic " + base64.b64encode(":".join(ADMIN).encode()).decode(),
            **({"Accept-Encoding": encoding} if encoding else {})})
        plain = ask(None)
        self.assertIsNone(plain.headers["Content-Encoding"])
        for encoding in ("gzip", "gzip, deflate", "deflate;q=0.5, GZIP;q=1"):
            packed = ask(encoding)
            self.assertEqual((packed.headers["Content-Encoding"], packed.headers["Vary"], gzip.decompress(packed.body) == plain.body), ("gzip", "Accept-Encoding", True))
            self.assertLess(len(packed.body), len(plain.body) / 5)
        for encoding in ("identity", "gzip;q=0", "deflate"):
            self.assertEqual(ask(encoding).body, plain.body, encoding)
        self.assertIsNone(ask("gzip", envelope("<m:Nothing/>")).headers["Content-Encoding"])

    def test_affinity(self):
        # 81
        headers = {"Content-Type": "text/xml", "X-PreferServerAffinity": "true"}
        answer = self.sim.http("POST", "/EWS/Exchange.asmx", b"", headers)
        self.assertIn("X-BackEndOverrideCookie=", answer.headers["Set-Cookie"])
        self.assertIsNone(self.sim.call(GET_CALENDAR).headers["Set-Cookie"])

    def test_address(self):
        # 88
        self.assertEqual(self.sim.post(envelope(GET_CALENDAR), (BERT, "bertspw"), "/ews/exchange.asmx").codes, ["NoError"])
        self.assertEqual(self.sim.post(envelope(GET_CALENDAR), path="/owa/", keep=False).status, 404)
        default = ('<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><GetFolder'
                   ' xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><FolderShape><BaseShape'
                   ' xmlns="http://schemas.microsoft.com/exchange/services/2006/types">IdOnly</BaseShape></FolderShape><FolderIds>'
                   '<DistinguishedFolderId xmlns="http://schemas.microsoft.com/exchange/services/2006/types" Id="calendar"/></FolderIds>'
                   '</GetFolder></SOAP-ENV:Body></SOAP-ENV:Envelope>')
        self.assertEqual(self.sim.post(default, (BERT, "bertspw")).codes, ["NoError"])


class Arguments(unittest.TestCase):
    def test_bytes_are_utf8_in_every_locale(self):
        sim = Simulator("--admin", "sync@x=Geheim-1§", "--mailbox", "jörg@example.com=Straße", schema=False)
        for account in (("sync@x", "Geheim-1§"), ("jörg@example.com", "Straße")):
            answer = sim.call(GET_CALENDAR, ANNA if account[0] == "sync@x" else None, account)
            self.assertEqual(answer.codes, ["NoError"])
        sim.stop()


@unittest.skipUnless(shutil.which("curl"), "skipped: there is no curl")
class NtlmOfADomain(SimTest):
    """An admin declared as DOMAIN\\name signs in as that, whatever the case."""
    arguments = ("--auth", "ntlm", "--admin", "FIRM\\admin-sync=secret")

    def test_accounts(self):
        for account, status in (("FIRM\\admin-sync", "200"), ("firm\\ADMIN-Sync", "200"), ("OTHER\\admin-sync", "401"),
                                ("admin-sync", "401")):
            self.assertEqual(Ntlm.curl(self, account, "secret")[0], status, account)


@unittest.skipUnless(shutil.which("curl"), "skipped: there is no curl")
class Ntlm(SimTest):
    """curl's own NTLM is the client."""
    arguments = ("--auth", "ntlm")

    def curl(self, account, password, *more):
        url = f"http://127.0.0.1:{self.sim.port}/EWS/Exchange.asmx"
        message = envelope(GET_CALENDAR, IMPERSONATE.format(ANNA) if "admin" in account.lower() else "")
        one = ["--ntlm", "--silent", "--user", f"{account}:{password}", "--header", "Content-Type: text/xml", "--data-binary", message,
               "--output", os.devnull, "--write-out", "%{http_code} %{num_connects}\n", url]
        result = subprocess.run(["curl", *one, *(["--next", *one] if "twice" in more else [])], capture_output=True, text=True, check=True)
        return result.stdout.split()

    def test_password(self):
        for account, password, status in (("admin", "secret", "200"), ("FIRM\\admin", "secret", "200"), (BERT, "bertspw", "200"),
                                          ("EXAMPLE\\bert", "bertspw", "200"), ("ADMIN", "secret", "200"), ("admin", "Secret", "401"), ("admin", "", "401"), (ANNA, "", "401"),
                                          ("nobody", "secret", "401")):
            self.assertEqual(self.curl(account, password)[0], status, account)

    def test_connection_is_signed_in(self):
        before = self.sim.control("GET", "requests")[1]["count"]
        self.assertEqual(self.curl("admin", "secret", "twice"), ["200", "1", "200", "0"])
        # Negotiation, its answer, and one more request without either.
        self.assertLessEqual(self.sim.control("GET", "requests")[1]["count"] - before, 4)

    def test_refusals(self):
        answer = self.sim.call(GET_CALENDAR, keep=False)
        self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, "NTLM"))
        for message in (b"", b"NTLMSSP\0", b"NTLMSSP\0\3\0\0\0", b"NTLMSSP\0\3\0\0\0" + b"\xff" * 52):
            for start in (False, True):
                if start:
                    self.authorize(b"NTLMSSP\0\1\0\0\0\0\0\0\0")
                answer = self.authorize(message)
                self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, "NTLM"))

    def authorize(self, message):
        return self.sim.http("POST", "/EWS/Exchange.asmx", b"", {"Authorization": "NTLM " + base64.b64encode(message).decode()})


class TokenTest(SimTest):
    arguments = ("--oauth", "contoso:app-1:s3cret", "--auth", "bearer")

    def token(self, tenant="contoso", **fields):
        form = {"grant_type": "client_credentials", "client_id": "app-1", "client_secret": "s3cret",
                "scope": "https://outlook.office365.com/.default", **fields}
        answer = self.sim.http("POST", f"/{tenant}/oauth2/v2.0/token", urllib.parse.urlencode(form),
                               {"Content-Type": "application/x-www-form-urlencoded"})
        return answer.status, json.loads(answer.body)

    def get(self, authorization):
        message = envelope(GET_CALENDAR, IMPERSONATE.format(ANNA)).encode()
        return self.sim.http("POST", "/EWS/Exchange.asmx", message, {"Content-Type": "text/xml", "Authorization": authorization})


class Tokens(TokenTest):
    def test_token(self):
        status, token = self.token()
        self.assertEqual((status, token["token_type"], token["expires_in"]), (200, "Bearer", 3599))
        self.assertEqual(self.get("Bearer " + token["access_token"]).codes, ["NoError"])
        for bad in ("Bearer x", "Basic YWRtaW46c2VjcmV0"):
            answer = self.get(bad)
            self.assertEqual(answer.status, 401)
            self.assertIn("Bearer", answer.headers["WWW-Authenticate"])
        self.sim.control("POST", "clock", {"offset": 3600})
        self.assertEqual(self.get("Bearer " + token["access_token"]).status, 401)

    def test_refusals(self):
        for change, status, code in (({"client_secret": "x"}, 401, 7000215), ({"client_id": "x"}, 400, 700016),
                                     ({"tenant": "x"}, 400, 90002), ({"scope": "x"}, 400, 1002012),
                                     ({"client_assertion": "x"}, 400, 900144)):
            answer = self.token(**change)
            self.assertEqual((answer[0], answer[1]["error_codes"]), (status, [code]))
            self.assertTrue(answer[1]["error_description"].startswith(f"AADSTS{code}:"))


@unittest.skipUnless(shutil.which("openssl"), "skipped: there is no openssl")
class Assertions(TokenTest):
    """What openssl signs is accepted; every wrong part of it is refused with Entra's number."""

    @classmethod
    def setUpClass(cls):
        keys = tempfile.TemporaryDirectory(prefix="sim-")
        cls.addClassCleanup(keys.cleanup)
        for name in ("own", "other"):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=app-1", "-keyout",
                            f"{keys.name}/{name}.key", "-out", f"{keys.name}/{name}.pem"], check=True, capture_output=True)
        cls.keys = keys.name
        cls.arguments = (*TokenTest.arguments, "--oauth-certificate", f"{keys.name}/own.pem")
        super().setUpClass()

    @staticmethod
    def encode(data):
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def assertion(self, algorithm="RS256", key="own", thumbprint="x5t", certificate="own", **claims):
        with open(f"{self.keys}/{certificate}.pem", encoding="ascii") as file:
            digest = hashlib.new("sha256" if "256" in thumbprint else "sha1", ssl.PEM_cert_to_DER_cert(file.read())).digest()
        header = {"alg": algorithm, "typ": "JWT", thumbprint: self.encode(digest)}
        payload = {"aud": f"http://127.0.0.1:{self.sim.port}/contoso/oauth2/v2.0/token", "iss": "app-1", "sub": "app-1",
                   "jti": "1", "nbf": int(time.time()), "exp": int(time.time()) + 600, **claims}
        text = f"{self.encode(header)}.{self.encode(payload)}"
        pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] if algorithm == "PS256" else []
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", f"{self.keys}/{key}.key", *pss], input=text.encode(),
                                   capture_output=True, check=True).stdout
        return f"{text}.{self.encode(signature)}"

    def ask(self, assertion):
        return self.token(client_secret="", client_assertion=assertion,
                          client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer")

    def test_assertion(self):
        for algorithm in ("RS256", "PS256"):
            for thumbprint in ("x5t", "x5t#S256"):
                status, token = self.ask(self.assertion(algorithm, thumbprint=thumbprint))
                self.assertEqual(status, 200, token)
                self.assertEqual(self.get("Bearer " + token["access_token"]).codes, ["NoError"])
        tampered = self.assertion().split(".")
        tampered[1] = self.encode({"iss": "app-1", "sub": "app-1", "exp": 1 << 40})
        for assertion, code in ((self.assertion(key="other"), 700027), (self.assertion(certificate="other"), 700027),
                                (self.assertion("HS256"), 50027), (self.assertion("none"), 50027), (".".join(tampered), 700027),
                                ("x", 50027), ("a.b.c", 50027), ("..", 50027), (self.assertion(aud="https://example.com/"), 700023),
                                (self.assertion(exp=int(time.time()) - 900), 700024), (self.assertion(exp=None), 700024),
                                (self.assertion(nbf=int(time.time()) + 900), 700024), (self.assertion(sub="app-2"), 700021)):
            status, answer = self.ask(assertion)
            self.assertEqual((status, answer.get("error"), answer.get("error_codes")), (401, "invalid_client", [code]))


class Refusals(SimTest):
    def test_not_soap(self):
        for text, code in (("<s:Envelope", "ErrorSchemaValidation"), ("", "ErrorSchemaValidation"), ("<a/>", "ErrorSchemaValidation"),
                           (envelope(""), "ErrorInvalidRequest"), (envelope("<m:DoNothing/>"), "ErrorInvalidRequest"),
                           ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "ErrorSchemaValidation")):
            answer = self.sim.post(text, keep=False)
            self.assertEqual((answer.status, answer.fault), (500, code), text)

    def test_version(self):
        # 83
        header = '<t:RequestServerVersion Version="Exchange2525"/>'
        self.assertEqual(self.sim.post(envelope(GET_CALENDAR, header), keep=False).fault, "ErrorInvalidServerVersion")
        zones, asks = "<m:GetServerTimeZones/>", GET_CALENDAR.replace("</m:FolderShape>", "</m:FolderShape>")
        get = '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="{}"/></t:AdditionalProperties></m:ItemShape><m:ItemIds><t:ItemId Id="x"/></m:ItemIds></m:GetItem>'
        for version, body, fault in (("Exchange2007_SP1", zones, "ErrorIncorrectSchemaVersion"), ("Exchange2010", zones, None),
                                     ("Exchange2007_SP1", get.format("calendar:StartTimeZone"), "ErrorIncorrectSchemaVersion"),
                                     ("Exchange2010_SP2", get.format("calendar:StartTimeZoneId"), "ErrorIncorrectSchemaVersion"),
                                     ("Exchange2013", get.format("calendar:StartTimeZoneId"), None), ("Exchange2007_SP1", asks, None)):
            header = f'<t:RequestServerVersion Version="{version}"/>' + IMPERSONATE.format(ANNA)
            self.assertEqual(self.sim.post(envelope(body, header), keep=False).fault, fault, (version, body))

    @unittest.skipUnless(os.path.isdir(SCHEMA), "skipped: there is no schema here")
    def test_schema(self):
        # 83
        answer = self.sim.call(GET_CALENDAR.replace("<m:FolderIds>", "\n  <m:Ids>").replace("</m:FolderIds>", "</m:Ids>"), keep=False)
        self.assertEqual((answer.status, answer.fault), (500, "ErrorSchemaValidation"))
        # The second line of the message; the element's name stands behind "  <m:".
        self.assertEqual((answer.text("LineNumber"), answer.text("LinePosition")), ("2", "6"))
        self.assertIn("Ids", answer.text("Violation"))


class OnPurpose(SimTest):
    def fault(self, *texts):
        status, listed = self.sim.control("POST", "faults", {"clear": True, "add": list(texts)})
        self.assertEqual((status, listed), (200, list(texts)))

    def tearDown(self):
        self.fault()

    def count(self):
        return len(self.sim.control("GET", f"mailbox/{ANNA}/items")[1])

    def test_grammar(self):
        self.assertEqual(self.sim.control("POST", "faults", {"add": "nonsense"})[0], 400)
        self.assertEqual(self.sim.control("POST", "faults", {"add": "busy:x"})[0], 400)
        self.fault(f"http:507@{BERT}/GetFolder,every=2,count=1")
        statuses = [self.sim.call(GET_CALENDAR, mailbox, keep=False).status for mailbox in (ANNA, BERT, BERT, BERT, BERT)]
        self.assertEqual(statuses, [200, 200, 507, 200, 200])
        self.fault("http:503,every=3,seed=7")
        statuses = [self.sim.call(GET_CALENDAR, keep=False).status for _ in range(60)]
        self.assertTrue(5 < statuses.count(503) < 40)

    def test_busy_and_refused(self):
        # 82
        self.fault("busy:700,count=1")
        answer = self.sim.call(GET_CALENDAR)
        self.assertEqual((answer.status, answer.fault, answer.text("Value")), (500, "ErrorServerBusy", "700"))
        self.fault("busy-http,count=1")
        answer = self.sim.call(GET_CALENDAR, keep=False)
        self.assertEqual((answer.status, answer.body), (503, b""))
        made = [self.create_one().item_id for _ in range(2)]
        for kind, code, inner in (("busy-wrapped", "ErrorInternalServerError", "ErrorServerBusy"), ("busy-messages", "ErrorServerBusy", None)):
            for ask, messages in ((lambda: self.sim.call(GET_CALENDAR), 1), (lambda: self.sim.get(*made), 2),
                                  (lambda: self.sim.delete(*made), 2), (lambda: self.sim.create(appointment()), 1), (self.sim.sync, 1),
                                  (lambda: self.sim.update(made[0], set_field("item:Subject", "<t:Subject>x</t:Subject>")), 1),
                                  (self.sim.find, 1)):
                self.fault(f"{kind}:900,count=1")
                answer = ask()
                self.assertEqual((answer.status, answer.codes), (200, [code] * messages))
                values = {value.get("Name"): value.text for value in answer.all("Value")}
                self.assertEqual((values["BackOffMilliseconds"], values.get("InnerErrorResponseCode")), ("900", inner))
        self.assertEqual(self.sim.get(*made).codes, ["NoError"] * 2)
        # What has no response messages is refused as a whole.
        self.fault("busy-messages:900,count=1")
        answer = self.sim.call("<m:GetRoomLists/>")
        self.assertEqual((answer.status, answer.fault, answer.text("Value")), (500, "ErrorServerBusy", "900"))
        self.fault("policy-block,count=1", "expired-token,count=1")
        self.assertEqual(self.sim.call(GET_CALENDAR, keep=False).status, 401)
        answer = self.sim.call(GET_CALENDAR, keep=False)
        self.assertEqual(answer.status, 403)
        self.assertIsNotNone(answer.headers["X-EWS-Policy-Reason"])

    def test_broken_connections(self):
        for kind, effect in (("reset-before", 0), ("reset-after", 1), ("truncate", 1)):
            before = self.count()
            self.fault(f"{kind}/CreateItem,count=1")
            with self.assertRaises((ConnectionResetError, http.client.HTTPException)):
                self.sim.create(appointment(), keep=False)
            self.assertEqual(self.count() - before, effect, kind)
        self.fault("malformed,count=1")
        self.assertRaises(Exception, self.sim.call, GET_CALENDAR, keep=False)

    def test_delays(self):
        for kind in ("delay-before", "delay-after"):
            self.fault(f"{kind}:150,count=1")
            began = time.monotonic()
            self.assertEqual(self.sim.call(GET_CALENDAR).codes, ["NoError"])
            self.assertGreater(time.monotonic() - began, 0.14)

    def test_items(self):
        made = self.create_one()
        change = set_field("item:Subject", "<t:Subject>new</t:Subject>")
        self.fault("stale-change-key,count=1", "unknown-item/GetItem,count=1", "invalid-sync-state,count=1")
        self.assertEqual(self.sim.update(made.item_id, change).codes, ["ErrorIrresolvableConflict"])
        self.assertEqual(self.sim.get(made.item_id).codes, ["ErrorItemNotFound"])
        state = sync_state(self.sim.sync())
        self.assertEqual(self.sim.sync(state).codes, ["ErrorInvalidSyncStateData"])
        self.assertEqual(self.sim.sync(state).codes, ["NoError"])
        self.assertEqual(self.sim.update(made.item_id, change).codes, ["NoError"])

    def test_clock(self):
        self.fault("clock-skew:86400000")
        made = self.create_one().item_id
        answer = self.sim.get(made)
        self.assertGreater(answer.text("LastModifiedTime"), "2028")
        self.assertIn("20", answer.headers["Date"])
        self.assertEqual(len(answer.headers.get_all("Date")), 1)
        self.fault()
        self.assertEqual(self.sim.control("POST", "clock", {"offset": -86400 * 3650})[0], 200)
        self.assertLess(self.sim.get(self.create_one().item_id).text("DateTimeCreated"), "2020")
        self.sim.control("POST", "clock", {"offset": 0})


class Control(SimTest):
    def outlook(self, action, **item):
        return self.sim.control("POST", f"mailbox/{ANNA}/{action}", item)

    def test_playing_outlook(self):
        status, made = self.outlook("create", subject="Fair", start="2026-07-01T09:00:00", end="2026-07-01T10:00:00",
                                    time_zone="Europe/Berlin", show_as="tentative", importance="high", reminder_minutes=None,
                                    categories=["A", "B"], body="Hi", extended=[{"path": "T=String;S=11111111-1111-1111-1111-111111111111;N=x",
                                                                                 "value": "y"}])
        self.assertEqual(status, 200)
        got = self.sim.get(made["id"])
        self.assertEqual((got.text("Start"), got.text("LegacyFreeBusyStatus"), got.text("ReminderIsSet"), got.text("Body")),
                         ("2026-07-01T07:00:00Z", "Tentative", "false", "Hi"))
        status, changed = self.outlook("update", id=made["id"], start="2026-07-01T09:30:00", location="Hall", categories=[])
        self.assertEqual((status, changed["start"], changed["location"], changed["categories"]), (200, "2026-07-01T09:30:00", "Hall", []))
        status, copy = self.outlook("copy", id=made["id"])
        self.assertEqual((status, copy["uid"], copy["extended"]), (200, made["uid"], made["extended"]))
        self.assertNotEqual(copy["id"], made["id"])
        self.assertEqual(self.outlook("delete", id=copy["id"])[1]["folder"], "deleteditems")
        self.assertEqual(self.outlook("delete", id=copy["id"])[0], 404)
        self.assertEqual(self.outlook("update", id=made["id"], end="2025-01-01T00:00:00")[0], 400)

    def test_zone_aliases(self):
        for zone, windows in (("Asia/Kolkata", "India Standard Time"), ("Asia/Calcutta", "India Standard Time"),
                              ("US/Pacific", "Pacific Standard Time"), ("W. Europe Standard Time", "W. Europe Standard Time")):
            status, made = self.outlook("create", subject="There", start="2026-07-01T09:00:00", end="2026-07-01T10:00:00", time_zone=zone)
            self.assertEqual((status, made["windows_zone"]), (200, windows))
            self.assertEqual(self.sim.get(made["id"]).first("StartTimeZone").get("Id"), windows)
        self.assertEqual(self.outlook("create", subject="Nowhere", start="2026-07-01T09:00:00", end="2026-07-01T10:00:00",
                                      time_zone="Mars/Olympus")[0], 400)

    def test_invitation(self):
        # 50 and the meetings of others
        made = self.outlook("create", subject="Theirs", start="2026-07-01T09:00:00Z", end="2026-07-01T10:00:00Z",
                            organizer={"name": "Boss", "email": "boss@example.org"}, attendees=[{"email": ANNA}])[1]
        got = self.sim.get(made["id"])
        self.assertEqual((got.text("IsMeeting"), got.text("AppointmentState"), got.text("MyResponseType")),
                         ("true", "3", "NoResponseReceived"))
        self.assertEqual(got.first("Organizer")[0].findtext("{*}EmailAddress"), "boss@example.org")
        accepted = self.outlook("accept", id=made["id"])[1]
        self.assertEqual((accepted["uid"], accepted["my_response"]), (made["uid"], "Accept"))
        self.assertEqual(self.sim.get(made["id"]).codes, ["ErrorItemNotFound"])

    def test_invitation_to_a_series(self):
        made = self.outlook("create", subject="Theirs", start="2026-07-01T09:00:00Z", end="2026-07-01T10:00:00Z", recurrence="FREQ=DAILY;COUNT=3",
                            organizer={"name": "Boss", "email": "boss@example.org"}, attendees=[{"email": ANNA}])[1]
        self.assertEqual(self.outlook("delete", id=made["id"], index=2)[0], 200)
        accepted = self.outlook("accept", id=made["id"], response="Tentative")[1]
        self.assertEqual((accepted["uid"], accepted["show_as"], [one["deleted"] for one in accepted["exceptions"]]), (made["uid"], "tentative", [True]))
        self.outlook("delete", id=accepted["id"], type="HardDelete")

    def test_control_characters(self):
        # 86
        made = self.outlook("create", subject="bell\x07", start="2026-07-01T09:00:00Z", end="2026-07-01T10:00:00Z")[1]
        # Not well-formed XML 1.0, as Exchange's own answer would be.
        with self.assertRaisesRegex(xml.etree.ElementTree.ParseError, "invalid"):
            self.sim.get(made["id"], keep=False)
        self.outlook("delete", id=made["id"], type="HardDelete")

    def test_records(self):
        self.sim.control("DELETE", "requests")
        self.sim.call(GET_CALENDAR)
        self.sim.get("x")
        found = self.sim.control("GET", "requests")[1]
        self.assertEqual((found["count"], [(one["operation"], one["mailbox"], one["status"], one["codes"]) for one in found["requests"]]),
                         (2, [("GetFolder", ANNA, 200, ["NoError"]), ("GetItem", ANNA, 200, ["ErrorInvalidIdMalformed"])]))
        self.assertTrue(self.sim.control("GET", "health")[1]["ok"])
        self.assertEqual([one["smtp"] for one in self.sim.control("GET", "mailboxes")[1]], [ANNA, BERT, DORA])
        self.assertEqual(self.sim.control("GET", "nonsense")[0], 404)


class State(unittest.TestCase):
    def test_restart(self):
        sim = Simulator(state=True)
        made = [sim.create(appointment(str(i))) for i in range(3)]
        state = sync_state(sim.sync())
        sim.delete(made[0].item_id)
        updated = sim.update(made[1].item_id, set_field("item:Subject", "<t:Subject>new</t:Subject>"))
        # Killed the hard way right behind the answer: nothing acknowledged is lost.
        sim.stop(signal.SIGKILL)
        sim.start()
        answer = sim.sync(state)
        self.assertEqual(changes(answer), [("Delete", made[0].item_id), ("Update", made[1].item_id)])
        self.assertEqual(is_last(answer), "true")
        got = sim.get(made[1].item_id, made[2].item_id)
        self.assertEqual((got.text("Subject"), got.change_key), ("new", updated.change_key))
        # New ids go on where the old ones ended.
        self.assertNotIn(sim.create(appointment()).item_id, [one.item_id for one in made])
        sim.stop()


if __name__ == "__main__":
    unittest.main()
