"""A program to measure, and what it answered."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys


@dataclasses.dataclass
class Contestant:
    """values[case] has one number a round. Two with the same label differ in their number of threads only."""

    label: str
    family: str
    precision: str
    program: str  # which question it answers: training or inference
    command: list
    environment: dict
    threads: int
    show_threads: bool
    process: subprocess.Popen = None
    values: dict = dataclasses.field(default_factory=dict)
    units: dict = dataclasses.field(default_factory=dict)
    disturbed: dict = dataclasses.field(default_factory=dict)

    @property
    def name(self):
        plural = "" if self.threads == 1 else "s"
        return self.label + (f", {self.threads} thread{plural}" if self.show_threads else "")

    def start(self, urgent=False):
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.environment}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=urgent)
        if urgent:  # a session is a scheduling group of its own (sched_autogroup), and has a nice value of its own
            pathlib.Path(f"/proc/{self.process.pid}/autogroup").write_text("-20")

    def slice(self, case):
        """The answer's value, or None when the contestant cannot do this case or has ended."""
        line = self.ask(case)
        if not line:
            print(f"{self.name}: {case}: ended (exit code {self.process.wait()})", file=sys.stderr)
            return None
        answer = json.loads(line)
        if "error" in answer:
            print(f"{self.name}: {case}: {answer['error']}", file=sys.stderr)
            return None
        self.units[case] = answer["unit"]
        return answer["value"]

    def ask(self, case):
        try:
            self.process.stdin.write(case + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline()
        except BrokenPipeError:
            return ""

    def stop(self):
        """Returns the peak of memory in KiB."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        if self.process.returncode is not None:
            return 0
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss
