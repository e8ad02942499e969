"""Whether a workbook's bytes may be opened: its zip and its XML are counted before anything is made of them.

The same parser reads the XML that ``openpyxl`` uses later, but here it keeps nothing, so what is too large is refused
before it fills the memory.
"""

import io
import re
import zipfile
from xml.parsers import expat

from cvtools.study.errors import Problem
from cvtools.study.sheets import TooLargeError
from cvtools.study.wording import N_

LARGEST = 50_000_000
LARGEST_INSIDE = 50_000_000
MOST_PARTS = 10_000
MOST_ELEMENTS = 1_500_000
"""In all parts together; a cell has two or three."""
MOST_TOGETHER = 100_000
"""In one row, in one text, and in a part that has neither, such as the styles: these are built whole."""
FARTHEST = 4_000_000
"""So many bytes at most from the beginning of one element to that of the next."""
SAVE_AS = N_("an .xlsx workbook (in LibreOffice: File, Save As, Excel 2007-365)")

_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_ENTRY = b"PK\x01\x02"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CALCULATES = re.compile(rb"""calcPr\s[^>]*fullCalcOnLoad=["'](1|true)["']""")
_READ_IN_PIECES = {"xl/worksheets/": f"{_MAIN} row", "xl/sharedstrings": f"{_MAIN} si"}
"""Where parts of any length are, and the elements in them that are forgotten once read."""


def refused(data: bytes, place: str) -> Problem | None:
    """Return why these bytes are no workbook that we open, or ``None``."""
    if data.startswith(_ENCRYPTED):
        found = N_("a workbook with a password, or in the old .xls format")
        return Problem(place, found=found, code="workbook_without_password")
    if data.count(_ENTRY) > MOST_PARTS:
        fields = {"most": MOST_PARTS}
        return Problem(place, found=N_("a zip file of very many parts"), code="parts", fields=fields)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _refused(archive, place)
    except TooLargeError as error:
        return error.problem(place)
    except Exception:  # zipfile, too, stumbles in many ways
        return Problem(place, found=N_("a file that is damaged or cut short"), code="workbook")


def _refused(archive: zipfile.ZipFile, place: str) -> Problem | None:
    members = archive.infolist()
    names = archive.namelist()
    if "mimetype" in names and archive.read("mimetype")[:100].startswith(b"application/vnd.oasis.opendocument"):
        fields = {"format": SAVE_AS}
        return Problem(place, found=N_("an OpenDocument file (.ods)"), code="same_saved", fields=fields)
    if "xl/workbook.xml" not in names:
        return Problem(place, found=N_("a zip file that is no workbook"), code="workbook")
    inside = sum(member.file_size for member in members)
    if inside > LARGEST_INSIDE:
        fields = {"size": inside, "most": LARGEST_INSIDE}
        return Problem(place, found=N_("{size} bytes unpacked"), code="bytes", fields=fields)
    if any(member.compress_type not in _PACKED for member in members):
        raise zipfile.BadZipFile
    if _STRICT in archive.read("xl/workbook.xml"):
        return Problem(place, found=N_("a workbook in the format Strict Open XML"), code="workbook_not_strict")
    elements = 0
    for member in members:
        elements += _counted(archive, member, MOST_ELEMENTS - elements)
    return None


def _counted(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    """Count the elements of a part; none, if it is no XML.

    Raises
    ------
    TooLargeError
        When there are more than ``most``, too many together, or definitions, which no workbook has.
    """
    piece = next((tag for start, tag in _READ_IN_PIECES.items() if member.filename.lower().startswith(start)), "")
    elements = together = seen = 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.ordered_attributes = True

    def start(name: str, _attributes: object) -> None:
        nonlocal elements, together, seen
        elements += 1
        together = 0 if name == piece else together + 1
        seen = read
        if together > MOST_TOGETHER or elements > most:
            raise TooLargeError(N_("very much in its part {part}"), "workbook_usual", part=member.filename)

    def definition(*_: object) -> None:
        raise TooLargeError(N_("definitions of its own (DOCTYPE)"), "workbook_usual")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = definition
    read = 0
    with archive.open(member) as file:
        while chunk := file.read(1 << 16):
            read += len(chunk)
            try:
                parser.Parse(chunk)
            except expat.ExpatError:  # a picture; or damaged, and then openpyxl stumbles at the same place
                break
            if read - seen > FARTHEST:
                raise TooLargeError(N_("a very long text in its part {part}"), "workbook_usual", part=member.filename)
    return elements


def asks_to_calculate(data: bytes) -> bool:
    """Whether the workbook says that its formulas are still to be computed when it is opened.

    ``openpyxl`` says so even of a workbook that does not.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return bool(_CALCULATES.search(archive.read("xl/workbook.xml")))
