"""A timestamp authority on this machine: OpenSSL's, behind a small web server, with certificates right and wrong."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tawthiq.store.partners import Authority

# No `certs`: a reply that carries the chain is refused as not in DER order.
CONFIG = """
[tsa]
default_tsa = it
[it]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512, sha3-256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""
KINDS = ("good", "server", "loose", "none", "expired", "stranger")


def name_of(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def certificate(
    common: str,
    *,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    signed_by: ec.EllipticCurvePrivateKey,
    days: tuple[int, int],
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer_name=name_of(issuer), subject_name=name_of(common))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now + timedelta(days=days[0])).not_valid_after(now + timedelta(days=days[1]))
    ca = x509.BasicConstraints(ca=common == issuer, path_length=None)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by.public_key())
    return builder.add_extension(ca, critical=True).add_extension(identifier, critical=False)


@dataclass
class LocalAuthority:
    """Its folder holds a certificate and a key for each of ``KINDS``; ``kind`` is the one it signs with."""

    folder: Path
    kind: str = "good"
    url: str = ""
    answer: bytes | None = None  # said instead of a reply, whatever is asked
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def make(self) -> "LocalAuthority":
        roots = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("root", "other root")}
        for name, key in roots.items():
            made = certificate(name, key=key, issuer=name, signed_by=key, days=(-9, 99)).sign(key, hashes.SHA256())
            (self.folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        for kind in KINDS:
            self._make_leaf(kind, root="other root" if kind == "stranger" else "root", roots=roots)
        (self.folder / "serial").write_text("01\n")
        (self.folder / "ts.cnf").write_text(CONFIG.format(folder=self.folder))
        return self

    def _make_leaf(self, kind: str, *, root: str, roots: dict[str, ec.EllipticCurvePrivateKey]) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        days = (-8, -1) if kind == "expired" else (-1, 9)
        builder = certificate(kind, key=key, issuer=root, signed_by=roots[root], days=days)
        usage = ExtendedKeyUsageOID.SERVER_AUTH if kind == "server" else ExtendedKeyUsageOID.TIME_STAMPING
        if kind != "none":
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=kind != "loose")
        pem = serialization.Encoding.PEM
        (self.folder / f"{kind}.pem").write_bytes(builder.sign(roots[root], hashes.SHA256()).public_bytes(pem))
        private = (pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.folder / f"{kind}.key").write_bytes(key.private_bytes(*private))

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "reply"]
        command += ["-signer", f"{self.kind}.pem", "-inkey", f"{self.kind}.key"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "reply").read_bytes()

    def authority(self, name: str = "local", *, root: str = "root") -> Authority:
        roots = x509.load_pem_x509_certificates((self.folder / f"{root}.pem").read_bytes())
        return Authority(name, self.url, tuple(roots))


@contextmanager
def serving(local: LocalAuthority) -> Iterator[LocalAuthority]:
    """The authority answers at ``url`` inside."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            local.asked += 1
            content = local.reply(query) if local.answer is None else local.answer
            self.send_response(local.status)
            for name, value in local.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    local.url = f"http://127.0.0.1:{server.server_port}/tsr"
    try:
        yield local
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
