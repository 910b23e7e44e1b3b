"""Documents of identity: which kind a number is of, whether it can be true, and what it says of birth and sex."""

from lianfang.facts.identity.columns import Identities, checked_identities
from lianfang.facts.identity.document import Document, RefusedNumber, document_of
from lianfang.facts.identity.kinds import kind_named

__all__ = ["Document", "Identities", "RefusedNumber", "checked_identities", "document_of", "kind_named"]
