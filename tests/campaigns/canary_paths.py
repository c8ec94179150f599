"""The ways in by which canaries are planted: each is the way that people and machines use."""

import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

PASSWORD = "a long enough phrase"
FIRST = ("Ahmad", "Khalid", "Huda", "Maryam", "Yusuf", "Samir", "Layla", "Omar", "Nadia", "Hasan")
FIRST_AR = ("أحمد", "خالد", "هدى", "مريم", "يوسف", "سمير", "ليلى", "عمر", "نادية", "حسن")
TOWNS = ("Manbij", "Raqqa", "Kobani", "Tal Abyad", "Hasakah", "Deir ez-Zor", "al-Bab", "Aleppo")
_VOWELS, _CONSONANTS, _LETTERS = "aiou", "bdfghjklmnqrstwz", "بتثجحخدرزسشصطعغفقكلمنهي"


@dataclass(frozen=True, slots=True)
class Planted:
    """One secret: what kind of thing it is, by which way it came in, and its words."""

    kind: str
    path: str
    words: str


class Planter:
    """A register with people of every role, into which secrets go by every way there is."""

    def __init__(self, place: Path, *, chance: Random) -> None:
        from django.conf import settings

        from tawthiq.desk import models as m
        from tawthiq.desk.actions.accounts import create_user

        self._place, self._chance, self.home = place, chance, settings.WORKSPACE.home
        told = {"password": PASSWORD, "language": "en", "actor": "planter"}
        self.people = {role: create_user(username=f"{role}-1", role=role, **told) for role in m.ROLES}
        self.planted: list[Planted] = []
        self.refs: list[str] = []
        self._case: Any = None

    # --- secrets ---

    def _secret(self, kind: str, path: str, words: str) -> str:
        self.planted.append(Planted(kind, path, words))
        return words

    def _syllables(self, number: int) -> str:
        pick = self._chance.choice
        return "".join(pick(_CONSONANTS) + pick(_VOWELS) for _ in range(number)).capitalize()

    def _name(self, path: str) -> str:
        return self._secret("name", path, f"{self._chance.choice(FIRST)} al-{self._syllables(4)}")

    def _name_ar(self, path: str) -> str:
        last = "".join(self._chance.choice(_LETTERS) for _ in range(6))
        return self._secret("name", path, f"{self._chance.choice(FIRST_AR)} ال{last}")

    def _phone(self, path: str) -> str:
        return self._secret("telephone", path, f"+963 9{self._chance.randrange(10**8):08d}")

    def _email(self, path: str) -> str:
        return self._secret("e-mail", path, f"{self._syllables(4).lower()}@{self._syllables(3).lower()}.example")

    def _place_name(self, path: str) -> str:
        return self._secret("place", path, f"Kafr {self._syllables(5)}")

    def _degrees(self, path: str, *, whole: int) -> str:
        return self._secret("point", path, f"{whole}.{self._chance.randrange(10**5, 10**6)}")

    def _file_name(self, path: str) -> str:
        return self._secret("file name", path, f"{self._syllables(5)}-{self._chance.randrange(10**5):05d}")

    # --- ways in ---

    def plant_round(self) -> None:
        """One secret or more by each way."""
        incident = self._english_report()
        ways: tuple[Callable[[], None], ...] = (
            self._arabic_report,
            self._person_and_consent,
            self._comment,
            self._draft,
            self._place_of_our_own,
            self._picture,
        )
        for way in ways:
            way()
        self._case_file(incident)

    def _receive(self, text: str, *, lang: str, name: str, source: str) -> Any:
        from tawthiq.desk.actions.evidence import Provenance, name_source, receive
        from tawthiq.desk.actions.reading import read_report
        from tawthiq.reading.grammar import GrammarReader

        whose = name_source(pseudonym=source, kind="witness", actor="planter")
        told = Provenance(source=whose, published="2015-09-12", lang=lang)
        got = receive(io.BytesIO(text.encode()), name=name, actor="planter", channel="test", provenance=told)
        read_report(got.report, reader=GrammarReader())
        return got.report

    def _english_report(self) -> Any:
        """A report whose own words hold secrets, in the quote of a claim and beside it; its incident goes out."""
        town, way = self._chance.choice(TOWNS), "report"
        text = (
            f"Aleppo – Tawthiq Network\n\nRegime warplanes bombed the house of {self._name(way)} ({self._phone(way)}, "
            f"{self._email(way)}) in {town} yesterday morning near {self._degrees(way, whole=36)}, "
            f"{self._degrees(way, whole=37)}, and nine civilians and {self._name(way)} were killed, said "
            f"{self._name(way)}.\n\n"
            f"The witness now hides in {self._place_name(way)}.\n"
        )
        name, source = f"{self._file_name('upload')}.txt", self._name("source")
        report = self._receive(text, lang="en", name=name, source=source)
        return self._sign_off(report, title=f"Market of {town} {len(self.refs) + 1}")

    def _sign_off(self, report: Any, *, title: str) -> Any:
        from tawthiq.desk.actions.grading import grade_incident, sign_off
        from tawthiq.desk.actions.incidents import create_incident
        from tawthiq.desk.actions.review import accept_claim, reject_claim

        claims = list(report.claims.order_by("pk"))
        for claim in claims[1:]:
            reject_claim(self.people["researcher"], claim, reason=f"told by {self._name('review')}, not seen")
        accept_claim(self.people["researcher"], claims[0])
        incident = create_incident(
            self.people["researcher"], claims[:1], title_en=title, title_ar=f"سوق {len(self.refs) + 1}"
        )
        words = {"basis": f"two sources apart, {self._name('grade')} and another", "contrary": "none found"}
        grade_incident(self.people["researcher"], incident, grade="reported", **words)
        sign_off(self.people["reviewer"], incident)
        self.refs.append(incident.ref)
        return incident

    def _arabic_report(self) -> None:
        way = "report in Arabic"
        text = (
            f"حلب – شبكة توثيق\n\nقُتل أحد عشر مدنياً بينهم {self._name_ar(way)} صباح أمس في غارة لطيران النظام على سوق "
            f"مدينة منبج بريف حلب الشرقي، بحسب {self._name_ar(way)} ورقمه {self._phone(way)}.\n"
        )
        report = self._receive(text, lang="ar", name=f"{self._file_name('upload')}.txt", source=self._name_ar("source"))
        self._sign_off(report, title=f"Arabic {len(self.refs) + 1}")

    def _person_and_consent(self) -> None:
        from tawthiq.desk import models as m
        from tawthiq.desk.actions.consents import Agreed, record_consent

        person = m.Person.objects.create(name_en=self._name("person"), name_ar=self._name_ar("person"))
        words = {"explained_by": self._name("consent"), "guardian": self._name("consent")}
        how = f"explained at home in {self._place_name('consent')}, by telephone {self._phone('consent')} later"
        said = Agreed("keep", True, "ar", how=how, given_on=date(2015, 9, 1), person=person, **words)
        record_consent(self.people["custodian"], said)

    def _comment(self) -> None:
        """By the form's own way: sealed by the site, opened at the desk."""
        import pyrage

        from tawthiq.desk.actions.comments import collect_comments

        text = (
            f"He is my brother; he lives in {self._place_name('comment')} and his number is {self._phone('comment')}."
        )
        body = {"article": "a-market", "lang": "en", "text": text}
        body |= {"name": self._name("comment"), "email": self._email("comment")}
        recipient = pyrage.x25519.Recipient.from_str(self.recipient())
        sealed = pyrage.encrypt(json.dumps(body).encode(), [recipient])
        (self.home / "drop" / f"{self._chance.randrange(16**32):032x}.age").write_bytes(sealed)
        collect_comments()

    def _draft(self) -> None:
        """An article that is not ready."""
        from tawthiq.desk.actions.articles import save_article

        words = {"title_en": f"The story of {self._name('draft')}", "title_ar": f"قصة {self._name_ar('draft')}"}
        words |= {"body_en": f"Write to {self._email('draft')}.", "body_ar": "نص", "category": "news"}
        save_article(self.people["editor"], None, published=date(2015, 9, 20), incidents=[], **words)

    def _place_of_our_own(self) -> None:
        from tawthiq.desk.actions.places import Described, add_place

        lat, lon = (float(self._degrees("place", whole=whole)) for whole in (36, 38))
        name = self._place_name("place")
        told = Described(
            kind="village", name_en=name, name_ar=self._name_ar("place"), lat=lat, lon=lon, radius_m=100, source="own"
        )
        add_place(self.people["researcher"], told)

    def _picture(self) -> None:
        """A picture whose metadata say where and who, read by the tools that read every picture."""
        from PIL import Image

        from tawthiq.desk.actions.derivatives import derive
        from tawthiq.desk.actions.evidence import receive

        path = self._place / "p.jpg"
        Image.new("RGB", (64, 64), tuple(self._chance.randrange(256) for _ in range(3))).save(path)
        way = "picture"
        tags = [f"-Artist={self._name(way)}", f"-UserComment={self._phone(way)}"]
        tags += [f"-XMP-dc:Description=near {self._degrees(way, whole=35)} {self._degrees(way, whole=38)}"]
        subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, str(path)], check=True)
        with path.open("rb") as stream:
            got = receive(stream, name=f"{self._file_name(way)}.jpg", actor="planter", channel="test")
        derive(got.item, parser="exif", actor="planter")

    def _case_file(self, incident: Any) -> None:
        from tawthiq.desk import models as m
        from tawthiq.desk.actions.cases import About, add_material, open_case
        from tawthiq.desk.actions.protection import add_measure

        lawyer = self.people["lawyer"]
        about = About(
            title_en=f"Case of {self._name('case')}", title_ar="قضية", about_en=self._name("case"), about_ar=""
        )
        case = open_case(lawyer, about)
        item = incident.claims.first().report.item
        add_material(lawyer, case, item, why=f"as {self._name('case')} says")
        codename = m.Codename.objects.filter(case=case).first()
        if codename is not None:
            note = f"moved to {self._place_name('protection')}, only the custodian has the address"
            add_measure(lawyer, codename, measure="name_withheld", note=note)

    # --- what goes out ---

    def release(self) -> None:
        """An article that is ready, and a release of everything, built by one and signed by another."""
        from tawthiq.desk.actions.articles import mark_ready, save_article
        from tawthiq.desk.actions.releases import build_release, sign_release

        words = {"title_en": "A market", "title_ar": "سوق", "category": "news", "body_ar": "نص"}
        body = "{{figure:all:all:killed}} killed"
        article = save_article(
            self.people["editor"], None, published=date(2015, 9, 20), incidents=[], body_en=body, **words
        )
        mark_ready(self.people["editor"], article)
        sign_release(self.people["reviewer"], build_release(self.people["editor"]))

    def recipient(self) -> str:
        """The workspace's public age key."""
        from django.conf import settings

        return (settings.WORKSPACE.keys / "drop.recipient").read_text().strip()

    def publish_journal(self) -> None:
        """The journal's checkpoint lies where the world reads it."""
        from tawthiq.desk.actions.checkpoints import publish_checkpoint

        publish_checkpoint(actor="planter")

    def back_up(self, folder: Path) -> None:
        """A backup that only the holder of the key opens, as it lies on somebody else's disk."""
        from tawthiq.desk.actions.backups import back_up
        from tawthiq.store.backup import open_place

        back_up(open_place(str(folder)), actor="planter", encrypt_to=[self.recipient()])

    def published(self) -> list[Path]:
        """Where the journal lies as published."""
        return [path for path in (self.home / "log", self.home / "journal") if path.is_dir()]

    def protected_addresses(self) -> list[str]:
        """Addresses of records that a reporter may not see."""
        from tawthiq.desk import models as m

        people = [f"/people/{one.ref}/" for one in m.Person.objects.order_by("pk")[:5]]
        return [*people, *(f"/cases/{one.ref}/" for one in m.Case.objects.order_by("pk")[:5])]
