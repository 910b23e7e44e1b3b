"""Which of the possible links are kept, in plain loops: the definition, to hold the arrays against."""


def forest(
    cases: int, links: list[tuple[int, int]], strength: list[float]
) -> tuple[list[int], list[int], list[int], list[bool]]:
    """By case its infector, generation and first case; by link whether it is kept."""
    infector = [-1] * cases
    kept = [False] * len(links)
    for link in sorted(range(len(links)), key=lambda link: (-strength[link], link)):
        by, infected = links[link]
        if infector[infected] < 0 and infected not in _line(infector, by):
            infector[infected], kept[link] = by, True
    lines = [_line(infector, case) for case in range(cases)]
    return infector, [len(line) - 1 for line in lines], [line[-1] for line in lines], kept


def _line(infector: list[int], case: int) -> list[int]:
    """The case, its infector, the infector's, and so on to the first."""
    line = [case]
    while infector[line[-1]] >= 0:
        line.append(infector[line[-1]])
    return line
