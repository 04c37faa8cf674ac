"""The made-up organisations of the demo bank, and the people who wait to join it."""

from dataclasses import dataclass

from timebank.demo.categories import CategoryCode


@dataclass(frozen=True, kw_only=True)
class DemoOrganisation:
    """An association or institution of Riverside that gives and receives hours like anybody else."""

    key: str
    name: str
    area: str
    telephone: str
    email: str = ""
    about: str
    gives: tuple[CategoryCode, ...]
    needs: tuple[CategoryCode, ...]


@dataclass(frozen=True, kw_only=True)
class DemoApplicant:
    """Somebody whose application waits on the coordinator's desk; `about` says what they can give."""

    name: str
    area: str
    telephone: str
    email: str = ""
    about: str


ORGANISATIONS: tuple[DemoOrganisation, ...] = (
    DemoOrganisation(
        key="allotments",
        name="Mill End Allotment Society",
        area="Mill End, RV1",
        telephone="01632 960900",
        email="mill-end.allotments@demo.example",
        about=(
            "Forty-two plots, one leaky tap and a shed with a kettle. We lend tools, share seedlings and always have "
            "courgettes. Raised beds at the gate for people who cannot kneel."
        ),
        gives=("GARDEN", "LESSONS"),
        needs=("REPAIRS", "FORMS", "GARDEN"),
    ),
    DemoOrganisation(
        key="repair-cafe",
        name="The Second Saturday Repair Cafe",
        area="Town Quay, RV1",
        telephone="01632 960901",
        email="second.saturday@demo.example",
        about=(
            "Bring it broken, sit down, learn how it works. Toasters, lamps, zips, bikes and the odd teddy bear. "
            "Second Saturday of the month, ten till one, in the old boat store."
        ),
        gives=("REPAIRS", "SEWING", "COMPUTERS"),
        needs=("COOKING", "COMPANY"),
    ),
    DemoOrganisation(
        key="choir",
        name="Weirside Voices",
        area="Weirside, RV1",
        telephone="01632 960902",
        email="weirside.voices@demo.example",
        about=(
            "A choir for people who were told at school to mouth the words. Thursdays at seven. We sing at care "
            "homes, fairs and, once, on a sinking pontoon."
        ),
        gives=("MUSIC", "COMPANY"),
        needs=("LIFTS", "COOKING", "SEWING"),
    ),
    DemoOrganisation(
        key="community-centre",
        name="Northgate Community Centre",
        area="Northgate, RV2",
        telephone="01632 960903",
        email="northgate.centre@demo.example",
        about=(
            "A hall, two rooms and a kitchen that forgives. English classes, baby group, lunch club and the warmest "
            "radiators in RV2. Time bank members may use the small room."
        ),
        gives=("LESSONS", "COMPANY", "FORMS"),
        needs=("REPAIRS", "COOKING", "COMPUTERS", "GARDEN"),
    ),
    DemoOrganisation(
        key="walkers",
        name="Riverside Easy Walkers",
        area="Lock Meadow, RV3",
        telephone="01632 960904",
        about=(
            "Two miles, flat, with a bench every half mile and a pot of tea at the end. Wednesdays at ten from the "
            "lock. Nobody is left behind, and dogs are members too."
        ),
        gives=("COMPANY", "PETS"),
        needs=("LIFTS", "COMPANY"),
    ),
    DemoOrganisation(
        key="pantry",
        name="The Bread Oven Food Pantry",
        area="Castle Green, RV2",
        telephone="01632 960905",
        email="bread.oven@demo.example",
        about=(
            "Good food that would have been wasted, shared on Tuesdays and Fridays. Anybody may come and nobody is "
            "asked why. We can always use a pair of hands and a van."
        ),
        gives=("COOKING", "SHOPPING"),
        needs=("SHOPPING", "LIFTS", "COOKING", "COMPUTERS"),
    ),
)

APPLICANTS: tuple[DemoApplicant, ...] = (
    DemoApplicant(
        name="Kathleen Mary Braithwaite",
        area="Fernhill, RV3",
        telephone="01632 960811",
        about=(
            "My daughter heard of you at the library. I can iron, shell peas, sit with somebody and remember the "
            "whole of the old town. I would like help with my bins and steps."
        ),
    ),
    DemoApplicant(
        name="Emeka Udeze",
        area="Northgate, RV2",
        telephone="07700 900681",
        email="emeka.udeze@demo.example",
        about=(
            "I'm a lab technician and new in town. I can put up shelves, teach chess and push heavy things. I'd like "
            "to learn to cook English puddings."
        ),
    ),
    DemoApplicant(
        name="Agnieszka Ścibor-Kowalska",
        area="Mill End, RV1",
        telephone="07700 900537",
        email="agnieszka.scibor-kowalska@demo.example",
        about=(
            "I cut hair at home and I can visit. Polish and German. My garden has beaten me and I would be glad of "
            "company while I fight it."
        ),
    ),
    DemoApplicant(
        name="Leonard Fothergill",
        area="Weirside, RV1",
        telephone="01632 960298",
        about=(
            "I am 83 and was a piano tuner. I can still tune yours if someone fetches me and my bag. I'd like a lift "
            "to the chess club now and then."
        ),
    ),
    DemoApplicant(
        name="Rukhsana Ghafoor",
        area="Castle Green, RV2",
        telephone="07700 900444",
        email="rukhsana.ghafoor@demo.example",
        about=(
            "I worked behind a post office counter for years and can help with bills, letters and budgets. I'd love "
            "somebody to practise driving with. I have my licence but not my courage."
        ),
    ),
)
