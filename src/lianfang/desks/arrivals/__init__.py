"""检查站: whoever comes, leaves, is expected or passes through, registered in three fields, with what the plan asks."""
