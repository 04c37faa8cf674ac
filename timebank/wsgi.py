"""The door for the web server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timebank.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)  # all pages: else whoever asks first waits for them
