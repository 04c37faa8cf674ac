"""Telephone numbers as people write them."""

import re

SEPARATORS = re.compile(r"[\s()./\-–\u00a0]+")
NUMBER = re.compile(r"\+?[0-9]{7,15}")
FOREIGN_ZERO = "(0)"  # +44 (0)7700 …: dialled within the country only


def number_for_texts(written: str) -> str:
    """Give the digits of a number, with its plus where it has one; '' for what is no one telephone number."""
    bare = SEPARATORS.sub("", written.replace(FOREIGN_ZERO, "") if "+" in written else written)
    if not bare.isascii() or not NUMBER.fullmatch(bare):
        return ""
    return "+" + bare.removeprefix("00") if bare.startswith("00") else bare
