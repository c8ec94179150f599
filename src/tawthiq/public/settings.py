"""Settings of the public site: it knows a folder of releases, and a folder into which comments are sealed.

There is no database, no account, no session and no cookie. The operator's settings are ``TAWTHIQ_RELEASES``,
``TAWTHIQ_DROP``, ``TAWTHIQ_DROP_RECIPIENT``, ``TAWTHIQ_ANSWERS`` and ``TAWTHIQ_PUBLIC_HOSTS``.
"""

import os
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

HERE = Path(__file__).parent
_HOME = Path(os.environ.get("TAWTHIQ_HOME") or "workspace")
RELEASES = Path(os.environ.get("TAWTHIQ_RELEASES") or _HOME / "releases")
DROP = Path(os.environ.get("TAWTHIQ_DROP") or _HOME / "drop")
# Where the desk leaves its answers, sealed under the codename of whoever wrote.
ANSWERS = Path(os.environ.get("TAWTHIQ_ANSWERS") or _HOME / "answers")
# The age recipient itself, or nothing: then it is read from the file ``recipient`` in the drop folder.
DROP_RECIPIENT = os.environ.get("TAWTHIQ_DROP_RECIPIENT", "")

SECRET_KEY = secrets.token_hex(32)  # signs nothing here; Django asks that there is one
DEBUG = False
ALLOWED_HOSTS = [*os.environ.get("TAWTHIQ_PUBLIC_HOSTS", "").split(), "127.0.0.1", "localhost", "[::1]"]
DATABASES: dict[str, object] = {}

# A frozen copy has no server behind it: what asks one is left out, and a page says where the desk can be reached.
IS_FROZEN = False
CONTACT = ""
# The address that a frozen copy will have; the site itself is told by each request where it is.
BASE = ""

INSTALLED_APPS = ["django.contrib.staticfiles", "tawthiq.public"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tawthiq.public.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "tawthiq.public.middleware.LanguageOfPath",
    "django.middleware.common.CommonMiddleware",
    "tawthiq.public.middleware.CurrentRelease",
]
ROOT_URLCONF = "tawthiq.public.urls"
WSGI_APPLICATION = "tawthiq.public.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": ["tawthiq.public.context.page_words"],
            "builtins": ["tawthiq.public.templatetags.public"],
        },
    }
]

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

SECURE_CONTENT_TYPE_NOSNIFF = True
# With "no-referrer" browsers send "Origin: null" and the comment form could not tell its own page from a stranger's.
SECURE_REFERRER_POLICY = "same-origin"
# A comment is text: nothing is ever uploaded, and nothing touches the disk before it is sealed.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
DATA_UPLOAD_MAX_NUMBER_FILES = 0
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
    },
}
