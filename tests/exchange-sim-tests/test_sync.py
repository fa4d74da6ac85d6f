#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""SyncFolderItems."""

import unittest

from ews import (ANNA, BERT, CALENDAR, TASKS, TOKEN_URI, SimTest, appointment, changes, field, is_last, set_field, sync_state,
                 token)


class Sync(SimTest):
    def setUp(self):
        for item in self.sim.control("GET", f"mailbox/{ANNA}/items")[1]:
            self.sim.control("POST", f"mailbox/{ANNA}/delete", {"id": item["id"], "type": "HardDelete"})

    def everything(self):
        answer = self.sim.sync()
        self.assertEqual((answer.codes, is_last(answer)), (["NoError"], "true"))
        return changes(answer), sync_state(answer)

    def test_first_listing_and_difference(self):
        # 1, 4 (newest first), 5, 15
        one, two = (self.create_one(appointment(name)).item_id for name in ("one", "two"))
        listed, state = self.everything()
        self.assertEqual(listed, [("Create", two), ("Create", one)])
        self.assertEqual(changes(self.sim.sync(state)), [])
        three = self.create_one(appointment("three")).item_id
        self.sim.update(one, set_field("item:Subject", "<t:Subject>new</t:Subject>"))
        self.sim.delete(two)
        answer = self.sim.sync(state)
        self.assertEqual(changes(answer), [("Create", three), ("Update", one), ("Delete", two)])
        self.assertEqual(changes(self.sim.sync(sync_state(answer))), [])
        # The old state still tells the same.
        self.assertEqual(changes(self.sim.sync(state)), [("Create", three), ("Update", one), ("Delete", two)])
        self.assertIsNotNone(answer.root.find(".//{http://schemas.microsoft.com/exchange/services/2006/types}ServerVersionInfo"))

    def test_pages(self):
        # 3
        made = [self.create_one(appointment(str(i))).item_id for i in range(5)]
        state, seen, pages = None, [], []
        while not pages or pages[-1] == "false":
            answer = self.sim.sync(state, 2)
            state = sync_state(answer)
            pages.append(is_last(answer))
            seen += [identity for kind, identity in changes(answer)]
        self.assertEqual((seen, pages), (made[::-1], ["false", "false", "true"]))
        for identity in made[:3]:
            self.sim.update(identity, set_field("item:Subject", "<t:Subject>new</t:Subject>"))
        answer = self.sim.sync(state, 2)
        self.assertEqual((changes(answer), is_last(answer)), ([("Update", made[0]), ("Update", made[1])], "false"))
        answer = self.sim.sync(sync_state(answer), 2)
        self.assertEqual((changes(answer), is_last(answer)), ([("Update", made[2])], "true"))

    def test_changes_between_pages(self):
        # 16, 18: nothing is lost, whatever happens between two pages of the first listing.
        made = [self.create_one(appointment(str(i))).item_id for i in range(4)]
        first = self.sim.sync(None, 2)
        self.sim.delete(made[3])
        self.sim.delete(made[0])
        self.sim.update(made[1], set_field("item:Subject", "<t:Subject>new</t:Subject>"))
        new = self.create_one(appointment("late")).item_id
        state, known = sync_state(first), {identity for kind, identity in changes(first)}
        while True:
            answer = self.sim.sync(state, 2)
            for kind, identity in changes(answer):
                known.discard(identity) if kind == "Delete" else known.add(identity)
            state = sync_state(answer)
            if is_last(answer) == "true":
                break
        self.assertEqual(known, {made[1], made[2], new})

    def test_creation_and_change_before_the_page(self):
        state = self.everything()[1]
        made = [self.create_one(appointment(str(i))).item_id for i in range(3)]
        self.sim.update(made[0], set_field("item:Subject", "<t:Subject>new</t:Subject>"))
        kinds, last = [], "false"
        while last == "false":
            answer = self.sim.sync(state, 1)
            state, last = sync_state(answer), is_last(answer)
            kinds += changes(answer)
        self.assertEqual(kinds[0], ("Create", made[0]))
        self.assertEqual({identity for kind, identity in kinds if kind == "Create"}, set(made))

    def test_bad_states(self):
        # 2
        self.create_one()
        state = self.everything()[1]
        tasks = sync_state(self.sim.sync(folder=TASKS))
        berts = sync_state(self.sim.sync(mailbox=BERT))
        damaged = state[:60] + ("A" if state[60] != "A" else "B") + state[61:]
        for bad in ("x", damaged, tasks, berts):
            self.assertEqual(self.sim.sync(bad).codes, ["ErrorInvalidSyncStateData"])

    def test_limits(self):
        # 3, 12
        for number in (0, 513):
            answer = self.sim.sync(maximum=number, keep=False)
            self.assertEqual((answer.status, answer.fault), (500, "ErrorSchemaValidation"))
        self.assertEqual(self.sim.sync(folder='<t:DistinguishedFolderId Id="voicemail"/>').codes, ["ErrorSyncFolderNotFound"])
        self.assertEqual(self.sim.sync(folder='<t:FolderId Id="abc"/>').codes, ["ErrorInvalidIdMalformed"])

    def test_ignore(self):
        # 8
        one, two = (self.create_one(appointment(name)).item_id for name in ("one", "two"))
        answer = self.sim.sync(ignore=f'<m:Ignore><t:ItemId Id="{two}"/></m:Ignore>')
        self.assertEqual(changes(answer), [("Create", one)])

    def test_read_flag(self):
        # 7
        made = self.create_one().item_id
        state = self.everything()[1]
        self.sim.control("POST", f"mailbox/{ANNA}/read", {"id": made, "read": False})
        answer = self.sim.sync(state)
        self.assertEqual(changes(answer), [("ReadFlagChange", made)])
        self.assertEqual(answer.text("IsRead"), "false")

    def test_properties(self):
        # 6, 10, 11
        self.create_one(appointment("Title", before=token("abc")))
        answer = self.sim.sync(additional=field("item:Subject") + field("calendar:UID") + TOKEN_URI)
        self.assertEqual((answer.text("Subject"), answer.first("ExtendedProperty")[1].text), ("Title", "abc"))
        self.assertIsNotNone(answer.first("CalendarItem").find(".//*"))
        self.assertIsNone(answer.text("Start"))
        self.assertEqual(self.sim.sync(shape="AllProperties").text("Location"), None)
        self.assertIsNotNone(self.sim.sync(shape="AllProperties").text("Start"))

    def test_moves(self):
        # 16, 51
        made = self.create_one().item_id
        state = self.everything()[1]
        moved = self.sim.control("POST", f"mailbox/{ANNA}/move", {"id": made, "folder": "deleteditems"})[1]
        self.assertNotEqual(moved["id"], made)
        answer = self.sim.sync(state)
        self.assertEqual(changes(answer), [("Delete", made)])
        back = self.sim.control("POST", f"mailbox/{ANNA}/move", {"id": moved["id"], "folder": "calendar"})[1]
        self.assertEqual(changes(self.sim.sync(sync_state(answer))), [("Create", back["id"])])
        self.assertEqual(back["uid"], moved["uid"])


if __name__ == "__main__":
    unittest.main()
