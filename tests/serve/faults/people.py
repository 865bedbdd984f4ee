"""People who register, keep digits and train, and a ledger of what they were told is done."""

import contextlib
import http.client
import random
import re
import threading
import time

import glyphs
from running_server import Browser
from world import PASSWORD

AWAY = (OSError, http.client.HTTPException)  # the server was killed
EXPECTED = {200, 201, 202, 204, 303, 409, 422, 429, 503}
MOST_SAMPLES = 60
MOST_TRAININGS = 3  # that wait or run


class Ledger:
    """What was acknowledged. What was asked for and not answered may or may not have happened: `doubted`."""

    def __init__(self):
        self.lock = threading.Lock()
        self.registered, self.confirmed, self.jobs, self.versions = set(), set(), set(), set()
        self.labels, self.removed, self.doubted, self.used = {}, set(), set(), {}
        self.people, self.wrong, self.answers = [], [], {}

    def complain(self, text):
        with self.lock:
            self.wrong.append(text)

    def note(self, status, what):
        with self.lock:
            self.answers[status, what] = self.answers.get((status, what), 0) + 1
        if status not in EXPECTED:
            self.complain(f"{what} is answered with {status}")


class Person:
    """One account, used by one thread at a time."""

    def __init__(self, ledger, place, number):
        self.ledger, self.place, self.email = ledger, place, f"person{number}@digits.example"
        self.state, self.samples, self.busy = "new", {}, threading.Lock()
        self.browser, self.logged_in_at, self.rests_until, self.job = None, 0, 0, None
        self.chance = random.Random(number)

    def use(self, port):
        """Something that this person does next."""
        if self.browser is None:
            self.browser = Browser(port)
        self.browser.port = port
        if time.monotonic() < self.rests_until:
            return time.sleep(0.05)
        if self.state != "active":
            return self.join()
        self.be_logged_in()
        if self.job is not None and self.chance.random() < 0.3:
            return self.watch()
        return self.chance.choice((self.keep, self.keep, self.relabel, self.remove, self.train, self.look))()

    def join(self):
        if self.state == "new":
            status, where, _ = self.browser.send_form("/register", "/register", name="Somebody", email=self.email, password=PASSWORD, channel="code")
            self.ledger.note(status, "a registration")
            if (status, where) != (303, "/confirm"):
                self.rests_until = time.monotonic() + 20  # a mail a minute is sent to one address
                return
            self.state = "registered"
            with self.ledger.lock:
                self.ledger.registered.add(self.email)
        code = self.code()
        if code is None:
            return
        status, where, _ = self.browser.send_form("/confirm", "/confirm", code=code)
        if status == 410:  # an answer that was lost had confirmed it
            self.state = "active"
            return
        self.ledger.note(status, "a confirmation")
        if where.startswith("/account"):
            self.state, self.logged_in_at = "active", time.monotonic()
            with self.ledger.lock:
                self.ledger.confirmed.add(self.email)

    def code(self):
        for _ in range(60):
            found = [re.search(r"^\s+(\d{8})\s*$", text, re.M) for text in self.place.mails_to(self.email)]
            if found and found[-1]:
                return found[-1][1]
            time.sleep(0.05)
        return None

    def be_logged_in(self):
        status = self.browser.find_out_token()
        if status == 200:
            return
        if status == 401 and time.monotonic() - self.logged_in_at < 1500:
            self.ledger.complain(f"{self.email} was logged in and is not any more")
        status, where, _ = self.browser.send_form("/login", "/login", email=self.email, password=PASSWORD)
        self.ledger.note(status, "a login")
        if status == 303:
            self.logged_in_at = time.monotonic()
        self.browser.find_out_token()

    def keep(self):
        if len(self.samples) > MOST_SAMPLES:
            return self.remove()
        labels = [self.chance.randrange(10) for _ in range(self.chance.randint(1, 6))]
        pictures = {f"{label}_{i}.png": glyphs.png(glyphs.draw(label, self.chance)) for i, label in enumerate(labels)}
        status, answer = self.browser.send_pictures(pictures)
        self.ledger.note(status, "an upload")
        for result in answer.get("results", []):
            sample = result.get("sample")
            if result["outcome"] != "added":
                continue
            self.samples[sample["id"]] = sample["label"]
            with self.ledger.lock:
                self.ledger.labels[sample["id"]] = sample["label"]

    @contextlib.contextmanager
    def doubting(self, sample):
        with self.ledger.lock:
            self.ledger.doubted.add(sample)
        yield
        with self.ledger.lock:
            self.ledger.doubted.discard(sample)

    def relabel(self):
        if not self.samples:
            return
        sample, label = self.chance.choice(list(self.samples)), self.chance.randrange(10)
        if sample in self.ledger.doubted:
            return
        with self.doubting(sample):
            status, _ = self.browser.send_json("PATCH", f"/api/v1/samples/{sample}", {"label": label})
            self.ledger.note(status, "a new label")
            if status == 200:
                self.samples[sample] = self.ledger.labels[sample] = label

    def remove(self):
        if not self.samples:
            return
        sample = self.chance.choice(list(self.samples))
        if sample in self.ledger.doubted:
            return
        with self.doubting(sample):
            status, _, _ = self.browser.ask("DELETE", f"/api/v1/samples/{sample}", b"")
            self.ledger.note(status, "a removal")
            if status == 204:
                del self.samples[sample]
                with self.ledger.lock:
                    self.ledger.labels.pop(sample)
                    self.ledger.removed.add(sample)

    def train(self):
        if self.job is not None:
            return self.watch()
        if sum(person.job is not None for person in self.ledger.people) >= MOST_TRAININGS:
            return self.keep()
        status, answer = self.browser.send_json("POST", "/api/v1/trainings", {"from": "served"})
        self.ledger.note(status, "a training")
        if status == 202:
            self.job = answer["id"]
            with self.ledger.lock:
                self.ledger.jobs.add(self.job)

    def watch(self):
        status, answer = self.browser.get_json(f"/api/v1/trainings/{self.job}")
        self.ledger.note(status, "a look at a training")
        if answer.get("state") in ("done", "failed", "cancelled"):
            self.job = None
        if answer.get("state") != "done":
            return
        with self.ledger.lock:
            self.ledger.versions.add(answer["version"])
        self.ledger.used.pop(self.email, None)
        status, _ = self.browser.send_json("PUT", "/api/v1/used-version", {"version": answer["version"]})
        self.ledger.note(status, "a choice")
        if status == 200:
            self.ledger.used[self.email] = answer["version"]

    def look(self):
        for path in ("/digits", "/training", "/versions", "/account"):
            status, _, _ = self.browser.ask("GET", path)
            self.ledger.note(status, path)
        if self.samples:
            sample = self.chance.choice(list(self.samples))
            if sample not in self.ledger.doubted:
                status, _, text = self.browser.ask("GET", f"/api/v1/samples/{sample}/image")
                self.ledger.note(status, "a picture that was kept")


class Crowd:
    """Threads that each are somebody, for a while, until the server is gone."""

    def __init__(self, ledger, place, seed, threads=4, most=40):
        self.ledger, self.place, self.chance, self.threads, self.most = ledger, place, random.Random(seed), threads, most
        self.lock, self.stops, self.running = threading.Lock(), False, []

    def start(self, port):
        self.stops = False
        self.running = [threading.Thread(target=self.live, args=(port,)) for _ in range(self.threads)]
        for thread in self.running:
            thread.start()

    def stop(self):
        self.stops = True
        for thread in self.running:
            thread.join()

    def somebody(self):
        with self.lock:
            people = self.ledger.people
            free = [person for person in people if person.busy.acquire(blocking=False)]
            if len(people) < self.most and (not free or self.chance.random() < 0.2):
                free.append(Person(self.ledger, self.place, len(people)))
                free[-1].busy.acquire()
                people.append(free[-1])
            chosen = self.chance.choice(free) if free else None
            for person in free:
                if person is not chosen:
                    person.busy.release()
            return chosen

    def live(self, port):
        while not self.stops:
            person = self.somebody()
            if person is None:
                time.sleep(0.01)
                continue
            try:
                person.use(port)
            except AWAY:
                return
            except Exception as error:  # shown as what is wrong, and not lost with the thread
                self.ledger.complain(f"{type(error).__name__}: {error}")
                return
            finally:
                person.busy.release()
