"""The pages: one file each, script and style inside, nothing fetched from anywhere else.

The server's pages hold nothing of the study: that comes when the code is right. The page that is filled in without a
network holds the form.
"""

import base64
import hashlib
import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import rjsmin

from cvtools.browser.module import joined, smaller_style
from cvtools.language.language import Language
from cvtools.study.schema import LANGUAGES
from cvtools.workshop.form import Form
from cvtools.workshop.words import page_words, teacher_words

_FILES = Path(__file__).parent / "page"
_SCRIPTS = {
    "participant": ("texts", "elements", "answers", "sending", "weigh", "rate", "cards", "participant"),
    "teacher": ("texts", "elements", "dots", "teacher"),
}


@cache
def server_page(name: str) -> tuple[bytes, str]:
    """The page for a ``participant`` or a ``teacher``, and the policy by which a browser runs this script only."""
    script, style = _script(name), _style()
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return _page(script, style, {"words": _words(name)}, title="…").encode(), policy


def offline_page(form: Form) -> str:
    """The participant's page as a file that is filled in without a network and handed back as a file."""
    script, style = _script("participant"), _style()
    title = form["title"][form["language"]]
    return _page(
        script, style, {"words": _words("participant"), "form": form}, title=title, policy=_alone(script, style)
    )


def _alone(script: str, style: str) -> str:
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; base-uri 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _page(script: str, style: str, data: dict[str, Any], *, title: str, policy: str = "") -> str:
    held = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'{policy}<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><title>{escape(title)}</title><style>{style}</style></head>'
        f'<body><main id="page"></main><script type="application/json" id="data">{held}</script>'
        f"<script>{script}</script></body></html>\n"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _script(name: str) -> str:
    text = joined(_FILES, *_SCRIPTS[name]).replace("export ", "")
    return f'"use strict";(()=>{{{rjsmin.jsmin(text)}\n}})();'


@cache
def _style() -> str:
    return smaller_style((_FILES / "page.css").read_text(encoding="utf-8"))


@cache
def _words(name: str) -> dict[str, dict[str, str]]:
    """Every text of a page, in each language."""
    texts = {"participant": page_words, "teacher": teacher_words}[name]
    return {code: texts(Language(code)) for code in LANGUAGES}
