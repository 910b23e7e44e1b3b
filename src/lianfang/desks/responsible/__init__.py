"""责任分工: the leader of each unit (包保), the worker of each grid, who signs; each change from a date on."""
