"""HTML in which no text is ever markup."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cvtools.browser.html import bullets, element, folded, paragraphs, table


def test_a_table_sets_numbers_to_the_right_and_escapes_everything():
    frame = pd.DataFrame({"name": ["<b>x</b>"], "size": ["1"]})

    assert table(frame, {"name": "Na<me", "size": "Size"}, numbers=["size"]).markup == (
        '<div class="table" tabindex="0"><table><thead><tr><th scope="col">Na&lt;me</th>'
        '<th class="number" scope="col">Size</th></tr></thead>\n'
        '<tbody>\n<tr><td>&lt;b&gt;x&lt;/b&gt;</td><td class="number">1</td></tr>\n</tbody></table></div>'
    )


@given(st.text())
def test_no_text_opens_an_element(text):
    pieces = [element("p", text, class_=text), paragraphs(text), bullets([text]), folded(text, element("i", text))]

    allowed = {"p", "/p", "ul", "/ul", "li", "/li", "details", "/details", "summary", "/summary", "i", "/i"}
    for piece in pieces:
        opened = {part.split(">")[0].split(" ")[0] for part in piece.markup.split("<")[1:]}
        assert opened <= allowed
