"""Names of persons across scripts and spellings: parsed into parts, made into keys, compared with reasons.

``parse_name`` takes a name apart in its own order, ``name_keys`` makes the keys by which lists are blocked and
searched, ``compare_names`` says how two names go together. All is pure; the lexicon of given names is handed in.
"""

from tawthiq.core.names.comparing import ACCEPT, LEVELS, REASONS, NameComparison, compare_names
from tawthiq.core.names.keys import NameKeys, NameSounds, WordKeys, name_keys, name_sounds, sort_key
from tawthiq.core.names.lexicon import NameClass, NameLexicon
from tawthiq.core.names.parsing import KINDS, Part, PersonName, parse_name

__all__ = [
    "ACCEPT",
    "KINDS",
    "LEVELS",
    "REASONS",
    "NameClass",
    "NameComparison",
    "NameKeys",
    "NameLexicon",
    "NameSounds",
    "Part",
    "PersonName",
    "WordKeys",
    "compare_names",
    "name_keys",
    "name_sounds",
    "parse_name",
    "sort_key",
]
