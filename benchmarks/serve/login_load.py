#!/usr/bin/env python3
"""What do 200 logins at once cost?

    python3 benchmarks/serve/login_load.py [--digitnet build/release/bin/digitnet] [--logins 200]

As many people log in at the same moment, each from an address of their own, while a stranger has pictures read. Every one must be answered:
logged in (303), or told when to come again (429 or 503 with Retry-After). An Argon2id hash takes 19 MiB: as many at once as there are cores,
so the server's memory may grow by that, and by 20 MiB for connections and threads. Exit code 1 when a goal is missed.
"""

import argparse
import os
import pathlib
import random
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/serve/faults"))

import glyphs
from place import Place
from running_server import Browser, Server
from world import PASSWORD, World

HASH_MIB = 19
MORE_MIB = 20


def resident_mib(server, field):
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0


class Login(threading.Thread):
    def __init__(self, port, email, start):
        super().__init__(daemon=True)
        self.browser, self.email, self.begin, self.status, self.took_s, self.retry_after = Browser(port, timeout_s=120), email, start, None, 0, None
        text = self.browser.ask("GET", "/login")[2].decode()
        self.csrf = text.partition('name="csrf" value="')[2].partition('"')[0]

    def run(self):
        self.begin.wait()
        begun = time.monotonic()
        form = f"csrf={self.csrf}&email={self.email.replace('@', '%40')}&password={PASSWORD.replace(' ', '+')}"
        self.status, fields, _ = self.browser.ask("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        self.retry_after, self.took_s = fields.get("Retry-After"), time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digitnet", default=ROOT / "build/release/bin/digitnet")
    parser.add_argument("--logins", type=int, default=200)
    arguments = parser.parse_args()
    world = World(arguments.digitnet)
    place = Place(world.folder / "data")
    emails = [f"person{i}@digits.example" for i in range(5)]
    for email in emails:
        world.create_user(place, email)
    server = Server(world.digitnet, place, *world.server_words)
    try:
        start = threading.Event()
        logins = [Login(server.port, emails[i % len(emails)], start) for i in range(arguments.logins)]
        for login in logins:
            login.start()
        picture, stranger = glyphs.png(glyphs.draw(7, random.Random(1))), Browser(server.port)
        before = resident_mib(server, "VmRSS")
        start.set()
        took_ms = []
        while any(login.is_alive() for login in logins):
            begun = time.monotonic()
            if stranger.ask("POST", "/api/v1/recognize", picture, {"Content-Type": "image/png"})[0] != 200:
                sys.exit("a picture was not read")
            took_ms.append(1000 * (time.monotonic() - begun))
            time.sleep(0.02)
        most = resident_mib(server, "VmHWM")
    finally:
        server.stop()
        world.close()
    counts = {status: sum(login.status == status for login in logins) for status in sorted({login.status for login in logins}, key=str)}
    bound = before + HASH_MIB * os.cpu_count() + MORE_MIB
    print(f"{len(logins)} logins at once: {counts}, the last after {max(login.took_s for login in logins):.1f} s")
    print(f"memory: {before:.0f} MiB before, {most:.0f} at most (goal: at most {bound:.0f})")
    print(f"pictures meanwhile: median {statistics.median(took_ms):.1f} ms, at most {max(took_ms):.1f} ms, of {len(took_ms)}")
    unclear = [login for login in logins if login.status != 303 and not (login.status in (429, 503) and login.retry_after)]
    return 0 if not unclear and most <= bound and counts.get(303) else 1


if __name__ == "__main__":
    sys.exit(main())
