"""`mooring flows test`: a conversation that goes differently, or a way nobody tried, fails."""

import re
import shutil

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from tests.cli.kit import PLAIN, Folder
from tests.flowkit import FLOWS

SECOND_CONVERSATION = "  - name: Rough and skipped"


def test_what_is_shipped_passes_its_tests() -> None:
    result = CliRunner().invoke(main, ["flows", "test", "--flows", str(FLOWS)])
    assert result.exit_code == 0, result.output


def test_conversations_that_go_as_written_pass_with_all_tried(flows: Folder) -> None:
    result = flows.run("test")
    assert result.exit_code == 0
    assert re.search(r"^sample +2 +6/6 +8/8$", result.stdout, re.MULTILINE)


def test_a_conversation_that_goes_differently_names_file_line_and_what_was_said(
    flows: Folder,
) -> None:
    flows.edit(
        "start/sample.test.yaml", 'bot: "How strong?"\n      - tap', 'bot: "Eh?"\n      - tap'
    )
    result = flows.run("test")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == 'flows/start/sample.test.yaml:10:9 "All of it"'
    assert lines[1].strip() == "expected: Eh?"
    assert lines[2].strip() == "said:     How strong?"


def test_the_line_named_is_the_line_that_failed(flows: Folder) -> None:
    flows.edit("start/sample.test.yaml", "tap: rough", "tap: ruogh")
    first = flows.run("test").stdout.splitlines()[0]
    number = int(first.split(":")[1])
    text = (flows.root / "start/sample.test.yaml").read_text(encoding="utf-8")
    assert "tap: ruogh" in text.splitlines()[number - 1]


def test_a_button_that_is_not_there_is_answered_with_those_that_are(flows: Folder) -> None:
    flows.edit("start/sample.test.yaml", "tap: good", "tap: great")
    assert 'there is no button "great"; there are: Good, Rough' in flows.run("test").stdout


def test_an_ending_that_does_not_come_fails(flows: Folder) -> None:
    flows.edit("start/sample.test.yaml", '      - bot: "Thank you."\n    ends: done\n  -', "  -")
    result = flows.run("test")
    assert result.exit_code == 1
    assert 'it should not have ended; it ended with "done"' in result.stdout


def test_an_option_that_no_test_takes_fails_by_name(flows: Folder) -> None:
    text = (flows.root / "start/sample.test.yaml").read_text(encoding="utf-8")
    flows.write("start/sample.test.yaml", text[: text.index(SECOND_CONVERSATION)])
    result = flows.run("test")
    assert result.exit_code == 1
    assert "sample: never taken: mood: option rough" in result.stdout
    assert "sample: never taken: rate: rule 2 -> bye" in result.stdout
    assert "5/8" in result.stdout


def test_a_flow_without_tests_fails(flows: Folder) -> None:
    (flows.root / "start/sample.test.yaml").unlink()
    flows.write("start/plain.yaml", PLAIN)
    result = flows.run("test")
    assert result.exit_code == 1
    assert "plain: never reached: bye" in result.stdout
    assert "sample: never reached: mood" in result.stdout
    assert re.search(r"^plain +0 +0/1 +0/0$", result.stdout, re.MULTILINE)


def test_only_the_flows_that_are_named_are_tried(flows: Folder) -> None:
    flows.write("start/plain.yaml", PLAIN)
    assert flows.run("test", "sample").exit_code == 0
    result = flows.run("test", "plain")
    assert result.exit_code == 1
    assert "sample" not in result.stdout


def test_an_unknown_flow_is_refused_with_the_one_meant(flows: Folder) -> None:
    result = flows.run("test", "smaple")
    assert result.exit_code == 2
    assert "smaple" in result.stderr
    assert 'did you mean "sample"?' in result.stderr


def test_a_flow_with_errors_can_not_be_tried_and_that_fails(flows: Folder) -> None:
    flows.write("start/plain.yaml", PLAIN.replace("end: done", "next: bye"))
    result = flows.run("test")
    assert result.exit_code == 1
    assert "flows/start/plain.yaml: not tested, `mooring flows check` finds errors" in result.stdout
    assert re.search(r"^sample +2 +6/6 +8/8$", result.stdout, re.MULTILINE)
    assert flows.run("test", "plain").exit_code == 2


def test_a_broken_test_file_fails_and_does_not_count_as_no_tests(flows: Folder) -> None:
    flows.write("start/sample.test.yaml", "flow: sample\ntests: [\n")
    result = flows.run("test")
    assert result.exit_code == 1
    assert "flows/start/sample.yaml: not tested" in result.stdout


def test_a_flow_with_only_warnings_is_tried(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "What is it like?", "What is it like? And where?")
    flows.edit("start/sample.test.yaml", "What is it like?", "What is it like? …")
    assert flows.run("check").exit_code == 1
    assert flows.run("test").exit_code == 0


@pytest.mark.parametrize("name", ["phrases.yaml", "start/sample.yaml"])
def test_without_words_or_flows_there_is_a_message_and_no_pass(flows: Folder, name: str) -> None:
    (flows.root / name).unlink()
    if name == "phrases.yaml":
        result = flows.run("test")
        assert result.exit_code == 2
        assert "phrases.yaml has errors; see `mooring flows check`" in result.stderr
    else:
        result = flows.run("test", "sample")
        assert result.exit_code == 2


def test_an_empty_folder_has_nothing_to_try(flows: Folder) -> None:
    shutil.rmtree(flows.root / "start")
    assert flows.run("test").exit_code == 0


def test_what_was_said_is_shown_as_it_was_said(flows: Folder) -> None:
    flows.edit("start/sample.yaml", "Thank you.", "[b]Thanks[/i] :key: for that.")
    flows.edit("start/sample.test.yaml", "name: All of it", 'name: "All [/of] :key: it"')
    out = flows.run("test").stdout
    assert '"All [/of] :key: it"' in out
    assert "said:     [b]Thanks[/i] :key: for that." in out


def test_a_broken_file_of_any_name_is_named_as_it_is(flows: Folder) -> None:
    flows.write("start/a[b] :key:.yaml", PLAIN.replace("end: done", "next: bye"))
    out = flows.run("test").stdout
    assert "flows/start/a[b] :key:.yaml: not tested" in out


def test_the_whole_command_fails_as_a_process(flows: Folder) -> None:
    assert flows.process("test").returncode == 0
    flows.edit("start/sample.test.yaml", "Thank you.", "Thanks.")
    whole = flows.process("test")
    assert whole.returncode == 1
    assert whole.stdout.startswith("flows/start/sample.test.yaml:")
    assert whole.stderr == ""
