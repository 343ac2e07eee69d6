"""Build plan.json beside a main.tf for which no provider's program is at hand.

    python terraform_fixtures/build.py             every such fixture
    python terraform_fixtures/build.py plans city  those below the named folders
    python terraform_fixtures/build.py --missing   those without a plan.json
    python terraform_fixtures/build.py --check     write nothing; exit 1 where one differs

What `terraform show -json` would print is put together from the source, which cloudguard's own
reader of HCL evaluates, and from the provider's schema in tests/data/schemas: a line for each
resource type, with a mark for each path (see make.py there). A fixture is refused, with the
path, where it writes what the schema does not have, leaves out what it requires, or writes a
block as an attribute or an attribute as a block; and where something in it cannot be evaluated.

What data sources answer that Terraform would read while planning may stand in answers.json beside
the main.tf: attributes by address. Without it such a data source answers nothing.

A file that is built says so: under `built`, which Terraform never writes, stand this program and
the versions of the schemas. The README here says what a built plan lacks. Which fixtures are
built and which are planned by Terraform is decided in regenerate.py, by their resource types.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the package of this checkout
    from terraform_fixtures.building.program import main

    sys.exit(main())
