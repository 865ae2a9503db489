"""`mooring flows diff`: what an edit does, before it is deployed; with a real repository."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.common import serve
from bot.dialogue import engine
from bot.model import Context, Event, Session
from tests.cli.kit import PLAIN, Folder

WORDS = "my secret about Kim"


def git(flows: Folder, *arguments: str) -> str:
    settings = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", str(flows.root.parent), *settings, *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


@pytest.fixture
def repo(flows: Folder) -> Folder:
    """The folder of flows in a repository, all of it committed."""
    git(flows, "init", "--quiet", "--initial-branch=main")
    git(flows, "add", "--all")
    git(flows, "commit", "--quiet", "--message=One")
    return flows


@pytest.fixture
def people(flows: Folder, tmp_path: Path) -> Path:
    """Two people at `mood` and one in words, as the bot would list them."""
    _, library = serve(flows.root)
    begun, _ = engine.start(library, "sample", Context())
    rough, _ = engine.advance(library, begun, Event("tap", "rough", begun.turn))
    strong, _ = engine.advance(library, rough, Event("tap", "3", rough.turn))
    return kept(tmp_path / "sessions.jsonl", begun, begun, strong)


def kept(path: Path, *sessions: Session) -> Path:
    path.write_text("".join(one.to_json() + "\n" for one in sessions), encoding="utf-8")
    return path


def test_nothing_changed_is_said(repo: Folder) -> None:
    result = repo.run("diff")
    assert (result.exit_code, result.stdout) == (0, "No flow differs from HEAD.\n")


def test_new_words_reach_people_at_once(repo: Folder) -> None:
    repo.edit("start/sample.yaml", "Thank you.", "Thanks a lot.")
    lines = repo.run("diff").stdout.splitlines()
    assert lines[0].startswith("sample  ")
    assert "words only" in lines[1]
    assert lines[2:] == ["  text bye/say.0", "    - Thank you.", "    + Thanks a lot."]


def test_another_structure_is_for_new_starts(repo: Folder) -> None:
    repo.edit("start/sample.yaml", "urge >= 2", "urge >= 3")
    repo.edit("start/sample.yaml", "max: 400", "max: 500")
    out = repo.run("diff").stdout
    assert "structure: people in the middle finish on the old revision" in out
    assert "  step rate: changed\n" in out
    assert "  also changed: vars\n" in out


def test_new_and_removed_flows_are_told_apart(repo: Folder) -> None:
    (repo.root / "start/sample.yaml").unlink()
    repo.write("start/plain.yaml", PLAIN)
    out = repo.run("diff").stdout
    plain, sample = out[: out.index("sample  ")], out[out.index("sample  ") :]
    assert plain.startswith("plain  - -> ")
    assert "a new flow" in plain
    assert "offered no longer" in sample


def test_a_flow_that_can_not_be_read_now_is_not_called_removed(repo: Folder) -> None:
    repo.edit("start/sample.yaml", "minutes: 1\n", "")
    result = repo.run("diff")
    assert "offered no longer" not in result.stdout
    assert "sample" in result.output


def test_only_the_flows_that_are_named_are_compared(repo: Folder) -> None:
    repo.write("start/plain.yaml", PLAIN)
    repo.edit("start/sample.yaml", "Thank you.", "Thanks.")
    assert "sample" not in repo.run("diff", "plain").stdout
    assert "plain" not in repo.run("diff", "sample").stdout


def test_a_flow_that_is_nowhere_is_not_called_unchanged(repo: Folder) -> None:
    result = repo.run("diff", "smaple")
    assert result.exit_code == 2
    assert "smaple" in result.stderr


def test_any_revision_can_be_compared_with(repo: Folder) -> None:
    repo.edit("start/sample.yaml", "Thank you.", "Thanks.")
    git(repo, "commit", "--quiet", "--all", "--message=Two")
    git(repo, "tag", "v2")
    assert "No flow differs" in repo.run("diff").stdout
    assert "No flow differs from v2" in repo.run("diff", "--against", "v2").stdout
    for revision in ("HEAD~1", git(repo, "rev-parse", "HEAD~1")):
        assert "+ Thanks." in repo.run("diff", "--against", revision).stdout


def test_a_folder_can_be_compared_with(flows: Folder, tmp_path: Path) -> None:
    shutil.copytree(flows.root, tmp_path / "before [1]")
    assert "No flow differs" in flows.run("diff", "--against", tmp_path / "before [1]").stdout
    flows.edit("start/sample.yaml", "Thank you.", "Thanks.")
    assert "+ Thanks." in flows.run("diff", "--against", tmp_path / "before [1]").stdout


def test_two_flows_in_files_of_one_name_are_both_compared(flows: Folder, tmp_path: Path) -> None:
    flows.write("skills/plain.yaml", PLAIN)
    flows.write("anxious/plain.yaml", PLAIN.replace("flow: plain", "flow: other"))
    shutil.copytree(flows.root, tmp_path / "before")
    assert "No flow differs" in flows.run("diff", "--against", tmp_path / "before").stdout


def test_without_a_commit_every_flow_is_new_or_the_revision_is_unknown(flows: Folder) -> None:
    git(flows, "init", "--quiet")
    result = flows.run("diff")
    assert result.exit_code == 2
    assert '"HEAD" is neither a folder nor a git revision here' in result.stderr


def test_flows_that_were_never_committed_are_new(repo: Folder) -> None:
    other = Folder(repo.root.parent / "more")
    shutil.copytree(repo.root, other.root)
    assert "a new flow" in other.run("diff").stdout


@pytest.mark.parametrize("revision", ["nowhere", "", "HEAD~99", "main:nowhere", "a b", "ü"])
def test_a_revision_that_is_not_there_is_refused(repo: Folder, revision: str) -> None:
    result = repo.run("diff", "--against", revision)
    assert result.exit_code == 2
    assert f'"{revision}" is neither a folder nor a git revision here' in result.stderr


@pytest.mark.parametrize("revision", ["--output=stolen", "-h", "--", "-"])
def test_a_revision_that_would_be_an_option_of_git_is_refused(repo: Folder, revision: str) -> None:
    result = repo.run("diff", f"--against={revision}")
    assert result.exit_code == 2
    assert f'"{revision}" is no revision' in result.stderr
    assert git(repo, "status", "--porcelain") == ""


def test_outside_a_repository_there_is_a_message(flows: Folder) -> None:
    assert flows.run("diff").exit_code == 2


def test_people_in_the_middle_are_counted_where_they_stand(repo: Folder, people: Path) -> None:
    repo.edit("start/sample.yaml", "urge >= 2", "urge >= 3")
    out = repo.run("diff", "--sessions", people).stdout
    assert "  in the middle now: 3 (2 on mood, 1 on say_more)\n" in out
    assert "in the middle" not in repo.run("diff").stdout.replace("people in the middle", "")


def test_people_of_a_removed_flow_are_counted_too(repo: Folder, people: Path) -> None:
    (repo.root / "start/sample.yaml").unlink()
    assert "in the middle now: 3" in repo.run("diff", "--sessions", people).stdout


@pytest.mark.parametrize("inside", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r\n"])
def test_what_someone_wrote_can_not_break_the_list(repo: Folder, inside: str) -> None:
    _, library = serve(repo.root)
    begun, _ = engine.start(library, "sample", Context(), step="say_more")
    wrote, _ = engine.start(
        library, "sample", Context(), step="mood", variables={"need": f"one{inside}two"}
    )
    sessions = kept(repo.root.parent / "sessions.jsonl", begun, wrote)
    repo.edit("start/sample.yaml", "Thank you.", "Thanks.")
    result = repo.run("diff", "--sessions", sessions)
    assert result.exit_code == 0, result.output
    assert "in the middle now: 2" in result.stdout


@pytest.mark.parametrize(
    "line",
    [
        f'"{WORDS}"',
        f'["{WORDS}"]',
        f'{{"{WORDS}": 1}}',
        f"{WORDS}",
        f'[1, [["sample", "x", "mood", {{"need": "{WORDS}"]]]',
        f'[1, "{WORDS}", "active", 0, 0, [], 0, null, [], [], null]',
        f'[1, [["sample", "x", "mood"]], "{WORDS}"]',
        "[" * 100_000,
        "null",
        "",
    ],
)
def test_a_damaged_list_is_refused_by_line_and_without_its_words(
    repo: Folder, people: Path, line: str
) -> None:
    first = people.read_text(encoding="utf-8").splitlines()[0]
    people.write_text(f"{first}\n{line}\n{first}\n", encoding="utf-8")
    result = repo.run("diff", "--sessions", people)
    assert result.exit_code == 2
    assert f"{people}:2: " in result.stderr
    assert WORDS not in result.output


def test_a_place_that_is_no_place_is_damage_too(repo: Folder, people: Path) -> None:
    session = json.loads(people.read_text(encoding="utf-8").splitlines()[0])
    session[1][0][2] = [WORDS]
    people.write_text(json.dumps(session), encoding="utf-8")
    result = repo.run("diff", "--sessions", people)
    assert result.exit_code == 2
    assert WORDS not in result.output


def test_a_list_that_is_no_text_is_refused(repo: Folder, people: Path) -> None:
    people.write_bytes(b"\xff\xfe" + WORDS.encode())
    result = repo.run("diff", "--sessions", people)
    assert result.exit_code == 2
    assert WORDS not in result.output


def test_words_are_shown_as_they_are_written(repo: Folder) -> None:
    repo.edit("start/sample.yaml", "Thank you.", "[b]Thanks[/i] :key: {person.name}")
    assert "+ [b]Thanks[/i] :key: {person.name}\n" in repo.run("diff").stdout


def test_the_whole_command_works_as_a_process(repo: Folder, people: Path) -> None:
    repo.edit("start/sample.yaml", "Thank you.", "Thanks.")
    whole = repo.process("diff", "--sessions", people)
    assert whole.returncode == 0
    assert whole.stdout == repo.run("diff", "--sessions", people).stdout
    people.write_text(f'["{WORDS}"]', encoding="utf-8")
    broken = repo.process("diff", "--sessions", people)
    assert broken.returncode == 2
    assert WORDS not in broken.stdout + broken.stderr
