"""An axis from nought: its end and its lines at round numbers."""

from dataclasses import dataclass

PERCENT = 100.0
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Scale:
    """From 0 to `top`, with lines at `lines` (0 among them)."""

    top: float
    lines: tuple[float, ...]


def scale_of(largest: float, percent: bool = False) -> Scale:
    """Whole numbers for counts; a percentage always goes to 100."""
    if percent:
        return Scale(PERCENT, (0.0, 50.0, PERCENT))
    step = 1.0
    while largest / step > MOST_LINES:
        mantissa = step / 10 ** (len(str(int(step))) - 1)
        step *= 2.5 if mantissa == 2 else 2
    lines = [0.0]
    while lines[-1] < max(largest, 1):
        lines.append(lines[-1] + step)
    return Scale(lines[-1], tuple(lines))
