"""Words of the trade that mean the same to who looks for help: 'lift' finds a drive, 'drive' finds a lift.

A group is one line of plain words, small letters, without accents; a word may stand in several. Only whole words are
taken for each other, so that 'car' finds no care; none is shorter than three letters, or no index could find it.
"""

import difflib
import unicodedata

GROUPS = (
    "lift drive driving driver ride car taxi transport",
    "hospital surgery doctor clinic appointment dentist",
    "shopping shop groceries supermarket errand errands",
    "prescription prescriptions pharmacy chemist medicine errand errands",
    "garden gardening weeding digging hedge lawn mowing pruning planting sowing allotment",
    "repair repairs fix fixing mend mending handyman odd-jobs diy",
    "shelf shelves drilling screwing furniture flatpack assembly",
    "plumbing tap leak leaking drain",
    "bicycle bicycles bike bikes cycle cycling",
    "painting decorating wallpaper wallpapering",
    "carpentry woodwork joinery wood",
    "cleaning clean tidy tidying hoovering dusting windows decluttering declutter sorting",
    "laundry ironing washing",
    "cooking cook meal meals dinner lunch soup",
    "baking bake cake cakes bread jam",
    "sewing sew knitting crochet needlework hemming tailoring alterations",
    "computer computers laptop tablet internet online email printer digital",
    "phone telephone mobile smartphone",
    "form forms letter letters paperwork writing reading benefits",
    "language languages english conversation translating translation interpreting interpreter",
    "lesson lessons teaching teach teacher tutoring tutor learning homework maths",
    "company companionship visit visits visiting befriending chat chatting talk tea",
    "listening listen listener",
    "walk walks walking stroll rambling",
    "dog dogs puppy pet pets",
    "cat cats kitten pet pets",
    "child children babysitting babysitter childminding kids school",
    "care caring carer sitting respite",
    "haircut haircuts hair hairdressing hairdresser barber",
    "massage relaxation wellbeing",
    "exercise fitness yoga stretching gym",
    "music piano guitar singing sing choir violin",
    "art drawing crafts craft pottery",
    "photography photo photos photographs camera pictures",
    "moving removal removals van carrying lifting",
    "borrow lend lending tool tools ladder",
    "money budgeting accounts bookkeeping tax",
    "job jobs interview application applications",
    "meeting meetings committee neighbourhood council campaign leaflet leaflets leafleting",
    "event events party fete helping stewarding steward",
    "key keys plants watering holiday post",
    "wheelchair mobility hoist",
)
SHORTEST_GUESSED = 4  # letters; a shorter word is one of ours or none
ALIKE_ENOUGH = 0.8


def _by_word() -> dict[str, tuple[str, ...]]:
    known: dict[str, dict[str, None]] = {}
    for group in GROUPS:
        words = group.split()
        for word in words:
            known.setdefault(word, {}).update(dict.fromkeys(words))
    return {word: tuple(also for also in found if also != word) for word, found in known.items()}


SAME = _by_word()


def synonyms_of(word: str) -> tuple[str, ...]:
    """Give the words that mean the same to who looks for help; a plural and a typing error are seen through."""
    plain = _plain(word)
    if plain in SAME:
        return SAME[plain]
    if plain.removesuffix("s") in SAME:
        return SAME[plain.removesuffix("s")]
    meant = _meant(plain)
    return (meant, *SAME[meant]) if meant else ()


def _meant(typed: str) -> str:
    """Guess which of our words was mistyped: people rarely miss the first letter."""
    if len(typed) < SHORTEST_GUESSED or not typed.isalpha():
        return ""
    known = [each for each in SAME if each[0] == typed[0]]
    turned = [each for each in known if sorted(each) == sorted(typed)]
    close = turned or difflib.get_close_matches(typed, known, 1, ALIKE_ENOUGH)
    return close[0] if close else ""


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
