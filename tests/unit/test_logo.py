"""A logo that is uploaded: made anew, small and without a word of the file; what is no logo is refused in words."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from onlife.services.logo import PNG_BYTES_MAX, SHAPES, SIZE, UnusableLogo, png

SECRET = b"GPS 51.05 3.72 <script>alert(1)</script>"


def picture(size: tuple[int, int] = (300, 100), mode: str = "RGB") -> Image.Image:
    made = Image.new(mode, size, 0)
    made.paste(Image.new(mode, (size[0] // 2, size[1]), 1 if mode in ("1", "P", "I;16") else "red"), (0, 0))
    return made


def saved(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    content = BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says that it is this large, and packs that many zeros."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 2) * min(height, 2000)), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def opened(content: bytes) -> Image.Image:
    made = png(content)
    assert len(made) <= PNG_BYTES_MAX
    image = Image.open(BytesIO(made))
    image.load()
    assert image.format == "PNG" and image.mode == "RGBA" and not image.info
    assert image.width <= SHAPES[0][0] and image.height <= SHAPES[0][1]
    return image


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_of_every_kind_is_taken(mode: str) -> None:
    assert opened(saved(Image.new(mode, (300, 100)))).size == (300, 100)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_of_every_kind_is_taken(mode: str) -> None:
    assert opened(saved(Image.new(mode, (300, 100)), "JPEG")).size == (300, 100)


def test_a_large_logo_becomes_small_and_keeps_its_shape() -> None:
    assert opened(saved(picture((3000, 3000)))).size == (240, 240)
    assert opened(saved(picture((3000, 300)), "JPEG")).size == (600, 60)


def test_what_shines_through_still_does() -> None:
    assert opened(saved(Image.new("RGBA", (10, 10), (255, 0, 0, 0)))).getpixel((5, 5)) == (255, 0, 0, 0)


def test_a_picture_that_cannot_be_packed_is_made_smaller() -> None:
    assert opened(saved(Image.effect_noise((600, 240), 90).convert("RGB"))).width <= 600
    noise = Image.merge("RGB", [Image.effect_noise((600, 240), 200) for _ in range(3)])
    assert opened(saved(noise)).size == SHAPES[1]


def test_a_photo_that_was_turned_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    assert opened(saved(picture((300, 100)), "JPEG", exif=exif)).size == (80, 240)


def test_nothing_that_the_file_tells_besides_is_kept() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", SECRET.decode())
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    files = (
        saved(picture(), pnginfo=told, icc_profile=SECRET, exif=exif, dpi=(300, 300)),
        saved(picture(), "JPEG", comment=SECRET, exif=exif, icc_profile=SECRET),
        saved(picture()) + b"PK\x03\x04" + SECRET,  # two files in one
        saved(picture(), "JPEG") + SECRET,
    )
    for content in files:
        assert SECRET[:10] in content or SECRET[:10] in content.replace(b"\0", b"")
        opened(content)
        assert SECRET[:10] not in png(content)


def test_of_a_moving_picture_the_first_is_taken() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue", "green")]
    still = opened(saved(frames[0], save_all=True, append_images=frames[1:]))
    assert still.getpixel((25, 25)) == (255, 0, 0, 255) and getattr(still, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "Een SVG kan hier niet"),
        (b"  <SVG/>", "Een SVG kan hier niet"),
        (b"", "geen PNG of JPEG"),
        (b"GIF89a" + bytes(50), "geen PNG of JPEG"),
        (saved(picture(), "GIF"), "geen PNG of JPEG"),
        (saved(picture(), "TIFF"), "geen PNG of JPEG"),
        (saved(picture(), "WEBP"), "geen PNG of JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "geen PNG of JPEG"),
        (b"<html><img src=x onerror=alert(1)></html>", "geen PNG of JPEG"),
        (saved(picture())[:80], "beschadigd"),
        (saved(picture(), "JPEG")[:200], "beschadigd"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "beschadigd"),
        (b"\xff\xd8\xff" + b"<svg/>", "beschadigd"),
        (bomb(0, 5), "beschadigd"),
        (bomb(60_000, 60_000), "12 miljoen beeldpunten"),
        (bomb(2_000_000_000, 1), "12 miljoen beeldpunten"),
        (bomb(4000, 3001), "12 miljoen beeldpunten"),
        (saved(picture()) + bytes(SIZE), "groter dan 2 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_logo_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(UnusableLogo, match=said):
        png(content)


def test_words_that_unpack_to_a_mountain_are_not_unpacked() -> None:
    packed = b"Comment\0\0" + zlib.compress(bytes(50_000_000), 9)
    whole = saved(picture())
    with pytest.raises(UnusableLogo, match="beschadigd"):
        png(whole[:33] + chunk(b"zTXt", packed) + whole[33:])


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", saved(picture())[:60]]))
def test_any_bytes_are_a_picture_or_refused(tail: bytes, head: bytes) -> None:
    with suppress(UnusableLogo):
        png(head + tail)
