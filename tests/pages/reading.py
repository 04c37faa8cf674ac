"""Reading a page as people do: the words without the markup."""

import html
import re

from django.http import HttpResponse

# Elements inside a sentence leave no gap; all others part one sentence from the next.
INLINE = re.compile(r"</?(?:bdi|strong|span|a|small)\b[^>]*>")
MARKUP = re.compile(r"<[^>]+>")


def words(response: HttpResponse) -> str:
    """Give the text of a page on one line, with its spaces drawn together."""
    text = MARKUP.sub(" ", INLINE.sub("", response.content.decode()))
    return " ".join(html.unescape(text).split())
