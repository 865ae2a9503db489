"""`mooring flows catalogue`: the table of all flows in the guide."""

import pytest
from click.testing import CliRunner

from bot.cli.catalogue import BEGIN, END, PACKS
from bot.cli.main import main
from bot.flow.document import FlowFile
from tests.cli.kit import PLAIN, SAMPLE, Folder
from tests.flowkit import FLOWS

EMPTY = f"# Flows\n\n{BEGIN}\n{END}\n\nThe end.\n"


def rows(flows: Folder) -> dict[str, list[str]]:
    """The cells of each row of the table in the folder's README, by flow."""
    text = (flows.root / "README.md").read_text(encoding="utf-8")
    table = text[text.index(BEGIN) : text.index(END)]
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    return {one[0].strip("| `"): [*one[1:-1], one[-1].rstrip("| ")] for one in cells}


def test_what_is_committed_as_catalogue_is_current() -> None:
    line = ["flows", "catalogue", "--check", "--flows", str(FLOWS)]
    result = CliRunner().invoke(main, line, catch_exceptions=False)
    assert (result.exit_code, result.output) == (0, "")


def test_every_pack_has_its_place_in_the_order() -> None:
    schema = FlowFile.model_json_schema()
    assert set(PACKS) == set(schema["properties"]["pack"]["enum"])


def test_the_table_is_written_between_the_marks_and_nothing_else_is_touched(
    flows: Folder,
) -> None:
    flows.write("README.md", EMPTY)
    flows.write("start/plain.yaml", PLAIN)
    stale = flows.run("catalogue", "--check")
    assert stale.exit_code == 1
    assert "is not current; run `mooring flows catalogue`" in stale.stdout
    assert (flows.root / "README.md").read_text(encoding="utf-8") == EMPTY, "only looked"
    assert flows.run("catalogue").stdout == f"wrote {flows.root / 'README.md'}\n"
    text = (flows.root / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Flows\n\n{BEGIN}\n\n| flow |")
    assert text.endswith(f"|\n\n{END}\n\nThe end.\n")
    assert rows(flows) == {
        "plain": rows(flows)["plain"],
        "sample": ["A sample", "start", "1", "everyone", "", "nobody yet"],
    }
    again = flows.run("catalogue", "--check")
    assert (again.exit_code, again.stdout) == (0, "")


def test_an_edit_of_a_flow_makes_the_table_stale(flows: Folder) -> None:
    flows.write("README.md", EMPTY)
    flows.run("catalogue")
    flows.edit("start/sample.yaml", "minutes: 1", "minutes: 2")
    assert flows.run("catalogue", "--check").exit_code == 1
    flows.run("catalogue")
    assert rows(flows)["sample"][2] == "2"


@pytest.mark.parametrize(
    ("was", "now", "cell", "shown"),
    [
        ("start: hello\n", "start: hello\ntherapist_only: true\n", 3, "from a therapist"),
        ("title: A sample", 'title: "This | that"', 0, "This \\| that"),
        (
            "start: hello\n",
            "start: hello\nmeasure: {before: urge, after: urge}\n",
            4,
            "`urge`, before and after",
        ),
        ("min: 0, max: 3}", "min: 0, max: 3, keep: history}", 4, "`urge`, kept"),
    ],
    ids=["from a therapist", "a bar in the title", "measured", "kept"],
)
def test_what_the_cells_say(flows: Folder, was: str, now: str, cell: int, shown: str) -> None:
    flows.write("README.md", EMPTY)
    flows.edit("start/sample.yaml", was, now)
    flows.run("catalogue")
    assert rows(flows)["sample"][cell] == shown


def test_a_review_is_shown_until_the_words_change(flows: Folder) -> None:
    flows.write("README.md", EMPTY)
    [sample] = [line for line in flows.run("list").stdout.splitlines() if "sample" in line]
    content = sample.split()[-2]
    read = f'start: hello\nreviewed: {{by: "Dr Lee", on: "2026-11-01", hash: "{content}"}}\n'
    flows.edit("start/sample.yaml", "start: hello\n", read)
    flows.run("catalogue")
    assert rows(flows)["sample"][-1] == "Dr Lee, 2026-11-01"
    flows.edit("start/sample.yaml", "Thank you.", "Thanks.")
    flows.run("catalogue")
    assert rows(flows)["sample"][-1] == "changed since Dr Lee, 2026-11-01"


@pytest.mark.parametrize(
    "text", [None, "# Flows\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n", EMPTY + EMPTY]
)
def test_without_a_place_for_the_table_it_says_which_lines_make_one(
    flows: Folder, text: str | None
) -> None:
    if text is not None:
        flows.write("README.md", text)
    result = flows.run("catalogue")
    assert result.exit_code == 2
    assert f"{BEGIN}\n{END}" in result.stderr


def test_a_flow_that_can_not_be_read_is_left_out(flows: Folder) -> None:
    flows.write("README.md", EMPTY)
    flows.write("start/plain.yaml", "flow: [")
    flows.write("start/other.yaml", SAMPLE.replace("flow: sample", "flow: other"))
    flows.run("catalogue")
    assert list(rows(flows)) == ["other", "sample"]
