"""Starting Django outside a web request: for the command line and notebooks."""

import os


def django() -> None:
    """Sets Django up with our settings. Twice is as good as once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.server.settings")
    import django as framework

    framework.setup()
