"""The kinds of help that the demo bank's stories are about."""

from typing import Literal

from members.models import Gift

CategoryCode = Literal[
    "LIFTS",
    "SHOPPING",
    "COMPANY",
    "GARDEN",
    "REPAIRS",
    "COMPUTERS",
    "COOKING",
    "SEWING",
    "LANGUAGE",
    "PETS",
    "LESSONS",
    "MUSIC",
    "FORMS",
]

CATEGORIES: dict[CategoryCode, str] = {
    "LIFTS": "Lifts and errands by car",
    "SHOPPING": "Shopping and collecting",
    "COMPANY": "Company and a chat",
    "GARDEN": "Garden",
    "REPAIRS": "Repairs around the home",
    "COMPUTERS": "Computers and phones",
    "COOKING": "Cooking and baking",
    "SEWING": "Sewing and mending",
    "LANGUAGE": "Languages and letters",
    "PETS": "Pets and animals",
    "LESSONS": "Lessons and learning",
    "MUSIC": "Music and arts",
    "FORMS": "Forms and paperwork",
}

# Where each stands in the tree that banks share.
SHARED: dict[CategoryCode, str] = {
    "LIFTS": "LIFTS.CAR",
    "SHOPPING": "LIFTS.SHOPPING",
    "COMPANY": "COMPANY.VISIT",
    "GARDEN": "GARDEN.WEEDING",
    "REPAIRS": "HOME.SMALL",
    "COMPUTERS": "DIGITAL.COMPUTER",
    "COOKING": "FOOD.MEALS",
    "SEWING": "ARTS.SEWING",
    "LANGUAGE": "LETTERS.TRANSLATING",
    "PETS": "GARDEN.PETS",
    "LESSONS": "LEARNING.NUMBERS",
    "MUSIC": "ARTS.MUSIC",
    "FORMS": "LETTERS.FORMS",
}

GIFT_KINDS: dict[CategoryCode, str] = {
    "LIFTS": Gift.Kind.HAND,
    "SHOPPING": Gift.Kind.HAND,
    "COMPANY": Gift.Kind.HEART,
    "GARDEN": Gift.Kind.HAND,
    "REPAIRS": Gift.Kind.HAND,
    "COMPUTERS": Gift.Kind.HEAD,
    "COOKING": Gift.Kind.HAND,
    "SEWING": Gift.Kind.HAND,
    "LANGUAGE": Gift.Kind.HEAD,
    "PETS": Gift.Kind.HEART,
    "LESSONS": Gift.Kind.HEAD,
    "MUSIC": Gift.Kind.HEART,
    "FORMS": Gift.Kind.HEAD,
}
