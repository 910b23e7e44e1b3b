"""一人一档: the pages of a person, a case, a place, a duty, shared by all desks."""
