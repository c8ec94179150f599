"""Given names as classes of spellings: what makes محمد and Mohamed one name, and محمد and محمود two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tawthiq.core.names.keys import WordKeys, word_keys
from tawthiq.core.names.parsing import parse_name


@dataclass(frozen=True, slots=True)
class NameClass:
    """One given name: its spellings in both scripts, familiar forms ("Hammoudi") and sex ("female", "male" or "")."""

    id: str
    spellings: tuple[str, ...]
    familiar: tuple[str, ...] = ()
    sex: str = ""


@dataclass(slots=True)
class NameLexicon:
    """Classes of given names, asked by the keys of a word; ``seen`` remembers word pairs that were compared."""

    by_exact: Mapping[str, frozenset[str]]
    by_vowel: Mapping[str, frozenset[str]]
    familiar: Mapping[str, frozenset[str]]
    sexes: Mapping[str, str]
    seen: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, classes: Iterable[NameClass]) -> "NameLexicon":
        """A lexicon of these classes; a spelling that several of them have stands for each."""
        by_exact: dict[str, set[str]] = {}
        by_vowel: dict[str, set[str]] = {}
        familiar: dict[str, set[str]] = {}
        sexes: dict[str, str] = {}
        for one in classes:
            sexes[one.id] = one.sex
            for spelling in one.spellings:
                keys = keys_of_spelling(spelling)
                by_exact.setdefault(keys.exact, set()).add(one.id)
                if not keys.is_arabic:
                    by_vowel.setdefault(keys.vowel, set()).add(one.id)
            for spelling in one.familiar:
                familiar.setdefault(keys_of_spelling(spelling).exact, set()).add(one.id)
        return cls(_frozen(by_exact), _frozen(by_vowel), _frozen(familiar), sexes)

    def classes_of(self, word: WordKeys) -> frozenset[str]:
        """The classes a word may be of: as written, else (Latin only) by its sound; empty where it is not known."""
        found = self.by_exact.get(word.exact)
        if found is None and not word.is_arabic:
            found = self.by_vowel.get(word.vowel)
        return found or frozenset()

    def familiar_classes_of(self, word: WordKeys) -> frozenset[str]:
        """The classes a word is a familiar form of."""
        return self.familiar.get(word.exact, frozenset())

    def sex_of(self, word: WordKeys) -> str:
        """ "female" or "male" where every class of the word agrees, else ""."""
        sexes = {self.sexes[one] for one in self.classes_of(word)}
        return sexes.pop() if len(sexes) == 1 else ""


def keys_of_spelling(spelling: str) -> WordKeys:
    """The keys of one given name written as text, as ``parse_name`` cuts it."""
    return word_keys(tuple(word for part in parse_name(spelling).parts for word in part.words))


def _frozen(table: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in table.items()}


EMPTY = NameLexicon.of(())
