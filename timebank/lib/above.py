"""What an app further up adds to one below it, which may not import it: each names it in its AppConfig."""

import functools
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string


@functools.cache
def named_above(what: str) -> tuple[Callable[..., Any], ...]:
    """Give the functions that installed apps name under this word, such as `on_desk`, in the order of the apps.

    An app's config holds them as dotted names, so that nothing is imported before every app is loaded.
    """
    names = [name for config in apps.get_app_configs() for name in getattr(config, what, ())]
    return tuple(import_string(name) for name in names)
