"""Write Terraform source as people split it: root modules that call modules of their own.

    python benchmarks/folders.py FOLDER 1 30 33    one root, 30 modules of 33 resources each
    python benchmarks/folders.py FOLDER 40 3 33    forty roots of a monorepo

Each module holds buckets with their encryption, queues and log groups, with variables, functions,
conditionals, for_each and a dynamic block, no two modules alike. The same numbers give the same
files.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

ROOT: Final = """\
provider "aws" {{
  region = var.region
}}

variable "region" {{
  type    = string
  default = "ap-northeast-1"
}}

locals {{
  prefix = "root{number}-${{var.region}}"
  tags   = {{ System = local.prefix, Zone = "internal" }}
}}

resource "aws_kms_key" "main" {{
  enable_key_rotation = true
}}
"""
CALL: Final = """
module "m{number}" {{
  source  = "./modules/m{number}"
  prefix  = "${{local.prefix}}-m{number}"
  key_arn = aws_kms_key.main.arn
  tags    = merge(local.tags, {{ Module = "m{number}" }})
}}
"""
VARIABLES: Final = """\
variable "prefix" { type = string }
variable "key_arn" { type = string }
variable "tags" { type = map(string) }
"""
GROUP: Final = """
# Documents of office {number}, kept as the rules on records ask.
resource "aws_s3_bucket" "b{number}" {{
  bucket = "${{var.prefix}}-b{number}"
  tags = merge(var.tags, {{
    Name = upper("b{number}")
  }})
}}

resource "aws_s3_bucket_server_side_encryption_configuration" "b{number}" {{
  bucket = aws_s3_bucket.b{number}.id

  rule {{
    apply_server_side_encryption_by_default {{
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key_arn
    }}
  }}
}}

resource "aws_sqs_queue" "q{number}" {{
  name                      = format("%s-q-%d", var.prefix, {number})
  kms_master_key_id         = {number} % 2 == 0 ? var.key_arn : null
  message_retention_seconds = 345600
  tags                      = var.tags
}}
"""
PER_GROUP: Final = 3


def write(folder: Path, roots: int, modules: int, resources: int) -> None:
    """Write so many roots, each with its modules of so many resources."""
    for number in range(roots):
        root = folder if roots == 1 else folder / "envs" / f"env{number}"
        root.mkdir(parents=True, exist_ok=True)
        calls = "".join(CALL.format(number=module) for module in range(modules))
        (root / "main.tf").write_text(ROOT.format(number=number) + calls, encoding="utf-8")
        for module in range(modules):
            inside = root / "modules" / f"m{module}"
            inside.mkdir(parents=True, exist_ok=True)
            first = (number * modules + module) * resources
            groups = (GROUP.format(number=first + n) for n in range(resources // PER_GROUP))
            (inside / "main.tf").write_text(VARIABLES + "".join(groups), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
