#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes zones-table.inc from CLDR's windowsZones.xml and the aliases of timezone.xml: zones.py /usr/share/unicode/cldr/common"""

import sys
import xml.etree.ElementTree as ET

aliases = {}
for zone in ET.parse(sys.argv[1] + "/bcp47/timezone.xml").iter("type"):
    names = zone.get("alias", "").split()
    aliases.update((name, names) for name in names)

rows = {}
for zone in ET.parse(sys.argv[1] + "/supplemental/windowsZones.xml").iter("mapZone"):
    windows, names = zone.get("other"), zone.get("type").split()
    if zone.get("territory") == "001":
        rows.setdefault(windows, []).insert(0, names[0])
    rows.setdefault(windows, []).extend(name for name in names if name not in rows[windows])
# An alias belongs to the zone of its other names, unless CLDR gives it one itself.
taken = {name for names in rows.values() for name in names}
for names in rows.values():
    for name in list(names):
        names.extend(alias for alias in aliases.get(name, ()) if alias not in taken)
print("/* SPDX-License-Identifier: MIT */")
print("/* Made by zones.py from CLDR's windowsZones.xml (Unicode licence); not to be edited. The first name of a row stands")
print(" * for the Windows zone. */")
for windows in sorted(rows):
    names = list(dict.fromkeys(rows[windows]))
    lines, line = [], ""
    for name in names:
        if len(line) + len(name) > 95:
            lines.append(line)
            line = ""
        line += name + " "
    lines.append(line)
    body = "\n  ".join(f'"{text.rstrip() if i == len(lines) - 1 else text}"' for i, text in enumerate(lines))
    print(f'{{ "{windows}",\n  {body} }},')
