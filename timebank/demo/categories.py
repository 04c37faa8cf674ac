"""The kinds of help in the demo bank."""

from typing import Literal

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
