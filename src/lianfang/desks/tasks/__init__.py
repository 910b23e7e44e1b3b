"""督办事项: tasks, their evidence, and their acceptance by somebody else (销号)."""
