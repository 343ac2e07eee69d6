"""Infrastructure judged against municipal information-security policies, clause by clause."""

__version__ = "0.1.0"
