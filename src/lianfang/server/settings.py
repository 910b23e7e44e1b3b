"""Django's settings. What differs between installations comes from the environment and from LIANFANG_HOME.

LIANFANG_HOME        folder of database, keys and sealed visits (default: the user's data folder)
DATABASE_URL         postgresql://… of the web role on any server, in place of the embedded one
DATABASE_OWNER_URL   the same database as its owner, who migrates
LIANFANG_HOSTS       names under which the pages are served, by commas
LIANFANG_HTTPS       1 where pages are served over TLS (by a proxy in front): cookies are then sent over TLS alone
"""

import os
from pathlib import Path

from lianfang.server import home
from lianfang.server.addresses import database
from lianfang.server.secret_key import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
HTTPS = os.environ.get("LIANFANG_HTTPS") == "1"

SECRET_KEY = secret_key(home.folder())
DEBUG = False
ALLOWED_HOSTS = [*filter(None, os.environ.get("LIANFANG_HOSTS", "").split(",")), "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    # For the scripts of the API's own page, which would else be fetched from elsewhere.
    "ninja",
    "lianfang.server",
    *(
        f"lianfang.{room}"
        for room in ("places", "access", "facts", "situation", "reports", "exchange", "demonstration", "desks")
        if (PACKAGE / room / "apps.py").exists()
    ),
]
AUTH_USER_MODEL = "access.Account"
# Keys of what is encrypted at rest; lost, they take every identity number with them: back the folder up apart.
KEYS_FOLDER = home.folder() / "keys"
# Days of collected visits, sealed.
VISITS_FOLDER = home.folder() / "visits"
# Files between being sent to a page and being recorded.
UPLOADS_FOLDER = home.folder() / "uploads"
# Signed files for other installations, until they are handed over.
OUTGOING_FOLDER = home.folder() / "outgoing"
# True only where the demonstration serves invented people; then accounts stand on the sign-in page.
DEMONSTRATION = os.environ.get("LIANFANG_DEMONSTRATION") == "1"
DEMONSTRATION_PASSWORD = "lianfang-demo"  # noqa: S105 (of invented accounts, and printed beside them)
# Who may take data out signs in with a second factor; the demonstration, whose people are invented, is exempt.
SECOND_FACTOR_EXEMPT = DEMONSTRATION
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "lianfang.server.guard.guarded",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before anything that takes a connection to the database.
    "lianfang.server.turns.in_turn",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lianfang.access.idle.idle_ended",
    # Who is signed in, or whose token this is: from here on the database shows what that account may see.
    "lianfang.access.middleware.acting_account",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lianfang.access.second_factor.second_factor_first",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lianfang.desks.doors.mistakes_told",
    # Axes asks to be the last.
    "axes.middleware.AxesMiddleware",
]
# Beside programs that record, which take turns.
ANSWERED_AT_ONCE = int(os.environ.get("LIANFANG_THREADS", "8"))
ROOT_URLCONF = "lianfang.server.urls"
WSGI_APPLICATION = "lianfang.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the applications' own: ours stand in place of allauth's.
        "DIRS": [PACKAGE / "desks/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Everything runs as the web role, which owns nothing; only migrations go by the alias "owner", and
# what removes rows that are due by "retention".
DATABASES = {
    "default": database("web", pooled=os.environ.get("LIANFANG_PROCESS") == "web"),
    "owner": database("owner"),
    "retention": database("retention"),
}
PROCRASTINATE_DATABASE_ALIAS = "default"
# Beside the modules called tasks of each room.
PROCRASTINATE_IMPORT_PATHS = [
    "lianfang.desks.loading.tasks",
    "lianfang.retention.tasks",
    "lianfang.exchange.nodes.tasks",
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
        "lianfang.access.passwords.NotEasilyGuessed",
    )
]
# By address alone, one forgetful colleague would lock out everybody behind the same router.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
# Wrong passwords are counted by axes, in the database; allauth would count each address in one process's memory, and
# a whole hospital behind one router would wait at the change of shifts. Wrong codes of the second factor are counted
# by allauth, an account's own.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/900s/key"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "lianfang.server.accounts.GivenAccounts"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "lianfang.access.second_factor.SecondFactors"
MFA_FORMS = {"add_webauthn": "lianfang.server.accounts.NewPasskey"}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Without TLS a browser offers passkeys at localhost alone, where nothing passes over a network.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# allauth would limit each address, and with it a whole hospital behind one router.
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "server/static"]
# Served from the packages as they are: nothing to collect, and a change shows at once.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# A shift: then one signs in again.
SESSION_COOKIE_AGE = 12 * 3600
# And sooner where nobody used it for so long.
SESSION_IDLE_SECONDS = 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:
    # A browser takes cookies of these names from this host over TLS alone, so that no neighbour under the same domain
    # can set one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
BEHIND_PROXY = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS if HTTPS and name not in ("*", "[::1]")]
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
# The largest file read (`facts.reading.LIMIT_BYTES`) with what stands around it; the proxies' files say the same.
LARGEST_REQUEST = 210 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s", "datefmt": "%H:%M:%S"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["terminal"], "level": os.environ.get("LIANFANG_LOG", "WARNING").upper()},
    "loggers": {
        "lianfang": {"level": os.environ.get("LIANFANG_LOG", "INFO").upper()},
        "django.server": {"handlers": ["terminal"], "propagate": False},
        "axes": {"level": "ERROR"},
    },
}
