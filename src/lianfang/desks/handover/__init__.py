"""交接班: what one shift hands to the next, signed by both; the rota behind it (值班表)."""
