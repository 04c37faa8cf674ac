"""Which blocks and reported conversations somebody may see."""

from django.shortcuts import get_object_or_404

from members.models import Block, Member, TalkReport


def block_to_end(asker: Member, pk: int) -> Block:
    """Give a block to who set it; to everybody else it does not exist."""
    standing: Block = get_object_or_404(Block.objects.of(asker).select_related("blocker", "blocked"), pk=pk)
    return standing


def talk_report_to_see(asker: Member, pk: int) -> TalkReport:
    """Give an open report to who may look into it; to the two and to everybody else it does not exist."""
    both = ("conversation__first__person", "conversation__second__person", "by", "bank")
    reports = TalkReport.objects.readable_by(asker).open().select_related(*both)
    found: TalkReport = get_object_or_404(reports, pk=pk)
    return found
