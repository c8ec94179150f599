"""A small register: people of every role, one report read by the grammar, all through the actions that people use."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as desk_settings

from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.actions.accounts import create_user
from tawthiq.desk.actions.evidence import Provenance, name_source, receive
from tawthiq.desk.actions.reading import read_report
from tawthiq.desk.actions.review import accept_claim
from tawthiq.reading.grammar import GrammarReader
from tawthiq.store.workspace import Workspace

ENGLISH = (
    "Aleppo – Tawthiq Network\n\n"
    "Regime warplanes bombed the market of Manbij yesterday morning, and nine civilians were killed and more than 20 "
    "injured, the Tawthiq Network reporter in Manbij said.\n"
)
ARABIC = "حلب – شبكة توثيق\n\nقُتل أحد عشر مدنياً صباح أمس في غارة لطيران النظام على سوق مدينة منبج بريف حلب الشرقي.\n"


@pytest.fixture(scope="session")
def workspace_made() -> None:
    """Keys, vault and folders of the throw-away workspace."""
    desk_settings.WORKSPACE.create()


def place(code: str, kind: str, en: str, ar: str, *, within: m.Place | None, radius_m: int) -> m.Place:
    point = {"lat": 36.2, "lon": 37.2, "radius_m": radius_m, "source": "t"}
    return m.Place.objects.create(code=code, kind=kind, name_en=en, name_ar=ar, parent=within, **point)


@pytest.fixture
def register(db: None, workspace_made: None) -> None:
    """The few parties and places that the reports name."""
    aleppo = place("aleppo_gov", "governorate", "Aleppo Governorate", "محافظة حلب", within=None, radius_m=60000)
    city = place("aleppo", "city", "Aleppo", "حلب", within=aleppo, radius_m=4000)
    manbij = place("manbij", "city", "Manbij", "منبج", within=aleppo, radius_m=4000)
    place("manbij.manbij_market", "facility", "Manbij market", "سوق منبج", within=manbij, radius_m=300)
    place(
        "aleppo.east_countryside", "countryside", "Eastern countryside", "ريف حلب الشرقي", within=city, radius_m=40000
    )
    for code in ("syrian_government", "us_coalition", "islamic_state", "unknown"):
        m.Party.objects.create(code=code, name_en=code.replace("_", " "), name_ar="طرف", kind="state")


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """Argon2 is slow on purpose; what these tests ask about is not the hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def own_workspace(tmp_path: Path, settings: Any) -> Workspace:
    """A workspace of the test's own, so that numbers of releases start at one."""
    made = Workspace(tmp_path)
    made.create()
    settings.WORKSPACE = made
    return made


@pytest.fixture
def people(register: None) -> dict[str, m.User]:
    """One person per role, named after it."""
    return {
        role: create_user(username=f"{role}-1", password="a long enough phrase", role=role, language="en", actor="test")
        for role in m.ROLES
    }


Receive = Callable[..., m.Report]


@pytest.fixture
def receive_text(people: dict[str, m.User]) -> Receive:
    """A report received and read: ``receive_text(text, source=…, lang=…, published=…)``."""

    def made(text: str, *, source: str = "Reporter 1", lang: str = "en", published: str = "2015-09-12") -> m.Report:
        assert is_valid_edtf(published)
        told = Provenance(
            source=name_source(pseudonym=source, kind="own_reporter", actor="test"), published=published, lang=lang
        )
        got = receive(io.BytesIO(text.encode()), name="a.txt", actor="reporter-1", channel="test", provenance=told)
        assert got.report is not None
        read_report(got.report, reader=GrammarReader())
        got.report.refresh_from_db()
        return got.report

    return made


@pytest.fixture
def accepted(receive_text: Receive, people: dict[str, m.User]) -> list[m.ClaimRow]:
    """The air strike told twice, by two sources in two languages, accepted by the researcher."""
    reports = [receive_text(ENGLISH), receive_text(ARABIC, source="Reporter 2", lang="ar")]
    claims = [report.claims.filter(kind="airstrike").order_by("pk").first() for report in reports]
    for claim in claims:
        assert claim is not None
        accept_claim(people["researcher"], claim)
    return [claim for claim in claims if claim]
