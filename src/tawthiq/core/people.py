"""What happened to a person, who of them is a victim, in which room they stand, when a name may be public."""

from collections.abc import Iterable

from tawthiq.core.decisions import Decision, allow, refuse
from tawthiq.core.texts import fold

# What was done to a victim. Source: HURIDOCS, Events Standard Formats, types of acts (killing, injury, deprivation of
# liberty, disappearance, torture, displacement).
VICTIM_STATUSES = frozenset(
    {
        "killed",
        "injured",
        "arrested",
        "detained",
        "abducted",
        "missing",
        "disappeared",
        "tortured",
        "displaced",
        "punished",
        "recruited",
        "executed",
        "released",
    }
)
# Those whom a list of names remembers: the dead, and those of whom nobody knows.
REMEMBERED = frozenset({"killed", "executed", "missing", "disappeared"})
# Named for what they command or announce, not for what they suffered.
OFFICIAL_STATUSES = frozenset({"leader", "commander", "official", "spokesperson"})
# People who spoke to us, or may be thought to have. Source: OHCHR, Manual on Human Rights Monitoring, chapter 14,
# protection of victims, witnesses and other cooperating persons.
NEVER_NAMED = frozenset({"source", "witness", "informant", "relative", "reporter"})
STATUSES = tuple(sorted(VICTIM_STATUSES | OFFICIAL_STATUSES | NEVER_NAMED))


# Classes of victims who cannot defend themselves; a combatant and an unknown victim are not among them.
# Source: Geneva Convention IV, Article 4; Additional Protocol I, Articles 41, 50 and 77.
DEFENCELESS = frozenset(
    {
        "civilian",
        "child",
        "woman",
        "older_person",
        "medic",
        "rescuer",
        "journalist",
        "teacher_student",
        "displaced",
        "detainee",
        "hors_de_combat",
    }
)

# The rooms that persons stand in, each with a right of its own. Who is a witness as well stands with the
# witnesses only.
# Source: OHCHR, Manual on Human Rights Monitoring, chapter 14.
VICTIMS, WITNESSES, ALLEGED = "victims", "witnesses", "alleged"
ROOMS = {VICTIMS: "see_victims", WITNESSES: "see_witnesses", ALLEGED: "see_alleged"}
# Alleged to have done it, whatever was done to them afterwards.
ACCUSED = frozenset({"accused", "prosecuted", "perpetrator", "suspect"})

# Words that stand where a name would and say that there is none: such a line is a count, never a person.
# Source: ICMP and ICRC, unidentified human remains are recorded as cases, apart from the list of missing persons.
_UNIDENTIFIED = (
    *("unidentified", "unknown", "unnamed", "not identified", "anonymous", "john doe", "jane doe", "no name"),
    *("name unknown", "name not known", "identity unknown"),
    *("مجهول", "مجهولة", "مجهولو", "مجهولي", "مجهولون", "مجهولين", "غير معروف", "غير معروفة", "غير محدد"),
    *("لم تعرف هويته", "لم تعرف هويتها", "دون اسم", "بدون اسم", "بلا اسم"),
)
# What may stand before them, and tells of no name either; "body of Ahmad" does.
_BEFORE = (
    *("body", "bodies", "corpse", "corpses", "remains", "person", "persons", "man", "woman", "child"),
    *("civilian", "civilians", "victim", "victims", "no", "number", "an", "a", "the"),
    *("جثة", "جثث", "جثمان", "جثامين", "رفات", "شخص", "أشخاص", "رجل", "امرأة", "طفل", "مدني", "مدنيون", "مدنيين"),
    *("شهيد", "شهداء", "ضحية", "ضحايا", "رقم"),
)
_FOLDED = tuple(fold(words) for words in _UNIDENTIFIED)
_SKIPPED = frozenset(fold(word) for word in _BEFORE)


def is_unidentified(name: str) -> bool:
    """Whether the words in a name's place say that nobody knows the name: a count, never a person.

    "Unidentified", "جثة مجهولة الهوية", "body 14" and a line without a letter are; "جهاد المجهول" and "body of Ahmad"
    are not, for the words have to begin the line, after nothing but words for a body or a victim.
    """
    words = fold(name).split()
    while words and (words[0] in _SKIPPED or not any(letter.isalpha() for letter in words[0])):
        words = words[1:]
    rest = " ".join(words)
    return not rest or any(f"{rest} ".startswith(f"{known} ") for known in _FOLDED)


def room_of(statuses: Iterable[str]) -> str:
    """The room of a person whom claims call so; who is called nothing stands with the victims."""
    told = set(statuses)
    if told & NEVER_NAMED:
        return WITNESSES
    is_official = bool(told & OFFICIAL_STATUSES) and not told & VICTIM_STATUSES
    return ALLEGED if told & ACCUSED or is_official else VICTIMS


def is_victim(status: str) -> bool:
    """Whether the status tells of something done to the person. A leader who was killed has the status killed."""
    return status in VICTIM_STATUSES


def may_name_in_public(status: str, *, has_consent: bool, is_minor: bool) -> Decision:
    """Whether a release may carry the person's name; refused wherever nothing allows it.

    ``has_consent`` is the person's, or the family's for the dead, and covers naming in public. Source: ICRC,
    Professional Standards for Protection Work (2018), informed consent; Convention on the Rights of the Child, Art. 16.
    Who is alleged to have done it is named by a court. Source: ICCPR, Article 14 (2), presumption of innocence.
    """
    if status in NEVER_NAMED:
        return refuse("status_is_never_named")
    if status in ACCUSED:
        return refuse("suspect_is_never_named")
    if is_minor:
        return refuse("minor_is_never_named")
    if has_consent:
        return allow("consent_given")
    return allow("named_in_an_official_role") if status in OFFICIAL_STATUSES else refuse("no_consent")


def may_be_found(status: str, *, is_minor: bool) -> bool:
    """Whether somebody could look for this person where it happened: who spoke, and a child who lives."""
    return status in NEVER_NAMED or (is_minor and status not in ("killed", "executed"))
