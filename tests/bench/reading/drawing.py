"""Forty made pictures whose words are known, drawn with the fonts that the system has."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
_BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
_MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
_SERIF = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"
_CJK = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"

_NOTES = (
    "Your parcel will arrive on Thursday between nine and noon",
    "The museum closes early because the heating has failed",
    "Remember to water the tomatoes before you leave for Lisbon",
    "Three students found a meteorite in the school garden",
    "Battery low, please connect the charger",
    "The ferry to the island is cancelled until further notice",
    "Payment received, thank you for your order",
    "Nobody expected the orchestra to play outside in the rain",
    "Meeting moved to room 214 at half past ten",
    "Please rewind the tape before returning it to the library",
    "The bakery on the corner sells out of rye bread by eight",
    "Update available, restart now or remind me tomorrow",
    "Lost: grey cat with a white paw, answers to Biscuit",
    "Seventeen unread messages from the gardening club",
)
_SIGNS = (
    "Beware of the geese", "Fresh eggs two pounds", "Road closed for the harvest festival",
    "Platform nine trains to Aberdeen", "Quiet please exam in progress",
    "No swimming strong current", "Second hand books upstairs",
)  # fmt: skip
_MEMES = (
    ("one does not simply", "read the whole manual"),
    ("when the tests pass", "but you changed nothing"),
    ("brace yourselves", "the tax letters are coming"),
    ("monday morning", "so we meet again"),
    ("keep calm", "and restore the backup"),
)
_CODE = (
    "def total(prices):\n    return sum(prices.values())",
    "for number in range(12):\n    print(number, number * number)",
    "select name, count(id)\nfrom orders where paid = true\ngroup by name",
    "while queue:\n    task = queue.popleft()\n    task.run(limit=30)",
)
_SCRIPTS = (
    (_SERIF, "Die Größe der Straße überrascht\nCafé fermé jusqu'à février"),
    (_CJK, "明日の朝は電車が遅れます\n図書館は五時に閉まります"),
    (_CJK, "今天的会议改到下午三点\n请在门口等我"),
    (_CJK, "ありがとうございました\nカメラの電池を買う"),
)


class Drawn(NamedTuple):
    """A picture, what kind of one it is, and the text in it; none in noise."""

    kind: str
    image: Image.Image
    text: str


def pictures() -> Iterator[Drawn]:
    """Yield the forty pictures, the same ones each time."""
    random = Random("pictures")
    for number in range(8):
        yield _screenshot(random, "light screenshot", number, ("#ffffff", "#1b1f23", "#57606a"))
    for number in range(8):
        yield _screenshot(random, "dark screenshot", number, ("#15202b", "#e7e9ea", "#8b98a5"))
    for text in _SIGNS:
        yield Drawn("photograph of a sign", sign(text, random), text)
    for lines in _MEMES:
        yield Drawn("meme", _meme(lines, random), " ".join(lines))
    for number, text in enumerate(_CODE):
        ground, ink = (("#1e1e1e", "#d4d4d4"), ("#fdf6e3", "#073642"))[number % 2]
        yield Drawn("code", _page(text, _MONO, 22, ground, ink), text)
    for font, text in _SCRIPTS:
        yield Drawn("script", _page(text, font, 34, "#fffaf0", "#222222"), text)
    for make in (_white_noise, _clouds, _stripes, _blocks):
        yield Drawn("noise", make(random), "")


def sign(text: str, random: Random) -> Image.Image:
    """Return a photograph of a sign: from the side, a little blurred, with the camera's noise."""
    front = Image.new("RGB", (900, 320), random.choice(("#14532d", "#7f1d1d", "#1e3a8a")))
    drawing = ImageDraw.Draw(front)
    drawing.rectangle((12, 12, 887, 307), outline="white", width=6)
    lines = _wrapped(text, 20)
    for number, line in enumerate(lines):
        drawing.text(
            (450, 160 + (number - (len(lines) - 1) / 2) * 84),
            line,
            font=ImageFont.truetype(_BOLD, 62),
            fill="white",
            anchor="mm",
        )
    scene = Image.new("RGB", (1200, 700), "#9fb4c7")
    lean, rise = random.uniform(0.05, 0.12), random.uniform(-0.08, 0.08)
    seen = front.convert("RGBA").transform(
        (1200, 700),
        Image.Transform.PERSPECTIVE,
        (1.05, lean, -150, rise, 1.1, -180 - 500 * rise, lean / 2_000, rise / 3_000),
        Image.Resampling.BICUBIC,
    )
    scene.paste(seen, (0, 0), seen)
    scene = scene.filter(ImageFilter.GaussianBlur(random.uniform(0.8, 1.6)))
    grain = Image.effect_noise(scene.size, 40).convert("RGB")
    return Image.blend(scene, grain, 0.12)


def _screenshot(random: Random, kind: str, number: int, colours: tuple[str, str, str]) -> Drawn:
    """Return a screenshot of a few messages, each with a name and a time above it."""
    ground, ink, faint = colours
    image = Image.new("RGB", (760, 620), ground)
    drawing = ImageDraw.Draw(image)
    size = (17, 19, 22, 26)[number % 4]
    font, small = ImageFont.truetype(_SANS, size), ImageFont.truetype(_SANS, size - 3)
    y, said = 24, []
    for note in random.sample(_NOTES, 3):
        head = f"{random.choice(('Ottilie', 'Marlow', 'Fern'))} {random.randint(2, 58)} min"
        drawing.ellipse((20, y, 56, y + 36), fill=faint)
        drawing.text((72, y), head, font=small, fill=faint)
        y += size + 10
        lines = _wrapped(note, 640 // (size // 2 + 2))
        for line in lines:
            drawing.text((72, y), line, font=font, fill=ink)
            y += size + 10
        y += 30
        said += [head, note]
    return Drawn(kind, image, "\n".join(said))


def _meme(lines: Sequence[str], random: Random) -> Image.Image:
    image = _clouds(random).resize((700, 560))
    drawing = ImageDraw.Draw(image)
    font = ImageFont.truetype(_BOLD, 42)
    for line, y in zip(lines, (50, 510), strict=True):
        drawing.text(
            (350, y), line.upper(), font=font, fill="white", anchor="mm",
            stroke_width=4, stroke_fill="black",
        )  # fmt: skip
    return image


def _page(text: str, font: str, size: int, ground: str, ink: str) -> Image.Image:
    image = Image.new("RGB", (820, 80 + text.count("\n") * 60 + 60), ground)
    ImageDraw.Draw(image).multiline_text(
        (40, 40), text, font=ImageFont.truetype(font, size), fill=ink, spacing=size // 2
    )
    return image


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _white_noise(random: Random) -> Image.Image:
    return Image.frombytes("RGB", (640, 480), random.randbytes(640 * 480 * 3))


def _clouds(random: Random) -> Image.Image:
    small = Image.frombytes("RGB", (8, 6), random.randbytes(8 * 6 * 3))
    return small.resize((640, 480), Image.Resampling.BICUBIC)


def _stripes(random: Random) -> Image.Image:
    image = Image.new("RGB", (640, 480), "white")
    drawing = ImageDraw.Draw(image)
    for _ in range(120):
        ends = [random.randrange(640) for _ in range(4)]
        drawing.line(ends, fill=_colour(random), width=random.randint(1, 9))
    return image


def _blocks(random: Random) -> Image.Image:
    image = Image.new("L", (64, 48))
    image.putdata([random.choice((0, 255)) for _ in range(64 * 48)])
    return image.resize((640, 480), Image.Resampling.NEAREST).convert("RGB")


def _colour(random: Random) -> tuple[int, int, int]:
    return random.randrange(256), random.randrange(256), random.randrange(256)
