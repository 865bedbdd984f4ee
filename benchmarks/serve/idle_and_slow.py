"""Clients that only hold a connection, and clients that send a byte a second, while a fresh one wants an answer."""

import resource
import selectors
import socket
import threading
import time


def raise_file_limit(needed):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))


class Crowd:
    """Connections that do nothing, kept alive by one request each, and others that drip a head or a body."""

    def __init__(self, port, idle, slow):
        raise_file_limit(idle + slow + 200)
        self.address, self.idle_count, self.slow_count = ("127.0.0.1", port), idle, slow
        self.idle, self.slow, self.cut = [], [], 0

    def __enter__(self):
        request = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        for _ in range(self.idle_count):
            client = socket.create_connection(self.address, 10)
            client.sendall(request)
            self.idle.append(client)
        for client in self.idle:
            if not client.recv(4096).startswith(b"HTTP/1.1 200"):
                raise RuntimeError("a connection that is to be idle was not answered first")
        self.ends = False
        self.dripping = threading.Thread(target=self.drip)
        self.dripping.start()
        return self

    def __exit__(self, *_):
        self.ends = True
        self.dripping.join()
        for client in self.idle + self.slow:
            client.close()

    def open_slow(self, number):
        client = socket.create_connection(self.address, 10)
        client.setblocking(False)
        if number % 2:
            client.send(b"POST /api/v1/recognize HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nContent-Length: 9000\r\n\r\n")
        else:
            client.send(b"GET /")
        return client

    def drip(self):
        """Those that are cut come again, so that there are always as many."""
        watch = selectors.DefaultSelector()
        for number in range(self.slow_count):
            self.slow.append(self.open_slow(number))
            watch.register(self.slow[-1], selectors.EVENT_READ, number)
        while not self.ends:
            time.sleep(1)
            for key, _ in watch.select(0):
                watch.unregister(key.fileobj)
                key.fileobj.close()
                self.cut += 1
                self.slow[key.data] = self.open_slow(key.data)
                watch.register(self.slow[key.data], selectors.EVENT_READ, key.data)
            for client in self.slow:
                try:
                    client.send(b"x")
                except OSError:
                    pass  # cut: the next turn sees it
        watch.close()

    def still_open(self):
        """How many of the idle connections the server still answers."""
        answered = 0
        for client in self.idle:
            try:
                client.sendall(b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                answered += client.recv(4096).startswith(b"HTTP/1.1 200")
            except OSError:
                pass
        return answered


def fresh_client_ms(server, body, content_type):
    """From the first packet of a new connection to the whole answer."""
    start = time.perf_counter()
    status, _, text = server.ask(body, content_type)
    if status != 200:
        raise RuntimeError(f"a fresh client was answered {status}: {text[:200]}")
    return 1e3 * (time.perf_counter() - start)
