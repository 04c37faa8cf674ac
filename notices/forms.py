"""What the page of notices sends back, and its page numbers."""

from django import forms


class NewestForm(forms.Form):
    """The newest notice that was on the page when 'Mark all as read' was pressed."""

    newest = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class PageForm(forms.Form):
    """The notice after which an older page begins; nothing on the first page."""

    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
