#!/usr/bin/env python3
"""Do scanners find anything in the running server?

    python3 tests/serve/faults/scan.py [--digitnet PROGRAM] [--engine sqlite|postgresql] [sqlmap] [wapiti] [testssl]

Starts a server with an administrator who is logged in, keeps digits and has an API token, and lets Debian's scanners at it: sqlmap on every kind of
parameter (queries, forms, ids, JSON, cookies, tokens), wapiti on all pages that it finds, testssl.sh on the TLS port. Prints what they
find; exit code 1 when they find anything, 77 where one that is asked for is not installed.
"""

import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

import glyphs
from place import Cluster, Place, postgresql_programs, skip
from running_server import Browser, Server
from world import PASSWORD, World

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
EMAIL = "grace@digits.example"
MOST_SQLMAP_S = 400
# What would end the session, or send more mails than are sent in an hour; sqlmap tries the latter's fields one by one.
NOT_CRAWLED = ("/logout", "/account/delete", "/account/sessions", "/account/password", "/account/email", "/account/tokens", "/account/export", "/admin/users/", "/admin/backups")
# What wapiti says of every server, and why it is so.
EXPLAINED = {
    "X-Frame-Options is not set": "the Content-Security-Policy says frame-ancestors 'none'",
    "X-XSS-Protection is not set": "browsers have no such filter any more",
    "Strict-Transport-Security is not set": "this server speaks plain HTTP on loopback; with https it is sent (tls_test)",
    "Secure flag is not set in the cookie : __Host-sid": "the cookie is the one that this script handed to wapiti",
}
WAPITI_MODULES = "sql,exec,file,xss,permanentxss,crlf,redirect,backup,methods,csp,http_headers,cookieflags"


class Target:
    """A server, and somebody who is known to it."""

    def __init__(self, world, cluster, *more):
        self.place = Place(world.folder / "scanned", cluster)
        world.create_user(self.place, EMAIL, "--admin")
        self.log = world.folder / "access.log"
        self.server = Server(world.digitnet, self.place, *world.server_words, "--access-log", str(self.log), *more)

    def log_in(self):
        self.browser = browser = Browser(self.server.port)
        browser.send_form("/login", "/login", email=EMAIL, password=PASSWORD)
        browser.find_out_token()
        chance = random.Random(1)
        _, answer = browser.send_pictures({f"{i % 10}_{i}.png": glyphs.png(glyphs.draw(i % 10, chance)) for i in range(20)})
        self.sample = answer["results"][0]["sample"]["id"]
        _, _, text = browser.send_form("/account", "/account/tokens", token_name="all", days="1", scope=["recognize", "data", "train", "account", "admin"])
        self.token = re.search(r"dgn_[\w-]+", text)[0]
        browser.find_out_token()
        self.user = json.loads(browser.ask("GET", "/api/v1/account")[2])["id"]

    def tell_requests(self):
        """Since it was asked last."""
        lines = [line for line in map(json.loads, self.log.read_text().splitlines()) if "path" in line]  # not the audit log's
        self.log.write_text("")
        return f"{len(lines)} requests to {len({line['path'] for line in lines})} paths, statuses {sorted({line['status'] for line in lines})}"

    def fields(self):
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        return {"Host": f"127.0.0.1:{self.server.port}", "Origin": f"http://127.0.0.1:{self.server.port}", "Cookie": cookies, "X-CSRF-Token": self.browser.csrf}


def requests(target):
    """(name, method, path, fields, body): `*` marks what is tried where it is no parameter."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    javascript = {"Content-Type": "application/json"}
    sample = target.sample
    yield "list of digits", "GET", "/digits?view=all&label=3&page=1&done=saved", {}, ""
    yield "digits for programs", "GET", "/api/v1/samples?view=all&label=3&limit=5&offset=0", {}, ""
    yield "a digit's id", "GET", f"/api/v1/samples/{sample}*", {}, ""
    yield "a picture's id", "GET", f"/digits/{sample}*/image", {}, ""
    yield "a label", "PATCH", f"/api/v1/samples/{sample}", javascript, '{"label": 7*}'
    yield "edits", "POST", "/digits/edit", form, f"id={sample}&action=label&label=3&view=all"
    yield "trainings", "GET", "/api/v1/trainings?limit=5&offset=0", {}, ""
    yield "a training's id", "GET", "/api/v1/trainings/abc*", {}, ""
    yield "a version's id", "GET", "/versions/abc*", {}, ""
    yield "a choice", "PUT", "/api/v1/used-version", javascript, '{"version": "abc*"}'
    yield "tests", "GET", "/tests?page=1", {}, ""
    yield "a test's id", "GET", "/api/v1/tests/abc*", {}, ""
    yield "two tests", "GET", "/tests/abc*/with/def*", {}, ""
    yield "another reading", "POST", "/api/v1/tests/abc/again", javascript, '{"model": "served*"}'
    yield "users", "GET", "/admin/users?search=a&role=user&state=active&offset=0", {}, ""
    yield "users for programs", "GET", "/api/v1/admin/users?search=a&role=user&state=active&limit=5&offset=0", {}, ""
    yield "a user's id", "GET", "/admin/users/abc*", {}, ""
    yield "quotas", "PUT", f"/api/v1/admin/users/{target.user}/quotas", javascript, '{"images": 5000*, "image_bytes": null, "training_seconds_per_day": null}'
    yield "the audit log", "GET", "/admin/audit?user=abc&action=login&since=2026-11-26&before=2036-11-26&offset=0", {}, ""
    yield "the audit log as CSV", "GET", "/admin/audit.csv?user=abc&action=login", {}, ""
    yield "jobs", "GET", "/admin/jobs?offset=0", {}, ""
    yield "a job's id", "POST", "/admin/jobs/abc*/cancel", form, "a=b"
    yield "mails", "GET", "/api/v1/admin/mails?limit=5&offset=0", {}, ""
    yield "a model's id", "GET", "/admin/models/abc*", {}, ""
    yield "a promotion", "POST", "/admin/models/abc*/promote", form, "note=better"
    yield "a roll-back", "POST", "/admin/roll-back", form, "promotion=abc"
    yield "a name", "POST", "/account/name", form, "name=Grace"
    yield "a login", "POST", "/login", form, "email=nobody%40digits.example&password=something&next=%2Fdigits"
    yield "a forgotten password", "POST", "/forgot", form, "email=nobody%40digits.example&channel=code"
    yield "a registration", "POST", "/register", form, f"name=A&email=a%40digits.example&password={PASSWORD.replace(' ', '+')}&channel=code"
    yield "a code", "POST", "/confirm", form, "code=12345678"
    yield "a link", "GET", "/confirm/abc*", {}, ""
    yield "a session's id", "POST", "/account/sessions/abc*/end", form, "a=b"
    yield "a cookie", "GET", "/api/v1/samples", {"Cookie": "__Host-sid=abc*"}, ""
    yield "a token", "GET", "/api/v1/samples", {"Cookie": "", "Authorization": f"Bearer {target.token}*"}, ""


def run_sqlmap(target, world, only):
    findings = []
    for name, method, path, fields, body in requests(target):
        if only and name not in only:
            continue
        all_fields = {key: value for key, value in {**target.fields(), **fields}.items() if value}
        if name in ("a login", "a forgotten password", "a registration", "a code"):
            visitor = Browser(target.server.port)
            page = visitor.ask("GET", path)[2]
            token = re.search(rb'name="csrf" value="([^"]*)"', page)
            all_fields["Cookie"] = "; ".join(f"{key}={value}" for key, value in visitor.cookies.items())
            all_fields["X-CSRF-Token"] = token[1].decode() if token else ""
        if body:
            all_fields["Content-Length"] = str(len(body))
        request = world.folder / "request.txt"
        request.write_text(f"{method} {path} HTTP/1.1\n" + "".join(f"{key}: {value}\n" for key, value in all_fields.items()) + f"\n{body}")
        begun = time.monotonic()
        # Another client each time, so that limits for one do not end it.
        answer = subprocess.run(["sqlmap", "-r", request, "--batch", "--ignore-stdin", "--flush-session", "--disable-coloring", "--level", "2", "--risk", "2", "--technique", "BEUS", "--tamper", "xforwardedfor",
                                 "--ignore-code", "400,401,403,404,409,410,422,429,503", "--skip", "X-CSRF-Token,User-Agent,Referer,Host,Origin", "--output-dir", world.folder / "sqlmap"],
                                capture_output=True, text=True, timeout=MOST_SQLMAP_S)
        said = answer.stdout + answer.stderr
        # What only appears to be injectable is tried again by sqlmap itself, which then says so or takes it back.
        found = re.findall(r"(?m)^.*(?:is vulnerable|identified the following injection).*$", said)
        is_clean = "do not appear to be injectable" in said or "does not seem to be injectable" in said or "false positive" in said
        print(f"sqlmap: {name}: {'clean' if is_clean and not found else found or 'NOT TRIED: ' + said[-800:]} ({time.monotonic() - begun:.0f} s)", flush=True)
        if found or not is_clean:
            findings.append(name)
    return findings


def run_wapiti(target, world):
    report, jar = world.folder / "wapiti.json", world.folder / "cookies.json"
    jar.write_text(json.dumps({"127.0.0.1": {"/": {name: {"value": value, "expires": None, "secure": False, "port": None, "version": 0} for name, value in target.browser.cookies.items()}}}))
    url = f"http://127.0.0.1:{target.server.port}"
    # Debian 12's translates patterns of what is left out in a way that Python 3.11 does not take.
    program = ("import re, wapitiCore.net.crawler as crawler\n"
               "crawler.wildcard_translate = lambda pattern: re.compile(re.escape(pattern).replace(r'\\*', '.*') + r'\\Z', re.S)\n"
               "from wapitiCore.main.wapiti import wapiti_main\nwapiti_main()")
    words = ["/usr/bin/python3", "-c", program, "-u", url + "/digits", "--scope", "domain", "-c", jar, "-m", WAPITI_MODULES, "-f", "json", "-o", report, "--no-bugreport", "--flush-session", "--store-session", world.folder / "wapiti",
             "--max-scan-time", "240", "--max-attack-time", "60", "-t", "20", "-v", "0", "--store-config", world.folder / "wapiti-config"]
    for path in NOT_CRAWLED:
        words += ["-x", url + path + "*"]
    for path in ("/account", "/training", "/versions", "/tests", "/admin", "/admin/users", "/admin/models", "/admin/audit", "/recognise", "/login"):
        words += ["-s", url + path]
    answer = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=600)
    if not report.exists():
        print(answer.stdout[-2000:] + answer.stderr[-2000:])
        return ["wapiti made no report"]
    found = json.loads(report.read_text())
    print(f"wapiti: {target.tell_requests()}; still logged in: {target.browser.find_out_token() == 200}", flush=True)
    findings = []
    for kind in ("vulnerabilities", "anomalies"):
        for name, items in found[kind].items():
            for item in items:
                reason = EXPLAINED.get(item["info"].strip())
                if reason:
                    print(f"wapiti: {item['info'].strip()}: {reason}", flush=True)
                else:
                    findings.append(f"{name}: {item['method']} {item['path']} {item['parameter']} {item['info']}")
    for finding in findings:
        print("wapiti:", finding, flush=True)
    return findings


def make_certificate(folder):
    certificate, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:3072", "-sha256", "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    key.chmod(0o600)
    return ["--certificate", str(certificate), "--private-key", str(key)]


def run_testssl(world):
    server = Server(world.digitnet, None, *make_certificate(world.folder), *world.server_words)
    report = world.folder / "testssl.json"
    # Tests of protocols, ciphers, holes and the head of answers; the certificate is our own, whom nobody trusts.
    try:
        subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--jsonfile", report, "-p", "-s", "-f", "-U", "-h", f"127.0.0.1:{server.port}"], capture_output=True, timeout=550)
    finally:
        server.stop()
    findings = []
    found = json.loads(report.read_text())
    for item in found:
        if item["id"] in ("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2", "TLS1_3") or item["severity"] not in ("OK", "INFO"):
            print(f"testssl: {item['severity']} {item['id']}: {item['finding']}", flush=True)
        if item["id"] == "BREACH":
            print("testssl: BREACH: compressed is only what is the same for everybody", flush=True)
        elif item["severity"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL"):
            findings.append(f"{item['id']}: {item['finding']}")
    print(f"testssl: {len(found)} answers", flush=True)
    return findings if found else ["testssl said nothing"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digitnet", default=ROOT / "build/dev/bin/digitnet")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", action="append", help="of what sqlmap tries, such as 'a login'")
    parser.add_argument("scanners", nargs="*", default=["sqlmap", "wapiti", "testssl"])
    arguments = parser.parse_args()
    for scanner in arguments.scanners:
        if not shutil.which(scanner):
            return skip(f"{scanner} is not installed")
    if arguments.engine == "postgresql" and not postgresql_programs():
        return skip("PostgreSQL is not installed")
    cluster, world, findings = Cluster() if arguments.engine == "postgresql" else None, World(arguments.digitnet), []
    try:
        target = Target(world, cluster)
        for scanner in arguments.scanners:
            target.log_in()
            findings += {"sqlmap": lambda: run_sqlmap(target, world, arguments.only), "wapiti": lambda: run_wapiti(target, world), "testssl": lambda: run_testssl(world)}[scanner]()
        said = target.server.said()
        errors = [line for line in said.splitlines() if "SQL" in line or "database" in line.lower() or "request " in line]
        for line in errors[:20]:
            print("the server said:", line)
        problems = world.check(target.place)
        print(f"{len(findings)} findings; db check: {problems or 'clean'}")
        target.server.stop()
        return 1 if findings or problems or errors else 0
    finally:
        world.close()
        if cluster:
            cluster.close()


if __name__ == "__main__":
    sys.exit(main())
