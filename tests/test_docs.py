"""The documents say what there is: every key, command and option; and what they show works."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest
import yaml
from pydantic import BaseModel

from bot.cli.main import main
from bot.flow import document, kinds, programme, transcript
from bot.flow.document import FlowFile
from bot.flow.findings import CODES
from bot.flow.kinds import STEPS, VERBS
from bot.flow.parts import PHASES
from bot.flow.transcript import LINES, TranscriptFile
from tests.cli.kit import Folder, folder

ROOT: Final = Path(__file__).parent.parent
GUIDE: Final = (ROOT / "flows" / "README.md").read_text(encoding="utf-8")
FRONT: Final = (ROOT / "README.md").read_text(encoding="utf-8")
WRITING: Final = GUIDE[: GUIDE.index("\n## Findings")]
FINDINGS: Final = GUIDE[GUIDE.index("\n## Findings") :]
READMES: Final = sorted(
    path
    for path in ROOT.rglob("README.md")
    if not {".venv", "node_modules", ".pytest_cache", ".git"} & set(path.parts)
)
EXAMPLE: Final = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def models() -> Iterator[tuple[str, str]]:
    """Every key of every part of the format, with the part."""
    for module in (document, kinds, programme, transcript):
        for name, model in inspect.getmembers(module, inspect.isclass):
            if issubclass(model, BaseModel) and model.__module__ == module.__name__:
                for key, field in model.model_fields.items():
                    yield name, field.alias or key


def code(text: str) -> str:
    """All that is set as code in a document: spans and blocks."""
    blocks = re.findall(r"^```.*?^```$", text, re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^ {4,}\S.*$", text, re.MULTILINE)
    spans = re.findall(
        r"`[^`\n]+`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    )
    return "\n".join([*blocks, *indented, *spans])


@pytest.mark.parametrize(("part", "key"), sorted(set(models())))
def test_every_key_of_the_format_is_in_the_guide(part: str, key: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", code(WRITING)), f"{part}.{key}"


@pytest.mark.parametrize(
    "word",
    sorted(
        {*VERBS, *STEPS, *PHASES, *LINES}
        | {"daily", "weekly", "monthly", "on demand", "session", "history", "card"}
        | {"start", "anxious", "avoidant", "fearful", "skills", "education", "measures", "safety"}
        | {"scale", "int", "number", "text", "choice", "multi", "time", "bool"}
        | {"skip", "back", "pause", "resume", "stop", "early", "done"}
        | {"answered", "person.name", "person.pace", "help.lines", "en", "4s", "10m", "2h", "3d"}
    ),
)
def test_every_word_that_can_be_written_is_in_the_guide(word: str) -> None:
    assert word in code(WRITING)


def commands(group: click.Group, path: str = "mooring") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


ALL_COMMANDS: Final = sorted(commands(main))


@pytest.mark.parametrize("path", [path for path, _ in ALL_COMMANDS])
def test_every_command_is_documented(path: str) -> None:
    group, _, name = path.rpartition(" ")
    whole = path in code(GUIDE + FRONT)
    row = re.search(
        rf"^.*`{re.escape(group)}`.*`{re.escape(name)}`.*$", GUIDE + FRONT, re.MULTILINE
    )
    assert whole or row, f"`{path}` is in neither README"


def options() -> Iterator[tuple[str, str]]:
    for path, command in ALL_COMMANDS:
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from ((path, name) for name in parameter.opts if name != "--help")
                if parameter.envvar:
                    yield path, str(parameter.envvar)


@pytest.mark.parametrize(("path", "option"), sorted(set(options())))
def test_every_option_is_documented_with_its_command(path: str, option: str) -> None:
    paragraphs = [*re.split(r"\n\n|\n(?=\|)", GUIDE + "\n\n" + FRONT)]
    told = [text for text in paragraphs if re.search(rf"{re.escape(option)}(?![\w-])", text)]
    assert told, f"{option} of `{path}` is in neither README"
    shared = {"--flows", "MOORING_FLOWS_DIR"}
    assert option in shared or any(path in text for text in told), f"{option} beside `{path}`"


def test_no_option_is_documented_that_is_not_there() -> None:
    there = {name for _, name in options()} | {"--version", "--help"}
    for text in (GUIDE, FRONT):
        for line in text.splitlines():
            if "mooring" in line:
                assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", line)) <= there, line


def test_no_command_is_documented_that_is_not_there() -> None:
    there = {path for path, _ in ALL_COMMANDS}
    for path in READMES:
        for found in re.findall(
            r"mooring flows (?:translate )?[a-z]+", code(path.read_text("utf-8"))
        ):
            assert found in there or found.endswith(" translate"), f"{found} in {path.parent.name}"


def examples(text: str) -> list[str]:
    return [found.group(1) for found in EXAMPLE.finditer(text)]


@pytest.mark.parametrize("number", range(len(examples(WRITING))))
def test_every_example_of_the_guide_can_be_read(number: int) -> None:
    text = examples(WRITING)[number]
    data = yaml.safe_load(text)
    assert isinstance(data, dict), text
    if "tests" in data:
        TranscriptFile.model_validate(data)
    elif "programme" in data:
        programme.ProgrammeFile.model_validate(data)
    elif "flow" in data:
        FlowFile.model_validate(data)
    elif "vars" in data:
        FlowFile.model_validate({**first_flow(), **data})
    elif set(data) == {"next"}:
        bye = {"say": "Bye.", "next": data["next"]}
        FlowFile.model_validate({**first_flow(), "steps": {"hello": bye}})
    else:
        FlowFile.model_validate({**first_flow(), "steps": data})


def first_flow() -> dict[str, object]:
    data: dict[str, object] = yaml.safe_load(examples(WRITING)[0])
    return data


def test_the_first_flow_of_the_guide_has_nothing_to_mend_and_passes_its_tests(
    tmp_path: Path,
) -> None:
    flows: Folder = folder(tmp_path)
    flows.write("start/two-breaths.yaml", examples(WRITING)[0])
    [tests] = [text for text in examples(WRITING) if "tests:" in text]
    flows.write("start/two-breaths.test.yaml", tests)
    checked = flows.run("check")
    assert checked.exit_code == 0, checked.output
    played = flows.run("test", "two-breaths")
    assert "two-breaths.test.yaml:" not in played.stdout, "a conversation goes differently"


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_a_page_with_an_example(code: str) -> None:
    page = re.search(rf"^### {code} (.*?)(?=^### |^## |\Z)", FINDINGS, re.MULTILINE | re.DOTALL)
    assert page, f"{code} is not explained"
    assert "This is found" in page.group(1), f"{code} has no example"


def slug(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", title.replace("`", "").lower())
    return plain.strip().replace(" ", "-")


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(
        r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), f"{target} in {path.relative_to(ROOT)}"
        if anchor and file.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {slug(title) for title in titles}, target


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_named_in_a_table_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"`((?:bot|tests|flows)/[\w./-]+\.(?:py|md|yaml|json))`", text):
        assert (ROOT / target).exists() or "two-breaths" in target, target
