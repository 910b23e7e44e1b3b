"""What a person waits for without noticing it, before the next key."""

from typing import Any


def cursor_in_field(page: Any) -> None:
    """Waits until the cursor stands somewhere: on a busy machine autofocus comes late, and keys go nowhere."""
    page.wait_for_function("document.activeElement !== document.body")
