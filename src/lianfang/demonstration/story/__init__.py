"""What happened in the ten days, told part by part into one book."""
