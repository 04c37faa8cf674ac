"""What a browser says of itself, in words that people use."""

from django.utils.translation import gettext as _

# The first that is found counts: most browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "an Android phone or tablet"),
    ("CrOS", "a Chromebook"),
    ("Windows", "a Windows computer"),
    ("Macintosh", "a Mac"),
    ("Linux", "a Linux computer"),
)


def device_in_words(user_agent: str) -> str:
    """Say which browser on which machine: "Firefox on a Windows computer"."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "")
    machine = next((words for sign, words in MACHINES if sign in user_agent), "")
    if browser and machine:
        return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or _("a device we do not know")
