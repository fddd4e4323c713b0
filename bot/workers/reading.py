"""Reading the text in a picture, by models that are loaded with the first: in the worker alone."""

import warnings
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import cv2
import numpy as np
import rapidocr
from PIL import Image

from bot.archive.posts.media_files import MediaProblem
from bot.archive.posts.picture_texts import Line, ReadingProblem, text_of
from bot.workers.media_folder import open_media
from bot.workers.reading_jobs import MAX_PIXELS
from bot.workers.scaling import upright

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
_SIDE = 3_200  # pixels of the longer side that are looked at
_AREA = 2_500_000  # pixels: the memory for a picture grows with them
_LEAST = 736  # pixels of the shorter side: the engine enlarges smaller ones
_SMALL = 1_500  # pixels of the longer side, up to which that takes little memory
_CONFIDENCE = 0.8  # of a line: nearly all have .9, and what is made out of unknown scripts has less
_MODELS = Path(rapidocr.__file__).parent / "models"
_PATHS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
"""The models of the wheel. By their paths, since one without would be looked for on the network."""


@cache
def _engine() -> Any:
    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": _CONFIDENCE,
            "Global.max_side_len": _SIDE,
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            **{name: str(_MODELS / file) for name, file in _PATHS.items()},
        }
    )


def read(folder: Path, path: str) -> str | ReadingProblem:
    """Return the text in a picture of the media folder, or why it was not read."""
    opened = open_media(folder, path)
    if isinstance(opened, MediaProblem):
        return ReadingProblem.LINK if opened is MediaProblem.LINK else ReadingProblem.MISSING
    try:
        with opened as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata
            pixels = _pixels(file)
    except MemoryError:
        return ReadingProblem.MEMORY
    except Exception:  # noqa: BLE001 - decoders raise errors of any kind
        return ReadingProblem.UNREADABLE
    return pixels if isinstance(pixels, ReadingProblem) else text_of(_lines(pixels))


def _pixels(file: BinaryIO) -> Any:
    """Return a picture upright, in at most as many pixels as are looked at: blue, green, red."""
    Image.MAX_IMAGE_PIXELS = None  # the bound below decides, and names the reason
    with Image.open(file, formats=_FORMATS) as image:
        if image.width * image.height > MAX_PIXELS:
            return ReadingProblem.PIXELS
        scale = min(1, _SIDE / max(image.size), (_AREA / (image.width * image.height)) ** 0.5)
        size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
        side = max(size), max(size)  # before it is turned, and after
        image.draft("RGB", size)  # JPEGs are decoded at a part of their size
        small = upright(image, side).convert("RGBA")
    # A long strip gets a margin instead of being enlarged, which would take gigabytes.
    least = _LEAST if max(small.size) > _SMALL else 0
    ground = Image.new("RGBA", (max(small.width, least), max(small.height, least)), "white")
    ground.alpha_composite(small)
    return np.asarray(ground.convert("RGB"))[:, :, ::-1]


def _lines(pixels: Any) -> list[Line]:
    found = _engine()(np.ascontiguousarray(pixels))
    if found.txts is None or found.boxes is None:
        return []
    return [
        Line(text, float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 1].max()))
        for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
        if score >= _CONFIDENCE
    ]
