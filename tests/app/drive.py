# SPDX-License-Identifier: MIT
"""Drives a GTK 4 program as a person would: finds and reads over AT-SPI, points and types with xdotool.

What GTK 4.8 tells over AT-SPI has gaps; the way round each stands where it is needed. Run under with-display. Where something that it needs
is missing, whoever imports this ends with 77: skipped."""

import os
import re
import shutil
import subprocess
import sys
import time


def skip(why):
    print(f"{why}, skipped")
    sys.exit(77)


def require(*tools):
    for tool in tools:
        if not shutil.which(tool):
            skip(f"{tool} is missing")


require("xdotool", "xwininfo", "import")
try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as missing:
    skip(missing)

WINDOW = Atspi.CoordType.WINDOW
# Sanitizers and loaded machines take their time.
PATIENCE = float(os.environ.get("BP_PATIENCE", "1"))
TABLES = ("table", "tree table", "list")


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, text=True).stdout


def wait_for(condition, what, seconds=15):
    """The first true value of condition (); AssertionError naming `what` if there is none in time."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        try:
            value = condition()
            if value:
                return value
        except (GLib.Error, subprocess.CalledProcessError):
            pass  # the widget or window went away while it was looked at
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.03)


class Node:
    """One accessible object of a program."""

    def __init__(self, accessible, program):
        self.accessible = accessible
        self.program = program

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def description(self):
        return self.accessible.get_description() or ""

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def states(self):
        return {state.value_nick for state in self.accessible.get_state_set().get_states()}

    @property
    def box(self):
        extents = self.accessible.get_extents(WINDOW)
        return extents.x, extents.y, extents.width, extents.height

    @property
    def is_shown(self):
        """GTK 4.8 calls everything visible, also on hidden pages: only the size tells."""
        box = self.box
        return box[2] > 0 and box[3] > 0

    @property
    def text(self):
        # -1 as the end gives an empty text in 4.8
        return Atspi.Text.get_text(self.accessible, 0, Atspi.Text.get_character_count(self.accessible))

    def children(self):
        for i in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(i)
            if child:
                yield Node(child, self.program)

    def walk(self, into_tables):
        yield self
        try:
            # A log exposes 200 rows; walking them costs seconds and is seldom meant.
            if not into_tables and self.role in TABLES and self.name in ("GtkColumnListView", "GtkListView"):
                return
            children = list(self.children())
        except GLib.Error:
            return  # it went away meanwhile
        for child in children:
            yield from child.walk(into_tables)

    def find(self, role=None, name=None, into_tables=False, shown=True):
        """The first object below (or this one) with the role whose name matches the pattern; None."""
        for node in self.walk(into_tables):
            try:
                if (role is None or node.role == role) and (name is None or re.search(name, node.name)):
                    if not shown or node.is_shown:
                        return node
            except GLib.Error:
                continue
        return None

    def need(self, role=None, name=None, seconds=15, **more):
        """find (), waiting for it."""
        return wait_for(lambda: self.find(role, name, **more), f"{role} “{name}” in “{self.name}”", seconds)

    def act(self, action):
        names = [Atspi.Action.get_action_name(self.accessible, i) for i in range(Atspi.Action.get_n_actions(self.accessible))]
        Atspi.Action.do_action(self.accessible, names.index(action))

    def top(self):
        node = self.accessible
        while node.get_parent() and node.get_parent().get_role_name() != "application":
            node = node.get_parent()
        return Node(node, self.program)

    def click(self):
        self.program.click_on(lambda: self, f"{self.role} “{self.name}”")


class Program:
    """A running program with windows."""

    def __init__(self, argv, environment=None, artefacts=None, prefix=""):
        self.process = subprocess.Popen(argv, env={**os.environ, **(environment or {})})
        self.artefacts = artefacts
        self.prefix = prefix
        self.shots = 0
        accessible = wait_for(self._find_application, "the program on the accessibility bus", 60)
        accessible.set_cache_mask(Atspi.Cache.NONE)
        self.root = Node(accessible, self)
        wait_for(lambda: list(self.root.children()) and self._windows(), "a window", 60)

    def _find_application(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended with {self.process.returncode}")
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child and child.get_process_id() == self.process.pid:
                return child
        return None

    def _windows(self):
        """(id, x, y, width, height) of every X window of the program."""
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True)
        windows = []
        for window in found.stdout.split():
            # xdotool's own geometry counts the frame twice under a window manager
            info = subprocess.run(["xwininfo", "-id", window], capture_output=True, text=True).stdout
            try:
                windows.append((int(window), *(int(re.search(key + r":\s+(-?\d+)", info).group(1)) for key in
                                               ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height"))))
            except AttributeError:
                continue
        return windows

    def position(self, node):
        """The middle of an object on the screen, None while no window has it. AT-SPI counts from the window without its shadow, the X window has it."""
        top = node.top()
        _, _, width, height = top.box
        fitting = [w for w in self._windows() if w[3] >= width and w[4] >= height]
        named = [w for w in fitting if xdotool("getwindowname", w[0]).strip() == top.name]
        if not fitting:
            return None
        window = (named or fitting)[0]
        border = (window[3] - width) // 2
        over = border if window[4] - height == window[3] - width else (window[4] - height) // 2
        x, y, w, h = node.box
        return window[1] + border + x + w // 2, window[2] + over + y + h // 2

    def cell(self, table, pattern):
        """A text in the list with that name; None. Lists of other pages have the same texts at places where they are not seen."""
        found = next((node for node in self.root.walk(False) if node.role in TABLES and re.search(table, node.name)), None)
        return found and found.find("label", pattern, into_tables=True)

    def click_on(self, find, what):
        """Clicks on what find () gives. It is asked again as long as that is nowhere: a list makes its rows anew whenever it is read again."""
        def place():
            node = find()
            return node and self.position(node)
        x, y = wait_for(place, f"the place of {what}")
        xdotool("mousemove", x, y)
        time.sleep(0.05)
        xdotool("click", 1)
        time.sleep(0.1)

    def find(self, role=None, name=None, seconds=15, **more):
        return wait_for(lambda: self.root.find(role, name, **more), f"{role} “{name}”", seconds)

    def gone(self, role, name, seconds=15):
        wait_for(lambda: not self.root.find(role, name), f"{role} “{name}” gone", seconds)

    def window(self, title, seconds=15):
        """The window with this title."""
        return wait_for(lambda: next((n for n in self.root.children() if re.search(title, n.name) and n.is_shown), None),
                        f"window “{title}”", seconds)

    def active(self, title, seconds=15):
        """Until the window with this title has the keyboard: a window manager takes its time after a dialog."""
        wait_for(lambda: re.search(title, xdotool("getactivewindow", "getwindowname")), f"the keyboard in “{title}”", seconds)

    def key(self, *keys):
        for key in keys:
            xdotool("key", "--clearmodifiers", key)
            time.sleep(0.1)

    def type(self, text):
        xdotool("type", "--delay", "8", "--", text)
        time.sleep(0.1)

    def enter(self, mnemonic, text):
        """Goes to a field by its mnemonic and replaces what stands there."""
        self.key(f"alt+{mnemonic}", "ctrl+a")
        self.type(text)

    def shot(self, name):
        if self.artefacts:
            self.shots += 1
            os.makedirs(self.artefacts, exist_ok=True)
            path = os.path.join(self.artefacts, f"{self.prefix}{self.shots:02d}-{name}.png")
            subprocess.run(["import", "-window", "root", path], check=True)

    def close(self):
        """As with the window's own button; the exit status."""
        self.key("ctrl+q")
        return self.process.wait(20)

    def kill(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
