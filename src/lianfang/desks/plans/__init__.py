"""防控方案: the plans in force, rule by rule."""
