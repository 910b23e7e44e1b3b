"""What codes, tickets, registers and tills tell, as far as a desk has to do with it."""
