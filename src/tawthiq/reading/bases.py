"""Where forces are stationed is not where they strike: "from its positions in Saraqib" (من مواقعها في سراقب)."""

from dataclasses import replace

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import Site

# So many words may stand between "its positions" and the place of them ("in the villages around").
_REACH = 7


def mark_bases(scene: Scene, view: View, sites: list[Site]) -> list[Site]:
    """The sites, those behind a word for a force's base up to the next comma as origins."""
    words = view.of("stationed")
    return (
        [replace(site, role="origin") if _is_base(scene, site, words) else site for site in sites] if words else sites
    )


def _is_base(scene: Scene, site: Site, words: list[Hit]) -> bool:
    return any(
        0 <= site.first - word.last <= _REACH
        and all(scene.tokens[at].joined for at in range(word.last, min(site.first + 1, len(scene.tokens))))
        for word in words
    )
