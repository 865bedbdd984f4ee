#!/usr/bin/env python3
"""How long do pages take where a thousand users keep a hundred digits each?

    python3 benchmarks/serve/many_users.py [--digitnet build/release/bin/digitnet] [--engine sqlite|postgresql] [--users 1000] [--digits 100]
                                           [--rounds 40]

One user is made by the services: account, digits, trainings, a version, tokens, sessions. Their rows are then copied for the others (and each
user's pictures are one file, of its own owner), with what lies in the log and the mail queue. Then every page and list is asked for again and again by
many of them in turn. Goal: the 95th percentile of each is below 100 ms. Exit code 1 when one is not.
"""

import argparse
import pathlib
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/serve/faults"))

import glyphs
from place import Cluster, Place
from running_server import Browser, Server
from world import PASSWORD, World

MOST_MS = 100
FIRST = "person0@digits.example"
LOGGED_IN = 12


class Seed:
    """The first user's rows, and copies of them."""

    def __init__(self, place, users):
        self.place, self.users = place, users
        self.id = place.rows(f"SELECT id FROM account WHERE email = '{FIRST}'")[0][0]

    def columns(self, table):
        if self.place.cluster:
            return [row[0] for row in self.place.rows(f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' AND table_schema = 'public' ORDER BY ordinal_position")]
        return [row[1] for row in self.place.rows(f"PRAGMA table_info({table})")]

    def copy(self, table, owner, changed, source=None):
        """INSERT ... SELECT for every user, `changed` giving other values for some columns."""
        columns = self.columns(table)
        values = ", ".join(changed.get(column, column) for column in columns)
        return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} CROSS JOIN other_user WHERE {owner} = '{self.id}'"

    def statements(self):
        yield "CREATE TABLE other_user (user_id TEXT PRIMARY KEY, number BIGINT)"
        for first in range(1, self.users, 200):
            rows = ", ".join(f"('{i:032x}', {i})" for i in range(first, min(first + 200, self.users)))
            yield f"INSERT INTO other_user VALUES {rows}"
        mix = "substr(id, 1, 24) || substr(user_id, 25, 8)"
        ids = {"id": mix}
        yield self.copy("account", "account.id", {"id": "user_id", **{name: f"'person' || number || '@digits.example'" for name in self.columns("account") if name.startswith("email")}})
        yield self.copy("sample", "owner", {"owner": "user_id", **ids, "number": "sample.number"})
        yield self.copy("model_version", "owner_id", {"owner_id": "user_id", **ids, "number": "model_version.number"})
        yield self.copy("job", "owner_id", {"owner_id": "user_id", **ids})
        yield self.copy("audit_entry", "actor", {"actor": "user_id", **ids})
        mail = {"recipient": "'person' || number || '@digits.example'", **ids}
        columns = self.columns("mail")
        yield f"INSERT INTO mail ({', '.join(columns)}) SELECT {', '.join(mail.get(column, column) for column in columns)} FROM mail CROSS JOIN other_user"
        if self.place.cluster:
            yield f"INSERT INTO stored_file SELECT {', '.join('user_id' if column == 'owner' else column for column in self.columns('stored_file'))} FROM stored_file CROSS JOIN other_user WHERE owner = '{self.id}'"
        yield "DROP TABLE other_user"

    def write(self):
        if self.place.cluster:
            script = ";\n".join(self.statements())
            subprocess.run(["psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-1", self.place.database], input=script + ";\nANALYZE;", text=True, check=True)
            return
        connection = sqlite3.connect(self.place.database)
        with connection:
            for statement in self.statements():
                connection.execute(statement)
        connection.close()
        files = self.place.folder / "files"
        for i in range(1, self.users):
            shutil.copytree(files / self.id, files / f"{i:032x}", copy_function=lambda source, target: pathlib.Path(target).hardlink_to(source))


def make_first(world, place, server, digits):
    world.create_user(place, FIRST)
    browser = Browser(server.port)
    browser.send_form("/login", "/login", email=FIRST, password=PASSWORD)
    browser.find_out_token()
    chance = random.Random(1)
    for first in range(0, digits, 50):
        status, _ = browser.send_pictures({f"{i % 10}_{i}.png": glyphs.png(glyphs.draw(i % 10, chance)) for i in range(first, min(first + 50, digits))})
        if status != 201:
            sys.exit(f"an upload is answered with {status}")
    for _ in range(2):
        status, job = browser.send_json("POST", "/api/v1/trainings", {"from": "served"})
        while (state := browser.get_json(f"/api/v1/trainings/{job['id']}")[1])["state"] in ("queued", "running"):
            time.sleep(0.5)
        if state["state"] != "done":
            sys.exit(f"a training is {state}")
    browser.send_form("/forgot", "/forgot", email=FIRST, channel="code")
    time.sleep(1)


def pages_of(browser):
    """What one person looks at."""
    samples = browser.get_json("/api/v1/samples?limit=5")[1]["samples"]
    version = browser.get_json("/api/v1/versions")[1]["versions"][0]["id"]
    return ["/", "/recognise", "/about", "/digits", "/digits?label=3", "/digits?view=doubtful", "/digits?page=2", f"/digits/{samples[0]['id']}/image", "/training", "/versions", f"/versions/{version}",
            "/account", "/account/export", "/api/v1/session", "/api/v1/samples?limit=100", f"/api/v1/samples/{samples[1]['id']}", "/api/v1/trainings", "/api/v1/versions", f"/api/v1/versions/{version}", "/api/v1/used-version", "/api/v1/model"]


def measure(server, users, rounds):
    """{page: milliseconds}"""
    chance, took = random.Random(2), {}
    for _ in range(LOGGED_IN):
        browser = Browser(server.port)
        email = f"person{chance.randrange(users)}@digits.example"
        begun = time.monotonic()
        browser.send_form("/login", "/login", email=email, password=PASSWORD)
        took.setdefault("a login", []).append(1000 * (time.monotonic() - begun))
        if browser.find_out_token() != 200:
            sys.exit(f"{email} cannot log in")
        pages = pages_of(browser)
        for _ in range(-(-rounds // LOGGED_IN)):
            for path in chance.sample(pages, len(pages)):
                begun = time.monotonic()
                status, _, _ = browser.ask("GET", path)
                kind = "/".join("ID" if len(part) == 32 else part for part in path.split("/"))
                took.setdefault(kind, []).append(1000 * (time.monotonic() - begun))
                if status != 200:
                    sys.exit(f"{path} is answered with {status}")
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digitnet", default=ROOT / "build/release/bin/digitnet")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--digits", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    cluster = Cluster() if arguments.engine == "postgresql" else None
    world = World(arguments.digitnet)
    try:
        place = Place(world.folder / "data", cluster)
        server = Server(world.digitnet, place, *world.server_words)
        make_first(world, place, server, arguments.digits)
        server.stop()
        Seed(place, arguments.users).write()
        counts = {table: place.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("account", "sample", "job", "model_version", "audit_entry", "mail")}
        print(f"{arguments.engine}: {counts}", flush=True)
        server = Server(world.digitnet, place, *world.server_words)
        took = measure(server, arguments.users, arguments.rounds)
        server.stop()
    finally:
        world.close()
        if cluster:
            cluster.close()
    slow = 0
    for kind, all_ms in sorted(took.items(), key=lambda item: -statistics.quantiles(item[1], n=20)[-1]):
        p95 = statistics.quantiles(all_ms, n=20)[-1]
        slow += p95 >= MOST_MS
        print(f"{p95:8.1f} ms p95 {statistics.median(all_ms):8.1f} median  {kind}{'  TOO SLOW' if p95 >= MOST_MS else ''}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
