"""Whether what a person or a source said allows a use: each purpose is asked for itself, and silence allows nothing.

Source: OHCHR, Manual on Human Rights Monitoring, chapter 14 (informed consent is specific to a use and may be taken
back); Eurojust and ICC-OTP, Documenting international crimes: guidelines for civil society organisations (2022),
consent to sharing names the recipient.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tawthiq.core.decisions import Decision, allow, refuse

PURPOSES = (
    "keep",
    "internal_analysis",
    "share_un",
    "share_icc",
    "share_national_prosecutor",
    "share_ngo",
    "publish_anonymous",
    "publish_named",
    "recontact",
)
KEEP = "keep"
# What a copy may leave the desk for: every sharing, and the organisation's own reading of it on paper.
LEAVING = tuple(one for one in PURPOSES if one.startswith("share_") or one == "internal_analysis")


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said once for one purpose. ``number`` is the order of recording: it decides within one day."""

    purpose: str
    is_given: bool
    given_on: date
    number: int
    expires_on: date | None = None
    withdrawn_on: date | None = None


def may_use(statements: Iterable[Statement], *, purpose: str, on: date, is_needed: bool = True) -> Decision:
    """Whether the use may be made on that day, as far as these statements of one person or source go.

    The latest word counts, of whichever record: a later yes mends an earlier no, and the other way round. A withdrawal
    counts as soon as it is known, whatever ``on`` is. Where consent is not needed, silence and an ended consent allow,
    a no still refuses. Who does not want it kept at all is not used for anything.
    """
    if purpose not in PURPOSES:
        return refuse("unknown_purpose")
    said = [one for one in statements if one.given_on <= on or one.withdrawn_on is not None]
    if purpose != KEEP and _answer(said, purpose=KEEP, on=on) in ("consent_refused", "consent_withdrawn"):
        return refuse("keeping_refused")
    answer = _answer(said, purpose=purpose, on=on)
    if answer == "consent_stands":
        return allow(answer)
    if not is_needed and answer in ("consent_missing", "consent_expired"):
        return allow("consent_not_needed")
    return refuse(answer)


def _answer(statements: Iterable[Statement], *, purpose: str, on: date) -> str:
    """The latest word for the purpose as a code. A withdrawal is a word of its day, as late as its record's number."""
    words: list[tuple[date, int, str]] = []
    for one in statements:
        if one.purpose != purpose:
            continue
        words.append((one.given_on, one.number, _given(one, on=on)))
        if one.withdrawn_on is not None:
            words.append((max(one.withdrawn_on, one.given_on), one.number, "consent_withdrawn"))
    return max(words, key=lambda word: (word[0], word[1], word[2] == "consent_withdrawn"), default=_SILENCE)[2]


_SILENCE = (date.min, 0, "consent_missing")


def _given(one: Statement, *, on: date) -> str:
    if not one.is_given:
        return "consent_refused"
    return "consent_expired" if one.expires_on is not None and one.expires_on < on else "consent_stands"
