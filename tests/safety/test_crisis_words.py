"""Every word shown in a crisis against the "never" list of safety.md, as far as a machine can.

What a machine can't: whether it is warm, whether it is true, whether it comes at the right
moment. A clinician reads `flows/safety` and the phrases `risk_…` before people do.
"""

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest

from bot.dialogue import engine
from bot.effects import Ask
from bot.flow.library import Library
from bot.flow.phrases import CATEGORIES
from bot.flow.texts import texts_of
from bot.flow.workspace import open_workspace
from bot.model import Context, Variables
from bot.people.helps import Helps
from safety.resources import default, for_country
from tests.flowkit import FLOWS

NEVER: Final[dict[str, str]] = {
    "a diagnosis": r"depress|disorder|bipolar|borderline|mental(ly)? ill|diagnos|symptom|\bptsd\b"
    r"|trastorno|depresi|enferm|síntoma",
    "a method": r"\b(pills?|tablets?|paracetamol|doses?|rope|noose|hang(ed|ing)|guns?|firearms?"
    r"|kni(fe|ves)|blades?|razors?|bridges?|rooftop|jump|drown\w*|bleach|carbon|gas|cut(s|ting)?"
    r"|burn\w*|trains?)\b|\b(pastillas?|dosis|soga|cuerda|ahorca\w*|pistolas?|armas?|cuchill\w*"
    r"|navajas?|puentes?|azotea|tirar(se|te)|ahoga\w*|lejía|cort(e|es|ar|arse|arte)|quem\w*)\b",
    "it will be fine": r"(will|'ll|is going to) (all )?(be|get) (all right|alright|ok|okay|fine"
    r"|better|easier)|everything (will|is)|(todo|ya) (va a|irá|saldrá|pasará)|vas a estar bien"
    r"|estarás (bien|mejor)|se te pasará|it will pass|this too",
    "a rescue": r"help is (on (its|the) way|coming)|(someone|we|they)('ll| will) (come|call you"
    r"|reach|find you|save)|(we|i) (have )?(alerted|called)|viene ayuda"
    r"|la ayuda (viene|está en camino)|te (salvar|rescatar)|hemos avisado"
    r"|(alguien|te) (vendrá|llamará)",
    "a contract": r"promise (me|us|that|not)|do you promise|can you promise|contract"
    r"|sign (here|this)|prom[eé]te|compromi[so]|jura(r|me)?\b|contrato",
    "a secret kept": r"(our|your|a) secret\b|won't tell|will not tell|nobody will (ever )?know"
    r"|(stays|remains) (between|here only)|confidential|nadie (lo )?sabrá|confidencial|entre nosotr"
    r"|tu secreto|no se lo diremos",
    "guilt": r"selfish|coward|attention.seek|think of (your|the) "
    r"|your (family|kids|children|parents)|how could you|who love you|you promised"
    r"|ego[ií]sta|cobarde|piensa en (tu|tus|quien)|tu familia|tus hij|quienes te quieren",
    "a leading no": r"you('re| are) not (thinking|going|planning|feeling)|aren't you|you (wouldn't"
    r"|won't|don't want)|not thinking (about|of)|verdad que no"
    r"|no (estás|estarás) (pensando|planeando)"
    r"|no (vas|irás|quieres|querrás) a? ?(hacer|matar|morir|quitar)",
    "a feeling of its own": r"\bI('m| am) (so |very )?(sorry|glad|happy|proud|here|worried|sad)"
    r"|\bI (care|understand|feel|love|hear you|know how)|lo siento|me (alegr|import|preocup)\w*"
    r"|te (entiendo|comprendo|escucho|quiero)|estoy (aquí|contigo)|orgullos",
    "an order or blame": r"\byou (should|must|have to|ought)|your fault(?<!not your fault)"
    r"|why (didn't|did) you|calm down|deberías|(?<!no )tienes que|debes|cálmate|por qué no",
    "a stigma": r"commit(s|ted|ting)? suicide|failed (attempt|suicide)|successful|suicida\b|crazy"
    r"|cometer suicidio|loc[oa]\b",
}
"""What may not be said, and how it would look in English or Spanish."""

CAUGHT: Final = [
    ("a diagnosis", "You may have depression."),
    ("a diagnosis", "Puede ser un trastorno."),
    ("a method", "Put the pills away."),
    ("a method", "Guarda las pastillas lejos."),
    ("it will be fine", "You'll be fine."),
    ("it will be fine", "Everything will be okay."),
    ("it will be fine", "Vas a estar bien."),
    ("a rescue", "Help is on the way."),
    ("a rescue", "Someone will come."),
    ("a rescue", "La ayuda está en camino."),
    ("a contract", "Can you promise that you won't act on it?"),
    ("a contract", "Prométeme que esperarás."),
    ("a secret kept", "This stays between us, it is our secret."),
    ("a secret kept", "Nadie lo sabrá."),
    ("guilt", "Think of your family."),
    ("guilt", "Piensa en tu familia."),
    ("a leading no", "You're not thinking about ending your life, are you?"),
    ("a leading no", "No estás pensando en quitarte la vida, ¿verdad?"),
    ("a feeling of its own", "I'm so sorry to read this."),
    ("a feeling of its own", "Me importas."),
    ("an order or blame", "You should call someone."),
    ("an order or blame", "Tienes que llamar."),
    ("a stigma", "People who commit suicide"),
    ("a stigma", "cometer suicidio"),
]
SAID_IN_A_CRISIS: Final = re.compile(
    r"risk_|offer|help_(text|lines|stays)|rests|still_here|check_in|country_known|all_stopped"
    r"|(stopped|paused|stale|required|not_text|fault|go_on|for_someone|not_now|answer_now)$"
)
NARROW: Final = 36
"""Letters in a line of Telegram on a small phone, at the usual size."""
LEAD_MAX, TAIL_MAX, WHOLE_MAX, LINES_MAX = 120, 150, 760, 26
FIRST_NUMBER_LINE: Final = 8


@cache
def library() -> Library:
    return open_workspace(FLOWS).library()


def crisis_words() -> Iterator[tuple[str, str, str]]:
    """Where it stands, its language, the words."""
    phrases = library().phrases
    for phrase, text in phrases.texts.items():
        if SAID_IN_A_CRISIS.match(phrase):
            yield f"phrases/{phrase}", "en", text
            yield f"phrases/{phrase}", "es", phrases.say(phrase, "es")
    for flow in library():
        if flow.file.pack == "safety":
            for one in texts_of(flow.file):
                if one.role != "button":  # buttons are the person's own words
                    for lang in ("en", "es"):
                        said = flow.text(one.key, lang).render(lambda name: f"{{{name}}}")
                        yield f"{flow.id}/{one.key}", lang, said


def broken(text: str) -> list[str]:
    """Which of the rules a text breaks."""
    return [name for name, rule in NEVER.items() if re.search(rule, text, re.IGNORECASE)]


def test_nothing_that_may_never_be_said_is_said() -> None:
    words = list(crisis_words())
    assert len(words) > 300
    assert [(where, lang, rules) for where, lang, text in words if (rules := broken(text))] == []


@pytest.mark.parametrize(("rule", "text"), CAUGHT)
def test_each_rule_catches_what_it_is_there_for(rule: str, text: str) -> None:
    assert rule in broken(text)
    assert rule in NEVER


def test_every_rule_has_an_example_in_both_languages() -> None:
    assert {rule for rule, _ in CAUGHT} == NEVER.keys()


def test_every_word_is_there_in_spanish() -> None:
    same = {
        where
        for (where, _, english), (_, _, spanish) in zip(
            list(crisis_words())[::2], list(crisis_words())[1::2], strict=True
        )
        if english == spanish
    }
    assert same == set()


def first(about: str, lang: str, helps: Helps, tier: str) -> tuple[str, str]:
    """The first message, and the numbers in it."""
    block = helps[about + tier]
    return library().phrases.say(f"risk_{about}", lang, {"help.lines": block}), block


@pytest.mark.parametrize("about", CATEGORIES)
@pytest.mark.parametrize("lang", sorted(default().words))
def test_the_first_message_is_short_wherever_somebody_is(lang: str, about: str) -> None:
    """One short line, the numbers in full, one short line: in 54 countries and in none."""
    for country in (*default().rows, ""):
        helps = Helps(country, lang)
        for tier in ("", "!"):
            message, block = first(about, lang, helps, tier)
            lead, tail = message.split(block)
            assert 0 < len(lead.strip()) <= LEAD_MAX, country
            assert 0 < len(tail.strip()) <= TAIL_MAX, country
            assert len(message) <= WHOLE_MAX, country


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("about", CATEGORIES)
def test_on_a_small_phone_the_first_number_is_near_the_top(lang: str, about: str) -> None:
    for country in default().rows:
        for tier in ("", "!"):
            message, _ = first(about, lang, Helps(country, lang), tier)
            lines = [
                part
                for line in message.split("\n")
                for part in (textwrap.wrap(line, NARROW) or [""])
            ]
            number = next(at for at, line in enumerate(lines, 1) if re.search(r"\d", line))
            assert number <= FIRST_NUMBER_LINE, (country, message)
            assert len(lines) <= LINES_MAX, (country, message)


@pytest.mark.parametrize("about", CATEGORIES)
def test_the_first_message_has_every_way_to_reach_somebody(about: str) -> None:
    """Call, text and chat of each line that was chosen are in it, not behind a button."""
    for country in default().rows:
        for lang in ("en", "es"):
            message, _ = first(about, lang, Helps(country, lang), "!")
            for row in for_country(country, about, lang=lang):
                page = (row.chat or "").removeprefix("https://").removeprefix("www.").rstrip("/")
                for way in (row.dial, row.text, row.keyword, page):
                    assert not way or way in message, (country, row.name)


@pytest.mark.parametrize(
    ("lang", "program", "nobody"),
    [
        ("en", "This is a program", "nobody reads this chat live"),
        ("es", "Esto es un programa", "nadie lee este chat en directo"),
    ],
)
@pytest.mark.parametrize("about", CATEGORIES)
def test_the_first_message_says_what_this_is(
    about: str, lang: str, program: str, nobody: str
) -> None:
    message, _ = first(about, lang, Helps("US", lang), "")
    assert program in message
    assert nobody in message


@pytest.mark.parametrize("about", ["abuse", "sexual_violence", "child"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_where_someone_near_may_be_the_danger_the_chat_can_be_deleted(
    about: str, lang: str
) -> None:
    message, _ = first(about, lang, Helps("US", lang), "")
    assert {"en": "delete this chat", "es": "borrar este chat"}[lang] in message


@pytest.mark.parametrize("about", CATEGORIES)
@pytest.mark.parametrize("grave", [False, True])
def test_the_question_after_it_always_has_a_way_back(about: str, grave: bool) -> None:  # noqa: FBT001
    """Whatever was misread, one tap says so; and one asks only one thing."""
    context = Context(0, "en", {}, "lines", Helps("US", "en"))
    _, shown = engine.start(
        library(), "after-risk", context, variables={"about": about, "grave": grave}
    )
    [question] = [one for one in shown if isinstance(one, Ask)]
    assert "misread" in {button.id for button in question.buttons}
    assert question.text.count("?") == 1
    assert shown[0] == question  # the numbers are the message before; nothing stands between


def test_who_says_that_it_is_now_is_not_asked_whether() -> None:
    context = Context(0, "en", {}, "lines", Helps("US", "en"))
    known: Variables = {"about": "suicide", "grave": True}
    _, shown = engine.start(library(), "after-risk", context, variables=known)
    assert isinstance(shown[0], Ask)
    assert shown[0].text.startswith("Some distance")


@pytest.mark.parametrize("country", ["US", "DE", "GB", "MX"])
@pytest.mark.parametrize("about", ["eating", "child", "abuse", "suicide"])
def test_somebody_answers_at_two_in_the_morning(country: str, about: str) -> None:
    assert any(row.always for row in for_country(country, about)), about
