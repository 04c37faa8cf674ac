"""The kinds of help that banks share: twelve main ones and something else, with finer ones under them.

Only the codes are fixed: they stay for good, so that banks can be compared and understood by one another. The names are
a bank's first words for them; it may write its own.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True)
class FinerKind:
    """A finer kind of help, under a main one, with its picture. `known_as` are other names that mean just this."""

    code: str
    icon: str  # a name of static/icons.svg
    name: Words
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class MainKind:
    """A main kind of help, with its picture, and how people word what they offer and ask."""

    code: str
    name: Words
    icon: str  # a name of static/icons.svg
    offers: tuple[Words, ...]
    requests: tuple[Words, ...]
    finer: tuple[FinerKind, ...] = ()
    known_as: tuple[str, ...] = ()


BASE = (
    MainKind(
        "LIFTS",
        _("Lifts and errands"),
        "car",
        offers=(_("A lift to the surgery, on weekday mornings"), _("Shopping for who can't carry it")),
        requests=(_("A lift to the hospital on Tuesday at ten"), _("Somebody to fetch my prescription")),
        finer=(
            FinerKind("LIFTS.CAR", "car", _("A lift by car")),
            FinerKind("LIFTS.SHOPPING", "shopping-cart", _("Shopping"), ("Grocery shopping",)),
            FinerKind("LIFTS.FETCHING", "package", _("Fetching and carrying")),
            FinerKind("LIFTS.ESCORT", "users-round", _("Company on the way")),
            FinerKind("LIFTS.MOVING", "truck", _("Help with moving house"), ("Moving house",)),
        ),
        known_as=("Transport", "Lifts", "Driving"),
    ),
    MainKind(
        "COMPANY",
        _("Company and visits"),
        "coffee",
        offers=(_("Tea and a chat, most afternoons"), _("Company for a walk, at your pace")),
        requests=(_("Somebody to play cards with"), _("A visit now and then, I don't get out much")),
        finer=(
            FinerKind("COMPANY.VISIT", "coffee", _("A visit")),
            FinerKind("COMPANY.LISTENING", "ear", _("A listening ear"), ("Listening",)),
            FinerKind("COMPANY.CALL", "phone", _("A telephone call"), ("Phone calls", "Telephone calls")),
            FinerKind("COMPANY.WALK", "footprints", _("A walk together"), ("Walking",)),
            FinerKind("COMPANY.GAMES", "dice-5", _("Games and cards")),
            FinerKind("COMPANY.OUTING", "ticket", _("Company for an outing")),
        ),
        known_as=("Company", "Befriending"),
    ),
    MainKind(
        "CARE",
        _("Care for people"),
        "hand-heart",
        offers=(_("I sit with somebody while their carer goes out"), _("Help after a stay in hospital")),
        requests=(_("Somebody to sit with my mother for two hours"), _("A hot meal while I am ill")),
        finer=(
            FinerKind("CARE.SITTING", "armchair", _("Sitting with somebody")),
            FinerKind("CARE.CARERS", "clock", _("A break for a carer")),
            FinerKind("CARE.HOSPITAL", "hospital", _("Help after hospital")),
            FinerKind("CARE.HAIR", "scissors", _("Hair and nails")),
            FinerKind("CARE.BEREAVED", "flower-2", _("Company in grief")),
        ),
        known_as=("Care",),
    ),
    MainKind(
        "FAMILIES",
        _("Children and families"),
        "baby",
        offers=(_("Help with homework, maths above all"), _("Walking children to school")),
        requests=(_("Somebody to mind the baby while I rest"), _("Help with reading for my son")),
        finer=(
            FinerKind("FAMILIES.MINDING", "baby", _("Minding children"), ("Babysitting", "Childcare")),
            FinerKind("FAMILIES.SCHOOL", "school", _("The way to school")),
            FinerKind("FAMILIES.HOMEWORK", "pencil", _("Homework")),
            FinerKind("FAMILIES.PARENTS", "milk", _("Support for new parents")),
            FinerKind("FAMILIES.PLAY", "blocks", _("Play and reading aloud")),
        ),
        known_as=("Children", "Families"),
    ),
    MainKind(
        "HOME",
        _("Repairs at home"),
        "hammer",
        offers=(_("Small repairs: hinges, taps, shelves"), _("Painting a room together")),
        requests=(_("Curtains hung: I can't climb a ladder"), _("A dripping tap mended")),
        finer=(
            FinerKind("HOME.SMALL", "wrench", _("Small repairs")),
            FinerKind("HOME.PAINTING", "paint-roller", _("Painting and papering")),
            FinerKind("HOME.FURNITURE", "sofa", _("Putting furniture together")),
            FinerKind("HOME.CLEANING", "washing-machine", _("Cleaning and laundry"), ("Cleaning",)),
            FinerKind("HOME.SORTING", "box", _("Sorting and clearing out")),
            FinerKind("HOME.BICYCLES", "bike", _("Bicycle repairs"), ("Bicycles",)),
        ),
        known_as=("Repairs", "DIY", "Home repairs", "Around the house"),
    ),
    MainKind(
        "GARDEN",
        _("Garden and animals"),
        "sprout",
        offers=(_("Weeding and cutting hedges"), _("Walking your dog at the weekend")),
        requests=(_("The lawn cut every other week"), _("Somebody to feed the cat in August")),
        finer=(
            FinerKind("GARDEN.WEEDING", "shovel", _("Weeding and planting")),
            FinerKind("GARDEN.LAWN", "fence", _("Lawns and hedges")),
            FinerKind("GARDEN.VEGETABLES", "carrot", _("Growing vegetables")),
            FinerKind("GARDEN.DOGS", "dog", _("Walking a dog"), ("Dog walking",)),
            FinerKind("GARDEN.PETS", "cat", _("Looking after animals"), ("Pets", "Animals", "Pet care")),
        ),
        known_as=("Garden", "Gardening", "Garden work"),
    ),
    MainKind(
        "FOOD",
        _("Cooking and food"),
        "cooking-pot",
        offers=(_("A pot of soup on Fridays"), _("I show you how to bake bread")),
        requests=(_("Somebody to cook with once a week"), _("A cake for a birthday")),
        finer=(
            FinerKind("FOOD.MEALS", "soup", _("A meal")),
            FinerKind("FOOD.BAKING", "cake", _("Baking")),
            FinerKind("FOOD.TOGETHER", "chef-hat", _("Cooking together")),
            FinerKind("FOOD.PRESERVING", "cherry", _("Jam and pickles")),
        ),
        known_as=("Cooking", "Food"),
    ),
    MainKind(
        "DIGITAL",
        _("Computers and phones"),
        "laptop",
        offers=(_("Help with a new phone, as slowly as you like"), _("Video calls set up")),
        requests=(_("Somebody to show me how to send photos"), _("My printer does not print")),
        finer=(
            FinerKind("DIGITAL.PHONE", "smartphone", _("Help with a phone")),
            FinerKind("DIGITAL.COMPUTER", "laptop", _("Help with a computer")),
            FinerKind("DIGITAL.ONLINE", "globe", _("Doing things online")),
            FinerKind("DIGITAL.PHOTOS", "camera", _("Photos and video calls")),
            FinerKind("DIGITAL.DESIGN", "brush", _("Web pages and posters")),
        ),
        known_as=("Computers", "Computer help", "IT"),
    ),
    MainKind(
        "LETTERS",
        _("Letters, forms and languages"),
        "languages",
        offers=(_("Reading letters and filling in forms together"), _("Translating from Polish")),
        requests=(_("Help with a form from the council"), _("Somebody to come to the doctor and translate")),
        finer=(
            FinerKind("LETTERS.FORMS", "file-text", _("Forms and applications")),
            FinerKind("LETTERS.READING", "mail", _("Reading and writing letters")),
            FinerKind("LETTERS.TRANSLATING", "languages", _("Translating"), ("Translation", "Interpreting")),
            FinerKind("LETTERS.MONEY", "coins", _("Household accounts")),
            FinerKind("LETTERS.WORK", "briefcase", _("Finding work")),
        ),
        known_as=("Languages and letters", "Letters", "Forms"),
    ),
    MainKind(
        "LEARNING",
        _("Lessons"),
        "graduation-cap",
        offers=(_("English conversation over coffee"), _("Guitar for beginners")),
        requests=(_("Somebody to practise English with"), _("Driving theory: I need it explained")),
        finer=(
            FinerKind(
                "LEARNING.ENGLISH", "message-square", _("Practising a language"), ("Languages", "Language lessons")
            ),
            FinerKind("LEARNING.INSTRUMENT", "guitar", _("Learning an instrument")),
            FinerKind("LEARNING.NUMBERS", "calculator", _("Numbers and letters")),
            FinerKind("LEARNING.MOVING", "dumbbell", _("Exercise and dance"), ("Exercise", "Yoga")),
            FinerKind("LEARNING.CRAFT", "palette", _("Learning a craft")),
        ),
        known_as=("Learning", "Tuition", "Teaching"),
    ),
    MainKind(
        "ARTS",
        _("Music, art and making"),
        "music",
        offers=(_("Trousers shortened, zips mended"), _("Piano for your party")),
        requests=(_("A coat mended before winter"), _("Photographs of our street party")),
        finer=(
            FinerKind("ARTS.SEWING", "shirt", _("Sewing and mending"), ("Sewing", "Mending")),
            FinerKind("ARTS.KNITTING", "spool", _("Knitting and crochet")),
            FinerKind("ARTS.MUSIC", "music", _("Making music"), ("Music",)),
            FinerKind("ARTS.PICTURES", "image", _("Painting and photographs"), ("Photography",)),
            FinerKind("ARTS.WOOD", "axe", _("Working with wood")),
        ),
        known_as=("Music and art", "Arts and crafts", "Arts"),
    ),
    MainKind(
        "CIVIC",
        _("Neighbourhood and civic work"),
        "landmark",
        offers=(_("Leaflets taken round my street"), _("Help at the polling day tea stall")),
        requests=(_("Hands to clean up the riverbank"), _("Somebody to take the minutes of our meeting")),
        finer=(
            FinerKind("CIVIC.TIMEBANK", "heart-handshake", _("Work for the time bank")),
            FinerKind("CIVIC.MEETINGS", "presentation", _("Meetings and minutes")),
            FinerKind("CIVIC.PLACES", "trees", _("Looking after a place")),
            FinerKind("CIVIC.EVENTS", "party-popper", _("Help at an event")),
            FinerKind("CIVIC.LEAFLETS", "newspaper", _("Leaflets and news")),
            FinerKind("CIVIC.SPEAKING", "megaphone", _("Speaking up for others")),
        ),
        known_as=("Community", "Civic work", "Neighbourhood"),
    ),
    MainKind(
        "OTHER",
        _("Something else"),
        "circle-question-mark",
        offers=(_("A strong pair of hands for an hour"),),
        requests=(_("Two people to lift a wardrobe"),),
        known_as=("Other", "Everything else", "Miscellaneous"),
    ),
)
MAIN_KINDS = {kind.code: kind for kind in BASE}


def main_kind_of(code: str) -> MainKind | None:
    """Give the main kind that a code is, or is under."""
    return MAIN_KINDS.get(code.partition(".")[0])


def code_called(name: str) -> str:
    """Give the code of the kind that a bank's name for a kind of help obviously means; '' where none does."""
    return _codes_by_name().get(" ".join(name.casefold().split()), "")


def _codes_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    finer: list[MainKind | FinerKind] = [kind for main in BASE for kind in main.finer]
    for kind in [*BASE, *finer]:
        for known_as in (str(kind.name), *kind.known_as):
            found.setdefault(known_as.casefold(), kind.code)
    return found
