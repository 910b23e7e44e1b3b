"""导入文件: a file looked at, previewed row by row, and recorded."""
