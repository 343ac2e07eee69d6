"""Which names tell of a secret."""

from __future__ import annotations

import pytest

from cloudguard.sources.secrets import is_secret


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("password", True),
        ("token", True),
        ("kms_key_secret", True),
        ("secret_arn", False),
        # IAM User Guide, "IAM and AWS STS condition context keys"
        ("token.actions.githubusercontent.com:sub", False),
        ("token.actions.githubusercontent.com/umibe:sub", False),
        ("github.example.jp/_services/token:repository", False),
        ("aws:TokenIssueTime", False),
        # a tag that is called so
        ("example.jp:password", True),
        ("token.example.jp:api_key", True),
        ("token:sub", True),
        ("aws:RequestTag/token", True),
    ],
)
def test_the_name_of_a_condition_key_is_no_secret(name: str, *, expected: bool) -> None:
    assert is_secret(name) is expected
