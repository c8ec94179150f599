"""Arabic: words in the YAML files beside this module; letters and clitics, numbers, dates and voice as grammar."""

from tawthiq.reading.ar.dates import find_dates
from tawthiq.reading.ar.letters import form
from tawthiq.reading.ar.names import find_names
from tawthiq.reading.ar.numbers import find_numbers
from tawthiq.reading.ar.voice import make_is_passive
from tawthiq.reading.language import Language, load_words

_WORDS = load_words("ar")

LANGUAGE = Language(
    code="ar",
    words=_WORDS,
    form=form,
    find_numbers=find_numbers,
    find_dates=find_dates,
    is_passive=make_is_passive(_WORDS),
    sentence_ends=".!?؟",
    abbreviations=frozenset({"د", "م", "أ", "هـ", "ه", "ص"}),
    verb_first=True,
    capitals=False,
    find_names=find_names,
)
