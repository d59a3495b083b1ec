"""docs/reading.md shows what its commands print today."""

from example import PAGE, PICTURE, play
from PIL import Image


def test_the_outputs_on_the_page_are_those_of_today(tmp_path):
    text = PAGE.read_text(encoding="utf-8")
    assert play(text, tmp_path) == text, "run: python tests/reading/example.py --picture"
    assert (tmp_path / "page.html").is_file()


def test_the_picture_is_small():
    assert PICTURE.stat().st_size < 150_000
    with Image.open(PICTURE) as picture:
        assert picture.width <= 1280
