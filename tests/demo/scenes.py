# SPDX-License-Identifier: MIT
"""What is played in the demo: three people of Muster GmbH, what stands in their calendars, and what they do in half a minute."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

USERS = {"anna": "Anna Albrecht", "bernd": "Bernd Brinkmann", "carla": "Carla Conrad"}
DOMAIN = "muster.example"
SITE_ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Appointment:
    """One appointment as both sides hold it. Start and end are wall clock times in its zone."""
    user: str
    subject: str
    start: datetime
    end: datetime
    location: str = ""
    info: str = ""
    zone: str = SITE_ZONE
    all_day: bool = False
    show_as: str = "busy"
    importance: str = "normal"
    sensitivity: str = "normal"
    reminder: int | None = 15
    categories: tuple = ()

    def moved(self, days=0, minutes=0, longer=0):
        shift = timedelta(days=days, minutes=minutes)
        return replace(self, start=self.start + shift, end=self.end + shift + timedelta(minutes=longer))


def day(workdays):
    """The workday so many workdays after the Monday of this week; negative ones lie before it."""
    monday = date.today() - timedelta(days=date.today().weekday())
    weeks, rest = divmod(workdays, 5)
    return monday + timedelta(weeks=weeks, days=rest)


def at(user, subject, workdays, clock, minutes, location="", **more):
    start = datetime.combine(day(workdays), time.fromisoformat(clock))
    return Appointment(user, subject, start, start + timedelta(minutes=minutes), location, **more)


def whole_days(user, subject, workdays, days, **more):
    start = datetime.combine(day(workdays), time())
    more.setdefault("show_as", "free")
    more.setdefault("reminder", None)
    return Appointment(user, subject, start, start + timedelta(days=days), all_day=True, **more)


# Before the sync is set up: these stay where they are (the baseline).
OLD_OFFICE = [
    at("anna", "Angebotsbesprechung Weber & Söhne", -5, "09:00", 60, "Besprechungsraum 2"),
    at("anna", "Kassensturz", -3, "16:30", 30),
    at("anna", "Schulung Warenwirtschaft", 4, "13:00", 180, "Schulungsraum"),
    whole_days("anna", "Inventur", 14, 1),
    at("bernd", "Baustellenbegehung Ringstraße", -4, "07:30", 120, "Ringstraße 14, Bielefeld"),
    at("bernd", "Reifenwechsel Transporter", 3, "08:00", 45, "Werkstatt Krause"),
    at("bernd", "Aufmaß Familie Özdemir", 6, "10:00", 90, "Am Mühlbach 3"),
    whole_days("bernd", "Urlaub", 20, 14, show_as="out-of-office"),
    at("carla", "Bankgespräch Sparkasse", -2, "11:00", 60, "Filiale Marktplatz"),
    at("carla", "Umsatzsteuer-Voranmeldung", 5, "09:00", 60, importance="high"),
]
OLD_EXCHANGE = [
    at("anna", "Elternabend", -1, "19:00", 90, "Grundschule", sensitivity="private"),
    at("anna", "Webinar Zoll", 7, "14:00", 60),
    at("bernd", "Zahnarzt", 2, "07:45", 30, sensitivity="private"),
    at("bernd", "Feuerwehrübung", 8, "18:30", 120),
    at("carla", "Jahresabschluss mit Steuerberater", 9, "10:00", 120, "Kanzlei Dr. Behrens"),
    at("carla", "Chorprobe", 3, "20:00", 90, show_as="free"),
]

# Entered after the sync was set up, before the engine first runs: caught up with when it does.
FIRST_OFFICE = [
    at("anna", "Kundentermin Autohaus Petersen", 5, "10:00", 90, "Petersen, Hafenstraße 8", categories=("Kunde",),
       info="Neues Lagerprogramm vorstellen.\nPreisliste mitnehmen."),
    at("anna", "Jour fixe Vertrieb", 6, "09:00", 60, "Besprechungsraum 1", categories=("Intern",)),
    at("anna", "Mittagessen mit Herrn Yıldız", 7, "12:30", 75, "Ristorante Da Gino", show_as="tentative", reminder=30),
    whole_days("anna", "Messe Hannover", 11, 3, show_as="out-of-office", categories=("Messe", "Kunde")),
    at("bernd", "Montage Solaranlage Hof Lüttmann", 5, "07:00", 540, "Hof Lüttmann", importance="high", reminder=60,
       info="Gerüst steht ab Montag.\nSchlüssel beim Nachbarn."),
    at("bernd", "Abnahme Neubau Kita", 7, "13:00", 60, "Kita Löwenzahn"),
    at("bernd", "Sicherheitsunterweisung", 8, "08:00", 45, "Halle 2", categories=("Intern",), reminder=None),
    at("carla", "Monatsabschluss", 6, "08:30", 120, importance="high"),
    at("carla", "Personalgespräch", 6, "14:00", 45, "Büro Conrad", sensitivity="confidential"),
    at("carla", "Telefonat Lieferant London", 7, "11:00", 30, zone="Europe/London", categories=("Einkauf",)),
    whole_days("carla", "Betriebsversammlung", 10, 1, show_as="busy"),
]
FIRST_EXCHANGE = [
    at("anna", "Rückruf Frau Schäfer", 5, "15:00", 15, importance="high"),
    at("anna", "Abstimmung Katalog", 6, "11:00", 60, "Marketing", categories=("Intern",)),
    at("anna", "Friseur", 8, "17:30", 60, sensitivity="private", show_as="out-of-office"),
    at("bernd", "Liefertermin Wechselrichter", 5, "06:45", 15, "Rampe 1", reminder=5),
    at("bernd", "Probefahrt Transporter", 9, "16:00", 60, "Autohaus Petersen", show_as="tentative"),
    whole_days("bernd", "Brückentag", 9, 1, show_as="out-of-office"),
    at("carla", "Vorstellungsgespräch Buchhaltung", 8, "10:00", 60, "Besprechungsraum 2", sensitivity="personal"),
    at("carla", "Videokonferenz New York", 9, "09:30", 60, zone="America/New_York"),
    at("carla", "Prüfung Reisekosten", 11, "13:00", 90, categories=("Buchhaltung",), reminder=None),
]


@dataclass(frozen=True)
class Step:
    """One thing a person does: side is "office" or "exchange", verb "create", "change" or "delete"."""
    side: str
    verb: str
    user: str
    subject: str
    told: str
    new: Appointment | None = None
    change: dict = field(default_factory=dict)
    move: dict = field(default_factory=dict)


def creates(side, appointment):
    return Step(side, "create", appointment.user, appointment.subject, f'enters "{appointment.subject}"', new=appointment)


def moves(side, user, subject, told, **move):
    return Step(side, "change", user, subject, f'moves "{subject}" {told}', move=move)


def changes(side, user, subject, told, **change):
    return Step(side, "change", user, subject, f'{told} "{subject}"', change=change)


def renames(side, user, subject, new):
    return Step(side, "change", user, subject, f'renames "{subject}" to "{new}"', change={"subject": new})


def deletes(side, user, subject):
    return Step(side, "delete", user, subject, f'deletes "{subject}"')


O, X = "office", "exchange"
PLAY = [
    creates(X, at("anna", "Besuch Lieferant Holtkamp", 7, "10:00", 60, "Empfang", categories=("Einkauf",))),
    creates(O, at("bernd", "Notdienst Heizung Familie Groß", 5, "18:00", 90, "Lindenweg 22", importance="high",
                  info="Brenner startet nicht.")),
    moves(O, "anna", "Jour fixe Vertrieb", "one hour later", minutes=60),
    moves(X, "bernd", "Abnahme Neubau Kita", "to the next day", days=1),
    renames(X, "carla", "Vorstellungsgespräch Buchhaltung", "Vorstellungsgespräch Frau Nguyen"),
    changes(O, "carla", "Personalgespräch", "changes the place of", location="Besprechungsraum 3"),
    deletes(X, "anna", "Rückruf Frau Schäfer"),
    creates(O, at("carla", "Lohnabrechnung", 9, "08:00", 180, categories=("Buchhaltung",))),
    changes(X, "anna", "Mittagessen mit Herrn Yıldız", "confirms", show_as="busy"),
    renames(O, "bernd", "Sicherheitsunterweisung", "Sicherheitsunterweisung Gerüstbau"),
    creates(X, at("bernd", "Rückfrage Statiker", 6, "09:15", 20, reminder=5)),
    deletes(O, "carla", "Monatsabschluss"),
    changes(O, "anna", "Kundentermin Autohaus Petersen", "writes a text into",
            info="Neues Lagerprogramm vorstellen.\nPreisliste und Vertrag mitnehmen."),
    moves(X, "carla", "Telefonat Lieferant London", "half an hour earlier", minutes=-30),
    changes(X, "bernd", "Montage Solaranlage Hof Lüttmann", "files", categories=("Montage", "Solar")),
    creates(O, whole_days("anna", "Fortbildung Außenhandel", 12, 2, show_as="out-of-office")),
    moves(O, "anna", "Besuch Lieferant Holtkamp", "to the afternoon", minutes=240),
    changes(X, "carla", "Lohnabrechnung", "sets no reminder for", reminder=None),
    deletes(O, "bernd", "Probefahrt Transporter"),
    changes(O, "bernd", "Liefertermin Wechselrichter", "marks as important", importance="high"),
    creates(X, whole_days("carla", "Steuerprüfung", 13, 3, show_as="busy", importance="high")),
    moves(X, "bernd", "Notdienst Heizung Familie Groß", "by two hours and makes it longer", minutes=120, longer=30),
    deletes(X, "carla", "Prüfung Reisekosten"),
    renames(O, "anna", "Abstimmung Katalog", "Abstimmung Katalog Frühjahr"),
    changes(O, "bernd", "Rückfrage Statiker", "changes the place of", location="Telefon 0521 123456"),
    changes(X, "anna", "Friseur", "changes the place of", location="Salon Haarscharf"),
]
