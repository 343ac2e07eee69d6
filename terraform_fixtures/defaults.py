"""Learn from real plans what a provider plans for what is not written, and write the table.

    python terraform_fixtures/defaults.py                  every type, about half an hour
    python terraform_fixtures/defaults.py --only aws_s3    types whose name starts so; no table
    python terraform_fixtures/defaults.py --evidence FILE  keep what was seen; write from it again

Needs `terraform` on PATH and the AWS provider, as regenerate.py does; no account and no network:
the provider holds made-up keys, and the address of every AWS service is a closed port.

Terraform's schema does not say defaults, so each resource type is planned again and again,
offline: once with what is required, under two provider blocks; once more with each optional
attribute, and once more with each block, nested ones too. What is written is unknown (decoded
from the output of a `terraform_data` that does not exist yet), which passes nearly every
validation. What the plan then shows for the attributes that are *not* written is the finding: a
value, null, or "known after apply"; what differs from plan to plan counts as left to the
provider. Resources that Terraform refuses are mended by what its messages name (`one of a, b must
be specified`) and tried again. The table's encoding is described in
cloudguard/providers/schema.py.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the package of this checkout
    from terraform_fixtures.learning.program import main

    sys.exit(main())
