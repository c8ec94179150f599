"""Arabic: words in the YAML files beside this module; letters and clitics, numbers, dates and voice as grammar."""

from tawthiq.reading.ar.dates import find_dates
from tawthiq.reading.ar.letters import form
from tawthiq.reading.ar.names import find_names
from tawthiq.reading.ar.numbers import find_numbers
from tawthiq.reading.ar.voice import make_is_passive
from tawthiq.reading.language import Language, load_words

_WORDS = load_words("ar")

# Behind a comma these open a sentence of their own: reports join what happened on one day in one long sentence.
_OPENERS = (
    r"و?(?:كما|فيما|بينما|كذلك|أيضا|ايضا|في\s+حين|في\s+الوقت|في\s+وقت|في\s+سياق|في\s+السياق|إلى\s+ذلك|الى\s+ذلك"
    r"|بالتزامن|تزامنا|بالمقابل|في\s+المقابل|من\s+جهة|من\s+جانب|من\s+جهته|من\s+جهتها|من\s+جانبه|من\s+جانبها)"
    r"|و(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|كان|كانت|كانوا"
    r"|تعرض|تعرضت|شهد|شهدت|شن|شنت|طال|طالت|قصف|قصفت|استهدف|استهدفت|انفجر|انفجرت|اغتال|اغتالت)"
)

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
    between=frozenset({"بين"}),
    find_names=find_names,
    prepositions="بكل",
    article="ال",
    sentence_openers=_OPENERS,
)
