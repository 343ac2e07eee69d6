# Provider regions: from a variable's default, a literal, a local, nowhere; passed to modules under the same and other names.

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

variable "regions" {
  type    = map(string)
  default = { backup = "ap-northeast-3" }
}

locals {
  far = "ap-southeast-1"
}

# A variable's default
provider "aws" {
  region                      = var.region
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

# A literal
provider "aws" {
  alias                       = "osaka"
  region                      = "ap-northeast-3"
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

# An element of a variable
provider "aws" {
  alias                       = "backup"
  region                      = var.regions["backup"]
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

# A local: the configuration does not say what it holds
provider "aws" {
  alias                       = "far"
  region                      = local.far
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

# A literal abroad that nothing uses
provider "aws" {
  alias                       = "unused"
  region                      = "us-east-1"
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
}

resource "aws_sqs_queue" "default" {
  name = "default"
}

resource "aws_sqs_queue" "osaka" {
  provider = aws.osaka
  name     = "osaka"
}

resource "aws_sqs_queue" "backup" {
  provider = aws.backup
  name     = "backup"
}

resource "aws_sqs_queue" "far" {
  provider = aws.far
  name     = "far"
}

# Inherited: the module says nothing
module "inherited" {
  source = "./modules/pass"
}

# aws in the module is aws.osaka outside
module "passed" {
  source    = "./modules/pass"
  providers = { aws = aws.osaka }
}

# Two providers under the module's own names
module "named" {
  source = "./modules/own_names"
  providers = {
    aws.primary = aws
    aws.copy    = aws.osaka
  }
}

# Indexed modules share the passing
module "indexed" {
  source    = "./modules/pass"
  for_each  = toset(["a.b"])
  providers = { aws = aws.osaka }
}
