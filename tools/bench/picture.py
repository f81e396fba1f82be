# SPDX-License-Identifier: GPL-2.0
"""Pictures of what tools/bench/report has, as SVG."""
import math
from xml.sax.saxutils import escape

WIDTH = 760
LEFT, RIGHT, TOP, BOTTOM = 170, 90, 60, 46
BAR, GAP = 14, 12
OVTUN_COLOUR, GENEVE_COLOUR, OTHER_COLOUR = "#1769aa", "#c98a1b", "#8a8f98"
INK, FAINT = "#222222", "#d9dce1"


def colour(device):
    return {"ovtun": OVTUN_COLOUR, "geneve": GENEVE_COLOUR}.get(
        device, OTHER_COLOUR)


def text(x, y, words, anchor="start", size=12):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" '
            f'text-anchor="{anchor}">{escape(words)}</text>')


def line(x1, y1, x2, y2, stroke=FAINT, width=1.0):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{stroke}" stroke-width="{width}"/>')


def box(x, y, width, height, fill):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
            f'height="{height:.1f}" fill="{fill}"/>')


def sheet(height, title, parts):
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        box(0, 0, WIDTH, height, "#ffffff"),
        text(16, 24, title, size=15), *parts, "</svg>", ""])


def steps(most, count=5):
    """Round numbers from 0 to at least most."""
    raw = most / count or 1
    power = 10 ** math.floor(math.log10(raw))
    step = next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= raw)
    return [i * step for i in range(math.ceil(most / step) + 1)]


def legend(devices):
    parts, x = [], 16
    for device in devices:
        parts += [box(x, 36, 10, 10, colour(device)),
                  text(x + 15, 45, device)]
        x += 30 + 7 * len(device)
    return parts


def bars(title, groups):
    """groups: (name, [(device, value, remark)])"""
    most = max(value for _, values in groups for _, value, _ in values)
    ticks = steps(most)
    scale = (WIDTH - LEFT - RIGHT) / ticks[-1]
    height = TOP + BOTTOM + sum(len(v) * BAR + GAP for _, v in groups)
    parts = []
    for tick in ticks:
        x = LEFT + tick * scale
        parts += [line(x, TOP, x, height - BOTTOM),
                  text(x, height - BOTTOM + 16, f"{tick:,.0f}", "middle", 11)]
    y = TOP + GAP / 2
    for name, values in groups:
        middle = y + len(values) * BAR / 2 + 4
        parts.append(text(LEFT - 8, middle, name, "end"))
        for device, value, remark in values:
            parts += [box(LEFT, y, value * scale, BAR - 2, colour(device)),
                      text(LEFT + max(value, 0) * scale + 5, y + BAR - 4,
                           remark, size=11)]
            y += BAR
        y += GAP
    parts.append(text(LEFT, height - 10, "instructions added to a packet",
                      size=11))
    return sheet(height, title, legend(["kernel's driver", "geneve", "ovtun"])
                 + parts)


def curves(title, below, points):
    """points: {device: [(x, y)]}; the axis of x is logarithmic."""
    height = 400
    xs = sorted({x for curve in points.values() for x, _ in curve})
    ticks = steps(max(y for curve in points.values() for _, y in curve))
    left, right, bottom = 70, WIDTH - 90, height - BOTTOM
    span = math.log(xs[-1] / xs[0]) or 1

    def place(x, y):
        return (left + math.log(x / xs[0]) / span * (right - left),
                bottom - y / ticks[-1] * (bottom - TOP))

    parts = []
    for tick in ticks:
        y = place(xs[0], tick)[1]
        parts += [line(left, y, right, y),
                  text(left - 6, y + 4, f"{tick:,.0f}", "end", 11)]
    for x in xs:
        parts.append(text(place(x, 0)[0], bottom + 16, f"{x:,}", "middle", 11))
    for device, curve in points.items():
        dots = [place(x, y) for x, y in sorted(curve)]
        for a, b in zip(dots, dots[1:]):
            parts.append(line(*a, *b, colour(device), 2))
        for x, y in dots:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" '
                         f'fill="{colour(device)}"/>')
        parts.append(text(dots[-1][0] + 8, dots[-1][1] + 4, device))
    parts.append(text((left + right) / 2, height - 10, below, "middle", 11))
    return sheet(height, title, parts)


def number(word):
    return int(word.replace("k", "000").replace("m", "000000"))


def series(rows, prefix, first):
    """{device: [(N, added)]} of the cases PREFIX-N; first stands for N = 1."""
    points = {}
    for row in rows:
        name = row["case"]
        if row["added"] is None or row["device"] == "geneve" or "@" in name:
            continue
        if name == first:
            x = 1
        elif name.startswith(prefix + "-"):
            x = number(name.removeprefix(prefix + "-"))
        else:
            continue
        points.setdefault(row["device"], []).append((x, row["added"]))
    return {d: curve for d, curve in points.items() if len(curve) > 1}


def cases(rows):
    groups = {}
    for row in rows:
        name = row["case"]
        if row["added"] is None or row["device"] == "bare" or \
                name.startswith("fdb-") or \
                name.startswith("flood-") and name != "flood-64":
            continue
        remark = f"{row['added']:,.0f}"
        if row["device"] == "ovtun" and row["ratio"] is not None:
            remark += f" = {row['ratio']:.2f}"
        groups.setdefault(name, []).append(
            (row["device"], row["added"], remark))
    return list(groups.items())


def pictures(rows):
    """{name: SVG} of the last kernel, of what was measured."""
    if not rows:
        return {}
    kernel = rows[-1]["kernel"]
    rows = [row for row in rows if row["kernel"] == kernel]
    found = {}
    groups = cases(rows)
    if groups:
        found["cases"] = bars(f"What a tunnel adds to a packet, {kernel}",
                              groups)
    for name, prefix, first, title, below in (
            ("table", "fdb", "vxlan4-64",
             "Added instructions and the size of the forwarding table",
             "entries"),
            ("remotes", "flood", None,
             "Added instructions of a copy and the number of remotes",
             "remotes")):
        points = series(rows, prefix, first)
        if points:
            found[name] = curves(f"{title}, {kernel}", below, points)
    return found
