"""Settings of the desk. Two of them are the operator's: ``TAWTHIQ_HOME`` and ``TAWTHIQ_DATABASE_URL``."""

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from tawthiq.store.workspace import find_workspace, parse_database_url

HERE = Path(__file__).parent
WORKSPACE = find_workspace()
SECRET_KEY = WORKSPACE.secret()
DEBUG = False
ALLOWED_HOSTS = [*os.environ.get("TAWTHIQ_HOSTS", "").split(), "127.0.0.1", "localhost", "[::1]"]

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",  # Django's default defers the lock and fails under two writers
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA mmap_size=268435456;"
    "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;",
}


def _database(url: str) -> dict[str, Any]:
    parts = parse_database_url(url)
    if parts["kind"] == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts["name"], "OPTIONS": SQLITE_OPTIONS}
    upper = {key.upper(): value for key, value in parts.items() if key != "kind"}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 60, **upper}


DATABASES = {"default": _database(WORKSPACE.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tawthiq.desk",  # before allauth, whose pages it replaces with its own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tawthiq.desk.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tawthiq.desk.middleware.SecondFactor",
    "tawthiq.desk.middleware.AccessTable",
    "tawthiq.desk.veiling.Veiling",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tawthiq.desk.middleware.PlainErrors",
]
ROOT_URLCONF = "tawthiq.desk.urls"
WSGI_APPLICATION = "tawthiq.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tawthiq.desk.entrance.who_needs_what",
            ],
            "builtins": [f"tawthiq.desk.templatetags.{name}" for name in ("desk", "reading", "places")],
        },
    }
]

AUTH_USER_MODEL = "desk.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
DEMO = WORKSPACE.is_demo

# Getting in, by django-allauth: no e-mail, no sign-up; accounts come from invitations (docs/howto/people.md).
ACCOUNT_ADAPTER = "tawthiq.desk.entrance.Entrance"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "tawthiq.desk.entrance.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
# A desk that only this machine reaches has no certificate: browsers give keys to http://localhost, fido2 must be told.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not os.environ.get("TAWTHIQ_HOSTS")

LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Behind a proxy of one's own that holds the certificate and says who called (docs/howto/serve-a-team.md).
HTTPS = os.environ.get("TAWTHIQ_HTTPS") == "on"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = f"{'__Host-' if HTTPS else ''}sessionid"
CSRF_COOKIE_NAME = f"{'__Host-' if HTTPS else ''}csrftoken"
SESSION_COOKIE_AGE = 30 * 60 * 16
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tawthiq.desk.views.faults.stale"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Small files stay in memory, larger ones are encrypted as they arrive: nothing a source sends may rest unprotected in a
# temporary folder.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "tawthiq.desk.forms.sealed_files.SealedFileHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
UPLOAD_DAYS = float(os.environ.get("TAWTHIQ_UPLOAD_DAYS", "7"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

ORGANISATION = {"en": os.environ.get("TAWTHIQ_NAME_EN", "Tawthiq"), "ar": os.environ.get("TAWTHIQ_NAME_AR", "توثيق")}
ABOUT = {
    "en": "We are an independent group of documenters. We record violations against civilians by every side of the "
    "conflict, by one method for all, so that those responsible can be held to account. We belong to no party.",
    "ar": "نحن مجموعة توثيق مستقلة. نوثّق الانتهاكات بحق المدنيين أياً كان مرتكبها، وبمنهج واحد للجميع، كي يُحاسَب "
    "المسؤولون عنها. لا نتبع أي طرف من أطراف النزاع.",
}
SCRUB_DAYS = float(os.environ.get("TAWTHIQ_SCRUB_DAYS", "30"))
SCRUB_RATE_MB_S = float(os.environ.get("TAWTHIQ_SCRUB_RATE", "20"))
CAPTURE_PROXY = os.environ.get("TAWTHIQ_CAPTURE_PROXY", "")
RECHECK_DAYS = float(os.environ.get("TAWTHIQ_RECHECK_DAYS", "7"))
VIDEO = os.environ.get("TAWTHIQ_VIDEO", "off") == "on"
CONFLICT = os.environ.get("TAWTHIQ_CONFLICT", "syria")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
