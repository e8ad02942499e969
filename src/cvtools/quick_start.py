"""A library that costs every kernel and command a second or two, and that none of them needs, waits until it is used.

Altair and nbformat check documents with ``jsonschema``. That imports ``rfc3987_syntax`` where it finds it (it comes
with JupyterLab), which compiles a large grammar for two formats, ``iri`` and ``iri-reference``, that neither of the
two asks for. Here its code runs when the first such text is checked.
"""

import sys
from importlib.util import find_spec, module_from_spec

_GRAMMAR = "rfc3987_syntax"


def put_off_grammar() -> None:
    """Stand ``rfc3987_syntax`` in for itself until it is used; nothing happens where it is loaded or not installed."""
    spec = None if _GRAMMAR in sys.modules else find_spec(_GRAMMAR)
    if spec is None or spec.loader is None:
        return
    loader, module = spec.loader, module_from_spec(spec)

    def load(name: str) -> object:
        for waiting in ("is_valid_syntax", "__getattr__"):
            vars(module).pop(waiting, None)
        loader.exec_module(module)
        return getattr(module, name)

    def is_valid_syntax(term: str, text: str) -> bool:
        """What ``jsonschema`` takes at its own import."""
        ready = vars(module)["is_valid_syntax"] is not is_valid_syntax
        check = module.is_valid_syntax if ready else load("is_valid_syntax")
        return check(term, text)  # type: ignore[operator]

    vars(module).update(is_valid_syntax=is_valid_syntax, __getattr__=load)
    sys.modules[_GRAMMAR] = module
