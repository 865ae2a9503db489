"""Every message of every flow and programme, in every language, with the longest answers there are.

Rendered as it would be sent, nothing is over Telegram's limits; counted by the checker's own
rules, nothing is over the limits of the house, a quarter more where it is translated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

import pytest

from bot.dialogue import engine
from bot.effects import Ask, Breathe, Effect, Paused, Say, Wait
from bot.flow.check import Plan, Subject, care, limits
from bot.flow.check.language import LONGER
from bot.flow.check.limits import CALLBACK_MAX, MESSAGE_MAX, likely_length, utf16
from bot.flow.document import FlowFile
from bot.flow.expression import Environment
from bot.flow.findings import Finding
from bot.flow.flow import Flow, Question, Translate
from bot.flow.programme import FOLDER, ProgrammeFile, programme_texts
from bot.flow.reach import Graph
from bot.flow.texts import FlowText, texts_of
from bot.flow.translate import load
from bot.flow.workspace import open_workspace
from bot.model import Context, Value
from bot.people.helps import Helps
from bot.telegram import render
from safety.resources import countries
from tests.flowkit import FLOWS, compiled, library_of

WORKSPACE: Final = open_workspace(FLOWS)
LIBRARY: Final = WORKSPACE.library()
WORDS: Final = load(FLOWS)
LANGS: Final = ("en", *sorted(WORDS.languages))
IDS: Final = sorted(flow.id for flow in LIBRARY)
PLANS: Final = [plan.file.programme for plan in WORKSPACE.programmes if plan.file]
WIDE: Final = "𝔸"
"""Two of what Telegram counts."""
BUTTONS_MAX: Final = 100
CAPTION_MAX: Final = 1024
SCREEN: Final = render.Screen(10**9)
"""The billionth exercise of one person."""
LAST_TURN: Final = 10**4


@cache
def longest_help(lang: str) -> Mapping[str, str]:
    """The longest block there is for each kind of trouble, over all countries."""
    everywhere = [Helps(code, lang) for code in ["", *(one.code for one in countries("en"))]]
    return {key: max((one[key] for one in everywhere), key=utf16) for key in everywhere[0]}


def context(lang: str) -> Context:
    helps = longest_help(lang)
    person = {"name": WIDE * 32, "pace": "", "country": ""}
    return Context(0, lang, person, max(helps.values(), key=utf16), helps)


def longest(flow: Flow, lang: str) -> dict[str, Value]:
    """The longest answer to every variable."""
    return {name: _longest(flow, name, lang) for name in flow.variables}


def _longest(flow: Flow, name: str, lang: str) -> Value:
    var = flow.variables[name]
    labels = {
        key: flow.text(text, lang).render(str) for key, text in flow.labels.get(name, {}).items()
    }
    if var.type == "text":
        return WIDE * int(var.high or 1000)
    if var.type == "choice":
        return max(labels, key=lambda one: utf16(labels[one]), default="")
    if var.type == "multi":
        return list(labels)
    if var.type == "bool":
        return True
    if var.type == "time":
        return "23:59"
    high = var.high if var.high is not None else 10**9
    return float(high) - 0.12345 if var.type == "number" else int(high)


def shown(flow: Flow, lang: str) -> Iterator[tuple[str, Effect]]:
    """What each step shows when every answer before it was the longest."""
    library = library_of(*LIBRARY, flow) if LIBRARY.current(flow.id) is not flow else LIBRARY
    for step, node in flow.steps.items():
        variables = longest(flow, lang)
        for name, _ in node.sets:  # it grows here, up to its own `max`
            variables.pop(name)
        _, effects = engine.start(library, flow.id, context(lang), step=step, variables=variables)
        yield from ((step, one) for one in effects)
        if isinstance(node, Question):
            yield from ((step, Say(told)) for told in _told(flow, node, lang))
    yield "closing", Say(flow.text("closing", lang).render(str) if flow.file.closing else "-")


def _told(flow: Flow, node: Question, lang: str) -> list[str]:
    """What a question may say later on: a retry, a nudge."""
    keys = [node.retry, *(key for _, key in node.reminders)]
    return [flow.text(key, lang).render(lambda _: WIDE * 32) for key in keys if key]


def over_telegram(flow: Flow, lang: str) -> list[str]:
    """What Telegram would not take as it is."""
    words = {part: LIBRARY.phrases.say(f"part_{part}", lang) for part in ("in", "hold", "out")}
    found = []
    for step, effect in shown(flow, lang):
        one = effect
        if isinstance(effect, Ask | Breathe | Wait | Paused):
            one = effect._replace(token=LAST_TURN)
        jobs = [job for job in render.jobs([one], SCREEN, words) if job["do"] != "strip"]
        if isinstance(one, Say | Ask | Breathe | Wait | Paused) and len(jobs) != 1:
            found.append(f"{step}: {len(jobs)} messages for one")
        found += [f"{step}: {what}" for job in jobs for what in _over(job)]
    return found


def _over(job: dict[str, Any]) -> Iterator[str]:
    most = CAPTION_MAX if job["do"] == "breath" else MESSAGE_MAX
    if not 1 <= utf16(job["text"]) <= most:
        yield f"{utf16(job['text'])} characters"
    buttons = [button for row in job["rows"] for button in row]
    if len(buttons) > BUTTONS_MAX:
        yield f"{len(buttons)} buttons"
    for label, data in buttons:
        if not label or not 1 <= len(data.encode()) <= CALLBACK_MAX:
            yield f'a button "{label}" with {len(data.encode())} bytes'


def in_language(file: FlowFile, translate: Translate, lang: str) -> FlowFile:
    """A flow with its translated words in the place of the source's."""
    data = file.model_dump(mode="python", by_alias=True, exclude_none=True)
    for text in texts_of(file):
        words = translate(lang, f"{file.flow}/{text.key}", text.text)
        if words:
            _put(data, text, words)
    return FlowFile.model_validate(data)


def _put(data: Any, text: FlowText, words: str) -> None:
    for piece in text.path[:-1]:
        data = data[piece]
    data[text.path[-1]] = words


def over_the_house(file: FlowFile, translate: Translate, lang: str) -> list[Finding]:
    """What the checker says of the words in that language."""
    (entry,) = [one for one in WORKSPACE.entries if one.flow and one.flow.flow == file.flow]
    there = in_language(file, translate, lang) if lang != file.language else file
    room = LONGER if lang != file.language else 1
    rules = replace(
        WORKSPACE.care,
        message_characters=int(WORKSPACE.care.message_characters * room),
        button_characters=int(WORKSPACE.care.button_characters * room),
        banned={},
    )
    environment = Environment({name: var.type for name, var in there.vars.items()})
    subject = Subject(entry.source, rules, there, Graph.of(there), environment, {}, frozenset())
    told = [*texts_of(there)]
    return [
        *limits.check(subject),
        *care.wording(subject, told, lambda text: likely_length(there, text)),
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("flow_id", IDS)
def test_no_message_is_over_telegrams_limits(flow_id: str, lang: str) -> None:
    flow = LIBRARY.current(flow_id)
    assert flow is not None
    assert over_telegram(flow, lang) == []


@pytest.mark.parametrize("flow_id", IDS)
def test_what_a_flow_puts_together_stays_within_its_own_max(flow_id: str) -> None:
    """Messages are measured with this `max`, so it has to be one."""
    flow = LIBRARY.current(flow_id)
    assert flow is not None
    made = {name for node in flow.steps.values() for name, _ in node.sets}
    given = {name: value for name, value in longest(flow, "en").items() if name not in made}
    for step in flow.steps:
        session, _ = engine.start(LIBRARY, flow_id, context("en"), step=step, variables=given)
        for name, value in session.frames[0].vars.items():
            assert not isinstance(value, str) or len(value) <= (flow.variables[name].high or 1000)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("flow_id", IDS)
def test_no_message_is_over_the_limits_of_the_house(flow_id: str, lang: str) -> None:
    flow = LIBRARY.current(flow_id)
    assert flow is not None
    assert over_the_house(flow.file, WORDS, lang) == []


def programme(name: str, lang: str) -> tuple[ProgrammeFile, list[FlowText]]:
    found = WORKSPACE.programme(name)
    assert found is not None
    assert found.file is not None
    texts = [
        replace(one, text=WORDS(lang, f"{FOLDER}/{name}/{one.key}", one.text) or one.text)
        for one in programme_texts(found.file)
    ]
    return found.file, texts


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PLANS)
def test_no_text_of_a_programme_is_over_the_limits(name: str, lang: str) -> None:
    file, texts = programme(name, lang)
    assert lang == "en" or all(
        WORDS(lang, f"{FOLDER}/{name}/{one.key}", one.text) for one in programme_texts(file)
    )
    found = WORKSPACE.programme(name)
    assert found is not None
    room = LONGER if lang != "en" else 1
    most = int(WORKSPACE.care.message_characters * room)
    rules = replace(WORKSPACE.care, message_characters=most, banned={})
    plan = Plan(found.source, rules, file, {}, frozenset())
    assert [*care.wording(plan, texts, utf16)] == []
    assert max(utf16(one.text) for one in texts) <= most
    assert utf16(texts[0].text) <= 40 * room


def test_the_help_that_messages_are_measured_with_is_the_longest_there_is() -> None:
    for lang in LANGS:
        blocks = longest_help(lang)
        assert max(map(utf16, blocks.values())) <= limits._HELP_LINES_MAX
        assert utf16(blocks["all"]) > 100


def test_what_is_over_is_found() -> None:
    """That the checks above can fail: the same flow with words that are too long."""
    flow = LIBRARY.current("one-word-weather")
    assert flow is not None
    step = next(name for name, node in flow.steps.items() if isinstance(node, Question))
    too_long = f"{flow.id}/{step}/text"

    def translate(lang: str, name: str, source: str) -> str | None:
        return "Demasiado. " * 400 if name == too_long else WORDS(lang, name, source)

    said = replace(flow, translate=translate, _templates={})
    assert [one.split(":")[0] for one in over_telegram(said, "es")].count(step) >= 1
    assert {one.code for one in over_the_house(flow.file, translate, "es")} == {"F040", "F054"}
    data = compiled(flow.file.model_dump(by_alias=True, exclude_none=True))
    assert over_telegram(data, "en") == []
