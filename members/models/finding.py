"""How members are looked for: by name, by number, and by what they let others see of their profile."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.lookups import Unaccent
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact, TrigramWordSimilarity
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Lower

from timebank.lib.synonyms import synonyms_of

if TYPE_CHECKING:
    from members.models.members import Member

MOST_WORDS = 8
SHORTEST_GUESSED = 3  # letters
IN_NAME_ORDER = Unaccent(Lower("name"))
# Without the signs that would make one word of two: 'lift/drive' is both.
_PARTED = Func(F("search_text"), Value("/.@"), Value("   "), function="translate", output_field=models.TextField())
WHOLE_WORDS = SearchVector(_PARTED, config="simple")


class FindingQuerySet(models.QuerySet["Member"]):
    """Looking for members, and putting those found in order."""

    def numbered(self, typed: str) -> Self:
        """Who has a number, or had it before two entries of theirs became one."""
        return self.filter(_has_number(self.model._default_manager.all(), typed))

    def named_like(self, words: str) -> Self:
        """Those whose name or number contains every one of these words, accents forgiven."""
        found = self
        for word in words.split()[:MOST_WORDS]:
            fits = Q(name__unaccent__icontains=word)
            if is_number(word):
                fits |= _has_number(self.model._default_manager.all(), word)
            found = found.filter(fits)
        return found

    def found_by(self, words: str) -> Self:
        """Those who fit every one of these words: by number, or by what they let others see.

        Accents, capitals and typing errors are forgiven; part of a word is enough, and so is a word for the same.
        Words of three letters or more are looked up in the trigram index; how alike is alike enough is a setting of
        the connection.
        """
        found = self
        for word in words.split()[:MOST_WORDS]:
            everybody = self.model._default_manager.all()
            found = found.filter(_has_number(everybody, word) if is_number(word) else alike(word))
        return found

    def best_first(self, words: str) -> Self:
        """By how well name and profile fit these words, in thousandths so that pages can be cut; then by name."""
        plain = plainly(words)
        fits = _fit(plain, IN_NAME_ORDER) + _fit(plain, F("search_text"))
        thousandths = Cast(fits * Value(1000.0), models.IntegerField())
        return self.annotate(fits=thousandths, sorted_by=IN_NAME_ORDER).order_by("-fits", "sorted_by", "pk")

    def after_in_best_first(self, words: str, member: "Member") -> Self:
        """Those that come after this member in `best_first`; use it on what that gives."""
        theirs = self.model._default_manager.filter(pk=member.pk).best_first(words).order_by().values("fits")
        return self.filter(Q(fits__lt=Subquery(theirs)) | Q(_behind(member), fits=Subquery(theirs)))

    def in_name_order(self) -> Self:
        """By name as people look it up: capitals and accents aside."""
        return self.alias(sorted_by=IN_NAME_ORDER).order_by("sorted_by", "pk")

    def after_in_name_order(self, member: "Member") -> Self:
        """Those that come after this one in name order."""
        return self.alias(sorted_by=IN_NAME_ORDER).filter(_behind(member))

    def speaking(self, language: str) -> Self:
        """Those who let others see that they speak a language."""
        return self.filter(languages__contains=[language], shows__contains=["LANGUAGES"])

    def free_on(self, part_of_week: str) -> Self:
        """Those who let others see that they have time then."""
        return self.filter(availability__contains=[part_of_week], shows__contains=["AVAILABILITY"])


def is_number(word: str) -> bool:
    """Whether a word that was typed is a number."""
    return word.isascii() and word.isdigit()


def _has_number(everybody: models.QuerySet["Member"], typed: str) -> Q:
    """Ask for a number; the few that were given up lead to who has kept another."""
    number = typed.lstrip("0")
    given_up = everybody.filter(merged_into__isnull=False, number_text=number)
    return Q(number_text=number) | Q(pk__in=given_up.values("merged_into"))


def alike(word: str) -> Q:
    """Ask for rows whose `search_text` has a word, part of one, something like it, or a whole word for the same."""
    plain = plainly(word)
    fits = Q(search_text__contains=plain)
    if len(word) < SHORTEST_GUESSED:
        return fits  # what is like two letters is like everything
    same = [each + ending for each in synonyms_of(word) for ending in ("", "s", "es")]
    if same:
        asked = SearchQuery(" | ".join(same), config="simple", search_type="raw")
        fits |= Q(SearchVectorExact(WHOLE_WORDS, asked))
    return fits | Q(search_text__trigram_word_similar=plain)  # the dearest to look at comes last


def _fit(words: Func, text: Unaccent | F) -> TrigramWordSimilarity:
    return TrigramWordSimilarity(words, text)  # type: ignore[arg-type]  # the stubs know of plain texts only


def plainly(words: str | Combinable) -> Func:
    """Take capitals and accents from words, in the database: from those somebody typed once, not for each row."""
    if isinstance(words, str):
        return Func(Lower(Value(words)), template="(SELECT unaccent(%(expressions)s))", output_field=models.TextField())
    return Unaccent(Lower(words))


def _behind(member: "Member") -> Q:
    theirs = plainly(member.name)
    return Q(sorted_by__gt=theirs) | Q(sorted_by=theirs, pk__gt=member.pk)
