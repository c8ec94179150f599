"""A small release that never happened: every side, both languages, every kind of not-knowing.

python tests/public/sample.py FOLDER     writes release 1 into FOLDER and makes it public
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.core.releases import (
    PublicArticle,
    PublicClaim,
    PublicCount,
    PublicEvidence,
    PublicIncident,
    PublicLabel,
    PublicPlace,
    ReleaseContent,
)
from tawthiq.counting.tables import COUNTED, figures
from tawthiq.store.packs import load_conflict, load_table
from tawthiq.store.release import make_current, write_release

SIGNING_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = SIGNING_KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
N = PublicCount
GOVERNORATES = {
    "aleppo_gov": ("Aleppo", "حلب"),
    "deir_ez_zor_gov": ("Deir ez-Zor", "دير الزور"),
    "al_hasakah_gov": ("al-Hasakah", "الحسكة"),
    "raqqa_gov": ("Raqqa", "الرقة"),
    "idlib_gov": ("Idlib", "إدلب"),
    "homs_gov": ("Homs", "حمص"),
}
LABEL_TABLES = ("kinds", "grades", "violations", "source_kinds", "victim_classes", "article_categories")


def place(ref: str, en: str, ar: str, at: tuple[float, float, int] | None, governorate: str) -> PublicPlace:
    lat, lon, radius_m = at or (None, None, None)
    names = GOVERNORATES[governorate]
    return PublicPlace(ref, en, ar, lat, lon, radius_m, governorate, *names)


SHUWAYHA = place("PL-000001", "Shuwayha", "الشويحة", (36.31, 37.22, 1800), "aleppo_gov")
ZAWRA = place("PL-000002", "Zawra", "الزورة", (35.28, 40.19, 2500), "deir_ez_zor_gov")
NAHRIYA = place("PL-000003", "Nahriya", "النهرية", (36.49, 40.77, 1300), "al_hasakah_gov")
MASHLAB = place("PL-000004", "Mashlab quarter", "حي المشلب", (35.95, 39.05, 900), "raqqa_gov")
ZAYTUNA = place("PL-000005", "Zaytuna", "الزيتونة", (35.93, 36.64, 1500), "idlib_gov")
DESERT = place("PL-000006", "Homs countryside", "ريف حمص", (34.61, 38.08, 40000), "homs_gov")
NOWHERE = place("PL-000007", "Raqqa governorate", "محافظة الرقة", None, "raqqa_gov")


def claim(number: int, kind: str, lang: str, quote: str, **given) -> PublicClaim:
    seq = 40 + number
    commitment = hashlib.sha256(f"sample {number}".encode()).hexdigest()
    return PublicClaim(
        ref=f"CL-{number:06d}",
        kind=kind,
        status=given.get("status", "asserted"),
        lang=lang,
        quote=quote,
        said_by=given.get("said_by", ("own_reporter",)),
        published=given.get("published", "2015-07-01"),
        edtf=given.get("edtf", "2015-06-30"),
        counts=given.get("counts", {}),
        perpetrators=given.get("perpetrators", ()),
        place=given.get("place", ""),
        evidence=PublicEvidence(seq, commitment, given.get("received_on", "2015-07-02")),
    )


def incident(number: int, kind: str, titles: tuple[str, str], *, summaries: tuple[str, str], **given) -> PublicIncident:
    edtf = given["edtf"]
    return PublicIncident(
        ref=f"IN-{number:06d}",
        kind=kind,
        title_en=titles[0],
        title_ar=titles[1],
        summary_en=summaries[0],
        summary_ar=summaries[1],
        edtf=edtf,
        first_day=given.get("first_day", edtf),
        last_day=given.get("last_day", edtf),
        place=given.get("place"),
        grade=given.get("grade", "reasonable_grounds"),
        perpetrators=given.get("perpetrators", ()),
        victim_class=given.get("victim_class", "civilian"),
        counts=given.get("counts", {}),
        is_massacre=given.get("is_massacre", False),
        violations=given.get("violations", ()),
        disagreements=given.get("disagreements", ()),
        unknown=given.get("unknown", ()),
        people=given.get("people", ()),
        claims=given["claims"],
        signed_on=given.get("signed_on", "2015-08-15"),
    )


def sample_incidents() -> tuple[PublicIncident, ...]:
    return (
        incident(
            1,
            "airstrike",
            ("Barrel bombs on the market of Shuwayha", "براميل متفجرة على سوق الشويحة"),
            summaries=(
                "A helicopter dropped two barrel bombs on the vegetable market around noon. "
                "Sources disagree on how many people died.",
                "ألقت مروحية برميلين متفجرين على سوق الخضار قرابة الظهر. وتختلف المصادر في عدد القتلى.",
            ),
            edtf="2015-06-30",
            place=SHUWAYHA,
            perpetrators=(("syrian_government", "reasonable_grounds"),),
            counts={"killed": N(12, 15), "injured": N(30, None, approximate=True), "munitions": N(2, 2)},
            is_massacre=True,
            violations=("indiscriminate_attack", "massacre"),
            disagreements=("killed",),
            people=(("Sample Person", "شخص مثال", "killed"),),
            claims=(
                claim(
                    1,
                    "airstrike",
                    "ar",
                    "ألقت مروحية برميلين على سوق الخضار ما أدى إلى مقتل ١٢ مدنياً وإصابة نحو ٣٠ آخرين",
                    counts={"killed": N(12, 12), "injured": N(30, 30, approximate=True), "munitions": N(2, 2)},
                    perpetrators=("syrian_government",),
                    place="PL-000001",
                ),
                claim(
                    2,
                    "airstrike",
                    "en",
                    "█████, a nurse at the field hospital, counted fifteen bodies from the market",
                    said_by=("medic",),
                    counts={"killed": N(15, 15)},
                    place="PL-000001",
                ),
                claim(
                    3,
                    "airstrike",
                    "ar",
                    "نفى مصدر عسكري استهداف السوق",
                    status="denied",
                    said_by=("party",),
                    published="2015-07-03",
                    place="PL-000001",
                ),
            ),
        ),
        incident(
            2,
            "execution",
            ("Execution of seven men in Zawra", "إعدام سبعة رجال في الزورة"),
            summaries=(
                "Seven men accused of contact with another force were shot in the main square in front of residents.",
                "أُطلق الرصاص في الساحة الرئيسة أمام الأهالي على سبعة رجال اتُّهموا بالتواصل مع جهة أخرى.",
            ),
            edtf="2015-06-12",
            place=ZAWRA,
            grade="clear_and_convincing",
            perpetrators=(("islamic_state", "clear_and_convincing"),),
            counts={"killed": N(7, 7)},
            is_massacre=True,
            violations=("execution_without_trial", "murder", "massacre"),
            claims=(
                claim(
                    4,
                    "execution",
                    "ar",
                    "أعدم التنظيم سبعة رجال رمياً بالرصاص في ساحة الزورة",
                    counts={"killed": N(7, 7)},
                    edtf="2015-06-12",
                    perpetrators=("islamic_state",),
                    place="PL-000002",
                ),
                claim(
                    5,
                    "execution",
                    "en",
                    "Residents were made to watch while seven men were shot",
                    said_by=("witness",),
                    counts={"killed": N(7, 7)},
                    edtf="2015-06-12",
                    perpetrators=("islamic_state",),
                ),
                claim(
                    6,
                    "execution",
                    "ar",
                    "نشر التنظيم صوراً لتنفيذ ما سماه القصاص",
                    said_by=("party",),
                    edtf="2015-06-13",
                    perpetrators=("islamic_state",),
                ),
            ),
        ),
        incident(
            3,
            "airstrike",
            ("Air strike on a house near Nahriya", "غارة على منزل قرب النهرية"),
            summaries=(
                "A strike destroyed a farmhouse. A family is said to have died; how many is not known.",
                "دمرت غارة منزلاً في مزرعة، ويُقال إن عائلة قُتلت فيه، ولا يُعرف عددها.",
            ),
            edtf="2015-07",
            first_day="2015-07-01",
            last_day="2015-07-31",
            place=NAHRIYA,
            grade="reasonable_suspicion",
            perpetrators=(("us_coalition", "reasonable_suspicion"),),
            counts={"killed": N(None, None)},
            violations=("indiscriminate_attack",),
            unknown=("killed",),
            claims=(
                claim(
                    7,
                    "airstrike",
                    "en",
                    "a family was killed when coalition aircraft hit a farmhouse",
                    said_by=("activist",),
                    counts={"killed": N(None, None)},
                    edtf="2015-07",
                    published="2015-08-02",
                    perpetrators=("us_coalition",),
                ),
            ),
        ),
        incident(
            4,
            "arrest_detention",
            ("Conscription arrests in Nahriya", "اعتقالات بقصد التجنيد في النهرية"),
            summaries=("Young men were taken at two checkpoints.", "اقتيد شبان عند حاجزين."),
            edtf="2015-07-18/2015-07-20",
            first_day="2015-07-18",
            last_day="2015-07-20",
            place=NAHRIYA,
            perpetrators=(("sdf_ypg", "reasonable_grounds"),),
            counts={"detained": N(20, None)},
            violations=("arbitrary_detention",),
            claims=(
                claim(
                    8,
                    "arrest_detention",
                    "ar",
                    "اعتقلت الوحدات عشرات الشبان على حاجزي المدخل لسوقهم إلى التجنيد",
                    counts={"detained": N(20, None)},
                    edtf="2015-07-18/2015-07-20",
                    perpetrators=("sdf_ypg",),
                ),
                claim(
                    9,
                    "arrest_detention",
                    "en",
                    "families said the men were taken for military service",
                    said_by=("witness",),
                    edtf="2015-07",
                    perpetrators=("sdf_ypg",),
                ),
            ),
        ),
        incident(
            5,
            "shelling",
            ("Shelling of Mashlab quarter", "قصف على حي المشلب"),
            summaries=(
                "Home-made rockets fell on houses; a woman and a child were killed.",
                "سقطت قذائف محلية الصنع على منازل، فقُتلت امرأة وطفل.",
            ),
            edtf="2015-05-21",
            place=MASHLAB,
            perpetrators=(("opposition", "reasonable_grounds"),),
            counts={"killed": N(2, 2), "injured": N(0, 5)},
            violations=("indiscriminate_attack",),
            claims=(
                claim(
                    10,
                    "shelling",
                    "en",
                    "rockets fired by factions killed a woman and a child in Mashlab",
                    counts={"killed": N(2, 2)},
                    edtf="2015-05-21",
                    perpetrators=("opposition",),
                ),
                claim(
                    11,
                    "shelling",
                    "ar",
                    "أصيب خمسة أشخاص على الأكثر",
                    said_by=("medic",),
                    counts={"injured": N(None, 5)},
                    edtf="2015-05-21",
                ),
            ),
        ),
        incident(
            6,
            "attack_on_medical",
            ("Air strike on a clinic in Zaytuna", "غارة على مستوصف في الزيتونة"),
            summaries=(
                "Two strikes within twenty minutes hit the clinic and the people who came to help.",
                "أصابت غارتان خلال عشرين دقيقة المستوصف ومن هرعوا للإسعاف.",
            ),
            edtf="2015-10-09",
            place=ZAYTUNA,
            grade="balance_of_probabilities",
            perpetrators=(("russia", "reasonable_grounds"), ("syrian_government", "reasonable_suspicion")),
            counts={"killed": N(4, 6), "injured": N(11, 11), "munitions": N(2, 2)},
            violations=("attack_on_civilians",),
            disagreements=("killed", "perpetrators"),
            claims=(
                claim(
                    12,
                    "attack_on_medical",
                    "en",
                    "white aircraft believed to be Russian struck the clinic twice, six people died",
                    counts={"killed": N(6, 6), "munitions": N(2, 2)},
                    edtf="2015-10-09",
                    published="2015-10-10",
                    perpetrators=("russia",),
                ),
                claim(
                    13,
                    "airstrike",
                    "ar",
                    "قُتل أربعة بينهم مسعفان وأصيب أحد عشر شخصاً",
                    said_by=("medic",),
                    counts={"killed": N(4, 4), "injured": N(11, 11)},
                    edtf="2015-10-09",
                    published="2015-10-10",
                    perpetrators=("syrian_government",),
                ),
            ),
        ),
        incident(
            7,
            "clash",
            ("Fighting in the Homs countryside", "اشتباكات في ريف حمص"),
            summaries=("Context: fighters died on both sides.", "سياق: قُتل مقاتلون من الطرفين."),
            edtf="2015-05~",
            first_day="2015-05-01",
            last_day="2015-05-31",
            place=DESERT,
            grade="reported",
            perpetrators=(("islamic_state", "reported"),),
            victim_class="combatant",
            counts={"killed": N(20, None)},
            unknown=("target_class",),
            claims=(
                claim(
                    14,
                    "clash",
                    "en",
                    "tens of fighters were killed in the desert east of Homs",
                    said_by=("media",),
                    counts={"killed": N(20, None)},
                    edtf="2015-05~",
                    published="2015-06-01",
                ),
            ),
        ),
        incident(
            8,
            "enforced_disappearance",
            ("A teacher missing in Raqqa governorate", "فقدان معلم في محافظة الرقة"),
            summaries=(
                "A teacher was taken from his home; nobody has told the family where he is.",
                "اقتيد معلم من منزله، ولم يُخبر أحد عائلته بمكانه.",
            ),
            edtf="2015",
            first_day="2015-01-01",
            last_day="2015-12-31",
            place=NOWHERE,
            grade="reported",
            perpetrators=(("unknown", ""),),
            counts={"detained": N(None, 4)},
            violations=("enforced_disappearance",),
            unknown=("perpetrators",),
            claims=(
                claim(
                    15,
                    "enforced_disappearance",
                    "ar",
                    "اقتاد مسلحون مجهولون المدرّس █████ ولا يزال مصيره مجهولاً",
                    said_by=("witness",),
                    counts={"detained": N(None, 4)},
                    edtf="2015",
                ),
            ),
        ),
    )


ARTICLE_EN = """The first half of the year was among the hardest for civilians.
In the incidents of this release {{figure:all:all:killed}} people were killed:
{{figure:party:syrian_government:killed}} of them in attacks attributed to Syrian government forces
and {{figure:party:islamic_state:killed}} in incidents attributed to Islamic State.

## What the numbers hold

- A range shows what the sources carry, not an estimate.
- In Deir ez-Zor: {{figure:place:deir_ez_zor_gov:killed}} killed.

> Every number on this page opens the incidents behind it.
"""
ARTICLE_AR = """كان النصف الأول من العام من أقسى الفترات على المدنيين.
بلغ عدد القتلى في حوادث هذا الإصدار {{figure:all:all:killed}}، منهم
{{figure:party:syrian_government:killed}} في هجمات منسوبة إلى قوات الحكومة السورية،
و{{figure:party:islamic_state:killed}} في حوادث منسوبة إلى تنظيم الدولة الإسلامية.

## ما تقوله الأرقام

- يبيّن المدى ما تحمله المصادر، وليس تقديراً.
- عدد القتلى في دير الزور: {{figure:place:deir_ez_zor_gov:killed}}.

> كل رقم في هذه الصفحة يفتح الحوادث التي يقوم عليها.
"""


def sample_articles() -> tuple[PublicArticle, ...]:
    authors = {"author_en": "Documentation desk", "author_ar": "قسم التوثيق"}
    return (
        PublicArticle(
            ref="AR-000001",
            slug="half-a-year",
            category="reports",
            title_en="Half a year in six governorates",
            title_ar="نصف عام في ست محافظات",
            dateline_en="Raqqa",
            dateline_ar="الرقة",
            body_en=ARTICLE_EN,
            body_ar=ARTICLE_AR,
            published="2016-01-20",
            incidents=("IN-000001", "IN-000002", "IN-000006"),
            related=("the-market",),
            **authors,
        ),
        PublicArticle(
            ref="AR-000002",
            slug="the-market",
            category="news",
            title_en="Two barrels at noon",
            title_ar="برميلان عند الظهر",
            dateline_en="Aleppo",
            dateline_ar="حلب",
            body_en="The market was full when the helicopter came.\n\nKilled: {{figure:place:aleppo_gov:killed}}.",
            body_ar="كان السوق مكتظاً حين جاءت المروحية.\n\nعدد القتلى: {{figure:place:aleppo_gov:killed}}.",
            published="2015-09-01",
            incidents=("IN-000001",),
            related=("half-a-year",),
            **authors,
        ),
    )


def _definition(row: dict[str, Any], lang: str) -> str:
    """As the desk writes it: the definition, and the rules of law in brackets."""
    words, basis = row.get(f"definition_{lang}", ""), row.get("legal_basis")
    return f"{words} ({'; '.join(basis)})" if basis else words


def sample_labels() -> tuple[PublicLabel, ...]:
    parties = [
        PublicLabel("parties", party.id, party.name_en, party.name_ar) for party in load_conflict("syria").parties
    ]
    rows = [
        PublicLabel(table, row["id"], row["en"], row["ar"], *(_definition(row, lang) for lang in ("en", "ar")))
        for table in LABEL_TABLES
        for row in load_table(table)
    ]
    return (*parties, *rows)


def sample_content(*, number: int = 1, copies: int = 1) -> ReleaseContent:
    """The sample; ``copies`` repeats each incident under new references (for counting statements)."""
    import dataclasses

    base = sample_incidents()
    incidents = tuple(
        dataclasses.replace(
            one,
            ref=f"IN-{int(one.ref[3:]) + 100 * copy:06d}",
            claims=tuple(dataclasses.replace(c, ref=f"CL-{int(c.ref[3:]) + 100 * copy:06d}") for c in one.claims),
        )
        for copy in range(copies)
        for one in base
    )
    about_en = "We document violations against civilians by every side of the war, independent of all of them."
    about_ar = "نحن مجموعة توثّق الانتهاكات بحق المدنيين من جميع أطراف الحرب، مستقلة عنها جميعاً."
    return ReleaseContent(
        number=number,
        built_at="2016-02-01T09:30:00Z",
        organisation_en="Sample Documentation Centre",
        organisation_ar="مركز التوثيق المثال",
        about_en=about_en,
        about_ar=about_ar,
        conflict_en="War in Syria",
        conflict_ar="الحرب في سوريا",
        journal_size=128,
        journal_chain=hashlib.sha256(b"sample chain").hexdigest(),
        incidents=incidents,
        articles=sample_articles(),
        labels=sample_labels(),
        figures=figures(incidents, counted=(*COUNTED, "incidents")),
    )


def write_sample(folder: Path, *, number: int = 1, copies: int = 1) -> Path:
    """Writes the sample as a release, makes it public, and returns its folder."""
    content = sample_content(number=number, copies=copies)
    write_release(content, folder, sign=SIGNING_KEY.sign, public_key=PUBLIC_KEY)
    make_current(folder, number=number)
    return folder / f"{number:04d}"


if __name__ == "__main__":
    print(write_sample(Path(sys.argv[1])))
