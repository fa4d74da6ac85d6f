# SPDX-License-Identifier: MIT
"""Single appointments: created, every field changed and cleared, deleted, on either side (SYNC 3 to 5, 9, 16, 18)."""

from table import CREATE, DELETE, FROM_OFFICE, FROM_OUTLOOK, GONE, NOWHERE, Group, Row, scenarios_of

ALL_FIELDS = {
    "location": "Besprechungsraum 2", "show_as": "out-of-office", "sensitivity": "confidential", "importance": "high",
    "reminder_minutes": 30, "categories": ("Größe", "Wichtig & <neu>", "Außer Haus")}
ALL_DAY = {"all_day": True, "starts_at": "2027-03-10T00:00:00", "ends_at": "2027-03-11T00:00:00"}

# What is changed: name, values before, values after.
CHANGES = (
    ("the place is entered", {}, {"location": "Raum 1"}),
    ("the place is changed", {"location": "Raum 1"}, {"location": "Raum 2, Ölmühle"}),
    ("the place is cleared", {"location": "Raum 1"}, {"location": ""}),
    ("it is moved an hour", {}, {"starts_at": "2027-03-10T10:00:00", "ends_at": "2027-03-10T11:00:00"}),
    ("it is moved to another day", {}, {"starts_at": "2027-04-02T09:00:00", "ends_at": "2027-04-02T10:00:00"}),
    ("it takes longer", {}, {"ends_at": "2027-03-10T12:45:00"}),
    ("it is moved to another zone", {}, {"time_zone": "America/New_York"}),
    ("it is made all-day", {}, ALL_DAY),
    ("it is no longer all-day", ALL_DAY, {"all_day": False, "starts_at": "2027-03-10T08:00:00", "ends_at": "2027-03-10T09:30:00"}),
    ("shown as free", {}, {"show_as": "free"}),
    ("shown as tentative", {}, {"show_as": "tentative"}),
    ("shown as out of office", {}, {"show_as": "out-of-office"}),
    ("shown as working elsewhere", {}, {"show_as": "working-elsewhere"}),
    ("shown as busy again", {"show_as": "free"}, {"show_as": "busy"}),
    ("made private", {}, {"sensitivity": "private"}),
    ("made personal", {}, {"sensitivity": "personal"}),
    ("made confidential", {}, {"sensitivity": "confidential"}),
    ("made normal again", {"sensitivity": "private"}, {"sensitivity": "normal"}),
    ("made important", {}, {"importance": "high"}),
    ("made unimportant", {}, {"importance": "low"}),
    ("importance back to normal", {"importance": "high"}, {"importance": "normal"}),
    ("reminder of 15 minutes is set", {}, {"reminder_minutes": 15}),
    ("reminder at the start is set", {}, {"reminder_minutes": 0}),
    ("reminder is changed to 0", {"reminder_minutes": 15}, {"reminder_minutes": 0}),
    ("reminder is taken away", {"reminder_minutes": 15}, {"reminder_minutes": None}),
    ("a reminder at the start is taken away", {"reminder_minutes": 0}, {"reminder_minutes": None}),
    ("categories with umlauts are set", {}, {"categories": ("Größe", "Straße", "Ärger")}),
    ("a category is added", {"categories": ("Grün",)}, {"categories": ("Grün", "Blau; hell")}),
    ("categories are cleared", {"categories": ("Grün", "Blau")}, {"categories": ()}),
    ("everything is changed at once", {}, {**ALL_FIELDS, "starts_at": "2027-05-01T07:00:00", "ends_at": "2027-05-01T07:15:00"}),
)

INFO_CHANGES = (
    ("an info text is entered", {}, {"info_text": "Erste Zeile\nZweite & <dritte> Zeile"}),
    ("the info text is changed", {"info_text": "alter Text"}, {"info_text": "neuer Text mit Ümläuten"}),
    ("the info text is cleared", {"info_text": "alter Text"}, {"info_text": ""}),
)


def created(side, was=NOWHERE):
    return tuple(Row(f"created in {side}: {name}", was=was, start=start, **{"office" if side == "büro+" else "exchange": CREATE})
                 for name, start in (
                     ("plain", {}), ("with everything", ALL_FIELDS), ("all-day", ALL_DAY), ("reminder at the start", {"reminder_minutes": 0}),
                     ("reminder of 15 minutes", {"reminder_minutes": 15}), ("with an info text", {"info_text": "Bitte Unterlagen mitbringen"}),
                     ("in another zone", {"time_zone": "America/New_York"}), ("of no length", {"ends_at": "2027-03-10T09:00:00"}),
                     ("over several days", {"ends_at": "2027-03-14T17:00:00"})))


def changed(where, was):
    key = "office" if where == "büro+" else "exchange"
    origin = "from Outlook" if was == FROM_OUTLOOK else "from büro+"
    rows = [Row(f"{origin}, in {where} {name}", was=was, start=before, **{key: after}) for name, before, after in CHANGES]
    rows += [Row(f"{origin}, in {where} renamed", was=was, **{key: {"subject": f"{origin}, {where}: neuer Betreff „ä“"}}),
             Row(f"{origin}, in {where} deleted", was=was, after=GONE, **{key: DELETE})]
    if where == "büro+":
        rows += [Row(f"{origin}, in {where} {name}", was=was, start=before if was == FROM_OFFICE else {}, office=after,
                     after_office=after) for name, before, after in INFO_CHANGES if was == FROM_OFFICE or after["info_text"]]
    else:
        rows += [Row(f"{origin}, in {where} {name}", was=was, start=before if was == FROM_OFFICE else {}, exchange=after,
                     after_office=before if was == FROM_OFFICE else {"info_text": ""}) for name, before, after in INFO_CHANGES]
    return tuple(rows)


GROUPS = (
    Group("created in büro+", created("büro+"), log=("sync.out.created",)),
    Group("created in Outlook", created("Outlook"), log=("sync.in.created",), never_sent=("CreateItem", "UpdateItem", "DeleteItem")),
    Group("from büro+, changed in büro+", changed("büro+", FROM_OFFICE), log=("sync.out.changed", "sync.out.deleted")),
    Group("from büro+, changed in Outlook", changed("Outlook", FROM_OFFICE), log=("sync.in.changed", "sync.in.deleted"),
          never_sent=("UpdateItem", "DeleteItem")),
    Group("from Outlook, changed in büro+", changed("büro+", FROM_OUTLOOK), log=("sync.out.changed", "sync.out.deleted")),
    Group("from Outlook, changed in Outlook", changed("Outlook", FROM_OUTLOOK), log=("sync.in.changed", "sync.in.deleted"),
          never_sent=("CreateItem", "UpdateItem", "DeleteItem")),
)


def scenarios(alone):
    return scenarios_of(GROUPS, alone)
