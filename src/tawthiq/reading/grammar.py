"""The reader by grammar: rules and word lists that a court can read; no model, no network, always the same answer."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from tawthiq.core.claims import Claim, check_claim
from tawthiq.core.texts import normalise
from tawthiq.reading.acts import find_accounts
from tawthiq.reading.additions import AddedWord, in_language, lexicon_digest
from tawthiq.reading.emitting import emit
from tawthiq.reading.language import load_language
from tawthiq.reading.lexicon import Lexicon, load_lexicon
from tawthiq.reading.reader import Document
from tawthiq.reading.scenes import lay_out
from tawthiq.store.known_places import NONE, OwnPlaces, load_known_places

VERSION = "1"


class GrammarReader:
    """Reads field reports in English and Arabic with the parties and places of one conflict."""

    name = "grammar"
    version = VERSION

    def __init__(self, *, conflict: str = "syria", added: Iterable[AddedWord] = (), places: OwnPlaces = NONE) -> None:
        """``added`` and ``places`` are the organisation's own, beside those of the conflict folder and the language."""
        self._conflict, self._added, self._places = conflict, tuple(added), places

    def read(self, document: Document) -> list[Claim]:
        """Claims in order of their quotes; raises NotFound for a language or conflict that has no folder."""
        language = load_language(document.lang)
        added = in_language(self._added, document.lang)
        lexicon: Lexicon = load_lexicon(document.lang, self._conflict, added, self._places.entries)
        normalised = normalise(document.text)
        scene = lay_out(
            normalised.text,
            language=language,
            lexicon=lexicon,
            published=anchor_of(document.published),
            known=load_known_places(self._conflict, self._places),
        )
        claims = [
            emit(account, normalised=normalised, reader=(self.name, self.version)) for account in find_accounts(scene)
        ]
        for claim in claims:
            check_claim(claim, text=document.text)
        return sorted(claims, key=lambda claim: (claim.quote.start, claim.quote.end, claim.kind))

    def lexicon_digest(self, lang: str) -> str:
        """SHA-256 of the word lists that a reading in this language rests on."""
        return lexicon_digest(lang, self._conflict, self._added, places=self._places.digest())


@cache
def anchor_of(published: str | None) -> date | None:
    """The anchor of relative dates: only a full day anchors."""
    if published is None:
        return None
    try:
        return date.fromisoformat(published)
    except ValueError:  # an EDTF date of lesser precision anchors nothing
        return None
