"""A profile in words: languages by their names, when somebody has time, and to which other time banks they belong."""

from collections.abc import Iterable, Sequence

from django.conf.locale import LANG_INFO
from django.db import connection
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import DAYS, PARTS_OF_DAY, Bank, Member

# Spoken, or signed, in our streets and not among those the framework knows.
MORE_LANGUAGES = {
    "bfi": gettext_lazy("British Sign Language"),
    "so": gettext_lazy("Somali"),
    "ps": gettext_lazy("Pashto"),
    "rom": gettext_lazy("Romani"),
    "ti": gettext_lazy("Tigrinya"),
    "tl": gettext_lazy("Tagalog"),
    "yo": gettext_lazy("Yoruba"),
}
SCRIPTS = {"zh-hans", "zh-hant"}  # others with a hyphen are one language in another country
PARTS_IN_PLURAL = {
    "AM": gettext_lazy("mornings"),
    "PM": gettext_lazy("afternoons"),
    "EVE": gettext_lazy("evenings"),
}
# Asked for each language by the index, and not of each member: a hundred questions, also in a city.
USED = """
  SELECT code FROM unnest(%(codes)s::varchar[]) AS code
   WHERE EXISTS (SELECT FROM members_member
                  WHERE languages @> ARRAY[code] AND bank_id = %(bank)s AND state = 'APPROVED'
                    AND account_id IS NOT NULL AND age_band = 'ADULT' AND 'LANGUAGES' = ANY (shows))
"""


def _known_languages() -> dict[str, str | Promise]:
    known: dict[str, str | Promise] = dict(MORE_LANGUAGES)
    for code, about in LANG_INFO.items():
        if "name" in about and ("-" not in code or code in SCRIPTS):
            known[code] = _with_own_name(str(about["name"]), str(about["name_local"]))
    return known


def _with_own_name(name: str, own: str) -> str | Promise:
    translated = gettext_lazy(name)  # the framework's own catalogues have the names of languages
    return translated if own.lower() == name.lower() else format_lazy("{} ({})", translated, own)


LANGUAGES = _known_languages()


def languages_by_name(codes: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Give languages as choices, in the order of their names; without codes all we know."""
    wanted = LANGUAGES if codes is None else [code for code in codes if code in LANGUAGES]
    return sorted(((code, str(LANGUAGES[code])) for code in wanted), key=lambda choice: choice[1].casefold())


def language_names(codes: Sequence[str]) -> list[str]:
    """Name languages in the order somebody gave them; one we no longer know is left out."""
    return [str(LANGUAGES[code]) for code in codes if code in LANGUAGES]


def languages_spoken(bank: Bank) -> list[tuple[str, str]]:
    """Give the languages that members of a bank let others see, as choices."""
    with connection.cursor() as cursor:
        cursor.execute(USED, {"bank": bank.pk, "codes": list(LANGUAGES)})
        return languages_by_name(code for (code,) in cursor.fetchall())


def times_in_words(codes: Sequence[str]) -> list[str]:
    """Say when somebody has time, a line for each day: 'Monday mornings and afternoons'."""
    chosen = set(codes)
    if len(chosen) == len(DAYS) * len(PARTS_OF_DAY):
        return [_("Any day, at any time")]
    return [_day_in_words(day, parts) for day in DAYS if (parts := _parts_of(day, chosen))]


def other_banks(member: Member) -> list[str]:
    """Name the other time banks of a member, where they chose on both sides that others may see it."""
    if member.person_id is None or not member.shows_item(Member.Item.BANKS):
        return []
    theirs = Member.objects.approved().filter(person=member.person_id, shows__contains=[Member.Item.BANKS])
    belongs = theirs.exclude(pk=member.pk).exclude(number=None).exclude(kind=Member.Kind.SUPPORTER)
    return list(belongs.order_by("bank__name").values_list("bank__name", flat=True))


def _parts_of(day: str, chosen: set[str]) -> list[str]:
    return [part for part in PARTS_OF_DAY if f"{day}_{part}" in chosen]


def _day_in_words(day: str, parts: list[str]) -> str:
    words = {"day": DAYS[day]}
    if len(parts) == len(PARTS_OF_DAY):
        return _("%(day)s, all day") % words
    names = [str(PARTS_IN_PLURAL[part]) for part in parts]
    said = _("%(day)s %(one)s") if len(names) == 1 else _("%(day)s %(one)s and %(two)s")
    return said % (words | dict(zip(("one", "two"), names, strict=False)))
