from django.apps import AppConfig

from lianfang.server import moments


class ServerConfig(AppConfig):
    name = "lianfang.server"
    label = "server"

    def ready(self) -> None:
        moments.read_quickly()
