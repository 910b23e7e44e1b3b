"""交接中: what is between two hands, accepted or refused by the other end, signed by both on paper."""
