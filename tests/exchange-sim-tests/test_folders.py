#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""CreateFolder, UpdateFolder, DeleteFolder, SyncFolderHierarchy; ResolveNames, ConvertId, GetServerTimeZones."""

import unittest

from ews import ANNA, CALENDAR, M, T, TASKS, SimTest, appointment, sync_state

ROOT = '<t:DistinguishedFolderId Id="msgfolderroot"/>'


class Folders(SimTest):
    def create(self, element, name, parent=ROOT):
        return self.sim.call(f"<m:CreateFolder><m:ParentFolderId>{parent}</m:ParentFolderId><m:Folders><t:{element}><t:DisplayName>{name}"
                             f"</t:DisplayName></t:{element}></m:Folders></m:CreateFolder>")

    def delete(self, folder):
        return self.sim.call(f'<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>{folder}</m:FolderIds></m:DeleteFolder>').codes

    def hierarchy(self, state=None, **more):
        state = f"<m:SyncState>{state}</m:SyncState>" if state is not None else ""
        return self.sim.call(f"<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>{state}"
                             "</m:SyncFolderHierarchy>", **more)

    @staticmethod
    def kinds(answer):
        return [(change.tag[len(T):], change[0].tag[len(T):]) for change in answer.root.find(f".//{M}Changes")]

    def test_life_of_a_folder(self):
        # 13, 14
        first = self.hierarchy()
        self.assertEqual(first.root.findtext(f".//{M}IncludesLastFolderInRange"), "true")
        self.assertIn(("Create", "CalendarFolder"), self.kinds(first))
        self.assertEqual({kind for kind, tag in self.kinds(first)}, {"Create"})
        made = self.create("CalendarFolder", "Team")
        self.assertEqual(made.codes, ["NoError"])
        folder = f'<t:FolderId Id="{made.first("FolderId").get("Id")}"/>'
        self.assertEqual(self.create("CalendarFolder", "team").codes, ["ErrorFolderExists"])
        second = self.hierarchy(sync_state(first))
        self.assertEqual(self.kinds(second), [("Create", "CalendarFolder")])
        self.create_one(folder=folder)
        self.assertEqual(len(self.sim.sync(folder=folder).all("CalendarItem")), 1)
        renamed = self.sim.call(f'<m:UpdateFolder><m:FolderChanges><t:FolderChange>{folder}<t:Updates><t:SetFolderField><t:FieldURI'
                                ' FieldURI="folder:DisplayName"/><t:CalendarFolder><t:DisplayName>Crew</t:DisplayName></t:CalendarFolder>'
                                "</t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>")
        self.assertEqual(renamed.codes, ["NoError"])
        third = self.hierarchy(sync_state(second))
        self.assertEqual((self.kinds(third), third.text("DisplayName")), ([("Update", "CalendarFolder")], "Crew"))
        self.assertEqual(self.delete(folder), ["NoError"])
        self.assertEqual(self.kinds(self.hierarchy(sync_state(third))), [("Delete", "FolderId")])
        self.assertEqual(self.delete(folder), ["ErrorFolderNotFound"])
        self.assertEqual(self.sim.sync(folder=folder).codes, ["ErrorSyncFolderNotFound"])
        self.assertEqual(self.delete(CALENDAR), ["ErrorDeleteDistinguishedFolder"])

    def test_pages(self):
        def page(attributes):
            view = f'<m:IndexedPageFolderView {attributes}/>' if attributes else ""
            answer = self.sim.call('<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>'
                                   f"{view}<m:ParentFolderIds>{ROOT}</m:ParentFolderIds></m:FindFolder>")
            root = answer.root.find(f".//{M}RootFolder")
            return ([one.get("Id") for one in answer.all("FolderId")], int(root.get("IndexedPagingOffset")),
                    int(root.get("TotalItemsInView")), root.get("IncludesLastItemInRange"))
        everything, offset, total, last = page("")
        self.assertGreater(total, 3)
        self.assertEqual((offset, len(everything), last), (total, total, "true"))
        self.assertEqual(page('MaxEntriesReturned="2" Offset="0" BasePoint="Beginning"'), (everything[:2], 2, total, "false"))
        self.assertEqual(page('MaxEntriesReturned="2" Offset="2" BasePoint="Beginning"')[:2], (everything[2:4], 4))
        self.assertEqual(page(f'Offset="{total + 5}" BasePoint="Beginning"'), ([], total, total, "true"))
        self.assertEqual(page('MaxEntriesReturned="1" Offset="0" BasePoint="End"')[0], everything[-1:])

    def test_states_do_not_mix(self):
        # 2
        items = sync_state(self.sim.sync())
        folders = sync_state(self.hierarchy())
        self.assertEqual(self.hierarchy(items).codes, ["ErrorInvalidSyncStateData"])
        self.assertEqual(self.sim.sync(folders).codes, ["ErrorInvalidSyncStateData"])


class Directory(SimTest):
    def resolve(self, entry):
        return self.sim.call(f'<m:ResolveNames ReturnFullContactData="false"><m:UnresolvedEntry>{entry}</m:UnresolvedEntry></m:ResolveNames>')

    def test_resolve_names(self):
        self.assertEqual((self.resolve("anna").codes, self.resolve("anna").text("EmailAddress")), (["NoError"], ANNA))
        self.assertEqual(self.resolve("smtp:" + ANNA).text("Name"), "Anna")
        self.assertEqual(self.resolve("nobody").codes, ["ErrorNameResolutionNoResults"])
        many = self.resolve("a")
        self.assertEqual((many.codes, many.messages[0].get("ResponseClass")), (["ErrorNameResolutionMultipleResults"], "Warning"))

    def test_user_configuration(self):
        answer = self.sim.call('<m:GetUserConfiguration><m:UserConfigurationName Name="CategoryList">' + CALENDAR
                               + "</m:UserConfigurationName><m:UserConfigurationProperties>Dictionary</m:UserConfigurationProperties>"
                               "</m:GetUserConfiguration>")
        self.assertEqual(answer.codes, ["ErrorItemNotFound"])

    def test_convert_id(self):
        made = self.create_one().item_id
        answer = {}
        for source, target in (("EwsId", "HexEntryId"), ("HexEntryId", "OwaId"), ("OwaId", "EwsId")):
            identity = answer.get(source, made)
            got = self.sim.call(f'<m:ConvertId DestinationFormat="{target}"><m:SourceIds><t:AlternateId Format="{source}" Id="{identity}"'
                                f' Mailbox="{ANNA}"/></m:SourceIds></m:ConvertId>')
            answer[target] = got.root.find(f".//{M}AlternateId").get("Id")
        self.assertEqual(answer["EwsId"], made)
        bad = self.sim.call('<m:ConvertId DestinationFormat="EwsId"><m:SourceIds><t:AlternateId Format="EwsId" Id="x" Mailbox="m"/>'
                            "</m:SourceIds></m:ConvertId>")
        self.assertEqual(bad.codes, ["ErrorInvalidIdMalformed"])

    def zones(self, *names, full="true"):
        ids = "<m:Ids>" + "".join(f"<t:Id>{name}</t:Id>" for name in names) + "</m:Ids>" if names else ""
        return self.sim.call(f'<m:GetServerTimeZones ReturnFullTimeZoneData="{full}">{ids}</m:GetServerTimeZones>')

    def test_zones(self):
        berlin = self.zones("W. Europe Standard Time")
        self.assertEqual([(period.get("Name"), period.get("Bias")) for period in berlin.all("Period")],
                         [("Standard", "-PT1H"), ("Daylight", "-PT2H")])
        rules = [tuple(rule.findtext(T + tag) for tag in ("TimeOffset", "Month", "DayOfWeek", "Occurrence"))
                 for rule in berlin.all("RecurringDayTransition")]
        self.assertEqual(rules, [("PT2H", "3", "Sunday", "-1"), ("PT3H", "10", "Sunday", "-1")])
        eastern = self.zones("Eastern Standard Time")
        self.assertEqual([rule.findtext(T + "Occurrence") for rule in eastern.all("RecurringDayTransition")], ["2", "1"])
        self.assertEqual(eastern.all("Period")[0].get("Bias"), "PT5H")
        self.assertEqual(self.zones("India Standard Time").all("Period")[0].get("Bias"), "-PT5H30M")
        everything = self.zones(full="false")
        self.assertGreater(len(everything.all("TimeZoneDefinition")), 130)
        self.assertGreater(len(self.zones().all("Transitions")), 130)


class MoreFolders(SimTest):
    def make(self, name, parent='<t:DistinguishedFolderId Id="msgfolderroot"/>', element="Folder"):
        answer = self.sim.call(f"<m:CreateFolder><m:ParentFolderId>{parent}</m:ParentFolderId><m:Folders><t:{element}><t:DisplayName>{name}"
                               f"</t:DisplayName></t:{element}></m:Folders></m:CreateFolder>")
        self.assertEqual(answer.codes, ["NoError"])
        return answer.first("FolderId").get("Id")

    def get(self, identity, properties=""):
        return self.sim.call("<m:GetFolder><m:FolderShape><t:BaseShape>AllProperties</t:BaseShape>"
                             + (f"<t:AdditionalProperties>{properties}</t:AdditionalProperties>" if properties else "") + "</m:FolderShape>"
                             f'<m:FolderIds><t:FolderId Id="{identity}"/></m:FolderIds></m:GetFolder>')

    def call(self, operation, identity, attributes="", before=""):
        return self.sim.call(f'<m:{operation} {attributes}>{before}<m:FolderIds><t:FolderId Id="{identity}"/></m:FolderIds></m:{operation}>').codes

    def find(self, restriction, parent="root"):
        answer = self.sim.call('<m:FindFolder Traversal="Deep"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:Restriction>'
                               f'{restriction}</m:Restriction><m:ParentFolderIds><t:DistinguishedFolderId Id="{parent}"/></m:ParentFolderIds></m:FindFolder>')
        self.assertEqual(answer.codes, ["NoError"])
        return [name.text for name in answer.all("DisplayName")]

    def test_search(self):
        self.make("Urlaub 2026")
        contains = ('<t:Contains ContainmentMode="Prefixed" ContainmentComparison="{}"><t:FieldURI FieldURI="folder:DisplayName"/>'
                    '<t:Constant Value="{}"/></t:Contains>')
        self.assertEqual(self.find(contains.format("Exact", "Urlaub")), ["Urlaub 2026"])
        self.assertEqual(self.find(contains.format("Exact", "urlaub")), [])
        self.assertEqual(self.find(contains.format("IgnoreCase", "urlaub")), ["Urlaub 2026"])
        by_class = ('<t:IsEqualTo><t:ExtendedFieldURI PropertyTag="0x3613" PropertyType="String"/><t:FieldURIOrConstant><t:Constant'
                    ' Value="IPF.Task"/></t:FieldURIOrConstant></t:IsEqualTo>')
        self.assertEqual(self.find(by_class), ["Tasks"])

    def test_move_and_copy(self):
        outer, inner = self.make("Outer"), self.make("Calendar of mine", element="CalendarFolder")
        target = f'<t:FolderId Id="{outer}"/>'
        self.create_one(folder=f'<t:FolderId Id="{inner}"/>')
        to = f"<m:ToFolderId>{target}</m:ToFolderId>"
        self.assertEqual(self.call("CopyFolder", inner, before=to), ["NoError"])
        self.assertEqual(self.call("MoveFolder", inner, before=to), ["ErrorFolderExists"])
        self.assertEqual(self.call("MoveFolder", outer, before=f'<m:ToFolderId><t:FolderId Id="{outer}"/></m:ToFolderId>'), ["ErrorMoveCopyFailed"])
        other = self.make("Other")
        self.assertEqual(self.call("MoveFolder", inner, before=f'<m:ToFolderId><t:FolderId Id="{other}"/></m:ToFolderId>'), ["NoError"])
        moved = self.get(inner)
        self.assertEqual((moved.first("ParentFolderId").get("Id"), moved.text("TotalCount")), (other, "1"))
        self.assertEqual(self.get(outer).text("ChildFolderCount"), "1")
        calendar = self.sim.call(f"<m:MoveFolder>{to}<m:FolderIds>{CALENDAR}</m:FolderIds></m:MoveFolder>")
        self.assertEqual(calendar.codes, ["ErrorMoveDistinguishedFolder"])

    def test_emptying_and_deleting(self):
        folder = self.make("Full", element="TasksFolder")
        self.create_one("<t:Task><t:Subject>x</t:Subject></t:Task>", folder=f'<t:FolderId Id="{folder}"/>', attributes="")
        child = self.make("Child", f'<t:FolderId Id="{folder}"/>')
        how = 'DeleteType="HardDelete" DeleteSubFolders="{}"'
        self.assertEqual(self.call("EmptyFolder", folder, how.format("false")), ["NoError"])
        self.assertEqual([self.get(folder).text(tag) for tag in ("TotalCount", "ChildFolderCount")], ["0", "1"])
        self.assertEqual(self.call("EmptyFolder", folder, how.format("true")), ["NoError"])
        self.assertEqual(self.get(child).codes, ["ErrorFolderNotFound"])
        calendar = self.sim.call(f"<m:EmptyFolder {how.format('true')}><m:FolderIds>{CALENDAR}</m:FolderIds></m:EmptyFolder>")
        self.assertEqual(calendar.codes, ["ErrorCannotEmptyFolder"])
        self.assertEqual(self.call("DeleteFolder", folder, 'DeleteType="MoveToDeletedItems"'), ["NoError"])
        self.assertEqual(self.get(folder).codes, ["NoError"])
        self.assertEqual(self.call("DeleteFolder", folder, 'DeleteType="HardDelete"'), ["NoError"])
        self.assertEqual(self.get(folder).codes, ["ErrorFolderNotFound"])

    def test_shape(self):
        # A plain folder has no class; MAPI properties can be asked for.
        folder = self.make("Plain")
        got = self.get(folder, '<t:ExtendedFieldURI PropertyTag="0xe08" PropertyType="Integer"/>')
        self.assertEqual((got.text("FolderClass"), got.text("UnreadCount")), (None, "0"))
        self.assertGreater(int(got.text("Value")), 0)

    def test_permissions(self):
        """Only who names them gets them: nobody has been let in."""
        ask = lambda folder, more: self.sim.call("<m:GetFolder><m:FolderShape><t:BaseShape>AllProperties</t:BaseShape>" + more +
                                                 f"</m:FolderShape><m:FolderIds>{folder}</m:FolderIds></m:GetFolder>")
        self.assertIsNone(ask(CALENDAR, "").first("PermissionSet"))
        named = '<t:AdditionalProperties><t:FieldURI FieldURI="folder:PermissionSet"/></t:AdditionalProperties>'
        told = lambda answer, tag: [(one.findtext(".//{*}DistinguishedUser"), one.findtext("{*}" + tag + "Level")) for one in answer.all(tag)]
        self.assertEqual(told(ask(CALENDAR, named), "CalendarPermission"), [("Default", "FreeBusyTimeOnly"), ("Anonymous", "None")])
        self.assertEqual(told(ask(TASKS, named), "Permission"), [("Default", "None"), ("Anonymous", "None")])

    def test_send_item(self):
        draft = '<t:DistinguishedFolderId Id="drafts"/>'
        alone = self.create_one("<t:Message><t:Subject>x</t:Subject></t:Message>", folder=draft, attributes='MessageDisposition="SaveOnly"').item_id
        to = "<t:ToRecipients><t:Mailbox><t:EmailAddress>x@example.org</t:EmailAddress></t:Mailbox></t:ToRecipients>"
        made = self.create_one(f"<t:Message><t:Subject>To send</t:Subject>{to}</t:Message>", folder=draft,
                               attributes='MessageDisposition="SaveOnly"').item_id
        send = '<m:SendItem SaveItemToFolder="true"><m:ItemIds><t:ItemId Id="{}"/></m:ItemIds></m:SendItem>'
        self.assertEqual(self.sim.call(send.format(alone)).codes, ["ErrorMissingRecipients"])
        self.assertEqual(self.sim.call(send.format(made)).codes, ["NoError"])
        self.assertEqual([mail["subject"] for mail in self.sim.control("GET", "mail")[1]], ["To send"])


if __name__ == "__main__":
    unittest.main()
