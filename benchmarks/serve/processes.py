"""Servers as processes: started, waited for, measured through /proc, and stopped."""

import http.client
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that servers are stopped even then
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server on loopback, with all processes that it starts. Stopped when the block ends."""

    def __init__(self, command, port, path, start_s=120, **options):
        self.command, self.port, self.path, self.start_s, self.options = command, port, path, start_s, options
        self.url = f"http://127.0.0.1:{port}{path}"

    def __enter__(self):
        self.log = open(self.options.pop("log", os.devnull), "wb")
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=subprocess.STDOUT,
                                        start_new_session=True, **self.options)
        end = time.monotonic() + self.start_s
        while not self.listens():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                sys.exit(f"{' '.join(map(str, self.command))}: does not listen at port {self.port}; see {self.log.name}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.stop()

    def listens(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        """The whole session, which is its own."""
        for number, patience_s in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(patience_s)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.log.close()

    def members(self):
        """The ids of its processes: those of the session that it leads."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if int(stat_fields(entry)[3]) == self.process.pid:
                    found.append(entry)
            except OSError:
                continue
        return found

    def processor_s(self):
        return sum(sum(map(int, stat_fields(entry)[11:13])) for entry in self.members()) / TICKS_PER_S

    def memory_mib(self):
        """Of all its processes; what they share is counted once."""
        return sum(proportional_kib(entry) for entry in self.members()) / 1024

    def ask(self, body, content_type):
        """(status, headers, text)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", self.path, body, {"Content-Type": content_type})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


def stat_fields(entry):
    """Of /proc/ID/stat those behind the name, the state first."""
    return (entry / "stat").read_text().rpartition(")")[2].split()


def proportional_kib(entry):
    for line in (entry / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
