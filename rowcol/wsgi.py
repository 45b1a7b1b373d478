"""The web process: checked before it serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from rowcol import startup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
application = get_wsgi_application()
startup.refuse_unfit_configuration()
startup.limit_statements(settings.WEB_STATEMENT_SECONDS)
startup.warn_without_database()
