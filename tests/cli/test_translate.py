"""`mooring flows translate`: the work of translators is kept, checked and used in time."""

import re

import pytest

from bot.flow.translate import messages, read, write
from tests.cli.kit import PLAIN, Folder

PO = "locale/es/LC_MESSAGES/flows.po"
SPANISH = {
    "sample/hello/say.0": "Hola, {person.name}.",
    "sample/mood/text": "¿Cómo va?",
    "sample/bye/say.0": "Gracias.",
    "phrases/skip": "Saltar",
}


def fill(flows: Folder, words: dict[str, str], name: str = PO) -> None:
    """Put translations into a file, as an editor for translators does."""
    path = flows.root / name
    catalog = read(path)
    for message in messages(catalog):
        if message.context in words:
            message.string = words[message.context]
            message.flags.discard("fuzzy")
    write(catalog, path)


def string(flows: Folder, context: str, name: str = PO) -> tuple[str, bool]:
    """A translation and whether it is marked fuzzy."""
    [found] = [one for one in messages(read(flows.root / name)) if one.context == context]
    return str(found.string), found.fuzzy


@pytest.fixture
def spanish(flows: Folder) -> Folder:
    """The folder with a few texts in Spanish."""
    assert flows.run("translate update", "es").exit_code == 0
    fill(flows, SPANISH)
    return flows


def said(flows: Folder, lang: str = "es") -> str:
    """What a person of this language reads at the start of the sample."""
    return flows.run("play", "sample", "--fast", "--lang", lang, typed="").output


def test_extract_writes_every_text_of_flows_and_phrases(flows: Folder) -> None:
    result = flows.run("translate extract")
    path = flows.root / "locale/flows.pot"
    text = path.read_text(encoding="utf-8")
    assert result.stdout == f"{text.count('msgctxt')} texts in {path}\n"
    for name in ("sample/title", "sample/mood/options.rough", "sample/rate/remind.0", "phrases/x"):
        assert (f'msgctxt "{name}"' in text) == (name != "phrases/x")
    assert 'msgctxt "phrases/skip"' in text


def test_the_first_update_begins_a_language_with_nothing_translated(flows: Folder) -> None:
    result = flows.run("translate update", "es", "pt_BR")
    assert result.exit_code == 0
    for lang in ("es", "pt_BR"):
        path = flows.root / "locale" / lang / "LC_MESSAGES/flows.po"
        begun = rf"^{re.escape(str(path))}: 0 of \d+ translated, 0 out of date$"
        assert re.search(begun, result.stdout, re.MULTILINE)
        assert f'"Language: {lang}\\n"' in path.read_text(encoding="utf-8")
    assert flows.run("check").exit_code == 0, "a language that is not begun is nothing to mend"


@pytest.mark.parametrize(
    "lang", ["spanish", "es-", "../es", "es/../../x", "es./../../../x", "", ".", "xx_YYY", "C"]
)
def test_what_is_no_language_is_refused_and_nothing_is_written(flows: Folder, lang: str) -> None:
    result = flows.run("translate update", "--", lang)
    assert result.exit_code == 2
    assert "is no language code; write one such as es or pt_BR" in result.stderr
    assert not list(flows.root.parent.rglob("*.po"))


def test_translated_words_are_spoken_and_the_others_stay_in_english(spanish: Folder) -> None:
    out = said(spanish)
    assert "Hola, Sam." in out
    assert "¿Cómo va?" in out
    assert "Rough" in out
    assert "Hello, Sam." in said(spanish, "en")
    assert "Hola, Sam." in said(spanish, "es_MX")


def test_update_keeps_every_translation(spanish: Folder) -> None:
    before = (spanish.root / PO).read_bytes()
    result = spanish.run("translate update")
    assert "4 of" in result.stdout
    assert (spanish.root / PO).read_bytes() == before


def test_a_changed_source_turns_fuzzy_and_is_not_spoken(spanish: Folder) -> None:
    spanish.edit("start/sample.yaml", "Hello, {person.name}.", "Good to see you.")
    assert "Good to see you." in said(spanish), "also before the update"
    result = spanish.run("translate update")
    assert "3 of" in result.stdout
    assert "1 out of date" in result.stdout
    assert string(spanish, "sample/hello/say.0") == ("Hola, {person.name}.", True)
    assert "Good to see you." in said(spanish)
    assert string(spanish, "sample/bye/say.0") == ("Gracias.", False)


def test_a_removed_text_goes(spanish: Folder) -> None:
    spanish.edit("start/sample.yaml", 'say: "Thank you.", end', "end")
    spanish.run("translate update")
    assert "sample/bye/say.0" not in (spanish.root / PO).read_text(encoding="utf-8")
    assert string(spanish, "sample/mood/text") == ("¿Cómo va?", False)


@pytest.mark.parametrize("name", ["start/sample.yaml", "phrases.yaml"])
def test_a_file_that_is_broken_today_costs_no_translation(spanish: Folder, name: str) -> None:
    """A missing quote in a flow must not delete the work of weeks from every language."""
    whole = (spanish.root / name).read_bytes()
    spanish.write(name, whole + b"\nbroken: [")
    spanish.run("translate update")
    spanish.write(name, whole)
    spanish.run("translate update")
    for context, words in SPANISH.items():
        assert string(spanish, context) == (words, False)


def test_compiled_files_are_used_until_the_translation_changes(spanish: Folder) -> None:
    result = spanish.run("translate compile")
    assert result.stdout == f"wrote {(spanish.root / PO).with_suffix('.mo')}\n"
    assert "Hola, Sam." in said(spanish)
    fill(spanish, {"sample/hello/say.0": "Buenas, {person.name}."})
    assert "Buenas, Sam." in said(spanish)
    assert "Hola" not in said(spanish)


def test_fuzzy_words_are_not_compiled(spanish: Folder) -> None:
    spanish.edit("start/sample.yaml", "Hello, {person.name}.", "Good to see you.")
    spanish.run("translate update")
    spanish.run("translate compile")
    assert "Good to see you." in said(spanish)
    assert b"Hola" not in (spanish.root / PO).with_suffix(".mo").read_bytes()


def test_compile_without_a_language_does_nothing(flows: Folder) -> None:
    result = flows.run("translate compile")
    assert (result.exit_code, result.output) == (0, "")


def test_check_counts_and_names_what_is_missing_or_out_of_date(spanish: Folder) -> None:
    spanish.edit("start/sample.yaml", "Thank you.", "Thanks.")
    result = spanish.run("translate check")
    assert result.exit_code == 1
    assert "F060 there is no translation to es for sample/mood/options.good" in result.stdout
    assert "F061 the text of sample/bye/say.0 has changed since it was translated" in result.stdout
    assert re.search(r"^es: 3 of \d+ texts translated$", result.stdout, re.MULTILINE)
    for line in result.stdout.splitlines()[:-1]:
        assert re.match(r"flows/\S+:\d+:\d+ F06\d .+; .+", line)


def test_check_is_content_when_all_is_translated(flows: Folder) -> None:
    flows.run("translate update", "es")
    path = flows.root / PO
    catalog = read(path)
    for message in messages(catalog):
        message.string = message.id
    write(catalog, path)
    result = flows.run("translate check")
    assert result.exit_code == 0, result.stdout
    assert re.fullmatch(r"es: (\d+) of \1 texts translated\n", result.stdout)


@pytest.mark.parametrize(
    "words",
    ["Hola.", "Hola, {person.nombre}.", "Hola, {person.name} {urge}.", "Hola, {person.name"],
)
def test_brackets_that_differ_are_found_with_those_to_use(spanish: Folder, words: str) -> None:
    fill(spanish, {"sample/hello/say.0": words})
    result = spanish.run("translate check")
    assert result.exit_code == 1
    [line] = [line for line in result.stdout.splitlines() if "F062" in line]
    assert line.startswith(f"flows/{PO}:")
    assert "sample/hello/say.0; use exactly these: {person.name}" in line
    assert spanish.run("check").exit_code == 1


def test_brackets_that_can_not_be_filled_don_t_stop_the_bot(spanish: Folder) -> None:
    fill(spanish, {"sample/hello/say.0": "Hola, {person.name", "phrases/skip": "Saltar }"})
    out = said(spanish)
    assert "Hello, Sam." in out
    assert "¿Cómo va?" in out


def test_a_long_translation_is_found(spanish: Folder) -> None:
    fill(spanish, {"sample/mood/text": "¿Cómo va? " * 60})
    assert "F064 the translation of sample/mood/text has" in spanish.run("translate check").stdout


@pytest.mark.parametrize(
    "damage",
    [
        b"\nfoo bar\n",
        b'\nmsgid "open\nmsgstr ""\n',
        b"\xff\xfe",
        b'\nmsgctxt "x"\nmsgid "y"\nmsgstr[z] "w"\n',
    ],
)
def test_a_broken_file_is_reported_and_english_is_spoken(spanish: Folder, damage: bytes) -> None:
    path = spanish.root / PO
    whole = path.read_bytes()
    path.write_bytes(whole + damage)
    for command in ("check", "translate check"):
        result = spanish.run(command)
        assert result.exit_code == 1
        assert re.search(rf"flows/{PO}:\d+:1 F063 this is not a translation file", result.stdout)
    assert "Hello, Sam." in said(spanish)
    for command in ("translate update", "translate compile"):
        result = spanish.run(command)
        assert result.exit_code == 2
        assert str(path) in result.stderr
    assert path.read_bytes() == whole + damage, "what can't be read is not written over"


@pytest.mark.parametrize(
    "header", ["charset=klingon", "Plural-Forms: nplurals=2; plural=(n != 1;", "plural=exit();"]
)
def test_a_broken_header_is_no_traceback(spanish: Folder, header: str) -> None:
    line = header if "Plural-Forms" in header else f"Plural-Forms: nplurals=2; {header}"
    if header.startswith("charset"):
        spanish.edit(PO, "charset=utf-8", header)
    else:
        spanish.edit(PO, "Plural-Forms: nplurals=2; plural=(n != 1);", line)
    assert "Sam." in said(spanish)
    assert spanish.run("check").exit_code in {0, 1}
    assert spanish.run("translate compile").exit_code in {0, 2}


def test_a_damaged_compiled_file_is_not_used(spanish: Folder) -> None:
    (spanish.root / PO).with_suffix(".mo").write_bytes(b"")
    assert "Hola, Sam." in said(spanish)
    assert spanish.run("test").exit_code == 0


def test_a_new_flow_joins_the_languages_there_are(spanish: Folder) -> None:
    spanish.write("start/plain.yaml", PLAIN)
    result = spanish.run("translate update")
    assert result.stdout.startswith(f"{spanish.root / PO}: 4 of ")
    assert string(spanish, "plain/bye/say.0") == ("", False)


def test_the_whole_way_of_a_translation_as_processes(flows: Folder) -> None:
    assert flows.process("translate extract").returncode == 0
    assert flows.process("translate update", "es").returncode == 0
    fill(flows, SPANISH)
    assert flows.process("translate compile").returncode == 0
    checked = flows.process("translate check")
    assert checked.returncode == 1
    assert checked.stdout.endswith("texts translated\n")
    assert checked.stderr == ""
