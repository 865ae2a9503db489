"""A folder of flows: everything in it read, checked and ready to serve.

flows/phrases.yaml          the program's own words
flows/care.yaml             what every flow is held to
flows/needs.yaml            what is offered for what hurts now
flows/PACK/NAME.yaml        a flow
flows/PACK/NAME.test.yaml   its transcript tests
flows/programmes/NAME.yaml  a programme: flows in an order
flows/locale/LANG/…         translations
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.flow import translate
from bot.flow.care import CareRules, load_care
from bot.flow.check import (
    Plan,
    check_flow,
    check_languages,
    check_programme,
    check_transcript,
)
from bot.flow.check.subject import Subject
from bot.flow.compile import compile_flow
from bot.flow.course import Course
from bot.flow.document import FlowFile
from bot.flow.expression import Environment
from bot.flow.findings import Finding, Mark, finding
from bot.flow.library import Library
from bot.flow.needs import NeedsFile, load_needs, needs_of
from bot.flow.phrases import Phrases, check_phrases
from bot.flow.programme import FOLDER, ProgrammeFile, programme_texts
from bot.flow.reach import Graph
from bot.flow.serving import EVERYTHING, Serving
from bot.flow.shape import parse
from bot.flow.source import Source, read_file
from bot.flow.texts import texts_of
from bot.flow.transcript import TranscriptFile
from bot.flow.translate import Wording

TEST_SUFFIX = ".test.yaml"


@dataclass(slots=True)
class Entry:
    """A flow file as found: its document and its tests if their shape is right."""

    path: Path
    source: Source
    flow: FlowFile | None
    tests: TranscriptFile | None = None
    test_source: Source | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing keeps the flow from being served."""
        return self.flow is not None and all(one.severity != "error" for one in self.findings)


@dataclass(slots=True)
class Programme:
    """A programme's file as found: its document if its shape is right."""

    path: Path
    source: Source
    file: ProgrammeFile | None
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing keeps the programme from being given."""
        return self.file is not None and all(one.severity != "error" for one in self.findings)


@dataclass(slots=True)
class Workspace:
    """All there is below a folder of flows, with everything that is wrong."""

    root: Path
    entries: list[Entry]
    programmes: list[Programme]
    phrases: dict[str, str] | None
    care: CareRules
    findings: list[Finding]
    needs: NeedsFile | None = None

    def all_findings(self) -> list[Finding]:
        """Every finding, file by file, line by line."""
        files: list[Entry | Programme] = [*self.entries, *self.programmes]
        return sorted({*self.findings, *(one for file in files for one in file.findings)})

    def flow(self, flow_id: str) -> Entry | None:
        """The entry of a flow."""
        return next((one for one in self.entries if one.flow and one.flow.flow == flow_id), None)

    def programme(self, programme_id: str) -> Programme | None:
        """The programme of this id."""
        for one in self.programmes:
            if one.file is not None and one.file.programme == programme_id:
                return one
        return None

    def library(self, serving: Serving = EVERYTHING) -> Library:
        """The flows that can be served; which of them people can begin is the operator's to say.

        Raises:
            ValueError: `phrases.yaml` has errors; without its words nothing can be said.
        """
        if self.phrases is None:
            msg = f"{self.root / 'phrases.yaml'} has errors; see `mooring flows check`"
            raise ValueError(msg)
        words = translate.load(self.root)
        sound = {one.flow.flow: one.flow for one in self.entries if one.flow and one.sound}
        offered = serving.offered(sound)
        flows = [compile_flow(flow, words) for flow in sound.values()]
        languages = ("en", *sorted(set(words.languages) - {"en"}))
        library = Library(
            Phrases(self.phrases, "en", languages, words),
            (flow for flow in flows if flow.id in offered),
            (flow for flow in flows if flow.id not in offered),
            needs_of(self.needs),
        )
        files = [one.file for one in self.programmes if one.file and one.sound]
        given = (Course(one, words) for one in files if serving.gives(one, offered))
        library.courses = {one.id: one for one in given}
        library.days_apart = {str(pack): days for pack, days in self.care.days_apart.items()}
        return library

    def emergency_library(self) -> Library:
        """What can be served when `library` raises: no flow, and the built-in words of help."""
        return Library(Phrases({}))

    def unreadable(self) -> tuple[str, ...]:
        """How the names of texts begin whose file can't be read now; they are not gone."""
        broken = [f"{entry.path.stem}/" for entry in self.entries if entry.flow is None]
        plans = [f"{FOLDER}/{one.path.stem}/" for one in self.programmes if one.file is None]
        return (*broken, *plans, *(() if self.phrases else ("phrases/",)))

    def wordings(self) -> Iterator[Wording]:
        """Every text to translate."""
        for entry in self.entries:
            for text in texts_of(entry.flow) if entry.flow else ():
                assert entry.flow is not None  # noqa: S101  (for the type checker)
                yield Wording(f"{entry.flow.flow}/{text.key}", text.text)
        for one in self.programmes:
            for text in programme_texts(one.file) if one.file else ():
                assert one.file is not None  # noqa: S101  (for the type checker)
                yield Wording(f"{FOLDER}/{one.file.programme}/{text.key}", text.text)
        for phrase, text_ in (self.phrases or {}).items():
            yield Wording(f"phrases/{phrase}", text_)


def open_workspace(root: Path) -> Workspace:
    """Read and check a folder of flows. Never raises for what is in the files."""
    phrases, found = check_phrases(_read(root / "phrases.yaml", root))
    care, care_found = load_care(_read(root / "care.yaml", root))
    entries = [_entry(path, root) for path in _flow_files(root)]
    programmes = [
        _programme(path, root)
        for path in sorted(root.glob(f"{FOLDER}/*.yaml"))
        if not path.name.endswith(TEST_SUFFIX)
    ]
    strays = [*_strays(root, {one.path for one in entries}, {one.path for one in programmes})]
    found = [*found, *care_found, *strays]
    workspace = Workspace(root, entries, programmes, phrases, care, found)
    known = _check_all(workspace)
    if (root / "needs.yaml").exists():
        source = _read(root / "needs.yaml", root)
        workspace.needs, found = load_needs(source, *known)
        workspace.findings += found
    return workspace


def _flow_files(root: Path) -> list[Path]:
    files = (path for path in root.glob("*/*.yaml") if path.parent.name != FOLDER)
    return sorted(path for path in files if not path.name.endswith(TEST_SUFFIX))


def _strays(root: Path, flows: set[Path], programmes: set[Path]) -> Iterator[Finding]:
    """Files that look like flows or tests and stand where nobody would read them."""
    at_home = {root / "phrases.yaml", root / "care.yaml", root / "needs.yaml"}
    tests = {path.with_name(path.stem + TEST_SUFFIX) for path in flows}
    for path in sorted([*root.rglob("*.yaml"), *root.rglob("*.yml")]):
        name = shown(path, root)
        if path in flows | programmes | tests | at_home or path.is_dir():
            continue
        if path.name.endswith(TEST_SUFFIX):
            marks = _read(path, root).marks
            message = "there is no flow beside these tests"
            mend = f"name the file like its flow, NAME{TEST_SUFFIX}"
            yield _at(name, marks.value(("flow",)), "F070", message, mend)
        elif path.suffix == ".yml":
            yield _at(name, Mark(), "F027", "the name ends in .yml", "rename it to end in .yaml")
        else:
            message = "nobody reads a flow in this place"
            yield _at(name, Mark(), "F027", message, "move it into the folder of its pack")


def _read(path: Path, root: Path) -> Source:
    return read_file(path, shown(path, root))


def shown(path: Path, root: Path) -> str:
    """A file as findings name it: from the folder of flows on."""
    return (Path(root.resolve().name) / path.relative_to(root)).as_posix()


def _entry(path: Path, root: Path) -> Entry:
    source = _read(path, root)
    flow, found = parse(source, FlowFile)
    entry = Entry(path, source, flow, findings=[*source.findings, *found])
    test_path = path.with_name(path.stem + TEST_SUFFIX)
    if test_path.exists():
        entry.test_source = _read(test_path, root)
        entry.tests, found = parse(entry.test_source, TranscriptFile)
        entry.findings += [*entry.test_source.findings, *found]
    return entry


def _programme(path: Path, root: Path) -> Programme:
    source = _read(path, root)
    file, found = parse(source, ProgrammeFile)
    return Programme(path, source, file, [*source.findings, *found])


def _check_all(workspace: Workspace) -> tuple[dict[str, FlowFile], frozenset[str]]:
    """Check everything; the flows whose shape is right by id, and the ids of all."""
    flows: dict[str, FlowFile] = {}
    shaped = [entry for entry in workspace.entries if entry.flow]
    for entry in sorted(shaped, key=lambda one: one.flow is None or one.flow.flow != one.path.stem):
        assert entry.flow is not None  # noqa: S101  (for the type checker)
        entry.findings += _place(entry, entry.flow, flows)
        flows.setdefault(entry.flow.flow, entry.flow)
    known = frozenset(flows) | {entry.path.stem for entry in workspace.entries}
    subjects: list[Subject] = []
    for entry in workspace.entries:
        if entry.flow is None:
            continue
        environment = Environment({name: var.type for name, var in entry.flow.vars.items()})
        graph = Graph.of(entry.flow)
        subject = Subject(
            entry.source, workspace.care, entry.flow, graph, environment, flows, known
        )
        entry.findings += check_flow(subject)
        if entry.tests and entry.test_source:
            entry.findings += check_transcript(subject, entry.test_source, entry.tests)
        subjects.append(subject)
    plans = []
    for one in workspace.programmes:
        if one.file is not None:
            plan = Plan(one.source, workspace.care, one.file, flows, known)
            one.findings += [*_called(one, one.file, known), *check_programme(plan)]
            plans.append(plan)
    phrases = dict(workspace.phrases or {})
    workspace.findings += check_languages(workspace.root, subjects, plans, phrases, workspace.care)
    return flows, known


def _place(entry: Entry, flow: FlowFile, before: dict[str, FlowFile]) -> Iterator[Finding]:
    marks, file = entry.source.marks, entry.source.file
    if flow.flow in before:
        message = f'there is another flow "{flow.flow}"'
        yield _at(file, marks.value(("flow",)), "F028", message, "give one of them another id")
    elif flow.flow != entry.path.stem:
        yield _at(
            file,
            marks.value(("flow",)),
            "F027",
            f'the flow is called "{flow.flow}" and its file "{entry.path.name}"',
            f"a new flow? write flow: {entry.path.stem}; already in use? rename the file",
        )
    if flow.pack != entry.path.parent.name:
        yield _at(
            file,
            marks.value(("pack",)),
            "F027",
            f'the pack is "{flow.pack}" and the folder "{entry.path.parent.name}"',
            f"move the file to {flow.pack}/, or change the pack",
        )


def _called(one: Programme, file: ProgrammeFile, flows: frozenset[str]) -> Iterator[Finding]:
    """Findings about a programme's id: its file bears it, and no flow does."""
    name, mark = file.programme, one.source.marks.value(("programme",))
    if name != one.path.stem:
        message = f'the programme is called "{name}" and its file "{one.path.name}"'
        mend = f"a new one? write programme: {one.path.stem}; already in use? rename the file"
        yield _at(one.source.file, mark, "F027", message, mend)
    elif name in flows:
        message = f'there is a flow "{name}" too'
        yield _at(one.source.file, mark, "F028", message, "give the programme another id")


def _at(file: str, mark: Mark, code: str, message: str, mend: str) -> Finding:
    return finding(file, mark, code, message, mend)
