# No document at hand names the cipher of streams.

resource "oci_streaming_stream_pool" "main" {
  compartment_id = "ocid1.compartment.oc1..exampleumibe"
  name           = "main"
}

resource "oci_streaming_stream" "events" {
  name           = "events"
  partitions     = 1
  stream_pool_id = oci_streaming_stream_pool.main.id
}
