"""疫情分析研判: the signals and their answers; the curve of an area and what can be estimated from it."""
