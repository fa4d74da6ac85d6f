# SPDX-License-Identifier: MIT
"""What takes part and what does not: T0 and the baseline, matching, copies, one direction only, info texts (SYNC 2, 10, 13, 14, 16)."""

from table import (COPY, CREATE, DELETE, FROM_OUTLOOK, GONE, NOWHERE, OLD_BOTH, OLD_OFFICE, OLD_OUTLOOK, Group, Row,
                   scenarios_of)

PLACE, OTHER = {"location": "Raum 2"}, {"location": "Raum 3"}

BASELINE = (
    Row("old in büro+ stays there", was=OLD_OFFICE, after_office={}, after_exchange=GONE),
    Row("old in Exchange stays there", was=OLD_OUTLOOK, after_office=GONE, after_exchange={}),
    Row("old in büro+ moves when it is changed", was=OLD_OFFICE, office=PLACE),
    Row("old in Exchange moves when it is changed", was=OLD_OUTLOOK, exchange=PLACE),
    Row("old in Exchange, only its text is changed", was=OLD_OUTLOOK, exchange={"info_text": "neu"}, after_office=GONE,
        after_exchange={"info_text": "neu"}),
    Row("old in büro+, deleted there", was=OLD_OFFICE, office=DELETE, after=GONE),
    Row("old in Exchange, deleted there", was=OLD_OUTLOOK, exchange=DELETE, after=GONE),
    Row("old in Exchange, copied", was=OLD_OUTLOOK, exchange=COPY, after_office={}, after_exchange=[{}, {}]),
)

# What happens between T0 and the engine's first run is told from the journal here and from the modification time there.
FIRST_RUN = tuple(Row(f"first run: {row.name}", was=row.was, office=row.office, exchange=row.exchange, after=row.after,
                      after_office=row.after_office, after_exchange=row.after_exchange)
                  for row in BASELINE if "only its text" not in row.name) + (
    Row("first run: old in Exchange, only its text is changed", was=OLD_OUTLOOK, exchange={"info_text": "neu"}),
    Row("first run: old on both sides and alike", was=OLD_BOTH, after={}),
    Row("first run: old on both sides, changed in büro+", was=OLD_BOTH, office=PLACE),
    Row("first run: old on both sides, changed in Outlook", was=OLD_BOTH, exchange=PLACE),
    Row("first run: entered in büro+ after T0", was=NOWHERE, office=CREATE),
    Row("first run: entered in Outlook after T0", was=NOWHERE, exchange=CREATE),
)

MATCHING = (
    Row("old on both sides and alike, nothing happens", was=OLD_BOTH, after={}),
    Row("old on both sides and alike, changed in büro+", was=OLD_BOTH, office=PLACE),
    Row("old on both sides and alike, changed in Outlook", was=OLD_BOTH, exchange=PLACE),
    Row("old on both sides and alike, moved in Outlook", was=OLD_BOTH,
        exchange={"starts_at": "2027-06-01T09:00:00", "ends_at": "2027-06-01T10:00:00"}),
    Row("old on both sides and alike, moved in büro+", was=OLD_BOTH,
        office={"starts_at": "2027-06-01T09:00:00", "ends_at": "2027-06-01T10:00:00"}),
    Row("old on both sides and alike, changed on both", was=OLD_BOTH, office=PLACE, exchange={"importance": "high"}),
    Row("entered on both sides alike", was=NOWHERE, office=CREATE, exchange=CREATE, after={}),
    Row("entered on both sides alike, then the place", was=NOWHERE, office=[CREATE, PLACE], exchange=CREATE, after=PLACE),
)

COPIES = (
    Row("copied in Outlook, from büro+", exchange=COPY, after=[{}, {}]),
    Row("copied in Outlook, from Outlook", was=FROM_OUTLOOK, exchange=COPY, after=[{}, {}]),
    Row("copied, then the original is deleted in büro+", exchange=COPY, then_office=DELETE, after=GONE),
)

EXPORT_ONLY = (
    Row("export only: changed in büro+", office=PLACE),
    Row("export only: entered in büro+", was=NOWHERE, office=CREATE),
    Row("export only: deleted in büro+", office=DELETE, after=GONE),
    Row("export only: changed in Outlook", exchange=PLACE, after_office={}, after_exchange=PLACE),
    Row("export only: entered in Outlook", was=NOWHERE, exchange=CREATE, after_office=GONE, after_exchange={}),
    Row("export only: deleted in Outlook", exchange=DELETE, after_office={}, after_exchange=GONE),
    Row("export only: deleted in Outlook, then changed in büro+", exchange=DELETE, then_office=PLACE, after=PLACE),
    Row("export only: both change the place, Outlook later", office=PLACE, exchange=OTHER, later="exchange", after=PLACE, conflicts=1),
    Row("export only: changed in Outlook, later overwritten by büro+", exchange=PLACE, then_office=OTHER, after=OTHER, conflicts=1),
    Row("export only: changed in Outlook, then another unit in büro+", exchange=PLACE, then_office={"importance": "high"},
        after_office={"importance": "high"}, after_exchange={**PLACE, "importance": "high"}),
    Row("export only: deleted in Outlook, changed in büro+", exchange=DELETE, office=PLACE, after=PLACE),
    Row("export only: both change different things", office=PLACE, exchange={"importance": "high"}, after_office=PLACE,
        after_exchange={**PLACE, "importance": "high"}),
    Row("export only: deleted in büro+, changed in Outlook", office=DELETE, exchange=PLACE, after=GONE),
)

IMPORT_ONLY = (
    Row("import only: changed in Outlook", exchange=PLACE),
    Row("import only: entered in Outlook", was=NOWHERE, exchange=CREATE),
    Row("import only: deleted in Outlook", was=FROM_OUTLOOK, exchange=DELETE, after=GONE),
    Row("import only: changed in büro+", was=FROM_OUTLOOK, office=PLACE, after_office=PLACE, after_exchange={}),
    Row("import only: entered in büro+", was=NOWHERE, office=CREATE, after_office={}, after_exchange=GONE),
    Row("import only: deleted in büro+", was=FROM_OUTLOOK, office=DELETE, after_office=GONE, after_exchange={}),
    Row("import only: deleted in büro+, then changed in Outlook", was=FROM_OUTLOOK, office=DELETE, then_exchange=PLACE, after=PLACE),
    Row("import only: deleted in büro+, changed in Outlook", was=FROM_OUTLOOK, office=DELETE, exchange=PLACE, after=PLACE),
    Row("import only: deleted in büro+, the reminder in Outlook", was=FROM_OUTLOOK, office=DELETE, exchange={"reminder_minutes": 5},
        after_office=GONE, after_exchange={"reminder_minutes": 5}),
    Row("import only: deleted in Outlook, changed in büro+", was=FROM_OUTLOOK, office=PLACE, exchange=DELETE, after=GONE),
    Row("import only: changed in büro+, then another unit in Outlook", was=FROM_OUTLOOK, office=PLACE, then_exchange={"importance": "high"},
        after_office={**PLACE, "importance": "high"}, after_exchange={"importance": "high"}),
    Row("import only: both change the place, büro+ later", was=FROM_OUTLOOK, office=PLACE, exchange=OTHER, later="office", after=OTHER,
        conflicts=1),
    Row("import only: changed in büro+, later overwritten by Outlook", was=FROM_OUTLOOK, office=PLACE, then_exchange=OTHER, after=OTHER,
        conflicts=1),
    Row("import only: both change different things", was=FROM_OUTLOOK, office=PLACE, exchange={"importance": "high"},
        after_office={**PLACE, "importance": "high"}, after_exchange={"importance": "high"}),
)

TEXT, NEW = {"info_text": "alter Text"}, {"info_text": "neuer Text"}
INFO_KEPT = (
    Row("R3: a text entered in büro+", office=NEW, after_office=NEW, after_exchange={}),
    Row("R3: a text from before, changed in büro+", start=TEXT, office=NEW, after_office=NEW, after_exchange=TEXT),
    Row("R3: a text from before, cleared in büro+", start=TEXT, office={"info_text": ""}, after_office={"info_text": ""}, after_exchange=TEXT),
    Row("R3: created with a text", was=NOWHERE, start=TEXT, office=CREATE, after_office={}, after_exchange={"info_text": ""}),
    Row("R3: the text and the place", start=TEXT, office={**NEW, **PLACE}, after_office={**NEW, **PLACE}, after_exchange={**TEXT, **PLACE}),
    Row("R3: a text in Outlook", exchange=NEW, after_office={}, after_exchange=NEW),
)

HTML = (
    Row("HTML: created with lines", was=NOWHERE, start={"info_text": "Zeile 1\nZeile 2 & <drei>"}, office=CREATE),
    Row("HTML: changed", start=TEXT, office=NEW),
)
PLAIN = tuple(Row(row.name.replace("HTML", "plain"), was=row.was, start=row.start, office=row.office) for row in HTML)

WRITES = ("CreateItem", "UpdateItem", "DeleteItem")
GROUPS = (
    Group("from before the sync", BASELINE),
    Group("the first run of all", FIRST_RUN, first_run=True),
    Group("matched instead of doubled", MATCHING),
    Group("copied in Outlook", COPIES),
    Group("export only", EXPORT_ONLY, then_settings={"import": 0}),
    Group("import only", IMPORT_ONLY, then_settings={"export": 0}, never_sent=WRITES),
    Group("info texts are kept (R3)", INFO_KEPT, then_settings={"skip-info-text": 1}),
    Group("info texts as HTML", HTML, settings={"info_text_format": "html"}),
    Group("info texts as plain text", PLAIN, settings={"info_text_format": "text"}),
)


def scenarios(alone):
    return scenarios_of(GROUPS, alone)


