"""The page of proof: what was checked and found, the seals, and comparing one that was kept outside."""

import datetime
from dataclasses import dataclass

from celery import current_app
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from insight.access import may_export, told_of_faults
from insight.forms import SealFileForm, SealPlaceForm
from insight.models import Proof
from insight.reads.proofs import checks_of, faults_of, kept_seal, seals_page
from insight.views.words import moment_in_words
from ledger import reads as ledger
from members.access import BankRequest, for_roles
from members.models import Bank, Role

STALE_AFTER = datetime.timedelta(days=1)
MILLISECONDS = 1000
SECONDS = 60


@dataclass(frozen=True)
class Mark:
    """What a page says of the last proof; `is_proved` is None where there has been none."""

    is_proved: bool | None
    words: str
    is_stale: bool = False


@dataclass(frozen=True)
class Fact:
    """One line about the last proofs."""

    question: str
    answer: str


@dataclass(frozen=True)
class Outcome:
    """What came of comparing a kept seal: a kind of note, and its words."""

    kind: str
    words: str


@for_roles(Role.ADMIN, Role.AUDITOR, Role.COORDINATOR)
@require_safe
def proof(request: BankRequest) -> HttpResponse:
    """Show when the ledger was proved, what was checked and found, and its seals."""
    bank = request.bank
    last, everything = Proof.objects.latest_of(bank), Proof.objects.latest_of_everything(bank)
    shown = everything if last and last.is_whole else last
    before = SealPlaceForm(request.GET).place()
    seals = seals_page(bank, before=before)
    context = {
        "seal": _mark(last, everything, timezone.now()),
        "last": last,
        "checks": checks_of(shown) if shown and shown.is_whole else [],
        "faults": faults_of(shown) if shown else [],
        "more_faults": shown.faults_count - len(shown.faults) if shown else 0,
        "facts": _facts(last, everything) if last and everything else [],
        "is_restricted": ledger.application_role_is_restricted(),
        "seals": seals.seals,
        "older_url": f"?before={seals.older_than}#seals" if seals.older_than else "",
        "newer_url": f"{request.path}#seals" if before else "",
        "may_export": may_export(request.member),
        "form": SealFileForm(bank=bank),
    }
    return render(request, "insight/proof.html", context)


@for_roles(Role.ADMIN)
@require_POST
def prove(request: BankRequest) -> HttpResponse:
    """Have the whole ledger proved again, by a worker: a long history takes its time."""
    _start(
        request,
        "insight.prove_ledger",
        {"bank_id": request.bank.pk},
        (
            _("We are checking the ledger now. Look here again in a minute."),
            _("We could not start the check. It runs by itself every hour."),
        ),
    )
    return redirect("insight:proof", bank=request.bank.slug)


@for_roles(Role.ADMIN)
@require_POST
def seal_now(request: BankRequest) -> HttpResponse:
    """Have what is new in the books sealed, by a worker."""
    _start(
        request,
        "ledger.seal_book",
        {"book_id": request.bank.book_id},
        (
            _("We are sealing the books now. Where nothing is new since the last seal, no seal is added."),
            _("We could not seal the books. It happens by itself every half hour."),
        ),
    )
    return redirect("insight:proof", bank=request.bank.slug)


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_safe
def seal_file(request: BankRequest, seal: int) -> HttpResponse:
    """Save one seal as the file that is kept outside."""
    found = ledger.seal_numbered(request.bank.book_id, seal)
    if found is None:
        raise Http404
    response = HttpResponse(kept_seal(request.bank, found).as_text(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{request.bank.slug}-seal-{found.number}.json"'
    return response


@for_roles(Role.ADMIN, Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def compare_seal(request: BankRequest) -> HttpResponse:
    """Compare a seal that was kept outside with the books. The file is read and forgotten."""
    bank = request.bank
    form = SealFileForm(request.POST, request.FILES, bank=bank) if request.method == "POST" else SealFileForm(bank=bank)
    if not form.is_bound:
        return render(request, "insight/compare_seal.html", {"form": form})
    if not form.is_valid():
        return render(request, "insight/compare_seal.html", {"form": form}, status=400)
    context = {"form": SealFileForm(bank=bank), "outcome": _compared(bank, form.cleaned_data["file"])}
    return render(request, "insight/compare_seal.html", context)


def mark(bank: Bank, now: datetime.datetime) -> Mark:
    """Say what came of the last proof."""
    return _mark(Proof.objects.latest_of(bank), Proof.objects.latest_of_everything(bank), now)


def _mark(last: Proof | None, everything: Proof | None, now: datetime.datetime) -> Mark:
    if last is None or everything is None:
        return Mark(None, _("The ledger has not been checked yet. That happens by itself every hour."))
    is_stale = now - last.at > STALE_AFTER
    return Mark(last.is_whole, _proved(last, everything) if last.is_whole else _not_proved(last), is_stale)


def _start(request: BankRequest, task: str, arguments: dict[str, int], words: tuple[str, str]) -> None:
    """Ask a worker for something, and say so; or that no worker could be asked."""
    done, refused = words
    try:
        transaction.on_commit(lambda: current_app.send_task(task, kwargs=arguments))
    except OperationalError:
        messages.error(request, refused)
    else:
        messages.success(request, done)


def _compared(bank: Bank, kept: ledger.KeptSeal) -> Outcome:
    found = ledger.seal_numbered(bank.book_id, kept.number)
    if found is None:
        return Outcome(
            "error",
            _(
                "Seal %(number)s is not in the books. They may have been put back from an older backup, so that hours "
                "are missing, or somebody took it out. Please show this to the people who run the site, and keep your "
                "file."
            )
            % {"number": kept.number},
        )
    if found.hash != kept.hash:
        return Outcome(
            "error",
            _(
                "Seal %(number)s in the books is not the one you kept. Something from before it was changed. Please "
                "show this to the people who run the site, and keep your file."
            )
            % {"number": kept.number},
        )
    words = {"number": kept.number, "when": _when(bank, found.sealed_at)}
    same = _("Seal %(number)s of %(when)s is still in the books, just as you kept it.") % words
    return Outcome("done", f"{same} {_fits(bank)}")


def _fits(bank: Bank) -> str:
    """Say whether the lines behind a seal were compared with it."""
    everything = Proof.objects.latest_of_everything(bank)
    if everything is None or not everything.is_whole:
        return _("Whether the lines in the books fit their seals is not proved: have the ledger checked.")
    return _("When everything was last checked, on %(when)s, all lines in the books fitted their seals.") % {
        "when": _when(bank, everything.at)
    }


def _facts(last: Proof, everything: Proof) -> list[Fact]:
    facts = [Fact(_("Everything was checked"), _when(last.bank, everything.at))]
    if last.pk != everything.pk:
        since = _("%(when)s: %(transfers)s since the check before") % {
            "when": _when(last.bank, last.at),
            "transfers": _counted(last)[0],
        }
        facts.append(Fact(_("What is new was checked"), since))
    if last.seal_number is not None:
        facts.append(Fact(_("Last seal at that time"), str(last.seal_number)))
    facts.append(Fact(_("How much was checked"), ", ".join(_counted(everything))))
    return [*facts, Fact(_("How long it took"), _took(everything.milliseconds))]


def _counted(proof: Proof) -> list[str]:
    def say(one: str, many: str, count: int) -> str:
        return ngettext(one, many, count) % {"count": _number(count)}

    counted = [
        say("%(count)s transfer", "%(count)s transfers", proof.transfers_count),
        say("%(count)s line", "%(count)s lines", proof.entries_count),
        say("%(count)s seal", "%(count)s seals", proof.seals_count),
    ]
    if proof.holds_count:
        counted.append(say("hours set aside once", "hours set aside %(count)s times", proof.holds_count))
    return counted


def _took(milliseconds: int) -> str:
    seconds = round(milliseconds / MILLISECONDS)
    if seconds < 1:
        return _("less than a second")
    if seconds < SECONDS:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = round(seconds / SECONDS)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _proved(last: Proof, everything: Proof) -> str:
    words = _(
        "Every hour received was given by someone. All %(entries)s entries of %(transfers)s transfers were checked "
        "in order on %(when)s, and none was changed."
    ) % {
        "entries": _number(everything.entries_count),
        "transfers": _number(everything.transfers_count),
        "when": _when(everything.bank, everything.at),
    }
    if last.pk == everything.pk:
        return words
    since = _("What is new since then was last checked on %(when)s.") % {"when": _when(last.bank, last.at)}
    return f"{words} {since}"


def _not_proved(proof: Proof) -> str:
    told = ", ".join(member.name for member in told_of_faults(proof.bank))
    faults = ngettext("%(count)d fault", "%(count)d faults", proof.faults_count) % {"count": proof.faults_count}
    return _(
        "The check on %(when)s found %(faults)s. We told %(names)s. Please ring the people who run the site, and do "
        "not rely on these figures until they have looked."
    ) % {"when": _when(proof.bank, proof.at), "faults": faults, "names": told}


def _number(count: int) -> str:
    return formats.number_format(count, force_grouping=True)


def _when(bank: Bank, at: datetime.datetime) -> str:
    return moment_in_words(at.astimezone(bank.zone_info()))
