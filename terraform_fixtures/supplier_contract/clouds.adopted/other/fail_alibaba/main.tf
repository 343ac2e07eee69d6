# A cloud that is not on the list of those adopted. Its schema here is three attributes by hand.
terraform {
  required_providers {
    alicloud = {
      source = "aliyun/alicloud"
    }
  }
}

provider "alicloud" {
  region = "ap-northeast-1"
}

resource "alicloud_oss_bucket" "documents" {
  bucket = "umibe-documents"
}
