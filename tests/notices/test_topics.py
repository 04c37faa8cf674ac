"""Every kind of notice that any app tells belongs to one topic."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from members.models import PartnershipEvent
from notices.models import NAMES, TOPICS, Topic, topic_of

APPS = ("members", "exchanges", "services", "insight", "timebank")
ROOT = Path(__file__).parents[2]
KIND = re.compile(r"[A-Z][A-Z0-9_]{2,}")
TELLS = re.compile(r"_?tell(_.*)?|write_about_signing_in|write_letter")
TELLERS = re.compile(rf"{TELLS.pattern}|_?[mM]essage(_of)?|Words|_News|_Told|replace")
MADE_OF_TWO = {f"PARTNERS_{kind}" for kind in PartnershipEvent.Kind.values}


def test_each_kind_told_anywhere_has_a_topic():
    told = set(kinds_told())

    assert len(told) > 70  # the search sees something
    assert told - set(TOPICS) == set()
    assert set(TOPICS) >= MADE_OF_TWO


def test_no_topic_has_a_kind_that_nobody_tells():
    assert set(TOPICS) - set(kinds_told()) - MADE_OF_TWO == set()


def test_a_kind_that_nobody_entered_always_reaches_people():
    assert topic_of("SOMETHING_NEW") == Topic.ACCOUNT


@pytest.mark.parametrize(("kind", "topic"), [("SIGN_IN", "ACCOUNT"), ("DECLINED", "EXCHANGES"), ("LETTER", "MESSAGES")])
def test_a_kind_has_its_topic(kind, topic):
    assert topic_of(kind) == topic


def kinds_told() -> Iterator[str]:
    """Find every code that stands in a call that tells, or is given to something called kind in a file that tells."""
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if "migrations" not in file.parts and ("tell" in text or "reminders" in file.parts):
                yield from _kinds_in(ast.parse(text))


def _kinds_in(tree: ast.Module) -> Iterator[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    if not any(TELLS.fullmatch(_name_of(call.func)) for call in calls):
        yield from _kinds_of_classes(tree)
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and TELLERS.fullmatch(_name_of(node.func)):
            for argument in [*node.args, *(each.value for each in node.keywords if each.arg == "kind")]:
                yield from _codes(argument)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _is_kind(node):
            yield from _codes(node.value)
        elif isinstance(node, ast.FunctionDef) and TELLERS.fullmatch(node.name):
            for default in [*node.args.defaults, *node.args.kw_defaults]:
                yield from _codes(default)


def _kinds_of_classes(tree: ast.Module) -> Iterator[str]:
    """Find what a class tells through another: its own 'kind'."""
    for node in ast.walk(tree):
        for each in node.body if isinstance(node, ast.ClassDef) else []:
            if (
                isinstance(each, ast.Assign | ast.AnnAssign)
                and _is_kind(each)
                and not isinstance(each.value, ast.Tuple)
            ):
                yield from _codes(each.value)  # a pair is a choice with its label


def _codes(node: ast.expr | None) -> Iterator[str]:
    """Give the codes that an expression may come to: itself, either side of a condition, or one of a few."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants():
        yield from constants()[node.id]
    elif isinstance(node, ast.IfExp):
        yield from [*_codes(node.body), *_codes(node.orelse)]
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from _codes(each)


@functools.cache
def constants() -> dict[str, set[str]]:
    """Give what stands for a code under a name of its own, in whichever file it is written down."""
    found: dict[str, set[str]] = {}
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            for each in ast.parse(file.read_text(encoding="utf-8")).body:
                is_code = isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
                if is_code and isinstance(each.value.value, str) and KIND.fullmatch(each.value.value):
                    for target in each.targets:
                        found.setdefault(_name_of(target), set()).add(each.value.value)
    return found


def _name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_kind(assigned: ast.Assign | ast.AnnAssign) -> bool:
    targets = assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]
    names = [name for each in targets for name in (each.elts if isinstance(each, ast.Tuple) else [each])]
    return any(isinstance(name, ast.Name) and name.id.lower() == "kind" for name in names)


def test_every_kind_has_a_name_of_its_own():
    assert set(NAMES) == set(TOPICS)
    assert len({str(name) for name in NAMES.values()}) == len(NAMES)
