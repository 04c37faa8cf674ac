"""Two-way measures: whether those a service serves give back, and work beside its staff (decision 0049).

`of_service`, `of_programme` and `of_bank` read and measure some months; `of_service_in` measures several spans of them
at once. `Measures` has what each answers. Nothing here can give a figure about fewer than ten people: there stands
TooFew.
"""

from services.reads.measures.figures import FirstGifts, Hours, Share
from services.reads.measures.scopes import Span, of_bank, of_programme, of_service, of_service_in
from services.reads.measures.shown import FEWEST, TooFew
from services.reads.measures.stretches import Figures, Measures

__all__ = [
    "FEWEST",
    "Figures",
    "FirstGifts",
    "Hours",
    "Measures",
    "Share",
    "Span",
    "TooFew",
    "of_bank",
    "of_programme",
    "of_service",
    "of_service_in",
]
