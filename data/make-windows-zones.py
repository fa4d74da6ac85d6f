#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes data/windows-zones.inc, the C table of Windows and IANA time zones.

Sources: Unicode CLDR's windowsZones.xml (which IANA zones a Windows zone covers) and bcp47/timezone.xml (their other
names), both of Debian's unicode-cldr-core; and the system's tzdata (links, and which spelling is today's).

    data/make-windows-zones.py > data/windows-zones.inc
"""

import os
import sys
import xml.etree.ElementTree as ElementTree

CLDR = "/usr/share/unicode/cldr/common"
ZONEINFO = "/usr/share/zoneinfo"

# Newer than this CLDR, or zones of tzdata that CLDR leaves out; Windows names as in later CLDR versions.
# Antarctica/Troll and Factory have no counterpart in Windows.
EXTRA = {
    "America/Ciudad_Juarez": "Mountain Standard Time",
    "America/Coyhaique": "Magallanes Standard Time",
    "CET": "Romance Standard Time",
    "MET": "Romance Standard Time",
    "EET": "GTB Standard Time",
    "WET": "GMT Standard Time",
    "EST": "SA Pacific Standard Time",
    "MST": "US Mountain Standard Time",
    "HST": "Hawaiian Standard Time",
}


def read_windows_zones():
    """Windows name -> its IANA name for the whole world, and IANA name -> Windows name."""
    canonical, windows_of = {}, {}
    tree = ElementTree.parse(f"{CLDR}/supplemental/windowsZones.xml")
    for row in tree.iter("mapZone"):
        names = row.get("type").split()
        if row.get("territory") == "001":
            canonical[row.get("other")] = names[0]
            windows_of[names[0]] = row.get("other")
    for row in tree.iter("mapZone"):
        for name in row.get("type").split():
            windows_of.setdefault(name, row.get("other"))
    return canonical, windows_of


def read_aliases():
    """Groups of names of one zone."""
    tree = ElementTree.parse(f"{CLDR}/bcp47/timezone.xml")
    groups = [row.get("alias").split() for row in tree.iter("type") if row.get("alias")]
    links = {}
    with open(f"{ZONEINFO}/tzdata.zi", encoding="ascii") as lines:
        for line in lines:
            fields = line.split()
            if fields[0] == "L":
                links[fields[2]] = fields[1]
    return groups + [[target, name] for name, target in links.items()], links


def read_main_names():
    """The names that tzdata itself uses today, for which every system has a file."""
    names = set()
    for table in ("zone.tab", "zone1970.tab"):
        with open(f"{ZONEINFO}/{table}", encoding="utf-8") as lines:
            names.update(line.split("\t")[2].strip() for line in lines if not line.startswith("#"))
    return names


def main():
    canonical, windows_of = read_windows_zones()
    groups, links = read_aliases()
    windows_of.update({name: zone for name, zone in EXTRA.items() if name not in windows_of})
    changed = True
    while changed:
        changed = False
        for group in groups:
            zone = next((windows_of[name] for name in group if name in windows_of), None)
            for name in group:
                if zone and name not in windows_of:
                    windows_of[name] = zone
                    changed = True
    main_names = read_main_names()
    for zone, name in canonical.items():
        target = links.get(name)
        if name not in main_names and target in main_names and windows_of[target] == zone:
            canonical[zone] = target
    order = sorted(canonical)
    names = sorted(name for name in windows_of if os.path.exists(f"{ZONEINFO}/{name}"))

    out = sys.stdout
    out.write("/* SPDX-License-Identifier: Unicode-DFS-2016 */\n")
    out.write("/* Made by data/make-windows-zones.py from Unicode CLDR; licence: data/windows-zones.LICENSE. Do not edit. */\n\n")
    out.write("static const BpWindowsZone windows_zones[] = {\n")
    for zone in order:
        out.write(f'  {{ "{zone}", "{canonical[zone]}" }},\n')
    out.write("};\n\nstatic const BpIanaZone iana_zones[] = {\n")
    for name in names:
        out.write(f'  {{ "{name}", {order.index(windows_of[name])} }},\n')
    out.write("};\n")


if __name__ == "__main__":
    main()
