"""疾控: the line list, the contacts and their chain."""
