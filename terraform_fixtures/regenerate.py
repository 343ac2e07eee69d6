"""Re-create every plan.json beside a main.tf with real Terraform.

    python terraform_fixtures/regenerate.py             every fixture
    python terraform_fixtures/regenerate.py plans city  those below the named folders
    python terraform_fixtures/regenerate.py --missing   those without a plan.json
    python terraform_fixtures/regenerate.py --check     write nothing; exit 1 where one differs
    python terraform_fixtures/regenerate.py --states    apply them, and re-create state.json

Needs `terraform` on PATH and the AWS provider, from the registry or from a mirror that
Terraform's CLI configuration names. No account and no network is asked otherwise: provider
blocks hold made-up keys and skip every check, and plans are made with `-refresh=false`. Each
fixture is planned in a copy in a temporary folder, so no state, lock file or provider is left
in the tree.

Beside a main.tf may stand a terraform.tfstate, from which the plan then starts, and a
plan.arguments: one argument of `terraform plan` per line; the line `# exits 1` says that the
plan is meant to fail and to be saved nevertheless. A folder named `modules` holds modules, no
fixtures of its own.

Of what Terraform prints only the `timestamp`, which changes with every run, is replaced by a
fixed one. A plan.json that differs by nothing but the order of `relevant_attributes`, which is
random too, stays as it is.

With --states each fixture is applied to an AWS that moto plays on this machine, and the state
that this leaves is written beside the plan; the Python that runs this needs `moto[server]`, the
tests do not. Objects that a fixture only names are made first. What is random in a state (ids,
times, lineage) is numbered instead. A fixture that moto cannot apply whole gets no state.json.

Fixtures with resources of a provider in BUILT (regenerating/fixtures.py) are left to build.py.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the package of this checkout
    from terraform_fixtures.regenerating.program import main

    sys.exit(main())
