"""Runs docs/analysis_example.ipynb from its first cell and keeps what each printed: python docs/notebook.py"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parent / "analysis_example.ipynb"
# What depends on the machine and the hour is not kept.
KEPT = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def ran() -> str:
    """The notebook as it stands after a run of all its cells, as text. Raises CellExecutionError where one fails."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    notebook.metadata = nbformat.from_dict(KEPT)
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number}", nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs = _as_one(cell.outputs)
        for output in cell.get("outputs", []):
            _plain(output)
    nbformat.validate(notebook)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _as_one(outputs: list[Any]) -> list[Any]:
    """What a cell printed as one text: in how many parts it comes depends on how busy the machine is."""
    joined: list[Any] = []
    for output in outputs:
        if joined and output.output_type == joined[-1].output_type == "stream" and output.name == joined[-1].name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _plain(output: Any) -> None:
    """Pictures of tables for browsers are left out: the text says the same."""
    for kind in list(output.get("data", {})):
        if kind != "text/plain":
            del output["data"][kind]


def main() -> None:
    NOTEBOOK.write_text(ran(), encoding="utf-8")
    print(NOTEBOOK.name)


if __name__ == "__main__":
    main()
