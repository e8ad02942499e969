"""Run by ``still_charts``: what is to be drawn a line in, the picture a line out. Imports nothing of ours."""

import base64
import json
import sys
from functools import lru_cache


def main() -> None:
    """Draw until the input ends."""
    for line in sys.stdin:
        try:
            answer: object = drawn(line)
        except Exception as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


@lru_cache(maxsize=64)
def drawn(line: str) -> str:
    """The picture; what the reports of all segments share is drawn once."""
    import vl_convert

    wanted = json.loads(line)
    svg = wanted.get("drawing") or vl_convert.vegalite_to_svg(wanted["chart"], vl_version="6.1", allowed_base_urls=[])
    scale = wanted.get("scale", 0)
    return base64.b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode() if scale else svg


if __name__ == "__main__":
    main()
