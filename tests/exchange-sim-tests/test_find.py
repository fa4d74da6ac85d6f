#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""FindItem, GetFolder, FindFolder."""

import unittest

from ews import CALENDAR, M, TASKS, TOKEN_URI, SimTest, appointment, field, set_field, token


def equal(path, value):
    return (f'<m:Restriction><t:IsEqualTo>{path}<t:FieldURIOrConstant><t:Constant Value="{value}"/></t:FieldURIOrConstant>'
            "</t:IsEqualTo></m:Restriction>")


class Find(SimTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(1, 6):
            cls.sim.create(appointment(f"Item {number}", f"2026-0{number}-01T10:00:00", f"2026-0{number}-01T11:00:00",
                                       before=token(f"token-{number}")))
        cls.sim.create("<t:Task><t:Subject>Do it</t:Subject></t:Task>", folder=TASKS, attributes="")

    def subjects(self, middle, **more):
        answer = self.sim.find(middle, additional=field("item:Subject"), **more)
        self.assertEqual(answer.codes, ["NoError"])
        return [subject.text for subject in answer.all("Subject")]

    def test_restrictions(self):
        uid = self.sim.find(additional=field("calendar:UID")).all("UID")[0].text
        self.assertEqual(self.subjects(equal(TOKEN_URI, "token-3")), ["Item 3"])
        self.assertEqual(self.subjects(equal(TOKEN_URI, "token-9")), [])
        # Not every property can be searched for; the UID is one that cannot.
        for uri in ("calendar:UID", "item:Culture", "calendar:Recurrence", "item:ParentFolderId"):
            self.assertEqual(self.sim.find(equal(field(uri), uid)).codes, ["ErrorUnsupportedPathForQuery"], uri)
        self.assertEqual(self.subjects(equal(field("item:Subject"), "item 2")), ["Item 2"])
        self.assertEqual(self.subjects(equal(field("calendar:Start"), "2026-04-01T08:00:00Z")), ["Item 4"])
        after = ('<m:Restriction><t:And><t:IsGreaterThan><t:FieldURI FieldURI="calendar:Start"/><t:FieldURIOrConstant>'
                 '<t:Constant Value="2026-02-10T00:00:00Z"/></t:FieldURIOrConstant></t:IsGreaterThan><t:Not><t:Contains'
                 ' ContainmentMode="Substring" ContainmentComparison="IgnoreCase"><t:FieldURI FieldURI="item:Subject"/>'
                 '<t:Constant Value="M 4"/></t:Contains></t:Not></t:And></m:Restriction>')
        self.assertEqual(self.subjects(after), ["Item 5", "Item 3"])
        exists = f"<m:Restriction><t:Exists>{TOKEN_URI}</t:Exists></m:Restriction>"
        self.assertEqual(len(self.subjects(exists)), 5)
        self.assertEqual(self.subjects("", folder=TASKS), ["Do it"])

    def test_by_article_number(self):
        """DavMail pages by the number IMAP knows an item by, and finds one again by the name its own client gave it."""
        number = '<t:ExtendedFieldURI PropertyTag="0xe23" PropertyType="Integer"/>'
        name = '<t:ExtendedFieldURI PropertyTag="0x10f3" PropertyType="String"/>'
        made = self.create_one(appointment("Named", "2027-03-01T10:00:00", "2027-03-01T11:00:00",
                                           before=f"<t:ExtendedProperty>{name}<t:Value>abc-1.ics</t:Value></t:ExtendedProperty>")).item_id
        self.addCleanup(self.sim.delete, made)
        order = f'<m:SortOrder><t:FieldOrder Order="Ascending">{number}</t:FieldOrder></m:SortOrder>'
        listed = self.sim.find('<m:IndexedPageItemView MaxEntriesReturned="500" Offset="0" BasePoint="Beginning"/>' + order, additional=number)
        numbers = [int(value.text) for value in listed.all("Value")]
        self.assertEqual((len(numbers), numbers), (6, sorted(set(numbers))))
        self.assertEqual(self.subjects(equal(name, "abc-1.ics") + order), ["Named"])
        # Whether there is anything new in a folder is told by its time.
        time = '<t:ExtendedFieldURI PropertyTag="0x670a" PropertyType="SystemTime"/>'
        asked = ("<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>" + time +
                 f"</t:AdditionalProperties></m:FolderShape><m:FolderIds>{CALENDAR}</m:FolderIds></m:GetFolder>")
        before = self.sim.call(asked).text("Value")
        self.assertEqual(self.sim.call(asked).text("Value"), before)
        self.sim.control("POST", "clock", {"offset": 60})
        self.addCleanup(self.sim.control, "POST", "clock", {"offset": 0})
        gone = self.create_one(appointment("Gone")).item_id
        self.sim.delete(gone)
        self.assertGreater(self.sim.call(asked).text("Value"), before)

    def test_other_views(self):
        page = '<m:FractionalPageItemView MaxEntriesReturned="2" Numerator="{}" Denominator="{}"/>'
        order = '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="calendar:Start"/></t:FieldOrder></m:SortOrder>'
        self.assertEqual(self.subjects(page.format(2, 5) + order), ["Item 3", "Item 4"])
        root = self.sim.find(page.format(2, 5)).root.find(f".//{M}RootFolder")
        self.assertEqual((root.get("NumeratorOffset"), root.get("AbsoluteDenominator")), ("4", "5"))
        self.assertEqual(self.sim.find(page.format(3, 2)).codes, ["ErrorInvalidFractionalPagingParameters"])
        shape = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        for traversal in ("SoftDeleted", "Associated"):
            found = self.sim.call(f'<m:FindItem Traversal="{traversal}">{shape}<m:ParentFolderIds>{CALENDAR}</m:ParentFolderIds></m:FindItem>')
            self.assertEqual((found.codes, found.first("ItemId")), (["NoError"], None))

    def test_seeking(self):
        order = '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="calendar:Start"/></t:FieldOrder></m:SortOrder>'
        page = '<m:SeekToConditionPageItemView MaxEntriesReturned="{}" BasePoint="{}"><t:Condition>{}</t:Condition></m:SeekToConditionPageItemView>'
        after = ('<t:IsGreaterThan><t:FieldURI FieldURI="calendar:Start"/><t:FieldURIOrConstant><t:Constant Value="2026-02-10T00:00:00Z"/></t:FieldURIOrConstant>'
                 "</t:IsGreaterThan>")
        self.assertEqual(self.subjects(page.format(2, "Beginning", after) + order), ["Item 3", "Item 4"])
        before = after.replace("IsGreaterThan", "IsLessThan")
        self.assertEqual(self.subjects(page.format(1, "End", before) + order), ["Item 2"])
        self.assertEqual(self.subjects(page.format(9, "Beginning", after.replace("2026", "2036")) + order), [])
        self.assertEqual(self.sim.find(page.format(1, "End", "<t:Exists>" + field("calendar:UID") + "</t:Exists>")).codes, ["ErrorUnsupportedPathForQuery"])
        for view in ('<m:IndexedPageItemView MaxEntriesReturned="0" Offset="0" BasePoint="Beginning"/>',
                     '<m:FractionalPageItemView MaxEntriesReturned="0" Numerator="0" Denominator="1"/>',
                     '<m:CalendarView MaxEntriesReturned="0" StartDate="2026-03-01T00:00:00Z" EndDate="2026-04-01T00:00:00Z"/>', page.format(0, "End", before)):
            self.assertEqual(self.sim.find(view).codes, ["ErrorInvalidPagingMaxRows"], view)

    def test_query_strings(self):
        place = "<t:Location>Haus Süd</t:Location>"
        people = ("<t:RequiredAttendees><t:Attendee><t:Mailbox><t:Name>Gast</t:Name><t:EmailAddress>gast@example.org</t:EmailAddress></t:Mailbox></t:Attendee>"
                  "</t:RequiredAttendees>")
        one = self.create_one(appointment("Projekt Überblick", "2030-01-01T10:00:00", "2030-01-01T11:00:00", after=place + people,
                                          before='<t:Body BodyType="HTML">&lt;p&gt;Alles &lt;b&gt;Wichtige&lt;/b&gt;&lt;/p&gt;</t:Body><t:Categories><t:String>Rot</t:String></t:Categories>')).item_id
        two = self.create_one(appointment("Projekt Ende", "2030-02-01T10:00:00", "2030-02-01T11:00:00", before="<t:Importance>High</t:Importance>")).item_id
        self.addCleanup(lambda: self.sim.delete(one, two))

        def found(query):
            answer = self.sim.call('<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>'
                                   f"<m:ParentFolderIds>{CALENDAR}</m:ParentFolderIds><m:QueryString>{query}</m:QueryString></m:FindItem>")
            self.assertEqual(answer.codes, ["NoError"])
            return sorted(subject.text for subject in answer.all("Subject"))
        both = ["Projekt Ende", "Projekt Überblick"]
        for query, subjects in (("projekt", both), ("subject:PROJ", both), ("uberblick", both[1:]), ("subject:wichtig", []), ("body:wichtig", both[1:]),
                                ("süd", both[1:]), ("location:haus projekt", both[1:]), ("category:rot", both[1:]), ("importance:high", both[:1]),
                                ("participants:gast", both[1:]), ("projekt NOT ende", both[1:]), ("projekt -subject:ende", both[1:]), ("ende OR rot", both),
                                ('subject:"projekt ende"', both[:1]), ("projekt AND ende", both[:1]), ("jekt", []), ("nosuchkey:projekt", [])):
            self.assertEqual(found(query), subjects, query)

    def test_groups(self):
        made = [self.create_one(appointment(f"Group {number}", f"2029-0{number}-01T10:00:00", f"2029-0{number}-01T11:00:00",
                                            before=f"<t:Importance>{importance}</t:Importance>")).item_id
                for number, importance in ((1, "High"), (2, "Low"), (3, "High"), (4, "Low"), (5, "Normal"))]
        self.addCleanup(lambda: self.sim.delete(*made))
        only = ('<m:Restriction><t:Contains ContainmentMode="Prefixed" ContainmentComparison="Exact">' + field("item:Subject")
                + '<t:Constant Value="Group"/></t:Contains></m:Restriction>')
        order = '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="calendar:Start"/></t:FieldOrder></m:SortOrder>'

        def grouped(which, aggregate="Maximum", by="item:Importance", page=""):
            group = f'<m:GroupBy Order="{which}">{field(by)}<t:AggregateOn Aggregate="{aggregate}">{field("calendar:Start")}</t:AggregateOn></m:GroupBy>'
            answer = self.sim.find(page + group + only + order, additional=field("item:Subject"))
            return answer, [(one.findtext("{*}GroupIndex"), [subject.text for subject in one.findall(".//{*}Subject")]) for one in answer.all("GroupedItems")]
        high, low, normal = ("High", ["Group 1", "Group 3"]), ("Low", ["Group 2", "Group 4"]), ("Normal", ["Group 5"])
        self.assertEqual(grouped("Ascending")[1], [high, low, normal])
        self.assertEqual(grouped("Descending")[1], [normal, low, high])
        self.assertEqual(grouped("Descending", "Minimum")[1], [normal, low, high])
        page = '<m:IndexedPageItemView MaxEntriesReturned="2" Offset="1" BasePoint="Beginning"/>'
        answer, found = grouped("Ascending", page=page)
        self.assertEqual((found, answer.root.find(f".//{M}RootFolder").get("TotalItemsInView")), ([("Low", ["Group 2"]), ("High", ["Group 3"])], "5"))
        self.assertEqual([index for index, _ in grouped("Ascending", by="calendar:Start")[1]][0], "2029-01-01T09:00:00Z")
        self.assertEqual(grouped("Ascending", by="calendar:UID")[0].codes, ["ErrorUnsupportedPathForQuery"])
        view = '<m:CalendarView StartDate="2029-01-01T00:00:00Z" EndDate="2029-02-01T00:00:00Z"/>'
        self.assertEqual(grouped("Ascending", page=view)[0].codes, ["ErrorInvalidOperation"])

    def test_contains(self):
        made = self.create_one(appointment("Überblick über Lösungen", "2027-01-01T10:00:00", "2027-01-01T11:00:00",
                                           before="<t:Categories><t:String>Red team</t:String><t:String>Blue</t:String></t:Categories>")).item_id
        self.addCleanup(self.sim.delete, made)

        def found(mode, comparison, value, uri="item:Subject"):
            return len(self.subjects(f'<m:Restriction><t:Contains ContainmentMode="{mode}" ContainmentComparison="{comparison}">{field(uri)}'
                                     f'<t:Constant Value="{value}"/></t:Contains></m:Restriction>'))
        for mode, comparison, value, count in (
                ("Substring", "Exact", "blick", 1), ("Substring", "Exact", "BLICK", 0), ("Substring", "IgnoreCase", "BLICK", 1),
                ("Prefixed", "Exact", "Über", 1), ("Prefixed", "Exact", "blick", 0), ("FullString", "IgnoreCase", "überblick ÜBER lösungen", 1),
                ("FullString", "IgnoreCase", "über", 0), ("PrefixOnWords", "IgnoreCase", "lös", 1), ("PrefixOnWords", "IgnoreCase", "blick", 0),
                ("ExactPhrase", "IgnoreCase", "über lösungen", 1), ("ExactPhrase", "IgnoreCase", "über lösung", 0),
                ("Substring", "IgnoreNonSpacingCharacters", "Uberblick", 1), ("Substring", "Loose", "uberblick", 1),
                ("Substring", "IgnoreCaseAndNonSpacingCharacters", "LOSUNGEN", 1)):
            self.assertEqual(found(mode, comparison, value), count, (mode, comparison, value))
        # Of several values one is enough.
        self.assertEqual([found("FullString", "Exact", value, "item:Categories") for value in ("Blue", "Red team", "Red", "Blue Red team")], [1, 1, 0, 0])
        self.assertEqual(self.subjects(equal(field("item:Categories"), "Blue")), ["Überblick über Lösungen"])

    def test_beneath(self):
        # MAPI properties beneath those of EWS are the same values: read, searched for and written.
        made = self.create_one(appointment("Beneath", "2027-02-01T10:00:00", "2027-02-01T11:00:00", after="<t:Location>Here</t:Location>")).item_id
        self.addCleanup(self.sim.delete, made)
        named = lambda kind, rest: f'<t:ExtendedFieldURI {rest} PropertyType="{kind}"/>'
        busy, place, begin = (named(kind, f'DistinguishedPropertySetId="Appointment" PropertyId="{number}"')
                              for kind, number in (("Integer", 0x8205), ("String", 0x8208), ("SystemTime", 0x820d)))
        clean = named("Binary", 'PropertySetId="6ED8DA90-450B-101B-98DA-00AA003F1305" PropertyId="35"')
        subject = named("String", 'PropertyTag="0x37"')
        got = self.sim.get(made, additional=busy + place + begin + clean + subject)
        values = [one.text for one in got.all("Value")]
        self.assertEqual(values[:3] + values[4:], ["2", "Here", "2027-02-01T09:00:00Z", "Beneath"])
        self.assertEqual(self.subjects(equal(clean, values[3])), ["Beneath"])
        self.assertEqual(self.subjects(equal(subject, "Beneath")), ["Beneath"])
        free = set_field(busy, f"<t:ExtendedProperty>{busy}<t:Value>0</t:Value></t:ExtendedProperty>")
        self.assertEqual(self.sim.update(made, free).codes, ["NoError"])
        self.assertEqual(self.sim.get(made).text("LegacyFreeBusyStatus"), "Free")

    def test_sort_and_pages(self):
        page = '<m:IndexedPageItemView MaxEntriesReturned="2" Offset="{}" BasePoint="{}"/>'
        order = '<m:SortOrder><t:FieldOrder Order="Ascending"><t:FieldURI FieldURI="calendar:Start"/></t:FieldOrder></m:SortOrder>'
        self.assertEqual(self.subjects(page.format(0, "Beginning") + order), ["Item 1", "Item 2"])
        self.assertEqual(self.subjects(page.format(1, "End") + order), ["Item 3", "Item 4"])
        answer = self.sim.find(page.format(4, "Beginning") + order)
        root = answer.root.find(f".//{M}RootFolder")
        self.assertEqual((root.get("TotalItemsInView"), root.get("IncludesLastItemInRange"), root.get("IndexedPagingOffset")),
                         ("5", "true", "5"))
        self.assertEqual(self.sim.find(page.format(2, "Beginning")).root.find(f".//{M}RootFolder").get("IncludesLastItemInRange"),
                         "false")

    def test_calendar_view(self):
        # 44, 45
        plain = '<m:CalendarView StartDate="2026-01-01T00:00:00Z" EndDate="2026-12-31T00:00:00Z"/>'
        self.assertEqual(self.sim.find(plain + equal(field("item:Subject"), "Item 1")).codes, ["ErrorInvalidOperation"])
        view = '<m:CalendarView StartDate="{}" EndDate="{}"/>'
        # Starting at the end and ending at the start are both outside.
        self.assertEqual(self.subjects(view.format("2026-01-01T10:00:00Z", "2026-03-01T09:00:00Z")), ["Item 2"])
        self.assertEqual(self.subjects(view.format("2026-01-01T09:30:00Z", "2026-03-01T09:00:01Z")), ["Item 1", "Item 2", "Item 3"])
        self.assertEqual(self.sim.find(view.format("2026-01-01T00:00:00Z", "2028-03-01T00:00:00Z")).codes,
                         ["ErrorCalendarViewRangeTooBig"])
        self.assertEqual(self.sim.find(view.format("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"), folder=TASKS).codes,
                         ["ErrorCalendarFolderIsInvalidForCalendarView"])


class Folders(SimTest):
    def get(self, *folders, shape="Default", **more):
        return self.sim.call(f"<m:GetFolder><m:FolderShape><t:BaseShape>{shape}</t:BaseShape></m:FolderShape><m:FolderIds>"
                             f"{''.join(folders)}</m:FolderIds></m:GetFolder>", **more)

    def test_get_folder(self):
        names = ("calendar", "tasks", "deleteditems", "msgfolderroot", "inbox")
        answer = self.get(*(f'<t:DistinguishedFolderId Id="{name}"/>' for name in names))
        self.assertEqual(answer.codes, ["NoError"] * 5)
        kinds = [folder[0].tag.split("}")[1] for folder in answer.root.iter(f"{M}Folders")]
        self.assertEqual(kinds, ["CalendarFolder", "TasksFolder", "Folder", "Folder", "Folder"])
        ids = [folder.get("Id") for folder in answer.all("FolderId")]
        again = self.get(*(f'<t:FolderId Id="{one}"/>' for one in ids), shape="AllProperties")
        self.assertEqual([folder.get("Id") for folder in again.all("FolderId")], ids)
        self.assertEqual([name.text for name in again.all("DistinguishedFolderId")], list(names))
        self.create_one()
        self.assertEqual(self.get(CALENDAR).text("TotalCount"), "1")

    def test_unknown(self):
        item = self.create_one().item_id
        answer = self.get('<t:DistinguishedFolderId Id="voicemail"/>', '<t:FolderId Id="x"/>', f'<t:FolderId Id="{item}"/>', CALENDAR)
        self.assertEqual(answer.codes, ["ErrorFolderNotFound", "ErrorInvalidIdMalformed", "ErrorCannotUseItemIdForFolderId", "NoError"])
        # An admin has no mailbox of its own.
        self.assertEqual(self.get(CALENDAR, mailbox=None).codes, ["ErrorMissingEmailAddress"])

    def test_find_folder(self):
        answer = self.sim.call('<m:FindFolder Traversal="Shallow"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>'
                               '<m:ParentFolderIds><t:DistinguishedFolderId Id="msgfolderroot"/></m:ParentFolderIds></m:FindFolder>')
        names = {name.text for name in answer.all("DisplayName")}
        self.assertTrue({"Calendar", "Tasks", "Deleted Items", "Inbox"} <= names)


if __name__ == "__main__":
    unittest.main()
