"""`digitnet serve` as a process that can be killed, and a browser that asks it."""

import http.client
import json
import pathlib
import random
import re
import signal
import subprocess
import tempfile
import time
import urllib.parse

START_S = 60


class Server:
    """On a free port of loopback; `more` are further words, `before` a program that becomes it."""

    def __init__(self, digitnet, place, *more, environment=None, wait=True, before=()):
        self.said_path = tempfile.NamedTemporaryFile(prefix="digitnet-said-", delete=False).name
        # Should the test be killed, the server ends, too.
        words = ["setpriv", "--pdeathsig", "KILL", *before, str(digitnet), "serve", "--port", "0", "--rate", "0", "--trusted-proxy", "127.0.0.1", "--connections-per-address", "2000", *(place.words if place else ["--data-dir", "none"]), *more]
        with open(self.said_path, "wb") as said:
            self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        self.port = None
        if wait:
            self.wait_until_it_serves()

    def said(self):
        return pathlib.Path(self.said_path).read_text(errors="replace")

    def wait_until_it_serves(self):
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            found = re.search(r"serving https?://[^\s]*:(\d+)/", self.said())
            if found:
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise RuntimeError(f"digitnet serve does not serve: {self.said()}")

    def children(self):
        """The ids of programs that work for it."""
        found = []
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            try:
                found += [int(word) for word in task.read_text().split()]
            except OSError:
                continue
        return found

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.forget()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
        finally:
            self.forget()

    def forget(self):
        pathlib.Path(self.said_path).unlink(missing_ok=True)


class Browser:
    """Asks a server as one person does: with cookies, and with the token that a form or a script has to bring."""

    def __init__(self, port, timeout_s=30, address=None):
        self.port, self.timeout_s, self.cookies, self.csrf = port, timeout_s, {}, ""
        self.address = address or f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"

    def ask(self, method, path, body=None, fields=None):
        """(status, fields, bytes)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        try:
            all_fields = {"Origin": f"http://127.0.0.1:{self.port}", "X-Forwarded-For": self.address, **(fields or {})}
            if self.cookies:
                all_fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            if self.csrf:
                all_fields["X-CSRF-Token"] = self.csrf
            connection.request(method, path, body, all_fields)
            answer = connection.getresponse()
            text = answer.read()
            self.keep_cookies(answer)
            return answer.status, answer.headers, text
        finally:
            connection.close()

    def keep_cookies(self, answer):
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)

    def get_json(self, path):
        status, _, text = self.ask("GET", path)
        return status, json.loads(text) if status == 200 else {}

    def send_json(self, method, path, value):
        status, _, text = self.ask(method, path, json.dumps(value), {"Content-Type": "application/json"})
        return status, json.loads(text) if text.startswith(b"{") else {}

    def send_form(self, page, path, **values):
        """Fills in the form of a page. (status, where it leads to, text)"""
        self.csrf = ""
        status, fields, text = self.ask("GET", page)
        token = re.search(rb'name="csrf" value="([^"]*)"', text)
        if not token:
            return status, fields.get("Location", ""), text.decode(errors="replace")
        values = {"csrf": token[1].decode(), **values}
        status, fields, text = self.ask("POST", path, urllib.parse.urlencode(values, doseq=True), {"Content-Type": "application/x-www-form-urlencoded"})
        return status, fields.get("Location", ""), text.decode(errors="replace")

    def find_out_token(self):
        """Whether somebody is logged in; afterwards it may send what changes something."""
        status, answer = self.get_json("/api/v1/session")
        self.csrf = answer.get("csrf", "")
        return status

    def send_pictures(self, pictures):
        """{name: bytes} to be kept. (status, answer)"""
        boundary = "a-line-between"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n\r\n'.encode() + picture + b"\r\n"
                 for name, picture in pictures.items()]
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        status, _, text = self.ask("POST", "/api/v1/samples", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        return status, json.loads(text) if text.startswith(b"{") else {}
