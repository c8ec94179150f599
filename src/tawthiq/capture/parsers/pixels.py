"""Pictures as pixels only: decoded, turned upright, made smaller and written anew without anything else."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from tawthiq.capture.parsers.pieces import CannotRead, Piece
from tawthiq.capture.picture_hash import hash_picture

MOST_PIXELS = 60_000_000  # cameras of telephones make up to 50 million wide pictures; three bytes each, twice
PREVIEW, THUMBNAIL, KEYFRAME, HASHED = 1600, 320, 960, 512
# Named here, so that Pillow does not load the readers of every other format there is.
READERS = (JpegImagePlugin, PngImagePlugin, GifImagePlugin, WebPImagePlugin, TiffImagePlugin, BmpImagePlugin)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
WIDE_GREY = ("I", "F", "I;16", "I;16B", "I;16L")


@contextmanager
def opened(source: str | io.BytesIO) -> Iterator[Image.Image]:
    """The picture's first frame, not yet decoded; whatever goes wrong with it becomes CannotRead."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(source, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise CannotRead("too_large")
                yield picture
    except Image.DecompressionBombError as odd:
        raise CannotRead("too_large") from odd
    except Image.UnidentifiedImageError as odd:
        raise CannotRead("malformed") from odd
    except MALFORMED as odd:
        raise CannotRead("malformed") from odd


# What Pillow raises over broken files, seen with mutated ones; a MemoryError is none of them.
MALFORMED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    AssertionError,
    NotImplementedError,
    BufferError,
    struct.error,
    zlib.error,
)


def upright(picture: Image.Image, *, side: int) -> Image.Image:
    """In RGB on white, at most ``side`` pixels long, turned as its EXIF orientation says."""
    picture.draft("RGB", (side, side))
    if picture.mode in WIDE_GREY:
        picture = _eight_bits(picture)
    elif picture.mode not in ("RGB", "L"):
        picture = _on_white(picture)
    small = picture.copy() if max(picture.size) <= side else picture
    small.thumbnail((side, side))
    turned = ImageOps.exif_transpose(small) or small
    return turned.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32))
    top = float(values.max(initial=0.0))
    return Image.fromarray((np.clip(values / (top or 1.0), 0, 1) * 255).astype(np.uint8))


def _on_white(picture: Image.Image) -> Image.Image:
    if "transparency" not in picture.info and picture.mode not in ("RGBA", "LA", "PA"):
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    ground = Image.new("RGB", clear.size, "white")
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def as_jpeg(picture: Image.Image, *, side: int) -> bytes:
    """The pixels as JPEG, and nothing besides."""
    small = Image.frombytes("RGB", picture.size, picture.tobytes())
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85)
    return out.getvalue()


def hash_piece(picture: Image.Image, *, number: int = 0) -> Piece:
    """The picture's hash and its mirror's."""
    square = picture.resize((HASHED, HASHED), Image.Resampling.BILINEAR)
    found = hash_picture(np.asarray(square, dtype=np.float64))
    return Piece("picture_hash", number=number, facts=found.as_facts())
