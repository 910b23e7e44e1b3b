"""查重合并: people who may be one, decided by people."""
