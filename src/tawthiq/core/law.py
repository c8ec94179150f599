"""Law as tables: crimes with their elements, modes of liability, rules, and what of it a violation may fall under.

Nothing here says that a crime was committed: the tables say what would have to be shown. Which law applies, and whether
an element is met, is for a lawyer and in the end for a court. The rows are ``data/law``; a workspace adds its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tawthiq.errors import InvalidRecord, NotFound

LANGUAGES = ("en", "ar")
# What an element is about. Source: Elements of Crimes, General introduction, paras. 7 and 2; Rome Statute, Art. 30.
ELEMENT_KINDS = ("conduct", "consequence", "circumstance", "mental", "contextual")
# In which armed conflict a war crime is one; "any" where none is asked for or both will do.
CONFLICTS = ("international", "non_international", "any")
Words = Mapping[str, str]


class FaultyLaw(InvalidRecord):
    """A table of law that cannot be used: ``faults`` are ``(place, fault)``, every one of them."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        """The text is for people who read English; faces translate the codes of the faults."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{place}: {fault.replace('_', ' ')}" for place, fault in self.faults))


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, study, resolution or domestic code that rows of law come from."""

    code: str
    name: Words = field(hash=False)
    citation: str
    source: str


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that has to be shown. ``source`` names the document and its paragraph."""

    code: str
    kind: str
    text: Words = field(hash=False)
    source: str


@dataclass(frozen=True, slots=True)
class Crime:
    """A crime with its elements in the order of its document."""

    code: str
    instrument: str
    article: str
    name: Words = field(hash=False)
    conflict: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of being responsible for a crime, or the mental element where no other is said (Art. 30)."""

    code: str
    instrument: str
    article: str
    name: Words = field(hash=False)
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that binds a state or a party without saying who is punished: a treaty article, a customary rule."""

    code: str
    instrument: str
    article: str
    name: Words = field(hash=False)
    conflict: str
    source: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a term of a scheme *may* fall under, never what it is. ``scheme`` is violation, kind, acled, plover …"""

    scheme: str
    term: str
    crimes: tuple[str, ...]
    rules: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class LawBook:
    """All the law of a workspace. Made by ``make_book``, so that every reference holds."""

    instruments: tuple[Instrument, ...]
    crimes: tuple[Crime, ...]
    modes: tuple[Mode, ...]
    rules: tuple[Rule, ...]
    crosswalk: tuple[Crossing, ...]

    @property
    def rows(self) -> tuple["Instrument | Crime | Mode | Rule", ...]:
        """Everything that has a code, in the order of the tables."""
        return (*self.instruments, *self.crimes, *self.modes, *self.rules)

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements of all crimes and modes, in the order of the tables."""
        of_crimes = (element for crime in self.crimes for element in crime.elements)
        return (*of_crimes, *(element for mode in self.modes for element in mode.elements))

    @cached_property
    def _rows(self) -> dict[str, Instrument | Crime | Mode | Rule]:
        return {row.code: row for row in self.rows}

    @cached_property
    def _crossings(self) -> dict[tuple[str, str], Crossing]:
        return {(row.scheme, row.term): row for row in self.crosswalk}

    @cached_property
    def _elements(self) -> dict[str, Element]:
        return {element.code: element for element in self.elements}

    def row(self, code: str) -> Instrument | Crime | Mode | Rule:
        """Whatever has this code; raises NotFound."""
        if code not in self._rows:
            raise NotFound(f"no law has the code {code!r}")
        return self._rows[code]

    def crime(self, code: str) -> Crime:
        """The crime of this code; raises NotFound."""
        row = self.row(code)
        if not isinstance(row, Crime):
            raise NotFound(f"{code!r} is no crime")
        return row

    def mode(self, code: str) -> Mode:
        """The mode of liability of this code; raises NotFound."""
        row = self.row(code)
        if not isinstance(row, Mode):
            raise NotFound(f"{code!r} is no mode of liability")
        return row

    def rule(self, code: str) -> Rule:
        """The rule of this code; raises NotFound."""
        row = self.row(code)
        if not isinstance(row, Rule):
            raise NotFound(f"{code!r} is no rule")
        return row

    def instrument(self, code: str) -> Instrument:
        """The instrument of this code; raises NotFound."""
        row = self.row(code)
        if not isinstance(row, Instrument):
            raise NotFound(f"{code!r} is no instrument")
        return row

    def element(self, code: str) -> Element:
        """The element of this code, of a crime or of a mode; raises NotFound."""
        if code not in self._elements:
            raise NotFound(f"no element has the code {code!r}")
        return self._elements[code]

    def elements_of(self, crime: str, mode: str | None = None) -> tuple[Element, ...]:
        """What has to be shown: the elements of the crime, then those of the mode; raises NotFound."""
        return (*self.crime(crime).elements, *(self.mode(mode).elements if mode else ()))

    def crimes_for(self, term: str, *, scheme: str = "violation") -> tuple[Crime, ...]:
        """Crimes that the term may fall under; none where the crosswalk is silent."""
        found = self._crossings.get((scheme, term))
        return tuple(map(self.crime, found.crimes)) if found else ()

    def rules_for(self, term: str, *, scheme: str = "violation") -> tuple[Rule, ...]:
        """Rules that the term may fall under; none where the crosswalk is silent."""
        found = self._crossings.get((scheme, term))
        return tuple(map(self.rule, found.rules)) if found else ()

    def joined(self, other: "LawBook") -> "LawBook":
        """This law with that of another book, checked as one; raises FaultyLaw."""
        return make_book(
            instruments=(*self.instruments, *other.instruments),
            crimes=(*self.crimes, *other.crimes),
            modes=(*self.modes, *other.modes),
            rules=(*self.rules, *other.rules),
            crosswalk=(*self.crosswalk, *other.crosswalk),
        )


def make_book(
    *,
    instruments: Iterable[Instrument],
    crimes: Iterable[Crime],
    modes: Iterable[Mode],
    rules: Iterable[Rule],
    crosswalk: Iterable[Crossing],
) -> LawBook:
    """A book in which every code is its own and every reference holds; raises FaultyLaw with all faults."""
    book = LawBook(tuple(instruments), tuple(crimes), tuple(modes), tuple(rules), tuple(crosswalk))
    if faults := [*_own_faults(book), *_reference_faults(book)]:
        raise FaultyLaw(faults)
    return book


def _own_faults(book: LawBook) -> Iterator[tuple[str, str]]:
    codes = Counter([*(row.code for row in book.rows), *(element.code for element in book.elements)])
    yield from ((code, "code_twice") for code, count in codes.items() if count > 1)
    for row in book.rows:
        yield from ((row.code, f"name_lacks_{lang}") for lang in LANGUAGES if not row.name.get(lang, "").strip())
        if isinstance(row, Crime | Mode) and not row.elements:
            yield row.code, "no_elements"
        if isinstance(row, Crime | Rule) and row.conflict not in CONFLICTS:
            yield row.code, "unknown_conflict"
        if isinstance(row, Instrument | Rule) and not row.source.strip():
            yield row.code, "source_missing"
    for element in book.elements:
        yield from (
            (element.code, f"text_lacks_{lang}") for lang in LANGUAGES if not element.text.get(lang, "").strip()
        )
        if element.kind not in ELEMENT_KINDS:
            yield element.code, "unknown_kind"
        if not element.source.strip():
            yield element.code, "source_missing"


def _reference_faults(book: LawBook) -> Iterator[tuple[str, str]]:
    known = {row.code for row in book.instruments}
    for row in book.rows:
        if not isinstance(row, Instrument) and row.instrument not in known:
            yield row.code, "unknown_instrument"
    crimes, rules = {crime.code for crime in book.crimes}, {rule.code for rule in book.rules}
    terms = Counter((crossing.scheme, crossing.term) for crossing in book.crosswalk)
    yield from ((f"{scheme}:{term}", "term_twice") for (scheme, term), count in terms.items() if count > 1)
    for crossing in book.crosswalk:
        place = f"{crossing.scheme}:{crossing.term}"
        if not crossing.source.strip():
            yield place, "source_missing"
        yield from ((f"{place} {code}", "unknown_crime") for code in crossing.crimes if code not in crimes)
        yield from ((f"{place} {code}", "unknown_rule") for code in crossing.rules if code not in rules)
