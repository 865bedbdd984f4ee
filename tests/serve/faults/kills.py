#!/usr/bin/env python3
"""Does `kill -9` at any moment lose what was acknowledged, or leave something half-done?

    python3 tests/serve/faults/kills.py --promoter build/dev/bin/test_promoter [--digitnet PROGRAM] [--engine sqlite|postgresql]
                                        [--kills 200] [--migrations] [--seed 1]

People register, keep digits, train and use what came of it; an administrator promotes and rolls back. At random moments the server, and
the administrator with it, are killed; every sixth kill falls into the migrations of a new database. After each, the server is started
again, and what was acknowledged is compared with what is there; at the end all work that was begun must come to its end. Exit code 1
when anything is lost, half-done or unclear, 77 where PostgreSQL is wanted and not installed.
"""

import argparse
import pathlib
import random
import signal
import subprocess
import sys
import time

from people import Crowd, Ledger
from place import Cluster, Place, postgresql_programs, skip
from running_server import Server
from world import ADMINISTRATOR, World

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
LEASE_S = 15
MOST_SETTLING_S = 150  # for one more job or mail to come to its end
MOST_DYING_S = 5  # of a child: with the lowest priority, on a machine that is busy


class Promoter:
    """The administrator, and what is known of the model that everybody is served."""

    def __init__(self, program, world, place):
        self.place, self.models = place, world.other_models(3)
        self.user = place.rows(f"SELECT id FROM account WHERE email = '{ADMINISTRATOR}'")[0][0]
        self.words = [program, place.database, str(place.folder / "files"), world.model, world.mnist, self.user, *self.models]
        self.process, self.uploaded, self.promoted, self.may_serve, self.turns = None, set(), [], {""}, 0

    def start(self):
        self.process = subprocess.Popen(list(map(str, self.words)), stdout=subprocess.PIPE, text=True)

    def kill(self):
        self.process.kill()
        lines, _ = self.process.communicate()
        self.follow([line for line in lines.split("\n")[:-1]])

    def follow(self, lines):
        begun = None
        for line in lines:
            what, _, version = line.partition(" ")
            version = "" if version == "none" else version
            if what in ("promote", "roll_back"):
                begun = version if what == "promote" else "anything"
            elif what == "uploaded":
                self.uploaded.add(version)
            elif what in ("promoted", "rolled_back"):
                self.may_serve, begun = {version}, None
                self.turns += 1
            elif what == "refused":
                begun = None
        if begun is not None:
            # A roll-back that was not acknowledged leads to what the database says was there before: it says so by itself.
            self.may_serve = self.may_serve | ({begun} if begun != "anything" else {before for before, in self.place.rows("SELECT COALESCE(replaced_id, '') FROM promotion")})

    def problems(self):
        served = self.place.rows("SELECT COALESCE(version_id, '') FROM served_model")[0][0]
        lost = self.uploaded - self.place.column("SELECT id FROM model_version WHERE owner_id IS NULL")
        if served not in self.may_serve:
            yield f"served is {served or 'its own'}, acknowledged was {self.may_serve}"
        if lost:
            yield f"models that were uploaded are lost: {lost}"
        self.may_serve = {served}


def lost_or_half_done(place, ledger):
    """What of the ledger is not there, and what is there that should not be."""
    states = dict(place.rows("SELECT email, state FROM account"))
    labels = {row[0]: row[1] for row in place.rows("SELECT id, label FROM sample")}
    mails = place.column("SELECT recipient FROM mail WHERE state <> 'failed'")
    jobs, versions = place.column("SELECT id FROM job"), place.column("SELECT id FROM model_version")
    used = dict(place.rows("SELECT account.email, version_choice.version_id FROM version_choice JOIN account ON account.id = version_choice.user_id"))
    for email in ledger.registered:
        if email not in states or email not in mails:
            yield f"{email} has registered and is not there, or has no mail"
    for email in ledger.confirmed:
        if states.get(email) != "active":
            yield f"{email} has confirmed and is {states.get(email)}"
    for sample, label in ledger.labels.items():
        if sample not in ledger.doubted and labels.get(sample) != str(label):
            yield f"digit {sample} was kept as {label} and is {labels.get(sample)}"
    for sample in ledger.removed & set(labels):
        yield f"digit {sample} was removed and is there"
    for job in ledger.jobs - jobs:
        yield f"training {job} was taken and is not there"
    for version in ledger.versions - versions:
        yield f"version {version} was shown and is not there"
    for email, version in ledger.used.items():
        if used.get(email) != version:
            yield f"{email} chose {version} and uses {used.get(email)}"
    for job, in place.rows("SELECT id FROM job WHERE state = 'done' AND kind = 'train' AND version_id NOT IN (SELECT id FROM model_version)"):
        yield f"training {job} is done without a version"
    for job, in place.rows(f"SELECT id FROM job WHERE state = 'running' AND lease_ends_at > {int(1000 * (time.time() + LEASE_S + 2))}"):
        yield f"training {job} is said to run for longer than a lease"


def forget_doubts(place, ledger):
    """What was not answered is now whatever it is."""
    labels = {row[0]: row[1] for row in place.rows("SELECT id, label FROM sample")}
    for sample in ledger.doubted:
        if sample in labels:
            ledger.labels[sample] = int(labels[sample])
            continue
        ledger.labels.pop(sample, None)
        for person in ledger.people:
            person.samples.pop(sample, None)
    for person in ledger.people:
        for sample in set(person.samples) & set(ledger.labels):
            person.samples[sample] = ledger.labels[sample]
    ledger.doubted.clear()


def has_ended(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def wait_until_opened(place):
    """By a server."""
    connections = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if place.rows(connections) != [("0",)] if place.cluster else pathlib.Path(place.database).exists():
            return
        time.sleep(0.001)


def ends_soon(process):
    end = time.monotonic() + MOST_DYING_S
    while not has_ended(process) and time.monotonic() < end:
        time.sleep(0.02)
    return has_ended(process)


class Kills:
    def __init__(self, arguments, cluster, world):
        self.arguments, self.cluster, self.world, self.chance = arguments, cluster, world, random.Random(arguments.seed)
        self.place = Place(world.folder / "data", cluster)
        world.create_user(self.place, ADMINISTRATOR, "--admin")
        self.ledger = Ledger()
        self.promoter = Promoter(arguments.promoter, world, self.place)
        self.crowd = Crowd(self.ledger, self.place, arguments.seed)
        self.wrong, self.children_killed, self.fell_into_migration = [], 0, 0

    def run(self):
        for number in range(1, self.arguments.kills + 1):
            found = len(self.wrong)
            self.kill_a_migration(number) if number % 6 == 0 or self.arguments.migrations else self.kill_a_server(number)
            self.wrong += self.ledger.wrong
            self.ledger.wrong.clear()
            for problem in self.wrong[found:]:
                print(f"kill {number}: {problem}", flush=True)
            if number % 20 == 0:
                self.tell(number)
        self.settle()
        return not self.wrong

    def tell(self, number):
        ledger = self.ledger
        print(f"{number} kills: {len(ledger.registered)} registered, {len(ledger.labels)} digits kept, {len(ledger.removed)} removed, {len(ledger.jobs)} trainings, "
              f"{len(ledger.versions)} versions, {self.promoter.turns} promotions and roll-backs, {self.children_killed} children, "
              f"{self.fell_into_migration} amid migrations, {len(self.wrong)} problems", flush=True)
        print("   answers:", ", ".join(f"{count} x {status} to {what}" for (status, what), count in sorted(ledger.answers.items()) if status >= 400), flush=True)

    def kill_a_server(self, number):
        server = Server(self.world.digitnet, self.place, *self.world.server_words, wait=False)
        is_early = self.chance.random() < 0.1
        if is_early:
            time.sleep(self.chance.uniform(0, 0.3))
        else:
            server.wait_until_it_serves()
            self.promoter.start()
            self.crowd.start(server.port)
            # Trainings that were left are taken up when their lease is over.
            time.sleep(self.chance.uniform(0, 4) if number % 12 else LEASE_S + 6)
        children = server.children()
        server.process.send_signal(signal.SIGKILL)
        if not is_early:
            self.promoter.kill()
            self.crowd.stop()
        server.kill()
        self.children_killed += len(children)
        self.wrong += [f"child {child} lives on" for child in children if not ends_soon(child)]
        self.compare()

    def compare(self):
        self.wrong += lost_or_half_done(self.place, self.ledger)
        self.wrong += self.promoter.problems()
        self.wrong += self.world.check(self.place)
        forget_doubts(self.place, self.ledger)

    def kill_a_migration(self, number):
        """Where servers can share a database, two begin at once half of the time, and the other one goes on."""
        place = Place(self.world.folder / f"new{number}", self.cluster)
        servers = [Server(self.world.digitnet, place, *self.world.server_words, wait=False) for _ in range(self.chance.choice((1, 2)) if self.cluster else 1)]
        wait_until_opened(place)
        time.sleep(self.chance.uniform(0, 0.1 if self.cluster else 0.05))
        servers[0].kill()
        for server in servers[1:]:
            server.wait_until_it_serves()
            server.stop()
        self.fell_into_migration += self.is_amid(place)
        server = Server(self.world.digitnet, place, *self.world.server_words)
        server.stop()
        self.wrong += self.world.check(place)
        self.world.run("db", "status", *place.words)  # fails when a migration is to be applied

    def is_amid(self, place):
        if not self.cluster and not pathlib.Path(place.database).exists():
            return False
        try:
            self.world.run("db", "status", *place.words)
            return False
        except subprocess.CalledProcessError:
            return True

    def settle(self):
        """All that was begun comes to its end, with nobody asking."""
        began = time.monotonic()
        server = Server(self.world.digitnet, self.place, *self.world.server_words)
        waiting, end = None, 0
        while left := self.place.column("SELECT id FROM job WHERE state IN ('queued', 'running') UNION SELECT id FROM mail WHERE state = 'waiting'"):
            if left != waiting:
                waiting, end = left, time.monotonic() + MOST_SETTLING_S
            if time.monotonic() > end:
                self.wrong.append(f"{len(left)} jobs or mails wait on")
                break
            time.sleep(0.5)
        self.wrong += [f"{email} has no mail" for email in self.ledger.registered if not self.place.mails_to(email)]
        print(f"all came to its end within {time.monotonic() - began:.0f} s; jobs:", dict(self.place.rows("SELECT kind || ' ' || state, COUNT(*) FROM job GROUP BY kind, state")), flush=True)
        server.stop()
        self.compare()
        for problem in self.wrong:
            print(problem)
        self.tell(self.arguments.kills)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digitnet", default=ROOT / "build/dev/bin/digitnet")
    parser.add_argument("--promoter", default=ROOT / "build/dev/bin/test_promoter")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--migrations", action="store_true", help="every kill falls into those")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.engine == "postgresql" and not postgresql_programs():
        return skip("PostgreSQL is not installed")
    cluster = Cluster() if arguments.engine == "postgresql" else None
    world = World(arguments.digitnet)
    try:
        return 0 if Kills(arguments, cluster, world).run() else 1
    finally:
        world.close()
        if cluster:
            cluster.close()


if __name__ == "__main__":
    sys.exit(main())
