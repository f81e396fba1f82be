# SPDX-License-Identifier: GPL-2.0
"""Where the instructions of a packet go: samples, as a table."""
import math

OTHERS_MAX = 0.01  # of what is added: a function with less is one of the others
KERNEL = "kernel"


class Spent:
    """What a packet costs, by module and function, and the standard error."""

    def __init__(self, counts, cost):
        self.cost = cost
        each = cost / sum(counts.values())
        self.of = {key: n * each for key, n in counts.items()}
        self.error = {key: math.sqrt(n) * each for key, n in counts.items()}
        self.modules = {module for module, _function in counts}


class Row:
    def __init__(self, name, bare, device, error=None):
        self.name, self.bare, self.device = name, bare, device
        self.added = device - bare
        self.error = error

    def words(self, indent=""):
        error = "" if self.error is None else f"{self.error:,.0f}"
        return [indent + self.name, f"{self.bare:,.0f}",
                f"{self.device:,.0f}", f"{self.added:,.0f}", error]


def summed(name, rows):
    return Row(name, sum(row.bare for row in rows),
               sum(row.device for row in rows),
               math.hypot(*(row.error for row in rows)))


def groups(spent, bare):
    """The functions of each module that no bare packet comes to, and of the
    kernel: all else."""
    of = {}
    for key in spent.of.keys() | bare.of.keys():
        module, function = key
        name = KERNEL if module in bare.modules else module
        of.setdefault(name, []).append(
            Row(function, bare.of.get(key, 0), spent.of.get(key, 0),
                math.hypot(bare.error.get(key, 0), spent.error.get(key, 0))))
    return of


def table(device, spent, bare):
    """The module of the device first, what adds most first in each group."""
    total = Row("all", bare.cost, spent.cost)
    lines = [["function", "bare", device, "added", "+-"], total.words()]
    of = {name: (summed(name, rows), rows)
          for name, rows in groups(spent, bare).items()}
    for name in sorted(of, key=lambda name: (
            name == KERNEL, name != device, -of[name][0].added, name)):
        whole, rows = of[name]
        lines.append(whole.words())
        few = [row for row in rows
               if abs(row.added) < OTHERS_MAX * abs(total.added)]
        rows = [row for row in rows if row not in few]
        rows.sort(key=lambda row: (-row.added, row.name))
        if few:
            rows.append(summed(f"others: {len(few)}", few))
        lines += [row.words("  ") for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join(
        "  " + "  ".join(word.rjust(width) if i else word.ljust(width)
                         for i, (word, width) in enumerate(zip(line, widths))
                         ).rstrip() for line in lines)
