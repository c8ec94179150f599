"""Overlaps drawn: a column for every pattern, a bar for its people above, a dot for every list below (UpSet).

Source: Lex and others, "UpSet: visualization of intersecting sets", IEEE TVCG 20 (2014).
"""

from collections.abc import Callable
from html import escape

from tawthiq.counting.overlaps import Overlap

_COLUMN, _ROW, _BARS, _MARGIN, _TEXT = 26, 24, 160, 16, 150
_PATTERNS_MOST = 40
_INK, _PALE = "#1f4e79", "#d7dee6"


def draw_overlaps(overlap: Overlap, *, title: str, row_text: Callable[..., str]) -> str:
    """SVG without script or style sheet; ``row_text(lists=…, count=…)`` says a column for who cannot see it.

    The patterns with most people come first, and of more than forty only they are drawn.
    """
    columns = sorted(overlap.counts.items(), key=lambda item: (-item[1], item[0]))[:_PATTERNS_MOST]
    most = max((count for _pattern, count in columns), default=1)
    width = _MARGIN * 2 + _TEXT + _COLUMN * max(len(columns), 1)
    height = _MARGIN * 3 + _BARS + _ROW * len(overlap.lists) + 16
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(title)}</title>'
    ]
    top = _MARGIN * 2 + _BARS + 8
    for row, name in enumerate(overlap.lists):
        at = top + _ROW * row + _ROW / 2
        size = overlap.size(row)
        parts.append(
            f'<text x="{_MARGIN + _TEXT - 10}" y="{at + 4:g}" text-anchor="end" fill="#222" direction="ltr" '
            f'unicode-bidi="plaintext">{escape(name)} ({size})</text>'
        )
    for number, (pattern, count) in enumerate(columns):
        said = row_text(
            lists=" + ".join(name for name, is_on in zip(overlap.lists, pattern, strict=True) if is_on), count=count
        )
        parts.append(
            _column(_MARGIN + _TEXT + _COLUMN * number + _COLUMN / 2, pattern, count / most, said=said, top=top)
        )
        label = _MARGIN + _TEXT + _COLUMN * number + _COLUMN / 2
        parts.append(
            f'<text x="{label:g}" y="{_MARGIN + _BARS + 4 - _BARS * count / most:g}" text-anchor="middle" '
            f'font-size="9" fill="#222">{count}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _column(x: float, pattern: tuple[bool, ...], share: float, *, said: str, top: float) -> str:
    """A bar with its dots; the line joins the first list that names these people with the last."""
    tall = max(1.0, _BARS * share)
    dots = [
        f'<circle cx="{x:g}" cy="{top + _ROW * row + _ROW / 2:g}" r="6" fill="{_INK if is_on else _PALE}"/>'
        for row, is_on in enumerate(pattern)
    ]
    on = [top + _ROW * row + _ROW / 2 for row, is_on in enumerate(pattern) if is_on]
    line = f'<line x1="{x:g}" x2="{x:g}" y1="{on[0]:g}" y2="{on[-1]:g}" stroke="{_INK}" stroke-width="3"/>'
    bar = f'<rect x="{x - 8:g}" y="{_MARGIN + _BARS + 8 - tall:g}" width="16" height="{tall:g}" fill="{_INK}"/>'
    return f"<g><title>{escape(said)}</title>{bar}{''.join(dots)}{line}</g>"
