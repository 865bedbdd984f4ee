"""What people and programs are told while something that the server stands on fails, and that it recovers by itself.

    outages_test.py --digitnet PROGRAM

Everything is the running program: a disk that is full, PostgreSQL that is stopped, a mail server and a provider that are down, slow or
refuse, and a machine's clock that is set. All the time strangers have pictures read.
"""

import json
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import time
import unittest

import glyphs
from place import Cluster, Place, postgresql_programs
from running_server import Browser, Server
from stand_ins import LoginProvider, MailServer
from world import PASSWORD, World

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
DIGITNET = sys.argv[sys.argv.index("--digitnet") + 1] if "--digitnet" in sys.argv else ROOT / "build/dev/bin/digitnet"
PERSON = "grace@digits.example"
FAKETIME = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
MOST_WAITING_S = 3.5  # less than the five seconds that a provider is given
PICTURE = glyphs.png(glyphs.draw(7, random.Random(1)))
IMAGE = {"Content-Type": "image/png"}


def needs(thing, name):
    is_wanted = thing or os.environ.get("DIGITNET_REQUIRE_ALL")
    return unittest.skipUnless(is_wanted, f"{name} is not installed")


class Reader(threading.Thread):
    """A stranger who has pictures read all the time."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.browser, self.statuses, self.took_ms, self.ends = Browser(port), set(), [], False
        self.start()

    def run(self):
        while not self.ends:
            begun = time.monotonic()
            self.statuses.add(self.browser.ask("POST", "/api/v1/recognize", PICTURE, IMAGE)[0])
            self.took_ms.append(1000 * (time.monotonic() - begun))
            time.sleep(0.02)

    def end(self):
        self.ends = True
        self.join()
        return self.statuses


class OutageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World(DIGITNET)

    @classmethod
    def tearDownClass(cls):
        cls.world.close()

    def start(self, place, *more, **options):
        server = Server(self.world.digitnet, place, *self.world.server_words, *more, **options)
        self.addCleanup(lambda: server.process.poll() is None and server.kill())
        return server

    def new_place(self, cluster=None):
        place = Place(self.world.folder / self.id().rpartition(".")[2], cluster)
        self.world.create_user(place, PERSON)
        return place

    def logged_in(self, port):
        browser = Browser(port)
        status, _, text = browser.send_form("/login", "/login", email=PERSON, password=PASSWORD)
        self.assertEqual(status, 303, text)
        self.assertEqual(browser.find_out_token(), 200)
        return browser

    def keep(self, browser, count=1):
        chance = random.Random()
        return browser.send_pictures({f"{i % 10}_{i}.png": glyphs.png(glyphs.draw(i % 10, chance)) for i in range(count)})

    def check_told(self, answer, status, *, page):
        """A clear answer: when to come again, and a sentence."""
        found, fields, text = answer
        self.assertEqual(found, status, text[-2000:])
        self.assertGreater(int(fields["Retry-After"]), 0)
        if page:
            self.assertIn(b"try again in a moment", text)
            self.assertIn("text/html", fields["Content-Type"])
        else:
            self.assertIn("again", json.loads(text)["detail"])
        for word in (b"SQL", b"disk", b"/tmp", b"errno", b"socket"):
            self.assertNotIn(word, text)

    def wait_until(self, is_so, seconds):
        end = time.monotonic() + seconds
        while not is_so():
            self.assertLess(time.monotonic(), end, f"not within {seconds} s")
            time.sleep(0.1)


class DiskTest(OutageTest):
    def test_a_full_disk(self):
        place = self.new_place()
        words = ["unshare", "-m", "sh", "-c", 'mkdir "$0/../small" && mount -t tmpfs -o size=6m tmpfs "$0/../small" && cp -a "$0/." "$0/../small" && mount --move "$0/../small" "$0" && exec "$@"',
                 str(place.folder)]
        if subprocess.run([*words[:2], "true"], capture_output=True).returncode != 0:
            self.skipTest("this machine refuses mount namespaces")
        server = self.start(place, before=words)
        inside = pathlib.Path(f"/proc/{server.process.pid}/root") / place.folder.relative_to("/")
        browser, reader = self.logged_in(server.port), Reader(server.port)
        self.assertEqual(self.keep(browser)[0], 201)
        filler = inside / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        refused = [self.keep_raw(browser) for _ in range(3)][-1]
        self.check_told(refused, 503, page=False)
        self.check_told(self.register(server), 503, page=True)
        self.assertEqual(browser.ask("GET", "/digits")[0], 200)
        filler.unlink()
        self.wait_until(lambda: self.keep(browser)[0] == 201, 10)
        self.assertEqual(self.register(server)[0], 303)
        self.assertEqual(reader.end(), {200})
        kept = browser.get_json("/api/v1/samples")[1]["samples"]
        for sample in kept:
            self.assertEqual(browser.ask("GET", sample["image"])[0], 200)
        self.assertEqual(self.checked_inside(server, place), "")

    def checked_inside(self, server, place):
        answer = subprocess.run(["nsenter", "-m", "-t", str(server.process.pid), str(self.world.digitnet), "db", "check", *place.words], capture_output=True, text=True)
        return "" if answer.returncode == 0 else answer.stdout + answer.stderr

    def keep_raw(self, browser):
        boundary = "line"
        picture = glyphs.png(glyphs.draw(3, random.Random()))
        body = f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="3_a.png"\r\n\r\n'.encode() + picture + f"\r\n--{boundary}--\r\n".encode()
        return browser.ask("POST", "/api/v1/samples", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def register(self, server):
        browser = Browser(server.port)
        text = browser.ask("GET", "/register")[2]
        token = re.search(rb'name="csrf" value="([^"]*)"', text)[1].decode()
        form = f"csrf={token}&name=Somebody&email=person{random.randrange(10**6)}%40digits.example&password={PASSWORD.replace(' ', '+')}"
        return browser.ask("POST", "/register", form, {"Content-Type": "application/x-www-form-urlencoded"})


@needs(postgresql_programs(), "PostgreSQL")
class DatabaseTest(OutageTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cluster = Cluster()

    @classmethod
    def tearDownClass(cls):
        cls.cluster.close()
        super().tearDownClass()

    def test_a_database_that_is_down_for_a_while(self):
        server = self.start(self.new_place(self.cluster))
        browser, reader = self.logged_in(server.port), Reader(server.port)
        self.assertEqual(self.keep(browser, 20)[0], 201)
        status, training = browser.send_json("POST", "/api/v1/trainings", {"from": "served"})
        self.assertEqual(status, 202)
        self.cluster.stop()
        self.check_told(browser.ask("GET", "/api/v1/samples"), 503, page=False)
        self.check_told(browser.ask("GET", "/account"), 503, page=True)
        self.check_told(browser.ask("GET", "/digits"), 503, page=True)
        # Who is logged in is read for by the server's own model, strangers see pages that need no data.
        self.assertEqual(browser.ask("POST", "/api/v1/recognize", PICTURE, IMAGE)[0], 200)
        self.assertEqual({Browser(server.port).ask("GET", path)[0] for path in ("/", "/recognise", "/about", "/login", "/livez", "/readyz")}, {200})
        self.cluster.start()
        self.wait_until(lambda: browser.ask("GET", "/account")[0] == 200, 10)
        self.assertEqual(self.keep(browser)[0], 201)
        self.wait_until(lambda: browser.get_json(f"/api/v1/trainings/{training['id']}")[1].get("state") == "done", 90)
        self.assertEqual(reader.end(), {200})

    def test_a_database_that_is_down_at_the_start_is_said_in_one_line(self):
        place = self.new_place(self.cluster)
        self.cluster.stop()
        try:
            answer = subprocess.run([self.world.digitnet, "serve", "--port", "0", *place.words], capture_output=True, text=True, timeout=60)
        finally:
            self.cluster.start()
        self.assertEqual((answer.returncode, len(answer.stderr.splitlines())), (2, 1), answer.stderr)


class MailTest(OutageTest):
    def register(self, server, email):
        begun = time.monotonic()
        status, where, _ = Browser(server.port).send_form("/register", "/register", name="Somebody", email=email, password=PASSWORD, channel="code")
        self.assertEqual((status, where), (303, "/confirm"))
        return time.monotonic() - begun

    def test_mail_servers_that_are_down_slow_or_refuse(self):
        mails = {"down": MailServer(), "slow": MailServer(), "refusing": MailServer()}
        mails["slow"].is_slow, mails["refusing"].refusal = True, "451 later"
        mails["slow"].start()
        mails["refusing"].start()
        servers = {}
        for name, mail in mails.items():
            self.addCleanup(mail.stop)
            place = Place(self.world.folder / f"mail_{name}")
            servers[name] = self.start(place, "--smtp", f"smtp://127.0.0.1:{mail.port}")
            self.assertLess(self.register(servers[name], f"{name}@digits.example"), 5, "a registration waits for the mail server")
        time.sleep(1)
        self.assertEqual([len(mail.mails) for mail in mails.values()], [0, 0, 0])
        mails["slow"].is_slow, mails["refusing"].refusal = False, None
        mails["down"].start()
        self.wait_until(lambda: all(mail.mails for mail in mails.values()), 90)
        for name, mail in mails.items():
            self.assertIn(f"To: {name}@digits.example", mail.mails[0])
            self.assertRegex(mail.mails[0], r"(?m)^\s+\d{8}\s*$")


class ProviderTest(OutageTest):
    def test_a_provider_that_is_down_or_slow(self):
        provider = LoginProvider()
        self.addCleanup(provider.stop)
        place = self.new_place()
        (place.folder / "own.secret").write_text("secret\n")
        (place.folder / "own.secret").chmod(0o600)
        providers = place.folder / "providers.json"
        providers.write_text(json.dumps([{"id": "own", "label": "Our own", "kind": "generic", "issuer": provider.issuer, "client_id": "digitnet", "client_secret_file": str(place.folder / "own.secret")}]))
        providers.chmod(0o600)
        server = self.start(place, "--providers", str(providers))
        self.check_down(server)
        self.logged_in(server.port)
        provider.is_slow = True
        provider.start()
        time.sleep(11)  # after a failure it is left alone for ten seconds
        impatient = [threading.Thread(target=self.check_down, args=(server,)) for _ in range(20)]
        for thread in impatient:
            thread.start()
        time.sleep(0.5)
        begun = time.monotonic()
        browser = self.logged_in(server.port)
        for _ in range(5):
            self.assertEqual(browser.ask("GET", "/account")[0], 200)
        self.assertLess(time.monotonic() - begun, MOST_WAITING_S, "who logs in by a password waits for the provider")
        for thread in impatient:
            thread.join()
        provider.is_slow = False
        self.wait_until(lambda: self.begin(server)[1].startswith(provider.issuer + "/authorize?"), 20)

    def begin(self, server):
        return Browser(server.port).send_form("/login", "/auth/own")

    def check_down(self, server):
        status, _, text = self.begin(server)
        self.assertEqual(status, 503)
        self.assertRegex(text, "Our own|busy")


@needs(FAKETIME, "libfaketime")
class ClockTest(OutageTest):
    def start_with_clock(self, place):
        self.offset = self.world.folder / "offset"
        self.set_clock("+0")
        environment = {**os.environ, "LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(self.offset), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        return self.start(place, environment=environment)

    def set_clock(self, offset):
        fresh = self.offset.with_suffix(".new")
        fresh.write_text(offset + "\n")
        fresh.rename(self.offset)

    def train(self, browser):
        status, answer = browser.send_json("POST", "/api/v1/trainings", {"from": "served"})
        self.assertEqual(status, 202, answer)
        return answer["id"]

    def has_ended(self, browser, training):
        state = browser.get_json(f"/api/v1/trainings/{training}")[1]["state"]
        self.assertIn(state, ("queued", "running", "done"))
        return state == "done"

    def test_a_clock_that_is_set_by_an_hour(self):
        place = self.new_place()
        server = self.start_with_clock(place)
        browser = self.logged_in(server.port)
        self.assertEqual(self.keep(browser, 20)[0], 201)
        for offset in ("+1h", "-1h", "+0"):
            training = self.train(browser)
            self.wait_until(lambda: server.children() or self.has_ended(browser, training), 20)
            self.set_clock(offset)
            date = browser.ask("GET", "/livez")[1].get("Date", "")
            self.assertEqual(browser.find_out_token(), 200, f"set by {offset}, the clock logs people out ({date})")
            self.wait_until(lambda: self.has_ended(browser, training), 60)
            self.logged_in(server.port)
            self.assertEqual(place.column("SELECT tries FROM job"), {"1"})
        # What it says of itself is within the same hour as what is so.
        times = [int(time_ms) / 1000 for time_ms in place.column("SELECT created_at FROM job")]
        self.assertLess(max(abs(moment - time.time()) for moment in times), 1800)


if __name__ == "__main__":
    arguments = sys.argv[:]
    if "--digitnet" in arguments:
        place_of_it = arguments.index("--digitnet")
        del arguments[place_of_it:place_of_it + 2]
    unittest.main(argv=arguments)
