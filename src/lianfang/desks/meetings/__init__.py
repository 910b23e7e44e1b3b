"""调度会: the briefing before a dispatch meeting, its decisions as tasks, its list before and after."""
