"""One test over thousands of cases, each of which takes less time than a test of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

MOST: Final = 10  # of what is wrong, told in full


def each(
    cases: Collection[str] | Callable[[], Collection[str]],
) -> Callable[[Callable[[str], None]], Callable[[], None]]:
    """Put a test to each case, and tell of all for which it fails.

    What takes long to list is listed by a function, when the test runs.
    """

    def over(test: Callable[[str], None]) -> Callable[[], None]:
        def whole() -> None:
            all_ = cases() if callable(cases) else cases
            assert all_
            wrong: dict[str, str] = {}
            for case in all_:
                try:
                    test(case)
                except AssertionError as failed:
                    wrong[case] = str(failed)
                except Exception as failed:
                    failed.add_note(f"of {case}")
                    raise
            told = "\n".join(f"{case}: {why}" for case, why in list(wrong.items())[:MOST])
            assert not wrong, f"{len(wrong)} of {len(all_)}:\n{told}"

        whole.__name__, whole.__doc__, whole.__module__ = (
            test.__name__, test.__doc__, test.__module__
        )  # fmt: skip
        return whole

    return over
