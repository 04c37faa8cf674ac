"""The one settings file. Everything an operator may change is read from the environment (README, Settings)."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from timebank.embedded import addresses, kept_secret
from timebank.lib.environment import env
from timebank.lib.texting import gateway_from
from timebank.lib.tiles import tiles_from
from timebank.media import storage_from

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("TIMEBANK_VAR", default=str(BASE_DIR / "var"))).absolute()
HOST = env.str("HOST", default="127.0.0.1")
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ON_LOOPBACK = HOST in {"127.0.0.1", "localhost", "::1"}

# Servers: the operator's where their addresses are set, else the embedded ones (timebank.embedded).
_embedded = addresses(VAR)
EMBEDDED_DATABASE = not env.str("DATABASE_URL", default="")
_owner_url = env.str("DATABASE_OWNER_URL", default=_embedded.database_owner_url if EMBEDDED_DATABASE else "")
REDIS_URL = env.str("REDIS_URL", default="") or _embedded.redis_url

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(env.str("DATABASE_URL", default="") or _embedded.database_url)
    | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True},
}
# How alike a word must be to be found in spite of a typing error; a member's search asks the trigram index.
ALIKE = {"options": "-c pg_trgm.word_similarity_threshold=0.43"}
DATABASES["default"]["OPTIONS"] = ALIKE | DATABASES["default"].get("OPTIONS", {})
if _owner_url:  # migrates; the application role may not (docs/decisions/0002)
    DATABASES["owner"] = env.db_url_config(_owner_url)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A fixed time as a default is taken for the time of the start, by mistake, if it is within ten seconds of it; quiet
# hours end at a fixed time of day, and at eight in the morning every command would warn of them.
SILENCED_SYSTEM_CHECKS = ["fields.W161"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=EMBEDDED_DATABASE and ON_LOOPBACK)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not EMBEDDED_DATABASE:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text: with your own database there is no default.")
    SECRET_KEY = kept_secret(VAR)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK_HOSTS if ON_LOOPBACK else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        f"Set ALLOWED_HOSTS to the names people will type: HOST is {HOST}, so others can reach it."
    )
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = env.int("PORT", default=8000)
PUBLIC_ADDRESS = CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else f"http://{HOST}:{PORT}"
SERVED_OVER_HTTPS = any(origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS)

INSTALLED_APPS = [
    "timebank",
    "insight",
    "services",
    "exchanges",
    "members",
    "ledger",
    "notices",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "timebank.urls"
WSGI_APPLICATION = "timebank.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "timebank.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Who people are, and how they sign in.
AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "timebank.passwords.CommonPasswordCousins"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "timebank.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the one-time link that sets the password
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who asks with an unknown address learns nothing, and nobody is written to
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 15  # a letter may take its time
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}  # three tries, and ten letters in an hour
ACCOUNT_EMAIL_NOTIFICATIONS = True  # people are told when their password or their second step changes
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 15
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "login_code": "20/m/ip",
    "change_email": "10/h/user",
    "address_claim": "30/m/ip",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # who has a password or a code had a letter there
MFA_ADAPTER = "timebank.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "add_webauthn": "timebank.account_forms.AddPasskeyForm",
    "authenticate_webauthn": "timebank.account_forms.ShowPasskeyForm",
    "reauthenticate_webauthn": "timebank.account_forms.ShowPasskeyAgainForm",
}
MFA_TOTP_ISSUER = "Timebank"
MFA_TOTP_TOLERANCE = 1  # half a minute: telephones' clocks differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_OVER_HTTPS and ON_LOOPBACK  # browsers trust one's own machine
ACCOUNT_SESSION_REMEMBER = True

# Words, days and hours.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": storage_from(env.str("MEDIA_STORAGE_URL", default=""), VAR / "media"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail goes to files until an operator names a mail server.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Timebank <timebank@localhost>")
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="")  # where letters come back to; DEFAULT_FROM_EMAIL without it
_email_url = env.str("EMAIL_URL", default="")
if _email_url:
    vars().update(env.email_url_config(_email_url))
else:
    EMAIL_BACKEND = "timebank.lib.mail_files.EmailBackend"
    EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_TIMEOUT = 20
SMS_GATEWAY = gateway_from(env.str("SMS_URL", default=""), VAR / "sms")

# Streets under the map: pictures from one host, asked for by that page alone. Without it areas lie on plain paper.
MAP_TILES = tiles_from(env.str("MAP_TILES_URL", default=""), env.str("MAP_TILES_CREDIT", default=""))

# Jobs: what is due stands in the database; beat only wakes the sweeps.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
# What speaks with a mail server or a gateway waits apart, so that one that hangs keeps nothing else waiting, and what
# somebody has just asked for apart from other letters. A worker that is told no queues does all of them, in turns.
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_QUEUES = [Queue(CELERY_TASK_DEFAULT_QUEUE), Queue("urgent"), Queue("letters")]
CELERY_TASK_ROUTES = {
    "notices.deliver_due": {"queue": "urgent"},
    "notices.deliver_urgent": {"queue": "urgent"},
    "notices.deliver": {"queue": "letters"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # what one worker keeps at hand, another cannot do
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
# Sweeps, and every how many seconds beat wakes them; one that waits longer than that is dropped for the next.
SWEEPS = {
    "exchanges.match_changed": 1,
    "notices.deliver_due": 10,
    "exchanges.match_new_gifts": 60,
    "exchanges.sweep_matches": 1800,
    "insight.make_due_reports": 60,
    "members.sweep_imported": 60,
    "exchanges.sweep_announcements": 60,
    "ledger.expire_holds": 600,
    "members.sweep_terms": 600,
    "ledger.seal_books": 1800,
    "insight.prove_ledgers": 3600,
    "insight.send_month_letters": 3600,
    "exchanges.sweep_reminders": 900,
    "exchanges.forget_reminders": 86400,
    "exchanges.sweep_silence": 3600,
    "exchanges.sweep_photos": 86400,
    "exchanges.tell_saved_searches": 3600,
    "exchanges.make_events_ahead": 3600,
    "exchanges.sweep_rounds": 1800,
    "exchanges.forget_guests": 86400,
    "services.sweep_voice": 3600,
    "members.sweep_dues": 3600,
    "members.sweep_rests": 3600,
    "members.sweep_photos": 86400,
    "services.tell_progress": 1800,
    "services.forget_links": 86400,
    "insight.delete_expired_reports": 86400,
    "insight.keep_rules": 86400,
}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    task: {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}
    for task, seconds in SWEEPS.items()
}

# Safety: nothing inline, nothing framed, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
if SERVED_OVER_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the proxy's word for who asks: limits count people, not the proxy
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500  # the register of an event has three boxes for each of 600 people

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"class": "timebank.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "filters": {"no_secrets": {"()": "timebank.logs.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
