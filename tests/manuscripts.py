"""Manuscripts for `test_import`: damaged Chinese of our own making; Word, HTML and EPUB files in bytes."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping

from hostile import small_png

_GLOSSED = {
    "\u6578": "sh\u00f9", "\u7db2": "w\u01ceng", "\u806f": "li\u00e1n", "\u6a94": "d\u00e0ng",
    "\u66f8": "sh\u016b", "\u8a18": "j\u00ec", "\u9801": "y\u00e8", "\u8207": "y\u01d4", "\u8b80": "d\u00fa",
}  # fmt: skip
"""Traditional characters that GB 2312 lacks, and the readings that our fixture's tool puts there."""
_COMMA, _STOP, _PAUSE = "\uff0c", "\u3002", "\u3001"
CLEAN = (
    "\u8b80\u66f8\u8207\u8a18\u9801",
    (
        "\u8b80\u66f8\u7684\u4eba\u4e0d\u6015\u591a\uff0c\u6015\u7684\u662f\u6c92\u6709\u66f4\u591a\u66f8\u3002"
        "\u9019\u4e00\u9801\u8a18\u7684\u662f\u6578\u5b57\uff0c\u4e0b\u4e00\u9801\u8a18\u7684\u662f\u4eba\u3002"
    ),
    (
        "\u66f8\u3001\u7db2\u3001\u6a94\uff0c\u4e09\u8005\u8207\u6578\u5b57\u4e92\u806f\u3002"
        "\u4e92\u806f\u4e4b\u5f8c\uff0c\u8b80\u66f8\u7684\u4eba\u8a18\u4f4f\u4e86\u9801\u6578\u2026\u2026"
    ),
    "\u4e0a\u7db2\u8b80\u6a94\uff0c\u4e0b\u7db2\u8b80\u66f8\uff0c\u7db2\u8207\u66f8\u4e92\u806f\u3001\u4e92\u8a18\u3002",
    "\u5728\u66f8\u9801\u4e4b\u4e0b\u64c1\u6709\u4e86\u66f4\u591a\u7372\u5f97\u3002",
)
"""What the fixture says when nothing is wrong with it: a title and four paragraphs of our own."""


def glossed(text: str) -> str:
    """The text with a reading behind each character that the tool glosses."""
    return "".join(f"{char}({_GLOSSED[char]})" if char in _GLOSSED else char for char in text)


def torn(text: str) -> str:
    """The text as a tool leaves it that works on the bytes of GBK: it glosses two halves as well as a whole,
    and the page that showed it dropped what lies in GBK's private area."""
    data, out, at = text.encode("gbk"), b"", 0
    pairs = {char.encode("gbk"): reading for char, reading in _GLOSSED.items()}
    while at < len(data):
        pair = data[at : at + 2]
        if pair in pairs:
            out += pair + b"(" + pairs[pair].encode("gb18030") + b")"
            at += 2
        else:
            out += data[at : at + 1]
            at += 1
    shown = out.decode("gb18030", "replace").replace("\ufffd(", "?")
    return "".join(char for char in shown if not "\ue000" <= char <= "\uf8ff")


def damaged() -> str:
    """The fixture: a line for each paragraph, glossed, with doubled and narrow stops, one run torn,
    a simplified character left, no line end at its end."""
    title, first, second, third, last = CLEAN
    first = glossed(first).replace(_COMMA, ",,").replace(_STOP, f",{_STOP}", 1)
    second = glossed(second).replace("\u2026\u2026", "......").replace(_PAUSE, f",{_PAUSE}", 1)
    second = second.replace(_COMMA, ",")
    third = glossed(third).replace(_COMMA, ",,")
    # The word for a trait, as a conversion character by character leaves it
    extra = "\u9019\u662f\u66f8\u7684\u7279\u5f81\u8207\u613f\u671b\u3002"
    return "\n".join((glossed(title), first, second, third, glossed(extra), torn(last)))


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="A grey square"/><a:graphic>'
    '<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rId1"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _styled(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def docx(**more: str | bytes) -> bytes:
    """A Word file: two chapters, emphasis, a list's worth of signs, a table, a note, a picture, a formula."""
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{_run(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in (("tree", "height"), ("oak", "30 m"))
    )
    body = (
        _styled("Heading1", _run("Of Trees"))
        + f"<w:p>{_run('An oak is ')}{_run('old', '<w:i/>')}{_run(', a *birch* is not')}"
        '<w:r><w:footnoteReference w:id="2"/></w:r>' + _run(".") + "</w:p>"
        + f"<w:tbl>{table}</w:tbl>" + _DRAWING
        + _styled("Heading1", _run("Of Leaves"))
        + "<w:p><w:r><w:t>They fall: </w:t></w:r><m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>"
    )  # fmt: skip
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    links = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships {links}><Relationship Id="r1" Type="{_REL}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships {links}><Relationship Id="rId1" Type="{_REL}/image" '
        f'Target="media/image1.png"/><Relationship Id="rId2" Type="{_REL}/footnotes" '
        f'Target="footnotes.xml"/><Relationship Id="rId3" Type="{_REL}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "word/styles.xml": f'<w:styles {_W}><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>',
        "word/footnotes.xml": f'<w:footnotes {_W}><w:footnote w:id="2"><w:p>{_run("Nor is it tall.")}</w:p>'
        "</w:footnote></w:footnotes>",
        "word/media/image1.png": small_png(),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>The Forest</dc:title><dc:creator>Ann Birch</dc:creator></cp:coreProperties>",
    }  # fmt: skip
    return zipped(files | more)


PICTURE = base64.b64encode(small_png()).decode()
HTML = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Two Ponds</title><meta name="author" content="Joe Reed">
<style>p {{ color: red }}</style></head>
<body onload="steal()">
<h1 id="ponds">Two Ponds</h1>
<p>A <em>small</em> and a <strong>large</strong> one, see <a href="#deep">below</a>. 2 * 3 * 4 &lt; 30.</p>
<script>document.write("stolen")</script>
<figure><img src="data:image/png;base64,{PICTURE}" alt="A pond"><figcaption>The pond.</figcaption></figure>
<p><img src="local.png" alt="Near"><img src="../secret.png" alt="Beyond"><img src="https://pond.invalid/x.png"
alt="Far"></p>
<table><tr><th>name</th><th>depth</th></tr><tr><td>small | old</td><td>1 m</td></tr></table>
<table><tr><td colspan="2">joined</td></tr><tr><td>a</td><td>b</td></tr></table>
<h2 id="deep">Deep water</h2>
<pre><code class="language-python">if a &lt; b:
    print("``")</code></pre>
<ul><li>one</li><li>two<ol><li>inner</li></ol></li></ul>
<blockquote><p>Quoted.</p></blockquote>
<iframe src="https://pond.invalid/"></iframe>
<p>1. is not a list here.</p>
</body></html>
"""


def epub(**more: str | bytes) -> bytes:
    """An EPUB: a cover, two chapters with a link between them, a note, a picture."""
    package = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">urn:x</dc:identifier>
<dc:title>Hill and Dale</dc:title><dc:creator>Eve Moss</dc:creator><dc:language>en-GB</dc:language></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="cover" href="text/cover.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/b%20c.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="pictures/hill.png" media-type="image/png"/></manifest>
<spine><itemref idref="cover"/><itemref idref="nav"/><itemref idref="b"/><itemref idref="a"/></spine>
</package>"""
    head = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>",
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": f"{head}<nav><ol><li>Contents</li></ol></nav></body></html>",
        "OEBPS/text/cover.xhtml": f'{head}<p><img src="../pictures/hill.png" alt=""/></p></body></html>',
        "OEBPS/text/b c.xhtml": f'{head}<h1>The Hill</h1><p>Up<a epub:type="noteref" href="#n1">1</a>, then '
        '<a href="a.xhtml">down</a>.</p><p><img src="../pictures/hill.png" alt="A hill"/></p>'
        '<aside epub:type="footnote" id="n1"><p>Slowly.</p></aside></body></html>',
        "OEBPS/text/a.xhtml": f"{head}<h1>The Dale</h1><p>Down.</p><video/></body></html>",
        "OEBPS/pictures/hill.png": small_png(),
    }  # fmt: skip
    return zipped(files | more)


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
    'Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></enc:EncryptedData></encryption>'
)
"""META-INF/encryption.xml of a book that a shop has locked."""


def bomb() -> bytes:
    """A Word file whose document is half a gigabyte of one letter."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as file,
    ):
        for _ in range(512):
            file.write(b"A" * 1024 * 1024)
    return made.getvalue()
