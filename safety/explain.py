"""Why a text fired or did not, for the person who edits the lexicon."""

from collections.abc import Iterator

from safety.language import Rule
from safety.match import Matcher
from safety.screen import screen


def explain(text: str, matcher: Matcher) -> Iterator[str]:
    """Lines that say how the words were read, what fired, what was masked, what nearly fired."""
    forms = matcher.forms(text)
    names = ("as written", "as meant", *["or as"] * len(forms))
    for name, form in zip(names, forms, strict=False):
        how = "in one" if form.joined else "with emoji" if form.pictured else name
        yield f"{how}:{form.text.rstrip()}"
    found = screen(text, using=matcher)
    if not found:
        yield "nothing fired"
    rules = {rule.id: rule for rule in matcher.lexicon.rules}
    for one in found:
        because = f" because {', '.join(one.modifiers)}" if one.modifiers else ""
        was = rules[one.rule].tier if one.rule in rules else one.tier
        tier = one.tier if one.tier == was else f"{was} → {one.tier}"
        shown = text[slice(*one.span)]
        yield f'{one.rule}: {tier}{because}, "{shown}" at {one.span[0]} to {one.span[1]}'
        if one.rule in rules:
            yield f"    {rules[one.rule].file}, line {rules[one.rule].line}"
    for look in matcher.looks(text):
        if look.masked:
            yield f'{look.rule.id}: "{look.words}" is masked by the idiom {look.masked}'
        elif look.rule.id not in {one.rule for one in found}:
            yield f'{look.rule.id}: "{look.words}" matched, but {_company(look.rule)}'
        else:
            yield f"{look.rule.id}: phrase {look.phrase}"


def _company(rule: Rule) -> str:
    """Why a phrase that matched alone says nothing."""
    missing = ["nothing of `along_with`"] if rule.along_with else []
    spoils = ["something of `not_with` is in the message"] if rule.not_with else []
    return ", or ".join([*missing, *spoils]) or "enough of its kind was found before"
