#!/usr/bin/env python3
"""Does one of two servers that share PostgreSQL go on when the other is killed?

    python3 tests/serve/faults/two_servers.py [--promoter build/dev/bin/test_promoter] [--digitnet PROGRAM]

A person is logged in at one server and known at both, and trains; the server whose child does the work is killed with `kill -9`. The other
must answer all the time, take the training over and finish it; a third one joins, and both serve what is promoted. Exit code 1 when
anything of it is not so, 77 where PostgreSQL is not installed.
"""

import argparse
import pathlib
import random
import sys
import threading
import time

import glyphs
from kills import LEASE_S, MOST_DYING_S, ROOT, Promoter, has_ended
from place import Cluster, Place, postgresql_programs, skip
from running_server import Browser, Server
from world import ADMINISTRATOR, PASSWORD, World

MOST_TAKING_OVER_S = 90
MOST_FOLLOWING_S = 10
PERSON = "grace@digits.example"


def wait_until(is_so, seconds, what):
    begun = time.monotonic()
    while not is_so():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - begun


class Reading(threading.Thread):
    """A stranger who has a picture read again and again."""

    def __init__(self, port):
        super().__init__()
        self.browser, self.stops, self.answers = Browser(port), False, {}
        self.start()

    def run(self):
        picture = glyphs.png(glyphs.draw(7, random.Random(1)))
        while not self.stops:
            status, _, _ = self.browser.ask("POST", "/api/v1/recognize", picture, {"Content-Type": "image/png"})
            self.answers[status] = self.answers.get(status, 0) + 1
            time.sleep(0.02)

    def end(self):
        self.stops = True
        self.join()
        return self.answers


class TwoServers:
    def __init__(self, arguments, cluster, world):
        self.world, self.place = world, Place(world.folder / "one", cluster)
        self.promoter_program = arguments.promoter
        world.create_user(self.place, ADMINISTRATOR, "--admin")
        world.create_user(self.place, PERSON)
        self.servers = [self.start_server("one"), self.start_server("two")]
        self.person = Browser(self.servers[0].port)

    def start_server(self, name):
        """With a folder of its own: on several machines they share nothing but the database."""
        return Server(self.world.digitnet, None, "--data-dir", str(self.world.folder / name), "--database", self.place.database, *self.world.server_words)

    def check(self, is_so, what):
        if not is_so:
            raise AssertionError(what)

    def run(self):
        self.log_in_at_one_and_be_known_at_both()
        survivor, job = self.kill_who_trains()
        self.see_it_go_on(survivor, job)
        self.promote(survivor)
        problems = self.world.check(self.place)
        self.check(not problems, problems)

    def log_in_at_one_and_be_known_at_both(self):
        self.person.send_form("/login", "/login", email=PERSON, password=PASSWORD)
        chance = random.Random(5)
        for server in self.servers:
            self.person.port = server.port
            self.check(self.person.find_out_token() == 200, "the session is known at one server alone")
            pictures = {f"{i % 10}_{server.port}.{i}.png": glyphs.png(glyphs.draw(i % 10, chance)) for i in range(20)}
            self.check(self.person.send_pictures(pictures)[0] == 201, "an upload failed")
            status, answer = self.person.get_json("/api/v1/samples?limit=1")
        self.check(answer["counts"]["all"] == 40, f"{answer['counts']} digits are there, expected those of both servers")

    def kill_who_trains(self):
        status, answer = self.person.send_json("POST", "/api/v1/trainings", {"from": "served"})
        self.check(status == 202, f"the training is answered with {status}")
        wait_until(lambda: any(server.children() for server in self.servers), 20, "a server trains")
        killed = next(server for server in self.servers if server.children())
        survivor = next(server for server in self.servers if server is not killed)
        self.reading = Reading(survivor.port)
        children = killed.children()
        killed.kill()
        wait_until(lambda: all(map(has_ended, children)), MOST_DYING_S, "the child dies with its server")
        self.check(self.place.column(f"SELECT state FROM job WHERE id = '{answer['id']}'") == {"running"}, "the training was over before the kill")
        return survivor, answer["id"]

    def see_it_go_on(self, survivor, job):
        self.person.port = survivor.port
        self.check(self.person.find_out_token() == 200, "the session died with the server")
        for path in ("/digits", "/training", "/versions", "/account"):
            self.check(self.person.ask("GET", path)[0] == 200, f"{path} is not shown")
        state = {}

        def is_done():
            state.update(self.person.get_json(f"/api/v1/trainings/{job}")[1])
            return state["state"] == "done"

        took_s = wait_until(is_done, MOST_TAKING_OVER_S, "the other server finishes the training")
        tries = self.place.column(f"SELECT tries FROM job WHERE id = '{job}'")
        self.check(tries == {"2"}, f"the training took {tries} tries, expected 2")
        answers = self.reading.end()
        self.check(set(answers) == {200}, f"strangers were answered {answers}")
        print(f"taken over and done {took_s:.1f} s after the kill (a lease is {LEASE_S} s); a stranger had {answers[200]} pictures read meanwhile")

    def served_at(self, server):
        return Browser(server.port).get_json("/api/v1/model")[1]["version"]

    def promote(self, survivor):
        other = self.start_server("three")
        before = self.served_at(survivor)
        self.check(self.served_at(other) == before, "two servers serve two models")
        promoter = Promoter(self.promoter_program, self.world, self.place)
        promoter.start()
        try:
            line = ""
            while not line.startswith("promoted"):
                line = promoter.process.stdout.readline()
                self.check(line, "the administrator could not promote")
        finally:
            promoter.process.kill()
            promoter.process.communicate()
        # It may have promoted another one before it was killed.
        served = self.place.rows("SELECT sha256 FROM model_version JOIN served_model ON served_model.version_id = model_version.id")[0][0]
        took_s = wait_until(lambda: {self.served_at(survivor), self.served_at(other)} == {served[:12]}, MOST_FOLLOWING_S, "both serve what was promoted")
        print(f"both serve what was promoted within {took_s:.1f} s")
        survivor.stop()
        other.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digitnet", default=ROOT / "build/dev/bin/digitnet")
    parser.add_argument("--promoter", default=ROOT / "build/dev/bin/test_promoter")
    arguments = parser.parse_args()
    if not postgresql_programs():
        return skip("PostgreSQL is not installed")
    cluster, world, servers = Cluster(), World(pathlib.Path(arguments.digitnet)), None
    try:
        servers = TwoServers(arguments, cluster, world)
        servers.run()
        return 0
    except AssertionError as error:
        print(error)
        return 1
    finally:
        for server in servers.servers if servers else []:
            if server.process.poll() is None:
                server.kill()
        world.close()
        cluster.close()


if __name__ == "__main__":
    sys.exit(main())
