#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes zones-table.inc from CLDR's windowsZones.xml: zones.py /usr/share/unicode/cldr/common/supplemental/windowsZones.xml"""

import sys
import xml.etree.ElementTree as ET

rows = {}
for zone in ET.parse(sys.argv[1]).iter("mapZone"):
    windows, names = zone.get("other"), zone.get("type").split()
    if zone.get("territory") == "001":
        rows.setdefault(windows, []).insert(0, names[0])
    rows.setdefault(windows, []).extend(name for name in names if name not in rows[windows])
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
