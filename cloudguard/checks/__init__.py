"""All checks, by kind of asset or relation."""

from cloudguard.check import collect
from cloudguard.checks import (
    admins,
    clouds,
    connections,
    contract_keys,
    contract_logs,
    contracts,
    grants,
    identities,
    keys,
    location,
    logs,
    storage,
    zones,
)

CHECKS = collect(
    storage,
    keys,
    location,
    logs,
    clouds,
    zones,
    connections,
    grants,
    admins,
    identities,
    contracts,
    contract_keys,
    contract_logs,
)
