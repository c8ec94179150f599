"""Frames of a video at equal distances over its running time."""

import io
import time
from collections.abc import Iterator

from tawthiq.capture.parsers import pixels
from tawthiq.capture.parsers.pieces import CannotRead, Piece
from tawthiq.capture.parsers.probe import probe
from tawthiq.capture.parsers.tools import MEDIA_INPUT, ask

FRAMES = 8
BUDGET_S, ONE_S = 15.0, 6.0
LONGEST_S = 7 * 24 * 3600.0
ONE_FRAME = ("-frames:v", "1", "-an", "-sn", "-dn", "-vf", "scale=960:960:force_original_aspect_ratio=decrease")
AS_JPEG = ("-f", "image2pipe", "-c:v", "mjpeg", "-q:v", "2", "-")


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """As many frames as the time allows; the first is the thumbnail too."""
    told = probe(path)
    videos = [one for one in told["streams"] if one.get("codec_type") == "video"]
    if not videos:
        return
    if any(_pixels(one) > pixels.MOST_PIXELS for one in videos):
        raise CannotRead("too_large")
    until, number = time.monotonic() + BUDGET_S, 0
    for at_s in _moments(str(told["format"].get("duration", "")), frames=FRAMES):
        frame = _frame(path, at_s=at_s, left_s=until - time.monotonic())
        if not frame:
            continue
        with pixels.opened(io.BytesIO(frame)) as picture:
            seen = pixels.upright(picture, side=pixels.KEYFRAME)
        if number == 0:
            yield Piece("thumbnail", pixels.as_jpeg(seen, side=pixels.THUMBNAIL))
        yield Piece("keyframe", pixels.as_jpeg(seen, side=pixels.KEYFRAME), number, {"at_s": f"{at_s:.2f}"})
        yield pixels.hash_piece(seen, number=number)
        number += 1
    if not number:
        raise CannotRead("malformed")


def _pixels(stream: dict[str, object]) -> int:
    width, height = stream.get("width"), stream.get("height")
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


def _moments(duration: str, *, frames: int) -> list[float]:
    """Never the very first frame, which is often black, unless the running time is unknown."""
    try:
        whole = float(duration)
    except ValueError:
        return [0.0]
    if not 0 < whole < LONGEST_S:
        return [0.0]
    return [0.0, *(whole * (step + 0.5) / frames for step in range(frames))][1:] if whole > 1 else [0.0]


def _frame(path: str, *, at_s: float, left_s: float) -> bytes:
    if left_s < 1:
        return b""
    command = ["ffmpeg", "-nostdin", "-v", "quiet", "-threads", "1", "-max_pixels", str(pixels.MOST_PIXELS)]
    command += [*MEDIA_INPUT, "-ss", f"{at_s:.3f}", "-i", path, *ONE_FRAME, *AS_JPEG]
    try:
        return ask(command, timeout_s=min(left_s, ONE_S))[1]
    except CannotRead:
        return b""  # a later frame may be whole
