"""What a page answers when a rule refuses what was asked."""

from timebank.lib.errors import RuleBroken

BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409
STATUS = {"invalid": BAD_REQUEST, "forbidden": FORBIDDEN}


def status_of(refusal: RuleBroken) -> int:
    """Give the HTTP status for a refusal's code (CONTRACT.md section 5): what is not bad or forbidden is a conflict."""
    return STATUS.get(refusal.code, CONFLICT)
