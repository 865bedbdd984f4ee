"""Whether docs/deploy says what is so: every file is checked by the tool that it is for, where that is installed, and
against the program that was built.

    deployment_test.py BUILD_FOLDER
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "docs" / "deploy"
BUILD = pathlib.Path(sys.argv.pop(1)).resolve() if "/" in "".join(sys.argv[1:2]) else ROOT / "build" / "release"
PROGRAM = BUILD / "bin" / "digitnet"
LARGEST_EXPOSURE = "15"  # of systemd-analyze's 100
IN_EVERY_DEBIAN = {"libc6", "libgcc-s1", "libstdc++6"}


def needs(tool):
    """Leaves a test out where the tool is not installed, unless everything was (scripts/test.sh)."""
    is_wanted = shutil.which(tool) or os.environ.get("DIGITNET_REQUIRE_ALL")
    return unittest.skipUnless(is_wanted, f"{tool} is not installed")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, **options)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DeploymentTest(unittest.TestCase):
    def succeed(self, *command, **options):
        answer = run(*command, **options)
        self.assertEqual(answer.returncode, 0, f"{command}:\n{answer.stdout}{answer.stderr}")
        return answer.stdout


class UnitTest(DeploymentTest):
    def unit_with_program(self, folder):
        """The unit, with the program that was built in place of the one that will be installed."""
        unit = pathlib.Path(folder) / "digitnet.service"
        unit.write_text((DEPLOY / "digitnet.service").read_text().replace("/usr/bin/digitnet", str(PROGRAM)))
        return unit

    @needs("systemd-analyze")
    def test_systemd_takes_every_line(self):
        with tempfile.TemporaryDirectory() as folder:
            answer = run("systemd-analyze", "verify", self.unit_with_program(folder))
            self.assertEqual((answer.returncode, answer.stdout + answer.stderr), (0, ""))

    @needs("systemd-analyze")
    def test_little_is_exposed(self):
        self.succeed("systemd-analyze", "security", "--offline=yes", f"--threshold={LARGEST_EXPOSURE}",
                     DEPLOY / "digitnet.service")

    @needs("strace")
    @needs("systemd-analyze")
    def test_the_server_gets_by_with_the_system_calls_that_are_let_through(self):
        allowed = self.allowed_calls()
        self.assertIn("epoll_wait", allowed)
        self.assertNotIn("mount", allowed)
        self.assertEqual(self.calls_of_a_served_request() - allowed, set())

    def allowed_calls(self):
        allowed = set()
        for line in re.findall(r"^SystemCallFilter=(.*)$", (DEPLOY / "digitnet.service").read_text(), re.M):
            calls = set().union(*(calls_in(name) for name in line.removeprefix("~").split()))
            allowed = allowed - calls if line.startswith("~") else allowed | calls
        return allowed | calls_in("@default")

    def calls_of_a_served_request(self):
        with tempfile.TemporaryDirectory() as folder:
            trace, port = pathlib.Path(folder) / "trace", free_port()
            data = pathlib.Path(folder) / "data"
            server = subprocess.Popen(["strace", "-f", "-qq", "-o", trace, PROGRAM, "serve", "--port", str(port),
                                       "--data-dir", data],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                status = ask(port, (ROOT / "data" / "samples" / "6-scan.png").read_bytes())
            finally:
                children = run("ps", "-o", "pid=", "--ppid", server.pid).stdout.split()
                for child in children:
                    os.kill(int(child), 15)
                server.wait(60)
            self.assertEqual(status, 200)
            # SQLite changes the owner of its files only when root, as which this test may run, uses it.
            return set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.M)) - {"execve", "fchown"}


def calls_in(name, known={}):
    """The system calls of one of systemd's sets, those of sets in it included."""
    if not name.startswith("@"):
        return {name}
    if name not in known:
        lines = run("systemd-analyze", "syscall-filter", name).stdout.splitlines()[1:]
        names = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
        known[name] = set().union(*(calls_in(other) for other in names))
    return known[name]


def ask(port, picture):
    """The status of the answer to a picture, once the server listens."""
    head = (f"POST /api/v1/recognize HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\n"
            f"Content-Length: {len(picture)}\r\nConnection: close\r\n\r\n")
    end = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 30) as client:
                client.sendall(head.encode() + picture)
                return int(client.recv(4096).split()[1])
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


class SettingsTest(DeploymentTest):
    def test_the_program_takes_the_configuration_file(self):
        printed = self.succeed(PROGRAM, "serve", "--config", DEPLOY / "serve.conf", "--print-config")
        self.assertIn("public-url = https://digits.example\n", printed)

    def check_variables(self, variables):
        self.assertGreater(len(variables), 2)
        printed = self.succeed(PROGRAM, "serve", "--print-config", env={**os.environ, **variables})
        for name, value in variables.items():
            setting = name.removeprefix("DIGITNET_SERVE_").lower().replace("_", "-")
            self.assertRegex(printed, rf"(?m)^{setting} = {re.escape(value)}$")

    def test_every_variable_of_the_container_is_a_setting(self):
        found = re.findall(r"(DIGITNET_SERVE_\w+)=(\S+)", (DEPLOY / "Dockerfile").read_text())
        self.check_variables({**dict(found), "DIGITNET_SERVE_PUBLIC_URL": "http://127.0.0.1:8080"})

    def test_every_variable_of_the_cluster_is_a_setting(self):
        text = (DEPLOY / "kubernetes" / "deployment.yaml").read_text()
        found = dict(re.findall(r"- name: (DIGITNET_SERVE_\w+)\s+value: \"?([^\"\n]+)\"?", text))
        self.check_variables({**found, "DIGITNET_SERVE_BEHIND_PROXY": "true"})


def with_what_they_need(packages):
    """The packages, and those that Debian installs along with them."""
    known, new = set(), set(packages)
    while new:
        known |= new
        fields = run("dpkg-query", "-W", "-f", "${Depends}, ${Pre-Depends}\\n", *new).stdout
        needed = {re.split(r"[ :(]", part.strip())[0] for part in re.split(r"[,|\n]", fields)}
        new = needed - known - {""}
    return known


class ContainerTest(DeploymentTest):
    def test_the_container_has_every_library_that_the_program_loads(self):
        installed = re.search(r"install -y --no-install-recommends ([^\\\n&]+)", (DEPLOY / "Dockerfile").read_text())
        loaded = {name for name, role in bill_of_materials(self) if role == "linked"} - IN_EVERY_DEBIAN
        self.assertEqual(loaded - with_what_they_need(installed.group(1).split()), set())

    @needs("hadolint")
    def test_hadolint_finds_nothing(self):
        self.assertEqual(self.succeed("hadolint", DEPLOY / "Dockerfile"), "")


class ClusterTest(DeploymentTest):
    @needs("kubernetes-validate")
    def test_every_manifest_follows_its_schema(self):
        for manifest in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
            self.succeed("kubernetes-validate", "--strict", manifest)


class ProxyTest(DeploymentTest):
    @needs("nginx")
    @needs("openssl")
    def test_nginx_takes_the_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            self.succeed("nginx", "-t", "-q", "-p", folder, "-e", "stderr", "-c", nginx_main_file(self, folder))

    @needs("nginx")
    @needs("openssl")
    def test_pictures_and_drawings_go_through_nginx(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as servers:
            behind, front = free_port(), free_port()
            main = nginx_main_file(self, folder)
            site = main.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
            site = re.sub(r"listen \[::\]:\d+[^;]*;", "", site)
            main.write_text(site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace("listen 443", f"listen 127.0.0.1:{front}"))
            servers.enter_context(running([PROGRAM, "serve", "--port", str(behind), "--public-url", "https://digits.example",
                                           "--trusted-proxy", "127.0.0.1", "--data-dir", f"{folder}/data"]))
            servers.enter_context(running(["nginx", "-p", folder, "-e", "stderr", "-c", main, "-g", "daemon off;"]))
            picture = (ROOT / "data" / "samples" / "6-scan.png").read_bytes()
            self.assertEqual(ask(behind, picture), 200)
            client = TlsClient(front)
            self.assertEqual(client.status("POST", "/api/v1/recognize", {"Content-Type": "image/png"}, picture), 200)
            self.assertEqual(client.status("GET", "/api/v1/draw", {
                "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://digits.example"}), 101)
            self.assertEqual(client.status("GET", "/metrics"), 404)
            self.assertEqual(client.status("POST", "/api/v1/recognize", {"Content-Length": "99000000"}), 413)


class TlsClient:
    """Asks by TLS at a port of this machine, whatever the certificate."""

    def __init__(self, port):
        self.port, self.context = port, ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def status(self, method, path, fields={}, body=None):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.context)
        try:
            connection.request(method, path, body, {"Host": "digits.example", **fields})
            return connection.getresponse().status
        finally:
            connection.close()


@contextlib.contextmanager
def running(command):
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def nginx_main_file(test, folder):
    """A whole configuration around docs/deploy/nginx.conf, with a certificate made for the test."""
    key, chain = f"{folder}/key.pem", f"{folder}/chain.pem"
    test.succeed("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                 "-subj", "/CN=digits.example", "-keyout", key, "-out", chain)
    site = (DEPLOY / "nginx.conf").read_text()
    for path, made in (("/etc/ssl/digits.example/chain.pem", chain), ("/etc/ssl/digits.example/key.pem", key)):
        site = site.replace(path, made)
    main = pathlib.Path(folder) / "main.conf"
    main.write_text(f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n")
    return main


class BillOfMaterialsTest(DeploymentTest):
    def test_it_names_the_libraries_and_the_headers(self):
        found = bill_of_materials(self)
        for expected in (("zlib1g", "linked"), ("libstdc++6", "linked"), ("nlohmann-json3-dev", "headers"),
                         ("libeigen3-dev", "headers"), ("libstb-dev", "headers")):
            self.assertIn(expected, found)

    def test_it_names_nothing_that_only_tests_or_other_programs_use(self):
        names = {name for name, _ in bill_of_materials(self)}
        self.assertEqual(names & {"doctest-dev", "libbenchmark-dev", "postgresql"}, set())

    def test_it_is_of_the_program_that_was_built(self):
        document = bill(self)
        self.assertEqual((document["bomFormat"], document["specVersion"]), ("CycloneDX", "1.5"))
        digest = document["metadata"]["component"]["hashes"][0]["content"]
        self.assertEqual(digest, self.succeed("sha256sum", PROGRAM).split()[0])
        for component in document["components"]:
            self.assertRegex(component["purl"], r"^pkg:deb/[a-z]+/[^@]+@[^:?]+\?arch=\w+&distro=\S+$")
            self.assertEqual(component["version"], installed_version(component["name"]))


def installed_version(package):
    return run("dpkg-query", "-W", "-f", "${Version}\n", package).stdout.splitlines()[0]


def bill(test, known=[]):
    if not known:
        known.append(json.loads(test.succeed(ROOT / "scripts" / "sbom.sh", BUILD)))
    return known[0]


def bill_of_materials(test):
    return {(component["name"], component["properties"][0]["value"]) for component in bill(test)["components"]}


if __name__ == "__main__":
    unittest.main()
