"""The command says the sizes that the county can have, and imports nothing of the county to say them."""

from inspect import signature

from lianfang.cli.demo import demo
from lianfang.demonstration.county import LARGEST, SMALLEST


def test_the_command_takes_the_sizes_that_the_county_can_have():
    size = signature(demo).parameters["size"].default
    assert (size.min, size.max) == (SMALLEST, LARGEST)
