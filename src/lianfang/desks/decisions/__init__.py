"""决定书: decisions to persons: isolation and its end, printed, verified by anyone without signing in."""
