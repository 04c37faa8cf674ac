"""What a request without words chooses from: the pictures of the shared kinds of help, as a bank has and names them."""

from dataclasses import dataclass

from exchanges.models import Category
from exchanges.models.category_base import BASE, FinerKind, MainKind
from members.models import Bank


@dataclass(frozen=True)
class Picture:
    """One kind of help to tap: its code, what the bank calls it, its picture, and the category a request of it gets."""

    code: str
    name: str
    icon: str
    category: Category | None
    finer: tuple["Picture", ...] = ()


def pictures(bank: Bank) -> list[Picture]:
    """Give the main kinds with their finer ones, with one query; what the bank has closed is left out.

    A bank that never took over the shared kinds is shown all of them: a request then has no category.
    """
    known = {each.code: each for each in Category.objects.of(bank).exclude(code="")}
    return [_picture(kind, known) for kind in BASE if _is_shown(kind, known)]


def picture_called(found: list[Picture], code: str) -> Picture | None:
    """Find the picture with a code, main or finer."""
    return next((each for main in found for each in (main, *main.finer) if each.code == code), None)


def _is_shown(kind: MainKind | FinerKind, known: dict[str, Category]) -> bool:
    if not known:
        return True
    category = known.get(kind.code)
    return category is not None and category.is_open and (category.parent is None or category.parent.is_open)


def _picture(kind: MainKind | FinerKind, known: dict[str, Category]) -> Picture:
    category = known.get(kind.code)
    finer = kind.finer if isinstance(kind, MainKind) else ()
    return Picture(
        code=kind.code,
        name=category.name if category else str(kind.name),
        icon=kind.icon,
        category=category,
        finer=tuple(_picture(each, known) for each in finer if _is_shown(each, known)),
    )
