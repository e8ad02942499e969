"""A button that takes a file from the reader's computer."""

from pathlib import Path

import traitlets

from cvtools.browser.module import joined
from cvtools.browser.widget import BrowserWidget

_HERE = Path(__file__).parent


class Upload(BrowserWidget):
    """A button; ``file`` is what was chosen, its ``name`` and its ``content`` as bytes."""

    module = joined(_HERE / "js", "upload")
    label = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
