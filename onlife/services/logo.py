"""A logo that somebody uploads, made anew as a small plain PNG: nothing of the file itself is kept but how it looks.

Only PNG and JPEG are opened, never by the name of the file. What is bigger than a logo can be is refused by its header,
before anything of it is unpacked.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from onlife.translation import N_
from onlife.translation import gettext as _

SIZE, PIXELS = 2_000_000, 12_000_000
"""Bytes and pixels of a file that is opened: half a sheet of A4 in print is less."""
SHAPES = ((600, 240), (300, 120))
"""How large the PNG may be, in pixels; the smaller one where the larger one takes more than `PNG_BYTES_MAX`."""
PNG_BYTES_MAX = 200_000

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_TOO_LARGE = N_("Dit beeld telt meer dan {millions} miljoen beeldpunten. Bewaar het logo kleiner.")
_OTHER_KIND = N_("Dit is geen PNG of JPEG. Bewaar het logo als PNG en kies het opnieuw.")


class UnusableLogo(ValueError):
    """Why a file cannot be a logo; the message is the Dutch sentence."""


def png(content: bytes) -> bytes:
    """The picture in a file as a PNG. Raises UnusableLogo."""
    if len(content) > SIZE:
        raise UnusableLogo(_("Dit bestand is groter dan {size} MB. Bewaar het logo kleiner.", size=SIZE // 1_000_000))
    if not content.startswith((_PNG, _JPEG)):
        svg = b"<svg" in content[:2000].lower()
        raise UnusableLogo(
            _("Een SVG kan hier niet. Bewaar het logo als PNG en kies het opnieuw.") if svg else _(_OTHER_KIND)
        )
    try:
        return _small(_open(content))
    except UnusableLogo:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnusableLogo(_(_TOO_LARGE, millions=PIXELS // 1_000_000)) from error
    except Exception as error:  # a damaged or hostile file makes a decoder raise whatever it likes
        raise UnusableLogo(_("Dit bestand is beschadigd of is geen beeld. Bewaar het logo opnieuw als PNG.")) from error


def _open(content: bytes) -> Image.Image:
    """The picture upright, in red, green, blue and how much shines through; of a moving one the first."""
    with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as file:
        width, height = file.size
        if width * height > PIXELS:
            raise UnusableLogo(_(_TOO_LARGE, millions=PIXELS // 1_000_000))
        file.draft("RGB", (2 * SHAPES[0][0], 2 * SHAPES[0][1]))  # a large JPEG is unpacked no larger than is needed
        file.load()
        return ImageOps.exif_transpose(file).convert("RGBA")


def _small(picture: Image.Image) -> bytes:
    made = BytesIO()
    for shape in SHAPES:
        small = picture.copy()
        small.thumbnail(shape)
        plain = Image.new("RGBA", small.size)  # without what the file told besides: place, camera, profile, comment
        plain.paste(small)
        made = BytesIO()
        plain.save(made, "PNG", optimize=True)
        if made.tell() <= PNG_BYTES_MAX:
            break
    return made.getvalue()
