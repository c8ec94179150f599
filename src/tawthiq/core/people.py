"""What happened to a person, who of them is a victim, and when a name may be said in public."""

from tawthiq.core.decisions import Decision, allow, refuse

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


def is_victim(status: str) -> bool:
    """Whether the status tells of something done to the person. A leader who was killed has the status killed."""
    return status in VICTIM_STATUSES


def may_name_in_public(status: str, *, has_consent: bool, is_minor: bool) -> Decision:
    """Whether a release may carry the person's name; refused wherever nothing allows it.

    ``has_consent`` is the person's, or the family's for the dead, and covers naming in public. Source: ICRC,
    Professional Standards for Protection Work (2018), informed consent; Convention on the Rights of the Child, Art. 16.
    """
    if status in NEVER_NAMED:
        return refuse("status_is_never_named")
    if is_minor:
        return refuse("minor_is_never_named")
    if has_consent:
        return allow("consent_given")
    return allow("named_in_an_official_role") if status in OFFICIAL_STATUSES else refuse("no_consent")
