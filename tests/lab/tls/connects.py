"""Runs clients against wrong servers: the lines of `client.jsonl` go out."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import loopback
from certificates import Certificate, World
from loopback import Script, until_head
from recording import Line
from requirements import program, release_of
from stable import stable

PORT = 18447
HOST = "app.example.com"

SetUp = Callable[[ssl.SSLContext, World], None]


@dataclass(frozen=True)
class Server:
    """A server that is wrong in one way. None: there is no server."""

    name: str
    #: Name of the certificate that it shows; None: it does not speak TLS.
    shows: str | None = "good"
    set_up: SetUp = lambda context, world: None
    script: Script | None = None
    #: More words for one client, by its name. `{world}` is the folder of the certificates.
    words: dict[str, list[str]] | None = None
    is_there: bool = True
    host: str = HOST


def asks(context: ssl.SSLContext, world: World) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(world.root.chain)


def asks_in_tls12(context: ssl.SSLContext, world: World) -> None:
    asks(context, world)
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def only_old(context: ssl.SSLContext, world: World) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1


def only_new(context: ssl.SSLContext, world: World) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3


def one_cipher(context: ssl.SSLContext, world: World) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")


def resets(connection: socket.socket) -> None:
    connection.recv(1)
    loopback.reset(connection)


def hangs_up(connection: socket.socket) -> None:
    connection.recv(65536)


def stalls(connection: socket.socket) -> None:
    loopback.until_end(connection)


def speaks_plainly(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def alerts(number: int) -> Script:
    """Answers the client's greeting with an alert of TLS."""

    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(bytes([21, 3, 3, 0, 2, 2, number]))

    return script


CURL_TLS12 = ["--tls-max", "1.2"]
OTHER_CIPHER = {
    "curl": [*CURL_TLS12, "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256"],
    "openssl": ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"],
}
CLIENT_UNKNOWN = {
    "curl": ["--cert", "{world}/client-unknown.pem", "--key", "{world}/client-unknown.key"],
    "openssl": ["-cert", "{world}/client-unknown.pem", "-key", "{world}/client-unknown.key"],
}
REVOKED = {
    "curl": ["--crlfile", "{world}/root.crl"],
    "openssl": ["-CRL", "{world}/root.crl", "-crl_check"],
}

SERVERS: tuple[Server, ...] = (
    Server("good"),
    Server("expired", "expired"),
    Server("not-yet-valid", "not_yet"),
    Server("wrong-name", "wrong_name"),
    Server("self-signed", "self_signed"),
    Server("self-signed-in-chain", "with_root"),
    Server("unknown-ca", "unknown"),
    Server("incomplete-chain", "incomplete"),
    Server("complete-chain", "chained"),
    Server("wrong-usage", "wrong_usage"),
    Server("weak-key", "weak_key"),
    Server("weak-hash", "weak_hash"),
    Server("revoked", "revoked", words=REVOKED),
    Server("old-version", set_up=only_old),
    Server(
        "old-version-refused",
        set_up=only_old,
        words={"curl": ["--tlsv1.2"], "openssl": ["-min_protocol", "TLSv1.2"]},
    ),
    Server("new-version", set_up=only_new, words={"curl": CURL_TLS12, "openssl": ["-tls1_2"]}),
    Server("no-common-cipher", set_up=one_cipher, words=OTHER_CIPHER),
    Server("no-application-protocol", None, script=alerts(120), words={"openssl": ["-alpn", "h2"]}),
    Server("client-certificate-asked", set_up=asks),
    Server("client-certificate-asked-tls12", set_up=asks_in_tls12),
    Server("client-certificate-unknown", set_up=asks, words=CLIENT_UNKNOWN),
    Server("client-certificate-unknown-tls12", set_up=asks_in_tls12, words=CLIENT_UNKNOWN),
    Server("unrecognized-name", None, script=alerts(112)),
    Server("plain", None, script=speaks_plainly),
    Server("reset", None, script=resets),
    Server("hung-up", None, script=hangs_up),
    Server("stalls", None, script=stalls, words={"curl": ["--max-time", "1"]}),
    Server("refused", is_there=False),
    Server("unknown-host", is_there=False, host="app.invalid"),
    Server(
        "bad-ca-file",
        words={"curl": ["--cacert", "/etc/none.pem"], "openssl": ["-CAfile", "/etc/none.pem"]},
    ),
)


def record(only: Iterable[str]) -> Iterator[Line]:
    wanted = set(only)
    with tempfile.TemporaryDirectory(prefix="pomkb-lab-") as folder:
        world = World(Path(folder) / "certs")
        for client, (version, run) in clients().items():
            for server in SERVERS:
                if wanted and server.name not in wanted:
                    continue
                if client in ("python", "node") and server.words is not None:
                    continue
                with serving(server, world):
                    exit, log = run(server, world)
                log = stable(log, {str(world.folder): "/etc/pomerium"}).strip("\n")
                if log:
                    yield Line(f"{client} {version}", server.name, log, exit)
                else:
                    print(f"{client} {server.name}: no line, exit {exit}", file=sys.stderr)


@contextlib.contextmanager
def serving(server: Server, world: World) -> Iterator[None]:
    if not server.is_there:
        yield
        return
    with loopback.serving(PORT, server.script or over_tls(server, world)):
        yield


def over_tls(server: Server, world: World) -> Script:
    shown: Certificate = getattr(world, server.shows or "good")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(shown.chain, shown.key)
    server.set_up(context, world)

    def script(connection: ssl.SSLSocket) -> None:
        until_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        connection.unwrap()

    return loopback.secured(context, script)


Run = Callable[[Server, World], tuple[int, str]]


def clients() -> dict[str, tuple[str, Run]]:
    """Each client with its release and the way to run it. Node.js only if it is here."""
    found: dict[str, tuple[str, Run]] = {
        "curl": (release_of(["curl", "--version"]), curl),
        "openssl": (release_of(["openssl", "version"]), openssl),
        "python": (release_of([sys.executable, "--version"]), python),
    }
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        found["node"] = (release_of(["node", "--version"]), node)
    return found


def run(command: list[str], said: str = "") -> tuple[int, str, str]:
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(
        command,
        input=said,
        capture_output=True,
        text=True,
        env=environment,
        timeout=20,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def words(server: Server, client: str, world: World) -> list[str]:
    more = (server.words or {}).get(client, [])
    return [word.replace("{world}", str(world.folder)) for word in more]


def url(server: Server) -> str:
    return f"https://{server.host}:{PORT}/"


def curl(server: Server, world: World) -> tuple[int, str]:
    """What curl says when a person asks for nothing but the page and errors."""
    command = [str(program("curl")), "-sS", "--noproxy", "*", "--cacert", str(world.root.chain)]
    resolve = [] if server.host != HOST else ["--resolve", f"{HOST}:{PORT}:127.0.0.1"]
    status, _, said = run([*command, *resolve, *words(server, "curl", world), url(server)])
    return status, said


def openssl(server: Server, world: World) -> tuple[int, str]:
    """What `openssl s_client` says of verification and errors; the session itself is left out."""
    at = "127.0.0.1" if server.host == HOST else server.host
    command = [str(program("openssl")), "s_client", "-connect", f"{at}:{PORT}"]
    names = ["-servername", server.host, "-verify_hostname", server.host]
    trust = ["-CAfile", str(world.root.chain), *words(server, "openssl", world)]
    ask = f"GET / HTTP/1.1\r\nhost: {HOST}\r\n\r\n"
    timeout = [str(program("timeout")), "3"]
    status, session, said = run([*timeout, *command, *names, *trust, "-ign_eof"], ask)
    telling = re.compile(r"Verif|ALPN|^no peer certificate|Cipher is|Acceptable client|CONNECTED")
    kept = [text.strip() for text in session.splitlines() if telling.search(text)]
    # A session ticket of TLS 1.3 repeats the verification.
    return status, said + "\n".join(dict.fromkeys(kept))


PYTHON = """
import sys, urllib.request, ssl, socket
host, port, root = sys.argv[1:]
real = socket.getaddrinfo
def here(name, *rest):
    return real("127.0.0.1" if name == "app.example.com" else name, *rest)
socket.getaddrinfo = here
context = ssl.create_default_context(cafile=root)
urllib.request.urlopen(f"https://{host}:{port}/", context=context, timeout=2)
"""


def python(server: Server, world: World) -> tuple[int, str]:
    """The last line of a traceback of Python's own client."""
    arguments = [server.host, str(PORT), str(world.root.chain)]
    status, _, said = run([sys.executable, "-c", PYTHON, *arguments])
    return status, said.strip().splitlines()[-1] if said.strip() else ""


NODE = """
const [host, port, root] = process.argv.slice(1);
const here = (name, options, done) =>
  require('dns').lookup(name === 'app.example.com' ? '127.0.0.1' : name, options, done);
const ca = require('fs').readFileSync(root);
require('https').get({ host, port, ca, lookup: here, timeout: 2000 }, (answer) => answer.resume())
  .on('timeout', function () { this.destroy(new Error('timeout')); })
  .on('error', (error) => {
    console.error(error.code + ': ' + error.message);
    process.exitCode = 1;
  });
"""


def node(server: Server, world: World) -> tuple[int, str]:
    """Code and message of an error of Node.js."""
    arguments = [server.host, str(PORT), str(world.root.chain)]
    status, _, said = run([str(program("node")), "-e", NODE, *arguments])
    return status, said
