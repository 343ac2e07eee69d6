# count: instances that refer to each other by count.index, by a literal index, by splat; and a count of 0.

resource "aws_kms_key" "each" {
  count = 2

  description         = "key ${count.index}"
  enable_key_rotation = count.index == 0
}

resource "aws_kms_key" "none" {
  count = 0

  description = "never made"
}

resource "aws_kms_key" "perhaps" {
  count = 1

  description = "made once"
}

# The instance of the same index
resource "aws_sqs_queue" "same_index" {
  count = 2

  name              = "same-index-${count.index}"
  kms_master_key_id = aws_kms_key.each[count.index].arn
}

# A literal index
resource "aws_sqs_queue" "literal_index" {
  name              = "literal-index"
  kms_master_key_id = aws_kms_key.each[1].arn
}

# An index that is computed
resource "aws_sqs_queue" "computed_index" {
  name              = "computed-index"
  kms_master_key_id = aws_kms_key.each[length(aws_kms_key.each) - 1].arn
}

# All of them, then one
resource "aws_sqs_queue" "splat" {
  name              = "splat"
  kms_master_key_id = (aws_kms_key.each[*].arn)[0]
}

# The idiom for what may not exist
resource "aws_sqs_queue" "one" {
  name              = "one"
  kms_master_key_id = one(aws_kms_key.perhaps[*].arn)
}

# The same idiom, with nothing there: null
resource "aws_sqs_queue" "one_of_none" {
  name              = "one-of-none"
  kms_master_key_id = one(aws_kms_key.none[*].arn)
}
