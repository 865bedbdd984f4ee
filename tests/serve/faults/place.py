"""Where servers keep what they keep: a folder with SQLite, or a database of a private PostgreSQL server."""

import os
import pathlib
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

SKIPPED = 77


def skip(reason):
    """The exit code of a test that cannot run; a failure where all that tests need was installed (scripts/test.sh)."""
    print(f"skipped: {reason}")
    return 1 if os.environ.get("DIGITNET_REQUIRE_ALL") else SKIPPED


def postgresql_programs():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


class Cluster:
    """A PostgreSQL server on a socket in a folder of its own, which goes with it."""

    def __init__(self):
        self.programs, self.databases, self.server = postgresql_programs(), 0, None
        self.folder = tempfile.mkdtemp(prefix="digitnet-pg-", dir="/tmp")  # short: a socket's path has 107 bytes at most
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "digitnet", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def as_owner(self, program):
        words = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            words += ["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
        return [*words, str(self.programs / program)]

    def run(self, program, *words):
        return subprocess.run([*self.as_owner(program), *words], check=True, capture_output=True, text=True, cwd="/", env={**os.environ, "LC_ALL": "C"}).stdout

    def start(self):
        words = [*self.as_owner("postgres"), "-D", f"{self.folder}/data", "-k", self.folder, "-h", "", "-c", "max_connections=100", "-c", "shared_buffers=32MB"]
        self.server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        for _ in range(600):
            try:
                return self.run("pg_isready", "-q", "-h", self.folder, "-U", "digitnet", "-d", "postgres")
            except subprocess.CalledProcessError:
                time.sleep(0.05)
        raise RuntimeError("PostgreSQL does not start")

    def stop(self, how=signal.SIGINT):
        if self.server:
            self.server.send_signal(how)
            self.server.wait(60)
        self.server = None

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self):
        self.databases += 1
        self.run("createdb", "-h", self.folder, "-U", "digitnet", f"test{self.databases}")
        return f"postgresql:///test{self.databases}?host={self.folder}&user=digitnet"


class Place:
    """What a server is told of where its data is, and questions to it past the server."""

    def __init__(self, folder, cluster=None):
        self.folder, self.cluster = pathlib.Path(folder), cluster
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = cluster.new_database() if cluster else str(self.folder / "digitnet.sqlite")
        self.words = ["--data-dir", str(self.folder), "--database", self.database]

    def rows(self, question):
        """Of text."""
        if not self.cluster:
            connection = sqlite3.connect(self.database, timeout=30)
            try:
                return [tuple("" if value is None else str(value) for value in row) for row in connection.execute(question)]
            finally:
                connection.close()
        text = subprocess.run(["psql", "-AtXq", "-F", "\x1f", self.database, "-c", question], check=True, capture_output=True, text=True).stdout
        return [tuple(line.split("\x1f")) for line in text.splitlines()]

    def column(self, question):
        return {row[0] for row in self.rows(question)}

    def mails_to(self, address):
        """Texts of the mails in the outbox, the latest last."""
        names = sorted((self.folder / "outbox").glob("*.eml"))
        texts = [name.read_text() for name in names[-400:]]
        return [text for text in texts if f"To: {address}" in text]
