"""What may stand where the kiosk looks for the central service, scripted."""

import socket
import ssl
import subprocess
import threading

DAY_S = "1"
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"]


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def make_authority(folder, name):
    openssl("req", "-x509", *KEY, "-days", DAY_S, "-subj", f"/CN={name}", "-addext",
            "keyUsage=critical,keyCertSign", "-keyout", folder / f"{name}.key",
            "-out", folder / f"{name}.crt")


def make_certificate(folder, authority, name, host="localhost", days=DAY_S):
    openssl("req", *KEY, "-subj", f"/CN={host}", "-keyout", folder / f"{name}.key",
            "-out", folder / f"{name}.csr")
    extensions = folder / f"{name}.ext"
    extensions.write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth\n")
    openssl("x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / f"{authority}.crt",
            "-CAkey", folder / f"{authority}.key", "-CAcreateserial", "-days", days,
            "-extfile", extensions, "-out", folder / f"{name}.crt")


def make_self_signed(folder, name):
    openssl("req", "-x509", *KEY, "-days", DAY_S, "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", folder / f"{name}.key",
            "-out", folder / f"{name}.crt")


def make_certificates(folder):
    """The service's own in the place of what is there, and those of others."""
    make_authority(folder, "ca")
    make_authority(folder, "stranger")
    make_certificate(folder, "ca", "server")
    make_certificate(folder, "ca", "expired", days="-1")
    make_certificate(folder, "ca", "other-host", host="elsewhere.test")
    make_certificate(folder, "stranger", "wrong-authority")
    make_self_signed(folder, "self-signed")


def http(status, kind, body, *headers):
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}",
             *headers, "", body]
    return "\r\n".join(lines).encode()


class Peer:
    """Context manager. One listener; behaviour(peer, connection) is called for each connection, on
    a thread of its own, and may be changed while it listens."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.behaviour = refuse
        self.threads = []
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.clear()

    def clear(self):
        self.open = set()
        self.attempts = 0  # connections
        self.requests = 0  # to take a dossier in, that came through to an answering peer

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
        self.thread.join()
        self.listener.close()
        self.cut_all()
        for thread in self.threads:
            thread.join()

    def play(self, behaviour):
        """What follows is new: connections of before are cut."""
        self.cut_all()
        with self.lock:
            self.clear()
            self.behaviour = behaviour

    def cut_all(self):
        with self.lock:
            for connection in self.open:
                cut(connection)

    def keep(self, connection):
        with self.lock:
            self.open.add(connection)

    def forget(self, connection):
        with self.lock:
            self.open.discard(connection)

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with self.lock:
                self.attempts += 1
                self.open.add(connection)
                behaviour = self.behaviour
            thread = threading.Thread(target=self.serve, args=(behaviour, connection), daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self, behaviour, connection):
        try:
            behaviour(self, connection)
        except (OSError, ValueError):
            pass
        finally:
            self.forget(connection)
            connection.close()


def cut(connection):
    """Wakes whoever reads or writes; whoever owns it closes it."""
    try:
        # Past TLS, whose own shutdown would talk to the other side.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        pass


def refuse(_peer, _connection):
    """Closes at once."""


# ---- Between the kiosk and the real service ----

def relay(port, up=None, down=None):
    """Carries so many bytes to the service and so many back (None: all), then cuts."""

    def carry(source, target, limit):
        left = limit
        try:
            while left is None or left > 0:
                data = source.recv(4096 if left is None else min(left, 4096))
                if not data:
                    break
                target.sendall(data)
                left = left if left is None else left - len(data)
        except OSError:
            pass
        cut(source)
        cut(target)

    def behave(peer, connection):
        with socket.create_connection(("127.0.0.1", port)) as service:
            peer.keep(service)
            back = threading.Thread(target=carry, args=(service, connection, down), daemon=True)
            back.start()
            carry(connection, service, up)
            back.join()
            peer.forget(service)

    return behave


# ---- In the place of the service ----

def read_request(connection, part="all", seen=b""):
    """The head of a request and "half" or "all" of its body; b"" at the end."""
    data = seen
    while b"\r\n\r\n" not in data:
        more = connection.recv(4096)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    wanted = length if part == "all" else length // 2
    while len(body) < wanted:
        more = connection.recv(min(4096, wanted - len(body)))
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def answer(context, script, part="all"):
    """Over TLS: script(connection) after each request, until it returns False."""

    def behave(peer, connection):
        with context.wrap_socket(connection, server_side=True) as secured:
            peer.keep(secured)
            try:
                while request := read_request(secured, part):
                    if request.startswith(b"POST /v1/dossiers"):
                        with peer.lock:
                            peer.requests += 1
                    if not script(secured):
                        break
            finally:
                peer.forget(secured)
                cut(secured)

    return behave


def hang_up_after_handshake(context):
    def behave(_peer, connection):
        with context.wrap_socket(connection, server_side=True) as secured:
            cut(secured)
    return behave


def plain(text, heard):
    """Says `text` without TLS, and appends to `heard` whatever the other side says."""

    def behave(_peer, connection):
        connection.sendall(text)
        while data := connection.recv(4096):
            heard.append(data)

    return behave


def say(data, on=False):
    def script(connection):
        connection.sendall(data)
        return on
    return script


def say_for_ever(head, piece, pause_s):
    """Until cut."""
    never = threading.Event()

    def script(connection):
        connection.sendall(head)
        while not never.wait(pause_s):
            connection.sendall(piece)
        return False

    return script
