"""Every form renders alike: label, hint, error, control, tied together for who hears the page."""

import re

import pytest
from django import forms
from django.template import Context, Template

from timebank.lib.fields import DayField, DurationField, OneLineField, choice_words


class ExampleForm(forms.Form):
    what = OneLineField(label="What was done?", help_text="In a few words, about 1½ lines.", max_length=40)
    hours = DurationField(label="how long")
    day = DayField(label="Which day?")
    who = forms.ChoiceField(
        label="Who?", widget=forms.RadioSelect, choices=[("1", choice_words("<Ana>", "Mill Lane")), ("2", "Ben")]
    )
    gifts = forms.MultipleChoiceField(
        label="Gifts", widget=forms.CheckboxSelectMultiple, choices=[("a", "Sewing")], required=False
    )
    agree = forms.BooleanField(label="I agree", help_text="It takes two minutes.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("These two do not fit.")


def rendered(name: str, form: forms.Form) -> str:
    return re.sub(r"\s+", " ", form[name].as_field_group())


def summary(form: forms.Form) -> str:
    return Template("{% include 'includes/error_summary.html' %}").render(Context({"form": form}))


def test_label_hint_error_and_control_come_in_that_order():
    html = rendered("what", ExampleForm({"what": "\x07"}))

    places = [html.index(part) for part in ("<label", 'class="hint"', 'class="field-error"', "<input")]
    assert places == sorted(places)


def test_a_control_names_its_hint_and_its_error():
    html = rendered("what", ExampleForm({}))

    described_by = re.search(r'<input[^>]* aria-describedby="([^"]+)"', html)[1].split()
    assert described_by == ["id_what_helptext", "id_what_error"]
    assert all(f'id="{name}"' in html for name in described_by)
    assert 'aria-invalid="true"' in html


def test_fractions_in_hints_keep_their_direction():
    assert '<bdi dir="ltr">1½</bdi>' in rendered("what", ExampleForm())


def test_a_label_begins_with_a_capital():
    assert "How long" in rendered("hours", ExampleForm())


def test_only_what_may_stay_empty_says_so():
    form = ExampleForm()

    said = [name for name in form.fields if "(you can leave this empty)" in rendered(name, form)]
    assert said == ["gifts"]


@pytest.mark.parametrize("name", ["day", "who", "gifts"])
def test_several_controls_share_a_legend(name):
    html = rendered(name, ExampleForm({}))

    assert html.startswith("<fieldset")
    assert "<legend>" in html


def test_a_choice_is_a_row_with_its_own_label():
    html = rendered("who", ExampleForm())

    assert html.count('<label class="pick" for="id_who_') == 2
    assert "<bdi>&lt;Ana&gt;</bdi><small>Mill Lane</small>" in html


def test_each_box_of_a_day_has_its_own_label():
    html = rendered("day", ExampleForm())

    assert re.findall(r'<label for="(\w+)">(\w+)</label>', html) == [
        ("id_day_0", "Day"),
        ("id_day_1", "Month"),
        ("id_day_2", "Year"),
    ]


def test_no_control_has_a_placeholder():
    class WithPlaceholder(forms.Form):
        what = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Write here", "data-find": True}))

    html = rendered("what", WithPlaceholder())

    assert "placeholder" not in html
    assert " data-find" in html


def test_what_was_typed_is_escaped_and_kept():
    assert 'value="&lt;b&gt;1&quot;"' in rendered("hours", ExampleForm({"hours": '<b>1"'}))


def test_a_hidden_field_has_no_label():
    assert rendered("secret", ExampleForm()).strip() == '<input type="hidden" name="secret" id="id_secret" >'


def test_the_summary_counts_names_and_links_each_answer():
    html = summary(ExampleForm({"hours": "much"}))

    assert re.search(r"Please check (\d) answers", html)[1] == "6"
    assert re.findall(r'<a href="#(\w+)">(.*?)</a>', html) == [
        ("id_what", "Please answer “What was done?”"),
        ("id_hours", 'Write the hours as a number, such as 1 or <bdi dir="ltr">1½</bdi>'),
        ("id_day_0", "Write the day as numbers, such as 23 11 2026"),
        ("id_who_0", "Please answer “Who?”"),
        ("id_agree", "Please answer “I agree”"),
    ]
    assert "These two do not fit." in html


def test_a_form_without_faults_has_no_summary():
    assert summary(ExampleForm()).strip() == ""


def test_every_link_of_the_summary_leads_to_a_control():
    form = ExampleForm({})

    anchors = re.findall(r'href="#(\w+)"', summary(form))
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in str(form)] == []
