"""Pictures that people send: read with care, made small, and drawn anew, so that of the file itself nothing is left."""

import io
import struct
import zlib
from typing import IO

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = {"JPEG": 60_000_000}  # read at a fraction of its size; the others are unpacked whole
MOST_PIXELS_UNPACKED = 20_000_000
WHITE = (255, 255, 255)
QUALITY = 85
# Every way Pillow answers a file that is cut off, made up or not what it says.
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, OverflowError, IndexError, struct.error, zlib.error)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class NotAPicture(Exception):
    """This file cannot be read as a picture we take."""


class TooManyPixels(Exception):
    """This picture would fill the memory when it is unpacked."""


def redrawn(file: IO[bytes], *sides: int) -> list[bytes]:
    """Draw a picture anew as a JPEG that fits a square, once for each side in pixels.

    It is turned as the camera says it stands. Place, time, camera, comments, colour profile and thumbnails are gone:
    only pixels are carried over. Raises NotAPicture, or TooManyPixels before anything is unpacked.
    """
    try:
        with Image.open(file, formats=FORMATS) as sent:
            width, height = sent.size
            if width * height > MOST_PIXELS.get(sent.format or "", MOST_PIXELS_UNPACKED):
                raise TooManyPixels
            sent.draft("RGB", (2 * max(sides), 2 * max(sides)))
            ImageOps.exif_transpose(sent, in_place=True)
            return [_jpeg(sent, side) for side in sides]
    except BOMBS as refusal:
        raise TooManyPixels from refusal
    except UNREADABLE as refusal:
        raise NotAPicture from refusal


def _jpeg(picture: Image.Image, side: int) -> bytes:
    small = picture.convert("RGBA")
    small.thumbnail((side, side))
    pixels = Image.new("RGB", small.size, WHITE)  # a new picture: `small` still carries what the file said of itself
    pixels.paste(small, mask=small.getchannel("A"))
    written = io.BytesIO()
    pixels.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()
