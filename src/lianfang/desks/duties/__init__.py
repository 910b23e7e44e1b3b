"""待办: the list of duties, filtered, assigned and waived in bulk."""
