#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each check of check_source.py finds what it is there for, and nothing in a comment or a text."""

import unittest

from check_source import FUNCTION_LIMIT, findings

HEAD = "/* SPDX-License-Identifier: MIT */\n"


def found(text, name="src/core/thing.c", head=HEAD):
    return [finding for _, finding in findings(name, head + text)]


class CheckSource(unittest.TestCase):
    def test_clean_file(self):
        self.assertEqual(found('#include "base/log.h"\n'), [])

    def test_licence_and_pragma(self):
        self.assertEqual(len(found("int x;\n", head="")), 1)
        self.assertEqual(len(found("int x;\n", name="src/core/thing.h")), 1)
        self.assertEqual(found("#pragma once\n", name="src/core/thing.h"), [])

    def test_banned_calls(self):
        for call in ("sprintf (a, b);", "n = atoi (text);", "localtime (&t);", "g_idle_add (f, 0);", "abort ();", "exit(1);",
                     "printf (x);", "g_usleep (5);"):
            self.assertEqual(len(found(call)), 1, call)

    def test_banned_names_elsewhere(self):
        for text in ("/* never atoi () here */", 'x = "exit (1)";', "// printf ()", "self->exit (1);", "g_error_new (x);",
                     "thing_exit (x);", "g_strdup_printf (x);"):
            self.assertEqual(found(text), [], text)

    def test_where_calls_are_allowed(self):
        self.assertEqual(found("printf (x);", name="src/cli/status.c"), [])
        self.assertEqual(found("exit (1);", name="src/app/main.c"), [])
        self.assertEqual(found("g_usleep (5);", name="tests/exchange-sim/fault.c"), [])
        self.assertEqual(found("abort (); /* lint: allowed, nothing may go on without randomness */"), [])

    def test_words_of_errors(self):
        for call in ('bp_set_error (error, code, NULL, _ ("Wrong."));', 'bp_set_error (error, code, NULL, N_ ("%ld of them"), n);',
                     'bp_set_error (error, code, NULL, N_ ("100 %%"));',
                     'bp_set_error (error, code, NULL,\n  N_ ("%s"), _ ("word"));'):
            self.assertEqual(len(found(call)), 1, call)
        for call in ('bp_set_error (error, code, NULL, N_ ("%s: %c%d of %u, _ (x)"), f (a), b, c, d);',
                     'bp_set_error (error, code, NULL, N_ ("x"));\n  text = _ ("word");'):
            self.assertEqual(found(call), [], call)

    def test_platform(self):
        self.assertEqual(len(found("#ifdef _WIN32\n#endif\n")), 1)
        self.assertEqual(len(found("#if defined (G_OS_UNIX)\n#endif\n")), 1)
        self.assertEqual(found("#ifdef _WIN32\n#endif\n", name="src/base/platform-win32.c"), [])

    def test_unfinished(self):
        self.assertEqual(len(found("/* TODO: later */\n")), 1)

    def test_long_function(self):
        def body(lines):
            return "static int\nthing_do (int x)\n{\n" + "  x++;\n" * lines + "}\n"
        self.assertEqual(found(body(FUNCTION_LIMIT)), [])
        self.assertIn("thing_do has", found(body(FUNCTION_LIMIT + 1))[0])


if __name__ == "__main__":
    unittest.main()
