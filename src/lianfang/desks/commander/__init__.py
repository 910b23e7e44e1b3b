"""县指挥部: today on one page."""
