"""Ticket numbers as people type them."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def plain_digits(words: str) -> str:
    """Digits of full width as they stand in ticket numbers; everything else as it was typed."""
    return words.translate(_FULL_WIDTH)
