"""Certificates good and bad: a folder comes in, authorities and their mistakes go out.

All dates are fixed, so that texts with dates stay the same.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from requirements import program

#: Validity: not before, not after.
VALID = ("20200101000000Z", "20400101000000Z")
EXPIRED = ("20200101000000Z", "20210101000000Z")
NOT_YET = ("20380101000000Z", "20400101000000Z")

CONFIG = """
[ca]
default_ca = here
[here]
dir = {folder}
database = $dir/index.txt
new_certs_dir = $dir
rand_serial = yes
unique_subject = no
policy = any
default_md = sha256
default_crl_days = 3650
copy_extensions = none
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:false
extendedKeyUsage = serverAuth
subjectAltName = DNS:app.example.com
[client]
basicConstraints = CA:false
extendedKeyUsage = clientAuth
subjectAltName = DNS:app.example.com
[wrongname]
basicConstraints = CA:false
extendedKeyUsage = serverAuth
subjectAltName = DNS:other.example.com
"""


@dataclass(frozen=True)
class Certificate:
    """Files in PEM: what is shown to the other side, and its key."""

    chain: Path
    key: Path


class World:
    """A root, an authority below it, a root that nobody knows, and what they signed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.txt").write_text("")
        (folder / "ca.cnf").write_text(CONFIG.format(folder=folder))
        self.root = self._sign("root", "Lab Root CA", "authority", None)
        self.stranger = self._sign("stranger", "Lab Unknown CA", "authority", None)
        self.between = self._sign("between", "Lab Intermediate CA", "authority", self.root)
        name = "app.example.com"
        self.good = self._sign("good", name, "server", self.root)
        self.expired = self._sign("expired", name, "server", self.root, EXPIRED)
        self.not_yet = self._sign("not-yet", name, "server", self.root, NOT_YET)
        self.wrong_name = self._sign("wrong-name", "other.example.com", "wrongname", self.root)
        self.self_signed = self._sign("self-signed", name, "server", None)
        self.unknown = self._sign("unknown", name, "server", self.stranger)
        self.incomplete = self._sign("incomplete", name, "server", self.between)
        self.wrong_usage = self._sign("wrong-usage", name, "client", self.root)
        self.weak_key = self._sign("weak-key", name, "server", self.root, key="rsa:1024")
        self.weak_hash = self._sign("weak-hash", name, "server", self.root, digest="sha1")
        self.revoked = self._sign("revoked", name, "server", self.root)
        self.client = self._sign("client", "alice", "client", self.root)
        self.client_unknown = self._sign("client-unknown", "mallory", "client", self.stranger)
        self.client_expired = self._sign("client-expired", "alice", "client", self.root, EXPIRED)
        self.chained = self._joined("chained", self.incomplete, self.between)
        self.with_root = self._joined("with-root", self.unknown, self.stranger)
        self.crl = self._revoke(self.revoked)

    def _run(self, *arguments: str) -> None:
        command = [str(program("openssl")), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")

    def _sign(
        self,
        file: str,
        name: str,
        kind: str,
        issuer: Certificate | None,
        dates: tuple[str, str] = VALID,
        *,
        key: str = "ec",
        digest: str = "sha256",
    ) -> Certificate:
        made = Certificate(self.folder / f"{file}.pem", self.folder / f"{file}.key")
        request = self.folder / f"{file}.csr"
        config = str(self.folder / "ca.cnf")
        curve = ["-pkeyopt", "ec_paramgen_curve:prime256v1"] if key == "ec" else []
        files = ["-keyout", str(made.key), "-out", str(request)]
        subject = ["-subj", f"/CN={name}", "-config", config]
        self._run("req", "-new", "-nodes", "-newkey", key, *curve, *files, *subject)
        made.key.chmod(0o644)
        if issuer is None:
            signer = ["-selfsign", "-keyfile", str(made.key)]
        else:
            signer = ["-cert", str(issuer.chain), "-keyfile", str(issuer.key)]
        start, end = dates
        validity = ["-startdate", start, "-enddate", end, "-md", digest]
        files = ["-in", str(request), "-out", str(made.chain)]
        common = ["-config", config, "-extensions", kind, "-batch", "-notext"]
        self._run("ca", *common, *signer, *validity, *files)
        return made

    def _joined(self, file: str, first: Certificate, second: Certificate) -> Certificate:
        chain = self.folder / f"{file}.pem"
        chain.write_text(first.chain.read_text() + second.chain.read_text())
        return Certificate(chain, first.key)

    def _revoke(self, certificate: Certificate) -> Path:
        crl = self.folder / "root.crl"
        signer = ["-cert", str(self.root.chain), "-keyfile", str(self.root.key)]
        config = ["-config", str(self.folder / "ca.cnf")]
        self._run("ca", *config, *signer, "-revoke", str(certificate.chain))
        self._run("ca", *config, *signer, "-gencrl", "-out", str(crl))
        return crl
