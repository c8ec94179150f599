"""Working copy, thumbnail and hash of a picture."""

from collections.abc import Iterator

from tawthiq.capture.parsers import pixels
from tawthiq.capture.parsers.pieces import Piece


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """The first frame of the picture."""
    with pixels.opened(path) as picture:
        turned = picture.getexif().get(274, 1)
        facts = {"width": picture.width, "height": picture.height, "turned": turned if turned in range(1, 9) else 1}
        seen = pixels.upright(picture, side=pixels.PREVIEW)
    yield Piece("preview", pixels.as_jpeg(seen, side=pixels.PREVIEW), facts=facts)
    yield Piece("thumbnail", pixels.as_jpeg(seen, side=pixels.THUMBNAIL))
    yield pixels.hash_piece(seen)
