"""Which language a report is in: its script, then its small words. A language folder says both in ``detect.yaml``."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

# Blocks of letters by script (ISO 15924). A letter of no script below is Latin's: an unknown script is read as English.
_SCRIPTS = {
    "Arab": re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
}
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 20_000
_DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Signs:
    """By what a language is known: the script it is written in, and its commonest small words."""

    script: str
    words: frozenset[str]


@cache
def signs() -> dict[str, Signs]:
    """The signs of every language folder, by code; only their small files are read."""
    found: dict[str, Signs] = {}
    for folder in sorted(resources.files("tawthiq.reading").iterdir(), key=lambda entry: entry.name):
        file = folder.joinpath("detect.yaml") if folder.is_dir() else None
        if file and file.is_file():
            body = yaml.safe_load(file.read_text(encoding="utf-8"))
            found[folder.name] = Signs(body["script"], frozenset(map(str, body["words"])))
    return found


def known_languages() -> tuple[str, ...]:
    """The codes of all language folders."""
    return tuple(signs())


def detect_lang(text: str) -> str:
    """The language of most letters' script whose small words are commonest; "en" where nothing tells."""
    part = text[:_LOOKED_AT]
    letters = len(_LETTER.findall(part))
    counts = {script: len(pattern.findall(part)) for script, pattern in _SCRIPTS.items()}
    script = next((name for name, count in counts.items() if 2 * count > letters), "Latn")
    codes = [code for code, sign in signs().items() if sign.script == script]
    if len(codes) == 1:
        return codes[0]
    words = Counter(word.casefold() for word in _WORD.findall(part))
    shares = {code: sum(words[word] for word in signs()[code].words) for code in codes}
    return max(codes, key=lambda code: (shares[code], code == _DEFAULT), default=_DEFAULT)
