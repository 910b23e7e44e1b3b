"""实验室: specimens registered, results typed, loaded, reviewed and corrected; what waits on the bench."""
