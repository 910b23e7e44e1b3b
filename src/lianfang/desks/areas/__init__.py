"""乡镇、市（州）、省: sign-offs by name and figures of their areas."""
