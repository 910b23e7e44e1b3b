from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "lianfang.server"
    label = "server"
