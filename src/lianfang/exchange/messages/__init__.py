"""消息: people as a pasted message tells of them, read into rows for somebody to confirm. Nothing here records."""

from lianfang.exchange.messages.reading import Message, Told, read_message

__all__ = ["Message", "Told", "read_message"]
