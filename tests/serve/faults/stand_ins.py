"""What a server depends on, to be taken down, slowed and brought back: a mail server and an OpenID Connect provider, on loopback."""

import http.server
import json
import socket
import socketserver
import threading
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StandIn:
    """Listens at its port, or does not: a client is then refused."""

    def __init__(self):
        self.port, self.server, self.is_slow, self.closing = free_port(), None, False, threading.Event()

    def start(self):
        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

            def handle_error(self, request, client_address):
                """A client that has waited for long enough is gone."""

        self.closing.clear()
        self.server = Listener(("127.0.0.1", self.port), self.handler())
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        if self.server:
            self.closing.set()
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def dawdle(self):
        """A slow one takes connections and says nothing."""
        while self.is_slow and not self.closing.wait(0.05):
            pass


class MailServer(StandIn):
    def __init__(self):
        super().__init__()
        self.mails, self.refusal = [], None

    def handler(self):
        owner = self

        class Session(socketserver.StreamRequestHandler):
            def say(self, text):
                self.wfile.write((text + "\r\n").encode())

            def handle(self):
                owner.dawdle()
                self.say("220 mail.example")
                for line in self.rfile:
                    word = line[:4].upper()
                    if word == b"RCPT" and owner.refusal:
                        self.say(owner.refusal)
                    elif word == b"DATA":
                        self.say("354 go on")
                        owner.mails.append(self.read_mail())
                        self.say("250 taken")
                    elif word == b"QUIT":
                        return self.say("221 bye")
                    else:
                        self.say("250 yes")

            def read_mail(self):
                lines = []
                for line in self.rfile:
                    if line == b".\r\n":
                        break
                    lines.append(line.decode())
                return "".join(lines)

        return Session


class LoginProvider(StandIn):
    """Knows where it would send people, and no more: how far a sign-in comes without a person."""

    def handler(self):
        owner = self

        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                owner.dawdle()
                issuer = owner.issuer
                body = json.dumps({"issuer": issuer, "authorization_endpoint": issuer + "/authorize", "token_endpoint": issuer + "/token", "jwks_uri": issuer + "/keys",
                                   "response_types_supported": ["code"], "subject_types_supported": ["public"],
                                   "id_token_signing_alg_values_supported": ["RS256"]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Answer

    @property
    def issuer(self):
        return f"http://127.0.0.1:{self.port}"
