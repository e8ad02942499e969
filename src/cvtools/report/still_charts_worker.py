"""Run by ``still_charts``: a chart's specification a line in, its SVG a line out. Imports nothing of ours."""

import json
import sys


def main() -> None:
    """Draw until the input ends."""
    import vl_convert

    for line in sys.stdin:
        svg = vl_convert.vegalite_to_svg(line, vl_version="6.1") if line.strip() else ""
        sys.stdout.write(json.dumps(svg) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
