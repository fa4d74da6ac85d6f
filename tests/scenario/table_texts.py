# SPDX-License-Identifier: MIT
"""Texts: at the limits of 255 characters, with signs of every kind, very long ones, and what cannot be carried (SYNC 9, 15, 16)."""

import json

from appointment import USER
from processes import check
from scenario import Scenario
from table import CREATE, FROM_OFFICE, FROM_OUTLOOK, GONE, NOWHERE, Group, Row, scenarios_of
from table_tasks import TaskGroup, TaskRow

MOST = 255      # UTF-16 units, as Exchange counts
TOO_LONG, CONTROL, NOT_UTF8 = "longer than 255 characters", "control character", "not UTF-8"

FITS = (("of 255 letters", "x" * MOST), ("of 255 umlauts", "ä" * MOST), ("of 255 with signs of two units", "😀" * 127 + "x"))
TOO_MUCH = (("of 256 letters", "x" * (MOST + 1)), ("of 256 umlauts", "ä" * (MOST + 1)), ("of 256 with signs of two units", "😀" * 128))

# None of them may be put in another form: what is read is what was written, sign by sign.
SIGNS = (
    ("composed", "\u00c4rger im Caf\u00e9"), ("decomposed", "A\u0308rger im Cafe\u0301"), ("both forms", "\u00e9 e\u0301 \uac00 \u1100\u1161"),
    ("emoji", "🎂 👩‍👩‍👧‍👦 🇩🇪 👍🏽 ☎\ufe0f"), ("right to left", "\u200fשלום\u200e مرحبا"), ("of higher planes", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎 \U0010fffd"),
    ("separators", "a\u2028b\u2029c\u0085d\u00a0e\u200bf"), ("a mark of order", "\ufeffvorn und \ufeff mitten"), ("C1 and DEL", "a\u007fb\u009fc"),
    ("markup", "<b>&amp;</b> ]]> <!-- \"'` &#x41; <![CDATA["), ("blanks around", "  davor und danach  "), ("several blanks", "a  b   c"),
    ("a tab", "a\tb"), ("a new line", "a\nb"), ("only blanks", "   "), ("JSON", "{\"a\": [1, \\\"x\\\"]}\\n\\u0041"), ("the replacement sign", "a\ufffdb"))

# XML 1.0 has no way to say these.
FORBIDDEN = (("a bell", "a\u0007b"), ("an escape", "\u001b[1mfett"), ("a unit separator", "a\u001fb"), ("U+FFFE", "a\ufffeb"), ("U+FFFF", "a\uffffb"),
             ("a backspace at the end", "abc\u0008"))


def put(name, text):
    """{field: value}; a subject keeps the row's name in front of it, so that it is told apart."""
    return {name: (text,) if name in ("categories", "companies") else text}


def units(text):
    return len(text.encode("utf-16-le")) // 2


def subject(row, text):
    """Long ones keep their length."""
    prefix, tail = f"{row} ", text
    if units(text) < MOST:
        return {"subject": prefix + text}
    while units(prefix + tail) > units(text):
        tail = tail[1:]
    return {"subject": prefix + tail + "x" * (units(text) - units(prefix + tail))}


def value_of(row, name, text):
    return subject(row, text) if name == "subject" else put(name, text)


def carried(kind, names, texts):
    """Created on either side, and given to one that is there, on either side."""
    for name in names:
        for label, text in texts:
            for side, key, was in (("büro+", "office", FROM_OUTLOOK), ("Outlook", "exchange", FROM_OFFICE)):
                row = f"{side}: {name} {label}"
                yield kind(f"{row}, new", was=NOWHERE, start=value_of(f"{row}, new", name, text), **{key: CREATE})
                yield kind(f"{row}, changed", was=was, **{key: value_of(f"{row}, changed", name, text)})


def refused(kind, names, texts):
    """What is refused stays here, and is sent once it is mended."""
    for name in names:
        for label, text in texts:
            row = f"büro+: {name} {label}"
            new, changed = value_of(f"{row}, new", name, text), value_of(f"{row}, changed", name, text)
            yield kind(f"{row}, new", was=NOWHERE, start=new, office=CREATE, after_office={}, after_exchange=GONE)
            yield kind(f"{row}, changed", office=changed, after_office=changed, after_exchange={})


def mended(kind, names, texts):
    for name in names:
        for label, text in texts:
            row = f"büro+: {name} {label}, then shorter"
            yield kind(row, office=value_of(row, name, text), then_office=_mend(row, name), after=value_of(row, name, "kurz"))


def _mend(row, name):
    shorter = value_of(row, name, "kurz")
    if name != "subject":
        return shorter

    def rename(office, _subject):
        with office.connection() as connection:
            connection.execute("UPDATE appointment SET subject = ? WHERE subject LIKE ?", [shorter["subject"], f"{row}%"])
    return rename


class Refused:
    """All of the rows stay where they are, and say why."""
    kind = "appointment"

    def check(self, lab):
        super().check(lab)
        with lab.office.connection() as connection:
            parked = {one["subject"]: one["reason"] for one in connection.execute(
                f"SELECT a.subject, p.reason FROM sync_parked p JOIN {self.kind} a ON a.id = p.record AND p.kind = '{self.kind}'")}
        check(len(parked) == len(self.rows), f"{len(parked)} records are parked: {parked}")
        for name, reason in parked.items():
            check((TOO_LONG if " of 256 " in name else CONTROL) in reason, f"{name!r}: {reason}")


class RefusedTexts(Refused, Group):
    pass


class RefusedTaskTexts(Refused, TaskGroup):
    kind = "task"


# Outlook's text is one that could not be sent from here; other fields of it still can.
OUT_OF_BOUNDS = {"location": "ö" * 300, "categories": ("ü" * 300, "Rot")}
TOO_LONG_THERE = (
    Row("Outlook: longer than it could come from here", was=NOWHERE, start=OUT_OF_BOUNDS, exchange=CREATE),
    Row("Outlook: too long, another field is changed in büro+", was=FROM_OUTLOOK, start=OUT_OF_BOUNDS, office={"reminder_minutes": 5}),
    Row("Outlook: too long, moved in büro+", was=FROM_OUTLOOK, start=OUT_OF_BOUNDS, office={"ends_at": "2027-03-10T11:00:00"}),
    Row("Outlook: too long, shortened in büro+", was=FROM_OUTLOOK, start=OUT_OF_BOUNDS, office={"location": "kurz"}),
    Row("from büro+, too long in Outlook", exchange=OUT_OF_BOUNDS, then_office={"show_as": "free"}),
)
TASK_TOO_LONG_THERE = TaskRow("Outlook: too long, another field is changed in büro+", was=FROM_OUTLOOK, office={"importance": "high"},
                              start={"mileage": "k" * 300, "companies": ("c" * 300,)})

NAMES, TASK_NAMES = ("subject", "location", "categories"), ("subject", "mileage", "billing_information", "categories", "companies")
BLANK = ("blanks around", "only blanks")    # not part of a category's name
LIST_SIGNS = tuple(one for one in SIGNS if one[0] not in BLANK)

GROUPS = (
    Group("texts that are carried", (*carried(Row, NAMES[:2], FITS + SIGNS), *carried(Row, NAMES[2:], FITS + LIST_SIGNS),
                                     *mended(Row, NAMES, TOO_MUCH[1:2]), *TOO_LONG_THERE)),
    RefusedTexts("texts that are refused", (*refused(Row, NAMES, TOO_MUCH), *refused(Row, (*NAMES, "info_text"), FORBIDDEN)),
                 exit_code=1),
)
TASK_GROUPS = (
    TaskGroup("a task's texts that are carried", (*carried(TaskRow, TASK_NAMES[:3], FITS + SIGNS), *carried(TaskRow, TASK_NAMES[3:], FITS + LIST_SIGNS),
                                                  TASK_TOO_LONG_THERE)),
    RefusedTaskTexts("a task's texts that are refused", (*refused(TaskRow, TASK_NAMES, TOO_MUCH),
                                                         *refused(TaskRow, (*TASK_NAMES, "info_text"), FORBIDDEN[:2])), exit_code=1),
)


# --- very long ones, and what one side alone can hold --------------------------------------------------------------------------

MILLION = 1_000_000
LONG = ("Zeile mit Umlauten äöü & <Zeichen> 🎂\n" * (MILLION // 37))
NESTED = "<div><b><i>" * 4000 + "tief &amp; innen" + "</i></b></div>" * 4000
FLAT = "<ul>" + "".join(f"<li>Punkt {number} ä" for number in range(20000)) + "</ul>"


class LongTexts(Scenario):
    """Info texts of a million characters; those of Outlook stay there and trouble nobody."""
    texts = {"lang": (LONG, "text"), "ein Wort": ("x" * 200_000, "text"), "verschachtelt": (NESTED, "html"), "eine Liste": (FLAT, "html"),
             "nur Umbrüche": ("\n" * 20_000 + "Ende", "text"), "nur Zeichen": ("<&>\"" * 10_000, "text")}
    found = {"lang": ("Zeile mit Umlauten äöü & <Zeichen> 🎂", 27027), "ein Wort": ("x" * 200_000, 1), "verschachtelt": ("tief & innen", 1),
             "eine Liste": ("Punkt 19999 ä", 1), "nur Umbrüche": ("Ende", 1), "nur Zeichen": ("<&>\"" * 10_000, 1)}

    def __init__(self, form):
        self.form, self.name = form, f"very long info texts, sent as {form}"

    def prepare(self, lab):
        lab.set_up(info_text_format=self.form)
        lab.switch_on()

    def play(self, lab):
        for subject, (text, form) in self.texts.items():
            with lab.office.connection() as connection:
                connection.execute("INSERT INTO appointment (company, user, subject, starts_at, ends_at, info_text, info_format) SELECT 1, id, ?,"
                                   " '2027-03-10T09:00:00', '2027-03-10T10:00:00', ?, ? FROM user WHERE login = ?", [subject, text, form, USER])
        lab.outlook.create(Row("von dort", start={"info_text": LONG}).appointment())

    def check(self, lab):
        here = {one.subject: one.info_text for one in lab.office.appointments()}
        there = {one["subject"]: (one["body_text"], one["body_type"]) for one in lab.outlook.items(USER)}
        check(here == {**{subject: text for subject, (text, _) in self.texts.items()}, "von dort": ""}, "büro+ has other texts than it had")
        for subject, (words, times) in self.found.items():
            text, form = there[subject]
            check(text.count(words) == times, f"{subject}: Exchange has it {text.count(words)} times instead of {times}: {text[:200]!r}")
            check(form.lower() == self.form, f"{subject} has a text of type {form}")


class ControlCharactersThere(Scenario):
    """Exchange passes on what XML cannot say; it is left out here, and the rest comes."""
    name = "control characters in Outlook"

    def play(self, lab):
        for number, sign in enumerate("\u0001\u0008\u000b\u001a\u001f\uffff"):
            lab.outlook.create(Row(f"Termin {number}{sign}", start={"location": f"{sign}Raum{sign}", "categories": (f"Rot{sign}",)}).appointment())

    def check(self, lab):
        wanted = [Row(f"Termin {number}", start={"location": "Raum", "categories": ("Rot",)}).appointment() for number in range(6)]
        lab.compare(wanted, wanted)
        found = {(one.subject, one.location, one.categories) for one in lab.office.appointments()}
        check(found == {(one.subject, one.location, one.categories) for one in wanted}, f"büro+: {found}")


class Damaged(Scenario):
    """Bytes that are no UTF-8, and half a surrogate pair: the record says so, all others go on."""
    name = "damaged bytes in the database"
    exit_code = 1
    bytes = {"eins": "X'C3'", "zwei": "X'61EDA08062'", "drei": "X'FF'", "vier": "X'C0AF'", "fünf": "X'F4908080'"}

    def prepare(self, lab):
        super().prepare(lab)
        for subject in (*self.bytes, "ganz"):
            lab.office.create(Row(subject).appointment())
        lab.sync()

    def play(self, lab):
        with lab.office.connection() as connection:
            for subject, damaged in self.bytes.items():
                connection.execute(f"UPDATE appointment SET location = CAST({damaged} AS TEXT) WHERE subject = ?", [subject])
            connection.execute("UPDATE appointment SET location = 'Raum 1' WHERE subject = 'ganz'")
            connection.execute("INSERT INTO appointment (company, user, subject, starts_at, ends_at) SELECT 1, id, CAST(X'FFFE' AS TEXT),"
                               " '2027-03-10T09:00:00', '2027-03-10T10:00:00' FROM user WHERE login = ?", [USER])
            connection.execute("INSERT INTO task (company, user, subject, categories) SELECT 1, id, 'Liste', '[\"\\ud800\"]' FROM user WHERE login = ?", [USER])

    def check(self, lab):
        there = {one["subject"]: one["location"] for one in lab.outlook.items(USER)}
        check(there == {**dict.fromkeys(self.bytes), "ganz": "Raum 1"}, f"Exchange: {there}")
        said = lab.cli("records", expect=None)
        check(said.count(NOT_UTF8) == len(self.bytes) + 1, f"records does not say so of each: {said}")
        json.loads(lab.cli("records", "--json"))


def scenarios(alone):
    return [*scenarios_of(GROUPS, alone), *scenarios_of(TASK_GROUPS, alone), LongTexts("html"), *([LongTexts("text")] if alone else []),
            ControlCharactersThere(), Damaged()]
