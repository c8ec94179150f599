"""Addresses and tricks that would lead a visit to a private place, against the guard as captures use it.

Each closed address, and more of the same networks by chance, is asked for by its number and by a name that has it,
alone and among open ones, by CONNECT and by GET; each open one is asked for too, for a guard that lets nothing pass
proves nothing. Beneath the real guard every connection that is tried is counted, and ends on this machine.
"""

import ipaddress
import random
import socket
import tempfile
from pathlib import Path

import yaml
from figure import Figure, progress

from tawthiq.capture.web.dialling import Dialler
from tawthiq.capture.web.egress import Bounds, Egress
from tawthiq.core import addresses
from tawthiq.core.addresses import Address

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases/addresses.yaml").read_text(encoding="utf-8"))
OPEN = "93.184.216.34"
ASKED = 20_000


class Counting(Dialler):
    """The real rules; where a connection would be made, it is counted and refused."""

    def __init__(self) -> None:
        self.answers: list[Address] = []
        self.gone_to: list[Address] = []
        super().__init__(resolver=lambda _name: self.answers)

    def _connect(self, address: Address, _port: int) -> socket.socket:
        self.gone_to.append(address)
        raise ConnectionRefusedError(111, "counted")


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """How many of the closed were gone to, and how many of the open were not."""
    chance = random.Random(seed)  # noqa: S311 - the same addresses for the same seed
    asked = max(200, int(ASKED * scale))
    closed = [ipaddress.ip_address(one) for one in CASES["closed"]]
    while len(closed) < asked // 4:
        closed.append(_within(chance.choice([*addresses._CLOSED_V4, *addresses._CLOSED_V6]), chance))
    opened = [ipaddress.ip_address(one) for one in CASES["open"]]
    bypassed = _ask_all(closed, chance)
    let_through = _ask_all(opened, chance)
    number = 4 * len(closed)
    return [
        Figure(
            key="ssrf",
            what="addresses and tricks that lead a visit to a private place",
            what_ar="عناوين وحيل تقود الزيارة إلى شبكة خاصة",
            target="0 bypass of 60 and more",
            measured=f"{bypassed:,} bypass of {number:,} ({len(set(closed)):,} addresses)",
            held=bypassed == 0 and len(set(closed)) >= 60,
        ),
        Figure(
            key="ssrf_open",
            what="the same guard lets a visit to the open web pass",
            what_ar="الحارس نفسه يسمح بزيارة الويب المفتوح",
            target="all",
            measured=f"{let_through:,} of {4 * len(opened):,}",
            held=let_through == 4 * len(opened),
        ),
    ]


def _within(network: ipaddress.IPv4Network | ipaddress.IPv6Network, chance: random.Random) -> Address:
    return network[chance.randrange(network.num_addresses)]


def _ask_all(wanted: list[Address], chance: random.Random) -> int:
    """How many of four ways to each address were gone."""
    dialler, ways = Counting(), 0
    bounds = Bounds(connections=10 * len(wanted), wall_s=3600)
    with tempfile.TemporaryDirectory() as folder, Egress(Path(folder) / "g", dialler=dialler, bounds=bounds) as guard:
        guard.begin("name.example.org")
        for number, address in enumerate(wanted):
            progress("addresses", done=number, all=len(wanted))
            literal = f"[{address}]" if address.version == 6 else str(address)
            mixed = [address, ipaddress.ip_address(OPEN)]
            chance.shuffle(mixed)
            for place, answers in ((literal, []), ("name.example.org", [address]), ("name.example.org", mixed)):
                ways += _is_gone(guard, dialler, f"CONNECT {place}:443 HTTP/1.1", answers)
            ways += _is_gone(guard, dialler, f"GET http://{literal}/ HTTP/1.1", [])
    return ways


def _is_gone(guard: Egress, dialler: Counting, line: str, answers: list[Address]) -> bool:
    dialler.answers, dialler.gone_to = answers, []
    with socket.socket(socket.AF_UNIX) as way:
        way.settimeout(10)
        way.connect(str(guard._path))
        way.sendall(line.encode() + b"\r\n\r\n")
        while way.recv(65536):
            pass
    return bool(dialler.gone_to)
