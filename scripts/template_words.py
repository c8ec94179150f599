"""Django templates as seen by the catalogue check: messages as Python calls, and words that escaped translation."""

import re
from html.parser import HTMLParser

from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

if not settings.configured:
    settings.configure()

HIDDEN = frozenset({"script", "style", "code", "kbd", "svg"})
SHOWN_ATTRIBUTES = frozenset({"title", "alt", "placeholder", "aria-label", "summary", "label"})
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Each language is named in its own words; the rest are names and formats, the same in both.
NAMES = re.compile(r"English|العربية|Tawthiq|توثيق|CSV|JSON|SHA-?256|&\w+;")


def to_python(template: str, *, name: str) -> str:
    """The template's messages as Python calls, line for line; everything else blanked out."""
    code = templatize(template, origin=name)
    return re.sub(r"(?m)^[ \t]+", "", code)


class _ShownWords(HTMLParser):
    """Collects text and readable attributes with letters in them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def _keep(self, text: str | None) -> None:
        if text and LETTERS.search(NAMES.sub("", text)):
            self.words.append(" ".join(text.replace("\0", " ").split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in HIDDEN
        for name, value in attrs:
            if name in SHOWN_ATTRIBUTES:
                self._keep(value)

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._keep(data)


def find_loose_words(template: str) -> list[str]:
    """Text and readable attributes of a template that stand in one language only, in order."""
    kept: list[str] = []
    inside = ""
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            if inside and word == f"end{inside}":
                inside = ""
            elif word in {"blocktranslate", "blocktrans", "comment"}:
                inside = word
        elif token.token_type == TokenType.TEXT and not inside:
            kept.append(token.contents)
            continue
        kept.append("\0")
    parser = _ShownWords()
    parser.feed("".join(kept))
    parser.close()
    return parser.words
