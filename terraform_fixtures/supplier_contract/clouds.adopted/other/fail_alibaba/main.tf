# A cloud that is not on the list of those adopted.
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
