"""Country outlines for the public map: cut one region out of a world-atlas TopoJSON file and print data/outlines.yaml.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/make_outlines.py package/countries-50m.json > src/tawthiq/data/outlines.yaml

The lines are Natural Earth 1:50m (public domain). They orient the reader; they are not a statement about any border.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WEST, SOUTH, EAST, NORTH = 31.0, 28.0, 49.0, 41.0
ARABIC = {
    "Turkey": "تركيا", "Syria": "سوريا", "Lebanon": "لبنان", "Jordan": "الأردن", "Israel": "إسرائيل",
    "Palestine": "فلسطين", "Iraq": "العراق", "Cyprus": "قبرص", "N. Cyprus": "قبرص", "Iran": "إيران", "Egypt": "مصر",
    "Saudi Arabia": "السعودية", "Kuwait": "الكويت", "Armenia": "أرمينيا", "Azerbaijan": "أذربيجان", "Georgia": "جورجيا",
}  # fmt: skip
SHOWN_AS = {"N. Cyprus": "Cyprus"}
Point = tuple[float, float]


def arc_points(topology: dict[str, Any], number: int) -> list[Point]:
    """The points of one arc in degrees; a negative number is the arc walked backwards."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for dx, dy in topology["arcs"][number if number >= 0 else ~number]:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points if number >= 0 else points[::-1]


def rings(topology: dict[str, Any], geometry: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer ring of every polygon of a country."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    for polygon in polygons:
        ring: list[Point] = []
        for number in polygon[0]:
            points = arc_points(topology, number)
            ring += points if not ring else points[1:]
        yield ring


def clip(ring: list[Point]) -> list[Point]:
    """The part of a ring inside the region (Sutherland and Hodgman, 1974)."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: list[Point] = []
        for before, after in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            if (sign * (before[axis] - limit) >= 0) != (sign * (after[axis] - limit) >= 0):
                share = (limit - before[axis]) / (after[axis] - before[axis])
                crossing = [before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])]
                kept.append((crossing[0], crossing[1]))
            if sign * (after[axis] - limit) >= 0:
                kept.append(after)
        ring = kept
    return ring


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = [
        "# Made by scripts/make_outlines.py from Natural Earth 1:50m (public domain). Points are lon lat, degrees.",
        "rows:",
    ]
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        for number, ring in enumerate(rings(topology, geometry)):
            points = clip(ring)
            if len(points) < 4:
                continue
            label = SHOWN_AS.get(name, name)
            row_id = f"{name}_{number}".lower().replace(". ", "_").replace(" ", "_")
            lines += [
                f"  - id: {row_id}",
                f"    en: {label}",
                f"    ar: {ARABIC[name]}",
                "    source: Natural Earth 1:50m",
            ]
            lines.append(f'    ring: "{", ".join(f"{x:.2f} {y:.2f}" for x, y in points)}"')
    print("\n".join(lines))


if __name__ == "__main__":
    main()
