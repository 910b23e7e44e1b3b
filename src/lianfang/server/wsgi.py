"""The door through which granian calls Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")
application = get_wsgi_application()
