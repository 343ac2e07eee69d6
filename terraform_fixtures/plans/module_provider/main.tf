# Provider blocks inside a module, with a region that each caller hands in; none at the root.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "region" {
  type    = string
  default = "ap-northeast-1"
}

module "tokyo" {
  source = "./modules/abroad"
  region = var.region
}

module "seoul" {
  source = "./modules/abroad"
  region = "ap-northeast-2"
}
