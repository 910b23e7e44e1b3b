"""集中隔离点: who is due in, in and due out; receiving, temperatures, specimens, release, sending on, the register."""
