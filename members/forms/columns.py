"""What the columns of a file of members are called: by us, and by the programs that time banks leave.

docs/import.md says which of these names we have seen in the programs' own source and which we only know from hearsay.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timebank.lib.tables import NotATable, plain

NUMBER, NAME, FIRST_NAME, LAST_NAME, KIND = "number", "name", "first name", "last name", "kind"
EMAIL, TELEPHONE, OTHER_TELEPHONE = "email", "telephone", "other telephone"
ADDRESS, ADDRESS_2, TOWN, REGION, POSTCODE = "address", "address 2", "town", "region", "postcode"
AREA, ABOUT, GIFTS, CATEGORIES = "area", "about", "gifts", "categories"
BALANCE, BALANCE_MINUTES, BALANCE_SECONDS = "balance", "balance minutes", "balance seconds"
JOINED, STATE, BORN = "joined", "state", "born"
POSTAL = (ADDRESS, ADDRESS_2, TOWN, REGION, POSTCODE)
BALANCES = (BALANCE, BALANCE_MINUTES, BALANCE_SECONDS)

# Our own names first, and after each what else it may be called in a file of any origin.
NAMES: dict[str, tuple[str, ...]] = {
    NUMBER: ("member number", "member no", "member id", "membership number"),
    NAME: ("full name", "member name", "member"),
    FIRST_NAME: ("firstname", "given name", "forename"),
    LAST_NAME: ("lastname", "surname", "family name"),
    KIND: ("type", "member type"),
    EMAIL: ("e mail", "email address", "e mail address", "mail"),
    TELEPHONE: ("phone", "phone number", "telephone number", "home phone", "tel"),
    OTHER_TELEPHONE: ("mobile", "mobile phone", "cell", "cell phone", "alternative phone", "work phone"),
    ADDRESS: ("postal address", "post", "street", "street address", "address 1", "address line 1"),
    ADDRESS_2: ("address line 2",),
    TOWN: ("city",),
    REGION: ("county", "province"),
    POSTCODE: ("post code", "postal code", "zip", "zip code"),
    AREA: ("neighbourhood", "neighborhood", "district"),
    ABOUT: ("about me", "bio", "biography", "description", "profile"),
    GIFTS: ("skills", "talents", "offers", "interests"),
    CATEGORIES: ("category", "service categories"),
    BALANCE: ("hours", "account balance", "hours balance", "time credits", "credits"),
    BALANCE_MINUTES: ("minutes",),
    BALANCE_SECONDS: (),
    JOINED: ("joined on", "join date", "date joined", "member since", "start date"),
    STATE: ("status", "member status"),
    BORN: ("date of birth", "birth date", "birthday", "dob"),
}

# Where a program's export says something else than the common names would.
PROGRAMS: dict[str, dict[str, str]] = {
    "timeoverflow": {
        "n": NUMBER,
        **dict.fromkeys(["username", "nombre", "nom"], NAME),
        **dict.fromkeys(["correo", "correu", "correu electrònic"], EMAIL),
        **dict.fromkeys(["teléfono", "telèfon"], TELEPHONE),
        **dict.fromkeys(["teléfono alternativo", "telèfon alternatiu"], OTHER_TELEPHONE),
        **dict.fromkeys(["dirección", "adreça"], ADDRESS),
        **dict.fromkeys(["descripción", "descripció"], ABOUT),
        **dict.fromkeys(["fecha de nacimiento", "data de naixement"], BORN),
        **dict.fromkeys(["created", "creado", "creat"], JOINED),
        **dict.fromkeys(["balance", "saldo"], BALANCE_SECONDS),
    },
    "komunitin": {"code": NUMBER, "created": JOINED, "member.name": NAME, "member.email": EMAIL},
    "community-weaver": {
        **dict.fromkeys(["uid", "user id", "id"], NUMBER),
        "state": REGION,
        "approval date": JOINED,
        "balance of hours": BALANCE,
    },
    "hourworld": {
        **dict.fromkeys(["memid", "id"], NUMBER),
        "state": REGION,
        "organization": KIND,
        "current balance": BALANCE,
        "services": GIFTS,
    },
    "time-online-2": {
        **dict.fromkeys(["id", "participant id", "participant number"], NUMBER),
        "participant": NAME,
        "participant type": KIND,
        "registered": JOINED,
    },
}
PROGRAM_NAMES = {
    "timeoverflow": "TimeOverflow",
    "komunitin": "Komunitin",
    "community-weaver": "Community Weaver",
    "hourworld": "hOurworld (Time and Talents)",
    "time-online-2": "Time Online 2",
}
YMD, DMY, MDY = "YMD", "DMY", "MDY"
DAYS = {
    YMD: gettext_lazy("2026-01-31"),
    DMY: gettext_lazy("31/01/2026, the day first"),
    MDY: gettext_lazy("01/31/2026, the month first"),
}
MARKS = re.compile(r"[-_\s]+")


@dataclass(frozen=True)
class Reading:
    """How a file is to be read: whose export it is, what somebody says of its columns, how its days are written."""

    program: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    days: str = YMD

    def column(self, theirs: str) -> str:
        """Say which of our columns one of theirs is; their own name where it is none."""
        name = column_name(theirs)
        said = {column_name(each): column_name(ours) for each, ours in self.columns.items()}
        return said.get(name) or PROGRAMS.get(self.program, {}).get(name) or _COMMON.get(name, name)


def column_name(typed: str) -> str:
    """Write a column's name as it is compared: whatever its capitals, blanks, hyphens and underscores."""
    return " ".join(MARKS.split(plain(typed.removeprefix("\ufeff")))).strip()


def said_columns(lines: list[str]) -> dict[str, str]:
    """Read 'their column = our column'. Raises NotATable where that is not said, or ours does not exist."""
    said: dict[str, str] = {}
    for line in lines:
        theirs, equals, ours = line.rpartition("=")
        if not equals or not theirs.strip():
            raise NotATable(_("Write “%(line)s” as: their column = our column.") % {"line": line})
        if _COMMON.get(column_name(ours)) is None:
            words = _("We have no column called “%(name)s”. Ours are: %(ours)s.")
            raise NotATable(words % {"name": ours.strip(), "ours": ", ".join(NAMES)})
        said[theirs.strip()] = _COMMON[column_name(ours)]
    return said


_COMMON = {name: ours for ours, others in NAMES.items() for name in (ours, *others)}
