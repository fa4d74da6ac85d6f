# SPDX-License-Identifier: MIT
"""Both sides at once: merge, clash, deletion against edit (SYNC 5, 6, 7, 11)."""

from table import CREATE, DELETE, FROM_OFFICE, FROM_OUTLOOK, GONE, MOVE_BACK, MOVE_OUT, Group, Row, scenarios_of

MOVED = {"starts_at": "2027-03-11T14:00:00", "ends_at": "2027-03-11T15:00:00"}
ELSEWHEN = {"starts_at": "2027-03-12T08:00:00", "ends_at": "2027-03-12T09:00:00"}

MERGED = (
    Row("place here, time there", office={"location": "Raum 2"}, exchange=MOVED),
    Row("time here, place there", office=MOVED, exchange={"location": "Raum 2"}),
    Row("show-as here, reminder there", office={"show_as": "free"}, exchange={"reminder_minutes": 5}),
    Row("categories here, importance there", office={"categories": ("Grün",)}, exchange={"importance": "high"}),
    Row("sensitivity here, categories there", office={"sensitivity": "private"}, exchange={"categories": ("Blau",)}),
    Row("info text here, place there", office={"info_text": "Neu"}, exchange={"location": "Raum 3"}),
    Row("info text on both sides", office={"info_text": "von hier"}, exchange={"info_text": "von dort"}, after={"info_text": "von hier"}),
    Row("the same change on both sides", office={"location": "Raum 7"}, exchange={"location": "Raum 7"}),
    Row("the same time on both sides", office=MOVED, exchange=MOVED),
    Row("from Outlook: place here, time there", was=FROM_OUTLOOK, office={"location": "Raum 2"}, exchange=MOVED),
)

CLASHES = tuple(
    Row(f"{name}, {later} is later", was=was, office=here, exchange=there, later=later, after=here if later == "office" else there, conflicts=1)
    for later in ("office", "exchange")
    for name, was, here, there in (
        ("both change the place", FROM_OFFICE, {"location": "hier"}, {"location": "dort"}),
        ("both move it", FROM_OFFICE, MOVED, ELSEWHEN),
        ("both move what came from Outlook", FROM_OUTLOOK, MOVED, ELSEWHEN),
        ("start here, end there", FROM_OFFICE, {"starts_at": "2027-03-10T08:00:00", "ends_at": "2027-03-10T10:00:00"},
         {"starts_at": "2027-03-10T09:00:00", "ends_at": "2027-03-10T11:00:00"}),
        ("both change the reminder", FROM_OFFICE, {"reminder_minutes": 5}, {"reminder_minutes": 10}),
        ("both change the categories", FROM_OFFICE, {"categories": ("hier",)}, {"categories": ("dort",)}),
        ("both change the importance", FROM_OFFICE, {"importance": "low"}, {"importance": "high"}),
        ("both change the sensitivity", FROM_OFFICE, {"sensitivity": "private"}, {"sensitivity": "personal"}),
        ("both change show-as", FROM_OFFICE, {"show_as": "free"}, {"show_as": "tentative"}))
) + (
    Row("a clash and a change of its own, office is later", later="office", office={"location": "hier", **MOVED},
        exchange={"location": "dort", "importance": "high"}, after={"location": "hier", "importance": "high", **MOVED}, conflicts=1),
    Row("a clash and a change of its own, exchange is later", later="exchange", office={"location": "hier", **MOVED},
        exchange={"location": "dort", "importance": "high"}, after={"location": "dort", "importance": "high", **MOVED}, conflicts=1),
)

# An edit beats a deletion, except of what is of little weight.
STRONG = {"place": {"location": "doch noch"}, "time": MOVED}
WEAK = {"reminder": {"reminder_minutes": 5}, "categories": {"categories": ("Grün",)}, "show-as": {"show_as": "free"},
        "sensitivity": {"sensitivity": "private"}, "importance": {"importance": "high"}}

DELETIONS = tuple(
    row for was in (FROM_OFFICE, FROM_OUTLOOK) for origin in ("from büro+" if was == FROM_OFFICE else "from Outlook",) for row in (
        *(Row(f"{origin}: deleted here, {name} there", was=was, office=DELETE, exchange=edit, after=edit) for name, edit in STRONG.items()),
        *(Row(f"{origin}: {name} here, deleted there", was=was, office=edit, exchange=DELETE, after=edit) for name, edit in STRONG.items()),
        *(Row(f"{origin}: deleted here, {name} there", was=was, office=DELETE, exchange=edit, after=GONE) for name, edit in WEAK.items()),
        *(Row(f"{origin}: {name} here, deleted there", was=was, office=edit, exchange=DELETE, after=GONE) for name, edit in WEAK.items()),
        Row(f"{origin}: deleted on both sides", was=was, office=DELETE, exchange=DELETE, after=GONE))
) + (
    # Once the deletion does not hold, what was edited before it is an edit like any other.
    Row("changed and deleted here, moved there", office=[{"subject": "changed and deleted here, moved there!", "location": "Raum 3"}, DELETE],
        exchange=MOVED, after={"subject": "changed and deleted here, moved there!", "location": "Raum 3", **MOVED}),
    Row("place changed and deleted here, place changed there later", office=[{"location": "hier"}, DELETE], exchange={"location": "dort"},
        later="exchange", after={"location": "dort"}, conflicts=1),
    Row("place changed and deleted here, reminder there", office=[{"location": "hier"}, DELETE], exchange={"reminder_minutes": 5}, after=GONE),
    Row("info text here, deleted there", office={"info_text": "doch noch"}, exchange=DELETE, after={"info_text": "doch noch"}),
    Row("deleted here, info text there", office=DELETE, exchange={"info_text": "nur dort"}, after=GONE),
)

MOVES = (
    Row("moved out of the calendar and back", exchange=[MOVE_OUT, MOVE_BACK], after={}),
    Row("moved out of the calendar", exchange=MOVE_OUT, after=GONE),
    Row("moved out, seen, and moved back", exchange=MOVE_OUT, then_exchange=MOVE_BACK, after={}),
    Row("from Outlook, moved out, seen, and moved back", was=FROM_OUTLOOK, exchange=MOVE_OUT, then_exchange=MOVE_BACK, after={}),
    Row("moved out, seen, changed and moved back", exchange=MOVE_OUT, then_exchange=[{"location": "Raum 9"}, MOVE_BACK],
        after={"location": "Raum 9"}),
    Row("deleted in Outlook and undone before it is seen", exchange=[DELETE, MOVE_BACK], after={}),
    Row("deleted in Outlook, seen, and undone", exchange=DELETE, then_exchange=MOVE_BACK, after={}),
    Row("deleted in büro+, seen, edited in Deleted Items", office=DELETE, then_exchange={"location": "Papierkorb"}, after=GONE),
    Row("deleted and entered again in büro+", office=[DELETE, CREATE], after={}),
)

GROUPS = (
    Group("both sides change different things", MERGED),
    Group("both sides change the same", CLASHES, log=("sync.conflict",)),
    Group("a deletion meets an edit", DELETIONS),
    Group("moved out of the folder", MOVES, log=("sync.in.restored",)),
)


def scenarios(alone):
    return scenarios_of(GROUPS, alone)
