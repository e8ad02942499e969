"""The workshop's slides: one HTML file, a slide a screen, printed one a page; from the guide's own blocks.

The space bar and the arrow keys go on, since each slide is as high as the window.
"""

from cvtools.browser.html import Html, bullets, element
from cvtools.language.language import Language
from cvtools.workshop.form import Form
from cvtools.workshop.kit_guide import Block, blocks
from cvtools.workshop.kit_page import document, joined, step_text

_STYLE = (
    "@page{size:254mm 143mm;margin:0}*{box-sizing:border-box}html{scroll-snap-type:y mandatory}"
    "body{margin:0;font:clamp(16px,2.6vw,44px)/1.35 system-ui,sans-serif;color:#1f2933}"
    "section{height:100vh;padding:5vh 6vw;scroll-snap-align:start;display:flex;flex-direction:column;"
    "justify-content:center;overflow:hidden;break-after:page;break-inside:avoid}"
    "h1{font-size:1.6em;line-height:1.15;margin:0 0 .5em;color:#00507d}p{margin:.25em 0}"
    "ul{columns:2;column-gap:2em;font-size:.62em;margin:1.2em 0 0;padding-left:1.1em}li{break-inside:avoid}"
    "@media print{body{font-size:21pt}section{height:143mm;padding:9mm 15mm}}"
)


def slides_page(form: Form, _: Language) -> str:
    """The slides, for one segment of a study."""
    title = form["title"][_.code]
    first = joined(element("h1", title), element("p", form["segment"]["name"][_.code]))
    parts = [f"<section>{first.markup}</section>"]
    parts += [f"<section>{_slide(block, form, _).markup}</section>" for block in blocks(_)]
    return document(title, Html("\n".join(parts)), _, style=_STYLE)


def _slide(block: Block, form: Form, _: Language) -> Html:
    lines = [element("h1", block.title), *(element("p", line) for line in block.slide)]
    match block.shows:
        case "drivers":
            steps = [f"{driver['name'][_.code]}: {step_text(driver, _)}" for driver in form["drivers"]]
            lines.append(bullets(steps))
        case "offerings":
            lines.append(bullets([offering["name"][_.code] for offering in form["offerings"]]))
        case _none:
            pass
    return joined(*lines)
