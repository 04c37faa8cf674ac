"""Passwords that many people use, found without asking anybody: a list of twenty thousand, and its nearest cousins."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHORTEST_STEM = 4
AROUND_A_WORD = re.compile(r"^[\W\d_]+|[\W\d_]+$")
WRITTEN_OTHERWISE = str.maketrans("013457@$!", "oieastasi")
OUR_OWN_WORDS = frozenset({"timebank", "timebanking", "password", "passwort", "haslo", "welcome", "letmein"})


class CommonPasswordCousins(CommonPasswordValidator):
    """Refuse what is a common password but for figures and signs around it, or for letters written as figures.

    Leaked passwords are mostly these: "Sunshine123!", "p4ssw0rd2026".
    """

    def validate(self, password: str, user: object = None) -> None:
        """Refuse a password whose stem is one that many people use, or that is one sign again and again."""
        said = password.strip().lower()
        stems = {AROUND_A_WORD.sub("", said), AROUND_A_WORD.sub("", said.translate(WRITTEN_OTHERWISE))}
        stems |= {stem.replace(" ", "") for stem in stems}
        common = {stem for stem in stems if len(stem) >= SHORTEST_STEM} & (self.passwords | OUR_OWN_WORDS)
        if common or len(set(said)) <= 2 or _is_a_word_twice(said, self.passwords):
            raise ValidationError(
                _("Many people use a password like this. Choose another."), code="password_too_common"
            )

    def get_help_text(self) -> str:
        """Say it before."""
        return _("Not a common word with figures behind it.")


def _is_a_word_twice(said: str, common: set[str]) -> bool:
    half, rest = divmod(len(said), 2)
    return rest == 0 and said[:half] == said[half:] and said[:half] in common
