"""What must not be found in anything that goes out: every protected value of the register, by kind."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from tawthiq.core.texts import fold
from tawthiq.desk import models as m

PRIVATE_VOICES = ("own_reporter", "activist", "medic", "witness")
# A shorter note is said by anybody by chance. Source: own.
_NOTE_WORDS = 6
# A public point lies on a grid of two decimals; a finer one can only be the true one.
_FINE = 3


def protected_values() -> dict[str, set[str]]:
    """Everything that must not be found in what goes out, by kind: this is what the leak check looks for."""
    people = m.Person.objects.filter(may_publish=False)
    cleared = {fold(name) for pair in _names(m.Person.objects.filter(may_publish=True)) for name in pair}
    bodies = list(m.ClaimRow.objects.values_list("body", flat=True))
    named = {person["text"] for body in bodies for person in body["people"] if fold(person["text"]) not in cleared}
    voices = {v["text"] for body in bodies for v in body["attribution"] if v["kind"] in PRIVATE_VOICES}
    comments = m.Comment.objects.values_list("email", "name")
    consents = m.Consent.objects.values_list("explained_by", "guardian")
    return {
        "person": named | {name for pair in _names(people) for name in pair},
        "voice": {voice for voice in voices if _is_name(voice)},
        "source": set(m.Source.objects.values_list("pseudonym", flat=True)),
        "file_name": set(m.Receipt.objects.values_list("original_name", flat=True)) | _names_of_uploads(),
        "sha256": set(m.Item.objects.values_list("sha256", flat=True)),
        "commenter": {value for pair in comments for value in pair},
        "account": set(m.User.objects.values_list("username", flat=True)),
        "consent": {value for pair in consents for value in pair} | _notes(m.Consent.objects.values_list("how")),
        "comment": _notes(m.Comment.objects.values_list("text")),
        "codename": set(m.Codename.objects.values_list("codename", flat=True)),
        "protection": _notes(m.ProtectiveMeasure.objects.values_list("note")),
        "case_note": _notes(m.EvidenceCell.objects.values_list("note")),
        "exact_point": set(_exact_points(bodies)),
    }


def _notes(rows: Iterable[tuple[str, ...]]) -> set[str]:
    return {note for row in rows for note in row if len(note.split()) >= _NOTE_WORDS}


def _names_of_uploads() -> set[str]:
    return {str(told["name"]) for told in m.Upload.objects.values_list("told", flat=True) if told.get("name")}


def _exact_points(bodies: Iterable[dict[str, list[dict[str, object]]]]) -> Iterator[str]:
    """Every coordinate finer than what may be published: of our places, of claims, and inside pictures and films."""
    points: list[tuple[object, object]] = list(m.Place.objects.values_list("lat", "lon"))
    points += [(place.get("lat"), place.get("lon")) for body in bodies for place in body["places"]]
    facts = m.Derivative.objects.filter(kind="metadata").values_list("facts", flat=True)
    points += [(one.get("latitude"), one.get("longitude")) for one in facts]
    for number in (str(number) for point in points for number in point if number is not None):
        if len(number.partition(".")[2]) >= _FINE:
            yield number.lstrip("-")


def _names(people: QuerySet[m.Person]) -> Iterable[tuple[str, str]]:
    return people.values_list("name_en", "name_ar")


def _is_name(voice: str) -> bool:
    """Whether a voice is written as a name ("Siraj al-Hasakawi") and not as a role ("a medical source").

    Only capitals tell, and one capital may begin a sentence: a name in Arabic, or behind a role, stands among the
    people that the reader found in the claim.
    """
    words = voice.split()
    proper = [word for word in words if not word.startswith(("al-", "el-", "bin", "ibn"))]
    return len(words) > 1 and all(word[0].isupper() for word in proper)
