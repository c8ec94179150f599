"""The public site as a WSGI application: ``granian --interface wsgi tawthiq.public.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

# Set outright: a process that serves the public never runs with the desk's settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.public.settings"
application = get_wsgi_application()
