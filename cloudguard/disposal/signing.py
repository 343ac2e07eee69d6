"""Ed25519 signatures over the manifest of a bundle, by the extra `sign`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cloudguard.errors import UsageError


def signer(key: Path) -> Callable[[bytes], bytes]:
    """Return what signs with a private key in PEM; raise UsageError where it is none."""
    serialization, private, _ = _library()
    try:
        loaded = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise _no_key(key, "private", "秘密鍵") from None
    if not isinstance(loaded, private):
        raise _no_key(key, "private", "秘密鍵")
    return lambda content: bytes(loaded.sign(content))


def is_signed(key: Path, content: bytes, signature: bytes) -> bool:
    """Tell whether a signature is that of the owner of a public key in PEM."""
    from cryptography.exceptions import InvalidSignature  # an extra

    serialization, _, public = _library()
    try:
        loaded = serialization.load_pem_public_key(key.read_bytes())
    except (OSError, ValueError):
        raise _no_key(key, "public", "公開鍵") from None
    if not isinstance(loaded, public):
        raise _no_key(key, "public", "公開鍵")
    try:
        loaded.verify(signature, content)
    except InvalidSignature:
        return False
    return True


def _library() -> tuple[Any, Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization  # an extra
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (
            Ed25519PrivateKey,
            Ed25519PublicKey,
        )
    except ImportError:
        raise UsageError(
            {
                "en": "cryptography is not installed.",
                "ja": "cryptography がインストールされていません。",
            },
            {
                "en": "Install the extra: pip install 'cloudguard-jp[sign]'.",
                "ja": "追加機能を入れてください: pip install 'cloudguard-jp[sign]'。",
            },
            "signature",
        ) from None
    return serialization, Ed25519PrivateKey, Ed25519PublicKey


def _no_key(key: Path, en: str, ja: str) -> UsageError:
    return UsageError(
        {
            "en": f"it is no Ed25519 key in PEM, or not the {en} one.",
            "ja": f"PEM 形式の Ed25519 の{ja}ではありません。",
        },
        {
            "en": "Make one: openssl genpkey -algorithm ed25519 -out key.pem; "
            "openssl pkey -in key.pem -pubout -out key.pub.",
            "ja": "作り方: openssl genpkey -algorithm ed25519 -out key.pem、"
            "openssl pkey -in key.pem -pubout -out key.pub。",
        },
        str(key),
    )
