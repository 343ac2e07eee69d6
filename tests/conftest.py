"""What all tests share: no test is timed, as the machine may be busy with others."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
