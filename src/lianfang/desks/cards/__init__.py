"""网络直报核对: what stands in the national reporting system and what stands here, by name; a case as a report card."""
