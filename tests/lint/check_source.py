#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The quick checks of the C sources: check_source.py ROOT. Prints FILE:LINE: finding; exits 1 if there is one."""

import re
import sys
from pathlib import Path

FUNCTION_LIMIT = 80
FILE_LIMIT = 700

STRING_CALLS = r"sprintf|vsprintf|strcpy|strcat|strncpy|strncat|strtok|gets"
NUMBER_CALLS = r"atoi|atol|atoll|atof"
TIME_CALLS = r"localtime|gmtime|ctime|asctime|mktime"

# (calls, folder it holds for, files it does not hold for, what to use instead)
BANNED = [
    (STRING_CALLS, "", None, "use g_strdup_printf, GString, g_strlcpy or g_strsplit"),
    (NUMBER_CALLS, "", None, "use g_ascii_string_to_signed or strtod and look at the error"),
    (TIME_CALLS, "", None, "use base/clock.h or core/zone.h: the process's zone is not the record's"),
    (r"system|popen", "src/", None, "use GSubprocess"),
    (r"g_idle_add|g_idle_add_full", "src/", None, "it always means the default context: attach a GSource to yours"),
    (r"g_error|abort|exit|_exit", "src/", r"/main\.c$",
     "return a GError: what can happen must not end the program"),
    (r"printf|puts|putchar|fprintf|vprintf|g_print|g_printerr|perror", "src/", r"^src/cli/|/main\.c$",
     "use base/log.h: only the command line prints"),
    (r"sleep|usleep|g_usleep|nanosleep", "src/", None, "wait for a condition that can be cancelled"),
]
PLATFORM = re.compile(r"^\s*#\s*(?:el)?if.*\b(_WIN32|WIN32|G_OS_WIN32|G_OS_UNIX|__linux__|__APPLE__|__unix__)\b")
PLATFORM_FILE = re.compile(r"-(win32|unix)\.[ch]$")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
ALLOWED = "lint: allowed"       # in a comment of the line, followed by the reason
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code_only(text):
    """The text with comments and the contents of literals blanked, line numbers kept."""
    def blank(match):
        token = match.group()
        if token[0] == '"':
            return '"' + " " * (len(token) - 2) + '"'
        return re.sub(r"[^\n]", " ", token)
    return TOKEN.sub(blank, text)


def check_head(name, lines):
    if not lines or lines[0] != "/* SPDX-License-Identifier: MIT */":
        yield 1, "the first line is not /* SPDX-License-Identifier: MIT */"
    if name.endswith(".h") and "#pragma once" not in lines[:3]:
        yield 1, "no #pragma once after the licence line"


def check_calls(name, lines, code):
    for calls, folder, but, instead in BANNED:
        if not name.startswith(folder) or (but and re.search(but, name)):
            continue
        for match in re.finditer(rf"(?<![\w.>])({calls})\s*\(", code):
            number = code.count("\n", 0, match.start()) + 1
            if ALLOWED not in lines[number - 1]:
                yield number, f"{match.group(1)} is banned: {instead}"


def call_end(code, begin):
    """Behind the bracket that closes the one before begin."""
    depth = 1
    while depth and begin < len(code):
        depth += (code[begin] == "(") - (code[begin] == ")")
        begin += 1
    return begin


def check_errors(name, text, code):
    """What base/error.h says of the English text: it is stored untranslated, with each conversion's value as a text."""
    for match in re.finditer(r"(?<!\w)bp_set_error \(", code if name.startswith("src/") and name != "src/base/error.h" else ""):
        number = code.count("\n", 0, match.start()) + 1
        end = call_end(code, match.end())
        if re.search(r"(?<!\w)_ \(", code[match.end():end]):
            yield number, "bp_set_error () translates by itself and keeps the English text: mark it by N_()"
        if re.search(r"%(?![scdu])", text[match.end():end]):
            yield number, "bp_set_error () knows %s, %c, %d and %u only"


def check_platform(name, lines):
    if PLATFORM_FILE.search(name) or name.startswith("tests/unit/"):
        return
    for number, line in enumerate(lines, 1):
        if PLATFORM.match(line):
            yield number, "what differs by system belongs in a NAME-unix.c and a NAME-win32.c"


def check_unfinished(name, lines):
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield number, "unfinished by its own words"


def functions(code_lines):
    """(name, first line, length) of every function: its body's braces stand at the margin, its name before them."""
    name, opened = None, None
    for number, line in enumerate(code_lines, 1):
        match = re.match(r"(?:[\w\s*]*?)(\w+) \(", line)
        if match and not line.startswith("#"):
            name = match.group(1)
        if line == "{":
            opened = number
        elif line == "}" and opened:
            yield name, opened, number - opened - 1
            opened = None
        elif line[:1] in "};":
            name = None


def check_length(name, code_lines):
    if not name.startswith(("src/", "tests/exchange-sim/")):
        return
    for function, line, length in functions(code_lines):
        if length > FUNCTION_LIMIT:
            yield line, f"{function} has {length} lines, more than {FUNCTION_LIMIT}: is there a second job in it?"
    if len(code_lines) > FILE_LIMIT:
        yield 1, f"{len(code_lines)} lines, more than {FILE_LIMIT}: is there a second idea in it?"


def findings(name, text):
    lines = text.splitlines()
    code = code_only(text)
    code_lines = code.splitlines()
    for check in (check_head(name, lines), check_calls(name, lines, code), check_errors(name, text, code), check_platform(name, code_lines),
                  check_unfinished(name, lines), check_length(name, code_lines)):
        yield from check


def source_files(root):
    """Names, relative to root, of the C files that belong to the project."""
    for folder in ("src", "tests", "win32"):
        for path in sorted((root / folder).rglob("*.[ch]")):
            yield path.relative_to(root).as_posix()


def main():
    root = Path(sys.argv[1])
    bad = files = 0
    for name in source_files(root):
        files += 1
        for line, finding in findings(name, (root / name).read_text(encoding="utf-8")):
            bad += 1
            print(f"{name}:{line}: {finding}")
    print(f"{files} files, {bad} findings")
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.exit(main())
