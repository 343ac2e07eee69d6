# 二つのクラウドを一つの構成で使う市 · A municipality on two clouds, in one root module:
# what stands in each city is judged here as it is alone.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    azurerm = {
      source = "hashicorp/azurerm"
    }
  }
}

module "aws" {
  source = "../../aws/faulty"
}

module "azure" {
  source = "../../azure/faulty"
}
