"""Measures precision and recall on the labelled examples: python evaluate.py"""

import json
import os

from ai_algorithm import ImageRecognizer, check_params

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "examples")
ENOUGH = 0.5


def intersection_over_union(one, other):
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one[2] * one[3] + other[2] * other[3] - both)


def matches(found, wanted):
    """How many found boxes have a wanted one of the same label for themselves."""
    left = list(wanted)
    count = 0
    for box in found:
        same = [w for w in left if w["label"] == box["label"]]
        best = max(same, key=lambda w: intersection_over_union(box["box"], w["box"]), default=None)
        if best is not None and intersection_over_union(box["box"], best["box"]) >= ENOUGH:
            left.remove(best)
            count += 1
    return count


def evaluate():
    """Returns {mode: (right, found, wanted)} over all labelled examples, with the default parameters."""
    recognizer = ImageRecognizer()
    with open(os.path.join(EXAMPLES, "labels.json"), encoding="utf-8") as file:
        rows = json.load(file)
    totals = {}
    for row in rows:
        with open(os.path.join(EXAMPLES, row["image"]), "rb") as file:
            found = recognizer.predict(file.read(), check_params({"mode": row["mode"]}))["boxes"]
        right = matches(found, row["boxes"])
        before = totals.get(row["mode"], (0, 0, 0))
        totals[row["mode"]] = (before[0] + right, before[1] + len(found), before[2] + len(row["boxes"]))
    return totals


if __name__ == "__main__":
    for mode, (right, found, wanted) in evaluate().items():
        print(
            "%-7s precision %.2f (%d of %d found)  recall %.2f (%d of %d there)"
            % (mode, right / max(found, 1), right, found, right / max(wanted, 1), right, wanted)
        )
