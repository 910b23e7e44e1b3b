"""其他节点: keys of other installations, taken in and back; signed files handed over, looked at and loaded."""
