"""The proof: each kind of mark is made on a page that has the fault and not on its sound twin; what the
command writes is true.

``tests/proof/<kind>.html`` has the faulty text, a line ``<!-- clean -->``, and the same without the fault.
"""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image as Picture

from bindery import cli, proof
from bindery.engine import boxes, plain
from bindery.engine.press import Press
from bindery.model import Image
from bindery.outputs.proof import labels
from bindery.proof import justified
from bindery.proof.galley import Galley
from shelf import BOOKS, command

PAGES = Path(__file__).parent / "proof"
FAMILIES = ("Source Serif Pro", "Source Sans Pro", "Noto Serif CJK SC")
FAULTS = """# One

Words stand here.

![A grey square](soft.png){width=50%}

{% set a = 1 %}

THE WHOLE LINE SHOUTS.
"""
CHINESE = {"unfilled", "line-start"}
_MANY = re.compile(r"\[\[(\d+)\]\]")
FRAME = (
    '<html lang="{}"><style>{}</style><body><section class="chapter" id="chapter">{}</section></body></html>'
)


def image(name: str, side: int) -> Image:
    """A square picture without anything on it."""
    file = io.BytesIO()
    Picture.new("L", (side, side), 200).save(file, "PNG")
    return Image(name, file.getvalue(), "image/png", side, side)


IMAGES = {name: image(name, side) for name, side in (("small.png", 100), ("large.png", 600))}


def galley(text: str, language: str = "en") -> Galley:
    """The galley of some HTML on the page of ``base.css``; ``[[3]]`` stands for three short paragraphs."""
    text = _MANY.sub(lambda many: "".join(f"<p>Line {n} of it</p>" for n in range(int(many[1]))), text)
    html = FRAME.format(language, (PAGES / "base.css").read_text(encoding="utf-8"), text)
    sheets = plain.lay_out(html, (*FAMILIES, "Source Code Pro"), IMAGES, lambda _: None)
    pages = boxes.pages_of(sheets.document)
    return Galley(
        pages, leading=12.0, language=language, families=frozenset(FAMILIES), labels=tuple(labels(pages)),
        mixed=sheets.write_for_press(io.BytesIO(), Press()).mixed,
        pixels={name: (one.width, one.height) for name, one in IMAGES.items()}, targets=sheets.page_of(),
    )  # fmt: skip


def twins(kind: str) -> tuple[Galley, Galley]:
    """The faulty text of a kind and the sound one."""
    bad, _, clean = (PAGES / f"{kind}.html").read_text(encoding="utf-8").partition("<!-- clean -->")
    language = "zh" if kind in CHINESE else "en"
    return galley(bad, language), galley(clean, language)


@pytest.mark.parametrize("kind", proof.CHECKS)
def test_a_fault_is_marked_and_a_sound_page_is_not(kind: str) -> None:
    """Each check trips on its known-bad page and stays silent on the twin of it."""
    bad, clean = twins(kind)
    assert kind in {mark.kind for mark in proof.CHECKS[kind](bad)}
    assert [mark.message for mark in proof.CHECKS[kind](clean)] == []


STACKS: tuple[tuple[str, list[str]], ...] = (
    ("the lamp<br>the road", []),
    ("lamp is<br>lamp was", ["two lines begin with “lamp”"]),
    ("of the lamp<br>of the road", ["two lines begin with “of the”"]),
    ("that lamp<br>that road", []),
    ("lamps and<br>roads and<br>ways", []),
    ("all lamps<br>wet lamps<br>burn", ["two lines end with “lamps”"]),
    ("burn in a<br>shine in a<br>way", ["two lines end with “in a”"]),
)
KIN = (
    ("runt", "\u4e00\u4e8c\u4e09<br>\u4e86\u3002", "\u4e00\u4e8c\u4e09<br>\u56db\u4e86\u3002"),
    ("line-start", "\u4e00\u4e8c\u300c<br>\u4e09\u300d", "\u4e00\u4e8c<br>\u300c\u4e09\u300d"),
    ("line-start", "\u4e00\u4e8c<br>\u300d\u4e09", "\u4e00\u4e8c\u300d<br>\u4e09"),
)


@pytest.mark.parametrize(("text", "said"), STACKS)
def test_short_words_stand_over_each_other_unmarked(text: str, said: list[str]) -> None:
    """Words of four letters and more are marked, shorter ones only with the same neighbour beside them."""
    assert [mark.message for mark in justified.repeated(galley(f"<p>{text}</p>"))] == said


@pytest.mark.parametrize(("kind", "bad", "good"), KIN)
def test_chinese_lines_have_faults_of_their_own(kind: str, bad: str, good: str) -> None:
    """A last line of one letter; a stop or a closing mark at a head; an opening mark at an end."""
    assert [mark.kind for mark in proof.CHECKS[kind](galley(f"<p>{bad}</p>", "zh"))] == [kind]
    assert [mark.kind for mark in proof.CHECKS[kind](galley(f"<p>{good}</p>", "zh"))] == []


def test_every_kind_has_a_sentence_and_a_page() -> None:
    """The checks, the sentences of the report and the known-bad pages are the same set."""
    assert proof.CHECKS.keys() == proof.SENTENCES.keys()
    assert {path.stem for path in PAGES.glob("*.html")} == proof.CHECKS.keys()


def test_a_sound_page_has_no_mark_of_any_kind() -> None:
    """Prose with a note, on the grid and within the measure, gives an empty report."""
    _, clean = twins("note")
    assert proof.marks(clean) == []


def test_a_turned_table_is_within_the_measure() -> None:
    """What is turned is not where it was laid out: it is neither too wide nor a hole."""
    style = "width:500pt;transform:rotate(90deg)"
    table = f"<table style='{style}'><tr><td>East<td style='text-align:right'>West</table>"
    turned = galley(f"{table}<div style='break-before:page'>[[6]]</div>")
    assert {mark.kind for mark in proof.marks(turned)} == set()


def test_a_text_that_ends_before_a_picture_leaves_no_hole() -> None:
    """Where a chapter's last page is a turned table, its text has ended and stands as high as it does; text
    behind the table makes a hole of it. The mark frames what is empty."""
    style = "width:500pt;transform:rotate(90deg);break-before:page;break-after:page"
    table = f"<table style='{style}'><tr><td>East<td style='text-align:right'>West</table>"
    assert "hole" not in {mark.kind for mark in proof.marks(galley(f"[[5]]{table}"))}
    (hole,) = [mark for mark in proof.marks(galley(f"[[5]]{table}[[5]]")) if mark.kind == "hole"]
    assert hole.page == 0
    assert [hole.box.top, hole.box.bottom] == pytest.approx([80, 176])


def test_a_heading_wants_two_lines_below_it() -> None:
    """A heading with one line at a foot is marked, with two it is not; nor where the chapter ends there."""
    head, rest = "[[6]]<h2>Heading</h2>", "<div style='break-before:page'>[[6]]</div>"
    told = [mark.message for mark in proof.CHECKS["parted"](galley(f"{head}[[1]]{rest}"))]
    assert told == ["a heading with one line at the foot: “Heading”"]
    assert not list(proof.CHECKS["parted"](galley(f"{head}[[2]]{rest}")))
    assert not list(proof.CHECKS["parted"](galley(f"{head}[[1]]")))


def test_marks_tell_page_place_and_source() -> None:
    """A mark has the line of the Markdown, the chapter, and the box of the line on its page."""
    found = proof.marks(galley('[[13]]<p data-line="41">He said "yes" there</p>'))
    (mark,) = [mark for mark in found if mark.kind == "typewriter"]
    assert (mark.section, mark.source, mark.page) == ("chapter", 41, 1)
    assert (mark.box.left, mark.box.top, mark.box.bottom) == pytest.approx((30, 20, 32), abs=0.1)


@pytest.mark.parametrize("counter", ["counter(page)", "counter(page, cjk-decimal)"])
def test_folios_that_are_not_printed_are_counted(counter: str) -> None:
    """A page without a folio has the number that its followers make it have, also where they are counted in
    Chinese figures; a mark names its page in ours."""
    style = "@page {{ @bottom-center {{ content: {} }} }}"
    rules = style.format(counter) + style.replace("@page", "@page :first", 1).format("none")
    assert galley(f"<style>{rules}</style>[[15]]").labels == ("1", "2")


def test_a_last_page_without_a_folio_is_counted_on() -> None:
    """A page with no folio after it has the number that follows the folio before it."""
    style = "<style>@page { @bottom-center { content: %s } } @page bare { @bottom-center { content: none } }"
    last = '</style>[[4]]<div style="page: bare; break-before: page">[[4]]</div>'
    assert galley(style % "counter(page)" + last).labels == ("1", "2")


@pytest.fixture(scope="module")
def proofed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with faults, proofed by the command: its folder in out/."""
    place = tmp_path_factory.mktemp("proof")
    book = place / "faults"
    book.mkdir()
    picture = io.BytesIO()
    Picture.new("L", (60, 60), 99).save(picture, "PNG")
    (book / "soft.png").write_bytes(picture.getvalue())
    (book / "one.md").write_text(FAULTS, encoding="utf-8")
    done = command("proof", str(book), "--out", str(place / "out"), cwd=place)
    assert done.returncode == 0, done.stderr
    (place / "stdout").write_text(done.stdout, encoding="utf-8")
    return place / "out" / "faults"


def test_the_command_says_each_mark_on_a_line(proofed: Path) -> None:
    """Markdown place, printed page, what is wrong, and the kind."""
    said = (proofed.parent.parent / "stdout").read_text(encoding="utf-8")
    soft = r"^faults/one\.md:5: p\. 1: soft\.png is soft: \d+ dots to the inch \[soft\]$"
    assert re.search(soft, said, re.MULTILINE)
    shout = r"^faults/one\.md:9: p\. 1: capitals without space: “THE WHOLE LINE SHOUTS” \[capitals\]$"
    assert re.search(shout, said, re.MULTILINE)


def test_the_report_for_programs_is_complete(proofed: Path) -> None:
    """Counts, and for each mark its kind, message, place, page, folio and box."""
    told = json.loads((proofed / "proof.json").read_text(encoding="utf-8"))
    assert told["counts"] == {kind: sum(m["kind"] == kind for m in told["marks"]) for kind in told["counts"]}
    assert sum(told["counts"].values()) == len(told["marks"]) >= 2
    assert {"kind", "message", "path", "line", "page", "folio", "box"} == told["marks"][0].keys()


def test_the_report_for_people_shows_each_place(proofed: Path) -> None:
    """One picture a mark, each a PNG within the page, which loads nothing."""
    html = (proofed / "proof.html").read_text(encoding="utf-8")
    shown = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    assert len(shown) == len(json.loads((proofed / "proof.json").read_text(encoding="utf-8"))["marks"])
    for data in shown:
        with Picture.open(io.BytesIO(base64.b64decode(data))) as picture:
            assert picture.width > picture.height > 20
    assert not re.search(r'(?:src|href)="(?!data:)', html)


def test_strict_proofs_fail_when_there_are_marks(tmp_path: Path) -> None:
    """Exit code 1 under --strict; --json prints the marks and nothing else."""
    (tmp_path / "loud.md").write_text("# One\n\nTHE WHOLE LINE SHOUTS.\n", encoding="utf-8")
    done = command("proof", str(tmp_path), "--out", str(tmp_path / "out"), "--strict", "--json", cwd=tmp_path)
    assert done.returncode == cli.STRICT
    (report,) = json.loads(done.stdout)
    assert report["proof"]["counts"]["capitals"] == 1


def test_a_proof_leaves_the_report_of_the_build_alone(tmp_path: Path) -> None:
    """What a build wrote stays: the proof has files of its own."""
    report = tmp_path / "out" / "plain" / "report.json"
    report.parent.mkdir(parents=True)
    report.write_text("{}", encoding="utf-8")
    done = command("proof", str(BOOKS / "plain"), "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == 0
    assert report.read_text(encoding="utf-8") == "{}"


def test_a_book_that_cannot_be_built_has_no_proof(tmp_path: Path) -> None:
    """Errors are told as a build tells them, with exit code 2."""
    (tmp_path / "one.md").write_text("# One\n\n![A road](road.png)\n", encoding="utf-8")
    done = command("proof", str(tmp_path), "--out", str(tmp_path / "out"), cwd=tmp_path)
    assert done.returncode == cli.FAILED
    assert "[image-missing]" in done.stdout
