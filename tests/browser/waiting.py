"""What a person waits for without noticing it, before the next key or the next look."""

from typing import Any


def cursor_in_field(page: Any) -> None:
    """Waits until the cursor stands somewhere: on a busy machine autofocus comes late, and keys go nowhere."""
    page.wait_for_function("document.activeElement !== document.body")


def width_of(page: Any) -> int:
    """How wide the page is, once it is there: a click returns when the answer begins, before there is a document."""
    page.wait_for_function("document.readyState === 'complete'")
    return page.evaluate("document.documentElement.scrollWidth")
