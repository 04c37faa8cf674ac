"""Two-way measures: whether those a service serves give back, and work beside its staff (decision 0049).

`of_service`, `of_programme` and `of_bank` read and measure some months; `of_service_in` measures several spans of them
at once. `Measures` has what each answers; `giving_back_of` answers less, and reads less. Nothing here can give a figure
about fewer than ten people: there stands TooFew.
"""

from services.reads.measures.figures import FirstGifts, Hours, Share
from services.reads.measures.scopes import Span, giving_back_of, of_bank, of_programme, of_service, of_service_in
from services.reads.measures.shown import FEWEST, TooFew
from services.reads.measures.stretches import Figures, GivingBack, Measures

__all__ = [
    "FEWEST",
    "Figures",
    "FirstGifts",
    "GivingBack",
    "Hours",
    "Measures",
    "Share",
    "Span",
    "TooFew",
    "giving_back_of",
    "of_bank",
    "of_programme",
    "of_service",
    "of_service_in",
]
