"""The shape of a made-up person, and the five whom a visitor can sign in as.

All telephone numbers of the demo bank are from the ranges kept free for drama.
"""

from dataclasses import dataclass

from timebank.demo.categories import CategoryCode


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody of Riverside: what they give and need decides whom the demo lets meet."""

    key: str
    name: str  # the first word is what people call them
    area: str
    telephone: str
    email: str = ""  # '' for those who never sign in
    about: str
    gives: tuple[CategoryCode, ...]
    needs: tuple[CategoryCode, ...]


RESIDENT = DemoPerson(
    key="margaret",
    name="Margaret Ollerenshaw",
    area="Weirside, RV1",
    telephone="01632 960118",
    email="resident@demo.example",
    about=(
        "I taught infants at the school by the weir for thirty-one years and still wave at half the town. I'm 78, I "
        "sew, I bake, and I listen to children read. My eyes are not what they were, so I no longer drive."
    ),
    gives=("SEWING", "COOKING", "LESSONS", "COMPANY"),
    needs=("LIFTS", "GARDEN", "COMPUTERS", "REPAIRS"),
)
NEIGHBOUR = DemoPerson(
    key="fatima",
    name="Fatima Rahmani",
    area="Weirside, RV1",
    telephone="07700 900214",
    email="neighbour@demo.example",
    about=(
        "I work early shifts at the post depot, so my afternoons are free and so is my car. I grew up with my "
        "grandmother's roses in Shiraz and I can't walk past a neglected one."
    ),
    gives=("LIFTS", "GARDEN", "COMPUTERS", "LANGUAGE"),
    needs=("SEWING", "COOKING", "LESSONS"),
)
COORDINATOR = DemoPerson(
    key="priya",
    name="Priya Raman",
    area="Town Quay, RV1",
    telephone="01632 960100",
    email="coordinator@demo.example",
    about=(
        "I look after the time bank from the little office above the library, Tuesday to Friday. Ring me about "
        "anything. I also make a good dosa and lend a hand with forms."
    ),
    gives=("FORMS", "COOKING", "COMPANY"),
    needs=("REPAIRS", "MUSIC"),
)
ADMIN = DemoPerson(
    key="huw",
    name="Huw Tegid Llewellyn",
    area="Castle Green, RV2",
    telephone="01632 960142",
    email="admin@demo.example",
    about=(
        "Retired from the water board, still fond of a tidy column of figures. I keep the time bank's settings in "
        "order and sing bass at the back of the choir."
    ),
    gives=("FORMS", "MUSIC", "REPAIRS"),
    needs=("COOKING", "SEWING"),
)
AUDITOR = DemoPerson(
    key="judith",
    name="Judith Thackeray-Moss",
    area="Priory, RV2",
    telephone="07700 900377",
    email="auditor@demo.example",
    about=(
        "I check the books for several small charities in the county. I live up by the priory with two cats and too "
        "many crime novels."
    ),
    gives=("FORMS",),
    needs=("GARDEN",),
)
