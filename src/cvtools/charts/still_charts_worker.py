"""Run by ``still_charts``: what is to be drawn a line in, the picture a line out. Imports nothing of ours."""

import base64
import json
import sys


def main() -> None:
    """Draw until the input ends."""
    import vl_convert

    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            svg = wanted.get("drawing") or vl_convert.vegalite_to_svg(
                wanted["chart"], vl_version="6.1", allowed_base_urls=[]
            )
            scale = wanted.get("scale", 0)
            answer = base64.b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode() if scale else svg
        except Exception as error:
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
