"""Translations: used for the very words they were made from, and no worker's work is lost."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.dialogue import engine
from bot.effects import Say
from bot.flow.compile import compile_flow
from bot.flow.library import Library
from bot.flow.phrases import Phrases
from bot.flow.translate import (
    TranslationFileError,
    Wording,
    compile_file,
    extract,
    load,
    messages,
    po_files,
    read,
    update,
    write,
)
from bot.model import Context
from tests.flowkit import flow_of

HELLO: Final = Wording("sample/hello/say.0", "Hello.")
BYE: Final = Wording("sample/bye/say.0", "Bye.")
SAME: Final = Wording("sample/again/say.0", "Hello.")
ENTRY: Final = 'msgctxt "sample/hello/say.0"\nmsgid "Hello."\nmsgstr "Hola."\n'
HEADER: Final = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
YAML_TEXT: Final = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\x85"), min_size=1
)
NAMES: Final = st.from_regex(r"[a-z]{1,4}/[a-z]{1,4}", fullmatch=True)


def file(root: Path, lang: str = "es") -> Path:
    return root / "locale" / lang / "LC_MESSAGES" / "flows.po"


def written(root: Path, text: str | bytes, lang: str = "es") -> Path:
    path = file(root, lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def translated(
    root: Path, wordings: Iterable[Wording], words: dict[str, str], lang: str = "es"
) -> Path:
    """Update a language's file as the command does, then fill in words as a translator does."""
    path = file(root, lang)
    catalog = update(read(path) if path.exists() else None, lang, wordings)
    for message in messages(catalog):
        if message.context in words:
            message.string = words[message.context]
            message.flags.discard("fuzzy")
    write(catalog, path)
    return path


def test_a_text_is_translated_under_its_own_name(tmp_path: Path) -> None:
    translated(tmp_path, [HELLO, SAME, BYE], {HELLO.context: "Hola.", SAME.context: "Buenas."})
    speak = load(tmp_path)
    assert speak("es", HELLO.context, "Hello.") == "Hola."
    assert speak("es", SAME.context, "Hello.") == "Buenas."
    assert speak("es", BYE.context, "Bye.") is None
    assert speak("fr", HELLO.context, "Hello.") is None
    assert speak("es", HELLO.context, "Hello!") is None


def test_a_region_speaks_its_language_where_it_has_no_words_of_its_own(tmp_path: Path) -> None:
    translated(tmp_path, [HELLO, BYE], {HELLO.context: "Hola.", BYE.context: "Adiós."})
    translated(tmp_path, [HELLO, BYE], {HELLO.context: "Quihubo."}, "es_MX")
    speak = load(tmp_path)
    assert speak("es_MX", HELLO.context, "Hello.") == "Quihubo."
    assert speak("es_MX", BYE.context, "Bye.") == "Adiós."
    assert speak("es_AR", BYE.context, "Bye.") == "Adiós."
    assert speak("es", HELLO.context, "Hello.") == "Hola."


def test_words_that_stay_the_same_in_a_region_do_not_fall_back(tmp_path: Path) -> None:
    translated(tmp_path, [BYE], {BYE.context: "Adiós."})
    translated(tmp_path, [BYE], {BYE.context: "Bye."}, "es_MX")
    assert load(tmp_path)("es_MX", BYE.context, "Bye.") in {None, "Bye."}


def test_a_changed_source_makes_its_translation_fuzzy_and_it_is_not_used(tmp_path: Path) -> None:
    path = translated(tmp_path, [HELLO, BYE], {HELLO.context: "Hola.", BYE.context: "Adiós."})
    new = Wording(HELLO.context, "Hello, you.")
    write(update(read(path), "es", [new, BYE]), path)
    text = path.read_text(encoding="utf-8")
    assert '#, fuzzy\n#| msgid "Hello."\nmsgctxt "sample/hello/say.0"' in text
    assert 'msgstr "Hola."' in text, "the translator sees what was there"
    speak = load(tmp_path)
    assert speak("es", HELLO.context, "Hello, you.") is None
    assert speak("es", HELLO.context, "Hello.") is None
    assert speak("es", BYE.context, "Bye.") == "Adiós."
    mended = translated(tmp_path, [new, BYE], {HELLO.context: "Hola, tú."})
    assert "fuzzy" not in mended.read_text(encoding="utf-8")
    assert load(tmp_path)("es", HELLO.context, "Hello, you.") == "Hola, tú."


def test_a_source_that_changes_twice_keeps_the_words_the_translation_was_made_from(
    tmp_path: Path,
) -> None:
    path = translated(tmp_path, [HELLO], {HELLO.context: "Hola."})
    for text in ("Hello, you.", "Hello, dear."):
        write(update(read(path), "es", [Wording(HELLO.context, text)]), path)
    assert '#| msgid "Hello."' in path.read_text(encoding="utf-8")


def test_a_removed_text_goes_and_a_new_one_is_empty(tmp_path: Path) -> None:
    path = translated(tmp_path, [HELLO], {HELLO.context: "Hola."})
    write(update(read(path), "es", [BYE]), path)
    [message] = messages(read(path))
    assert (message.context, message.id, message.string) == (BYE.context, "Bye.", "")


def test_an_update_without_a_change_changes_no_byte(tmp_path: Path) -> None:
    path = translated(tmp_path, [HELLO, BYE], {HELLO.context: "Hola."})
    before = path.read_bytes()
    write(update(read(path), "es", [HELLO, BYE]), path)
    assert path.read_bytes() == before


def test_what_a_translator_added_stays(tmp_path: Path) -> None:
    head = HEADER + '"Last-Translator: Ana <ana@example.org>\\n"\n\n'
    path = written(tmp_path, f"# Spanish by Ana, 2026\n{head}# tú, not usted\n{ENTRY}")
    write(update(read(path), "es", [HELLO, BYE]), path)
    text = path.read_text(encoding="utf-8")
    assert "# tú, not usted" in text
    assert 'msgstr "Hola."' in text
    assert "Last-Translator: Ana <ana@example.org>" in text
    assert "Spanish by Ana" in text


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(NAMES, st.tuples(YAML_TEXT, YAML_TEXT), min_size=1, max_size=4))
def test_all_words_survive_writing_updating_and_compiling(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, tuple[str, str]]
) -> None:
    assume(all(source != words for source, words in texts.values()))
    root = tmp_path_factory.mktemp("flows")
    wordings = [Wording(name, source) for name, (source, _) in texts.items()]
    path = translated(root, wordings, {name: words for name, (_, words) in texts.items()})
    write(update(read(path), "es", wordings), path)
    for step in (None, compile_file):
        if step:
            step(path)
        speak = load(root)
        for name, (source, words) in texts.items():
            assert speak("es", name, source) == words


def test_a_template_has_every_text_once_and_no_translation(tmp_path: Path) -> None:
    path = tmp_path / "locale" / "flows.pot"
    write(extract([HELLO, SAME, BYE]), path)
    text = path.read_text(encoding="utf-8")
    assert text.count('msgid "Hello."') == 2
    assert text.count('msgstr ""') == 4
    assert "{brackets} stay" in text


def test_a_compiled_file_is_used_only_for_the_file_it_was_made_from(tmp_path: Path) -> None:
    path = translated(tmp_path, [HELLO], {HELLO.context: "Hola."})
    compiled = compile_file(path)
    assert compiled == path.with_suffix(".mo")
    assert load(tmp_path)("es", HELLO.context, "Hello.") == "Hola."
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Hola.", "Buenas."), encoding="utf-8")
    assert load(tmp_path)("es", HELLO.context, "Hello.") == "Buenas."
    path.write_text(text, encoding="utf-8")
    assert load(tmp_path)("es", HELLO.context, "Hello.") == "Hola."


def test_a_compiled_file_of_another_program_is_not_used(tmp_path: Path) -> None:
    path = translated(tmp_path, [HELLO], {HELLO.context: "Hola."})
    other = translated(tmp_path / "other", [HELLO], {HELLO.context: "Stale."})
    path.with_suffix(".mo").write_bytes(compile_file(other).read_bytes())
    assert load(tmp_path)("es", HELLO.context, "Hello.") == "Hola."


@pytest.mark.parametrize("keep", [0, 1, 10, 40, -5])
def test_a_damaged_compiled_file_is_not_used(tmp_path: Path, keep: int) -> None:
    path = translated(tmp_path, [HELLO], {HELLO.context: "Hola."})
    compiled = compile_file(path)
    compiled.write_bytes(compiled.read_bytes()[:keep])
    assert load(tmp_path)("es", HELLO.context, "Hello.") == "Hola."


def headed(header: str) -> str:
    return f'{HEADER}"{header}\\n"\n\n{ENTRY}'


BROKEN: Final[dict[str, tuple[str | bytes, int | None]]] = {
    "a line that is nothing": (HEADER + "\nfoo bar\n" + ENTRY, 5),
    "an open quote": (HEADER + "\n" + ENTRY.replace('"Hola."', '"Hola.'), 7),
    "no quotes": (HEADER + "\n" + ENTRY.replace('"Hola."', "Hola."), 7),
    "another encoding": (HEADER.encode() + b'\nmsgid "a"\nmsgstr "\xe9"\n', 6),
    "an encoding nobody knows": (HEADER.replace("utf-8", "klingon") + "\n" + ENTRY, None),
    "a plural that is code": (headed("Plural-Forms: nplurals=2; plural=exit();"), None),
    "a plural left open": (headed("Plural-Forms: nplurals=2; plural=(n != 1;"), None),
    "no number of plurals": (headed("Plural-Forms: nplurals=two; plural=0;"), None),
    "a date that is none": (headed("PO-Revision-Date: soon"), None),
    "a plural without a number": (HEADER + "\n" + ENTRY.replace("msgstr", "msgstr[x]"), None),
    "a picture": (bytes(range(256)) * 20, None),
}


@pytest.mark.parametrize("how", sorted(BROKEN))
def test_a_broken_file_is_named_and_the_source_language_is_spoken(tmp_path: Path, how: str) -> None:
    content, line = BROKEN[how]
    path = written(tmp_path, content)
    translated(tmp_path, [HELLO], {HELLO.context: "Bonjour."}, "fr")
    speak = load(tmp_path)
    assert speak("es", HELLO.context, "Hello.") in {None, "Hola."}
    assert speak("fr", HELLO.context, "Hello.") == "Bonjour.", "other languages don't suffer"
    if speak("es", HELLO.context, "Hello.") is None:
        for use in (read, compile_file):
            with pytest.raises(TranslationFileError) as caught:
                use(path)
            assert str(caught.value).startswith(f"{path}:{caught.value.line}: ")
            assert line in {None, caught.value.line}


@settings(max_examples=150, deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.text(st.sampled_from('msgidctxtr "#,|~[0]\\\n'))))
def test_no_file_whatever_keeps_the_bot_from_speaking(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes | str
) -> None:
    root = tmp_path_factory.mktemp("flows")
    path = written(root, raw)
    assert load(root)("es", HELLO.context, "Hello.") is None
    path.with_suffix(".mo").write_bytes(raw.encode() if isinstance(raw, str) else raw)
    assert load(root)("es", HELLO.context, "Hello.") is None


@pytest.mark.parametrize("words", ["Hola {", "Hola }", "{ name }", "{Name}", "{name!r}", "{}"])
def test_a_translation_with_brackets_that_can_not_be_filled_is_never_said(
    tmp_path: Path, words: str
) -> None:
    say, stop = Wording("sample/s0/say.0", "Hello."), Wording("phrases/stopped", "Stopped.")
    translated(tmp_path, [say, stop], {say.context: words, stop.context: words})
    speak = load(tmp_path)
    flow = flow_of('steps: {s0: {say: "Hello.", end: done}}').file
    phrases = Phrases({"stopped": "Stopped."}, translate=speak)
    library = Library(phrases, [compile_flow(flow, speak)])
    _, effects = engine.start(library, "sample", Context(lang="es"))
    assert [one.text for one in effects if isinstance(one, Say)] == ["Hello."]
    assert phrases.say("stopped", "es") == "Stopped."


@pytest.mark.parametrize("words", ["Hola, {nombre}.", "Hola, {other}.", "Hola."])
def test_a_translation_that_shows_other_answers_than_the_source_is_never_said(
    tmp_path: Path, words: str
) -> None:
    """Above all none that has lost {help.lines}: the source has them."""
    pause = Wording("phrases/risk_pause", "Help is here: {help.lines}")
    translated(tmp_path, [pause], {pause.context: words})
    said = Phrases({"risk_pause": pause.text}, translate=load(tmp_path))
    assert said.say("risk_pause", "es", {"help.lines": "112"}) == "Help is here: 112"


def test_a_text_with_a_long_name_keeps_what_it_was_made_from(tmp_path: Path) -> None:
    name = f"{'f' * 48}/{'s' * 32}/options.{'o' * 64}"
    path = translated(tmp_path, [Wording(name, "One.")], {name: "Uno."})
    for text in ("Two.", "Three."):
        write(update(read(path), "es", [Wording(name, text)]), path)
    assert '#| msgid "One."' in path.read_text(encoding="utf-8")


def test_languages_are_found_by_their_folder(tmp_path: Path) -> None:
    assert po_files(tmp_path) == {}
    assert load(tmp_path)("es", "x", "y") is None
    for lang in ("es", "pt_BR"):
        translated(tmp_path, [HELLO], {}, lang)
    assert sorted(po_files(tmp_path)) == ["es", "pt_BR"]
