"""Which attributes hold secrets, whether or not their provider marks them."""

from __future__ import annotations

import re
from functools import cache

# Terraform before 0.14 marks nothing as sensitive, and no version marks what a user puts into
# a map of environment variables: names are the second net under `sensitive_values`.
_SECRET = re.compile(
    r"passw(or)?d|passphrase|secret|token|credential|private_?key|access_?key|api_?key|auth_?key",
    re.IGNORECASE,
)
# Names that speak of a secret without holding it: where it lies, how it is kept.
_ABOUT = re.compile(
    r"(arn|arns|id|ids|name|names|kms_key|key_id|policy|enabled|type|length|days|ttl|expiry|"
    r"expiration|version|status|validity|units?|source|rotation|lifetime|age|count|algorithm)$",
    re.IGNORECASE,
)


@cache
def is_secret(name: str) -> bool:
    """Tell whether an attribute of this name holds a secret."""
    return bool(_SECRET.search(name)) and not _ABOUT.search(name)
