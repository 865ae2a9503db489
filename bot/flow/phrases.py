"""The program's own small words, such as the names of its buttons, from `flows/phrases.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.flow import template
from bot.flow.built_in import built_in
from bot.flow.findings import Finding, finding, suggest
from bot.flow.flow import Translate
from bot.flow.phrases_therapist import THERAPIST
from bot.flow.source import Source

CATEGORIES: Final = (
    "suicide", "self_harm", "abuse", "sexual_violence", "harm_to_others", "eating", "overdose",
    "medical", "child",
)  # fmt: skip
"""What screening may find; help begins with other words for each."""
PACKS: Final = ("start", "anxious", "avoidant", "fearful", "skills", "education", "measures")
"""The packs in the order in which they are shown."""

NEEDS: Final = ("text", "space", "numb", "know", "check")
"""What can hurt now, in the order of the buttons; `flows/needs.yaml` has exercises for each."""
PACES: Final = ("quick", "slow", "steps")
"""What a person can choose for themselves."""
COMMANDS_OF_DESKS: Final = ("continue", "homework", "progress", "therapist", "export", "delete")
_PROGRESS: Final[dict[str, tuple[str, ...]]] = {
    "progress_title": (),
    "progress_heading": ("name", "span"),
    **dict.fromkeys(("progress_30", "progress_90", "progress_365", "progress_all"), ()),
    **dict.fromkeys(("progress_exercises", "progress_checkins", "progress_reads"), ("n",)),
    "progress_questionnaires": ("n",),
    **dict.fromkeys(("progress_shown", "progress_no_numbers", "progress_none"), ()),
    **dict.fromkeys(("progress_ask_span", "progress_one", "progress_ask_one"), ()),
    "progress_span": ("span",),
    **dict.fromkeys(("progress_change", "progress_helped", "progress_helped_what"), ()),
    "progress_scale": ("name", "low", "high"),
    **dict.fromkeys(("progress_less_is_better", "progress_more_is_better"), ()),
    "progress_numbers": ("n",),
    "progress_range": ("low", "high"),
    "progress_middle": ("value",),
    **dict.fromkeys(("progress_by_each", "progress_by_week", "progress_by_month"), ()),
    "progress_point": ("day", "value"),
    "progress_pair": ("day", "before", "after"),
    **dict.fromkeys(("progress_single", "progress_more"), ("n",)),
    "progress_overview": (),
    "progress_mood_row": ("name", "n", "value"),
    "progress_change_row": ("name", "n", "before", "after"),
    "progress_helped_row": ("name", "n", "better", "same", "worse"),
    **dict.fromkeys(("progress_changed_up", "progress_changed_down"), ("n",)),
    "progress_changed_none": (),
    **dict.fromkeys(("progress_change_note", "progress_helped_note"), ()),
    **dict.fromkeys(("progress_measure_note", "progress_each", "progress_line"), ()),
    **dict.fromkeys(("progress_before", "progress_after", "progress_gone", "progress_saved"), ()),
    **dict.fromkeys(("progress_better", "progress_same", "progress_worse"), ()),
}
"""Looking back, see `bot.people.progress_views`."""

_DATA: Final[dict[str, tuple[str, ...]]] = {
    "privacy_what": ("who",),
    "privacy_operator": ("operator",),
    **dict.fromkeys((f"privacy_{page}" for page in ("kept", "who", "telegram", "rights")), ()),
    "privacy_long": ("keep",),
    **dict.fromkeys((f"privacy_to_{page}" for page in ("kept", "who", "long")), ()),
    **dict.fromkeys(("privacy_to_telegram", "privacy_to_rights"), ()),
    "keep_ask": ("keep",),
    **dict.fromkeys((f"keep_{days}" for days in (30, 90, 365, 0)), ()),
    "keep_sure": ("n", "keep"),
    **dict.fromkeys(("keep_yes", "keep_no"), ()),
    **dict.fromkeys(("delete_ask", "delete_linked", "delete_copy", "delete_go"), ()),
    **dict.fromkeys(("delete_stay", "delete_sure", "delete_hasty", "delete_yes"), ()),
    **dict.fromkeys(("delete_stayed", "deleted"), ()),
    **dict.fromkeys(("export_page", "export_data", "export_done", "export_title"), ()),
    "export_intro": ("when", "zone"),
    **dict.fromkeys(("export_settings", "export_saved", "export_done_list"), ()),
    **dict.fromkeys(("export_answers", "export_homework", "export_therapist"), ()),
    **dict.fromkeys(("export_coming", "export_all", "export_name", "export_began"), ()),
    **dict.fromkeys(("export_ended", "export_linked", "export_unlinked", "export_label"), ()),
    "export_shared": (),
}
"""What is kept and whose it is, see `bot.people.rights`."""

PHRASES: Final[dict[str, tuple[str, ...]]] = {
    "skip": (),
    "back": (),
    "pause": (),
    "resume": (),
    "stop": (),
    "help": (),
    "done_picking": (),
    "early": (),
    "paused": (),
    "stopped": (),
    "expired": (),
    "stale": (),
    "already_first": (),
    "required": (),
    "invalid_choice": (),
    "invalid_multi": ("min", "max"),
    "invalid_scale": ("min", "max"),
    "invalid_number": (),
    "invalid_number_range": ("min", "max"),
    "invalid_whole_number": (),
    "invalid_text_empty": (),
    "invalid_text_long": ("max",),
    "invalid_time": (),
    "not_text": (),
    "waiting": (),
    "pacing": (),
    "hint_number": ("min", "max", "unit"),
    "hint_time": (),
    "hint_multi": ("min", "max"),
    "progress": ("n", "of"),
    "fault": (),
    "help_text": (),
    **dict.fromkeys((f"risk_{category}" for category in CATEGORIES), ("help.lines",)),
    "risk_again": ("help.short",),
    "help_stays": (),
    "country_known": ("help.lines",),
    **dict.fromkeys(("offer", "offer_for_someone", "for_someone", "go_on", "rests"), ()),
    "offer_body": ("help.lines",),
    **dict.fromkeys(("still_here", "with_therapist", "help_words"), ()),
    **dict.fromkeys(("check_in", "answer_now", "not_now", "stop_words", "all_stopped"), ()),
    "continue": (),
    **dict.fromkeys((f"pack_{pack}" for pack in PACKS), ()),
    **dict.fromkeys((f"about_{pack}" for pack in PACKS), ()),
    **dict.fromkeys(("saved", "nothing_saved", "all_exercises", "close"), ()),
    **dict.fromkeys(("saved_kept", "saved_earlier"), ("day",)),
    "saved_delete_ask": ("name",),
    **dict.fromkeys(("saved_delete", "saved_delete_which", "saved_delete_yes"), ()),
    **dict.fromkeys(("saved_keep", "saved_deleted"), ()),
    **dict.fromkeys((f"need_{need}" for need in NEEDS), ()),
    **dict.fromkeys((f"about_need_{need}" for need in NEEDS), ()),
    **dict.fromkeys((f"pace_{pace}" for pace in PACES), ()),
    **dict.fromkeys(("home", "door_hw", "door_progress", "settings_door", "pace_none"), ()),
    **dict.fromkeys(("door_care", "door_cl"), ()),
    "words_too_long": ("most", "count"),
    **dict.fromkeys(("setting_pace", "pace_ask", "setting_protect"), ()),
    **dict.fromkeys(("protect_on", "protect_off"), ()),
    **dict.fromkeys(("quiet_other", "quiet_from", "quiet_until"), ()),
    **dict.fromkeys(("setting_kept", "setting_checkin", "setting_data", "data_screen"), ()),
    **dict.fromkeys((f"command_{name}" for name in COMMANDS_OF_DESKS), ()),
    "settings": (),
    **dict.fromkeys(("setting_lang", "setting_country", "setting_zone", "setting_quiet"), ()),
    **dict.fromkeys(("setting_pictures", "rhythm_words", "rhythm_picture", "quiet_never"), ()),
    **dict.fromkeys(("lang_unclear", "begin"), ()),
    **dict.fromkeys(("lang_ask", "country_ask", "country_unclear"), ()),
    **dict.fromkeys(("zone_ask", "zone_unclear", "quiet_ask"), ()),
    **dict.fromkeys(("zone_ask_city", "zone_unclear_city"), ()),
    **dict.fromkeys(("command_crisis", "command_saved", "command_settings"), ()),
    "welcome": (),
    "menu": (),
    "nothing_running": (),
    "help_lines": ("help.lines",),
    "edited": (),
    "only_private": (),
    "description": (),
    "short_description": (),
    **dict.fromkeys(("command_start", "command_menu", "command_help"), ()),
    **dict.fromkeys(("command_stop", "command_pause", "command_privacy"), ()),
    **_PROGRESS,
    **_DATA,
    **dict.fromkeys(("part_in", "part_again", "part_hold", "part_out", "part_rest"), ()),
    **THERAPIST,
    # homework, programmes, check-ins
    **dict.fromkeys(("hw_reminder", "hw_later", "hw_not_today", "hw_all"), ()),
    **dict.fromkeys(("hw_later_ask", "hw_in_hour", "hw_in_evening", "hw_in_tomorrow"), ()),
    **dict.fromkeys(("hw_snoozed_hour", "hw_snoozed_evening", "hw_snoozed_tomorrow"), ()),
    **dict.fromkeys(("hw_skipped", "hw_news_offered", "hw_news_changed", "hw_news_ended"), ()),
    **dict.fromkeys(("hw_ready", "hw_coming", "hw_nothing", "hw_is_quiet", "hw_new"), ()),
    "hw_all_rests": (),
    **dict.fromkeys(("hw_about", "hw_resting", "hw_go_on", "hw_rest", "hw_checkin"), ()),
    **dict.fromkeys(("hw_programmes", "hw_rests", "hw_seen", "hw_question", "hw_yes", "hw_no"), ()),
    **dict.fromkeys(("hw_accepted", "hw_declined", "hw_begin", "hw_begin_now"), ()),
    **dict.fromkeys(("hw_leave_out", "hw_when", "hw_place", "hw_place_ask"), ()),
    **dict.fromkeys(("hw_end", "hw_end_sure", "hw_days_ask", "hw_hour_ask", "hw_check_ask"), ()),
    **dict.fromkeys((f"hw_check_{one}" for one in ("1", "3", "7", "days", "none")), ()),
    **dict.fromkeys(("hw_usual", "hw_programmes_are", "hw_no_programmes", "hw_start"), ()),
    **dict.fromkeys(("hw_awake", "hw_follows"), ()),
    "hw_why": ("why",),
    "hw_seen_by": ("name", "seen"),
    "hw_note": ("note",),
    "hw_next": ("when",),
    "hw_place_is": ("place",),
    **dict.fromkeys(("hw_end_ask", "hw_after", "hw_programme_over"), ("title",)),
    **dict.fromkeys(("hw_today", "hw_once", "hw_daily", "hw_at", "hw_hour"), ("time",)),
    "hw_day": ("day", "time"),
    "hw_every": ("n", "time"),
    "hw_on_days": ("days", "time"),
    **dict.fromkeys(("hw_after_hours", "hw_after_days"), ("n", "title")),
    "hw_part": ("n", "of"),
    "hw_day_of": ("n", "title", "why"),
}
"""Every phrase the program says, with the placeholders that it may use."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words by id, translated where they can be."""

    texts: Mapping[str, str]
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    """Codes of all languages that there are words in."""
    translate: Translate | None = None
    _templates: dict[tuple[str, str], template.Template] = field(default_factory=dict)

    def say(self, phrase: str, lang: str, values: Mapping[str, object] | None = None) -> str:
        """The words of a phrase, with `values` filled in."""
        parsed = self._templates.get((phrase, lang))
        if parsed is None:
            words, source = None, self.texts.get(phrase) or built_in(phrase)
            if self.translate and lang != self.language:
                words = self.translate(lang, f"phrases/{phrase}", source)
            parsed = self._templates[phrase, lang] = template.translated(source, words)
        if parsed.plain is not None:
            return parsed.plain
        given = values or {}
        return parsed.render(lambda name: str(given.get(name, "")))


def check_phrases(source: Source) -> tuple[dict[str, str] | None, list[Finding]]:
    """Check a file of phrases.

    Returns:
        The words by id, or None if an error was found, and the findings.
    """
    found = list(source.findings)
    data = source.data
    if data is None:
        return None, found
    if not isinstance(data, dict):
        mark = source.marks.value(())
        found.append(
            finding(source.file, mark, "F012", "the file is not keys and values", 'write id: "…"')
        )
        return None, found
    for key in data:
        found += _check_phrase(source, str(key), data[key])
    missing = [phrase for phrase in PHRASES if phrase not in data]
    found += [
        finding(
            source.file,
            source.marks.value(()),
            "F011",
            f'the phrase "{phrase}" is missing',
            f'add `{phrase}: "…"`',
        )
        for phrase in missing
    ]
    return (None if found else dict(data)), found


def _check_phrase(source: Source, key: str, words: object) -> list[Finding]:
    mark = source.marks.key((key,))
    if key not in PHRASES:
        mend = suggest(key, list(PHRASES), "delete it: the program never says it")
        return [finding(source.file, mark, "F010", f'unknown phrase "{key}"', mend)]
    at = source.marks.value((key,))
    if not isinstance(words, str) or not words.strip():
        return [finding(source.file, at, "F012", f'"{key}" is not words', 'write "…"')]
    try:
        names = template.parse(words).names
    except template.TemplateError as error:
        message = f'"{error.found}" in "{key}" can\'t be filled'
        mark = source.marks.inside((key,), error.offset)
        return [finding(source.file, mark, "F039", message, "write a name like {min}")]
    allowed = PHRASES[key]
    listed = ", ".join(f"{{{one}}}" for one in allowed) or "none"
    return [
        finding(
            source.file,
            source.marks.inside((key,), words.find("{" + name + "}")),
            "F030",
            f'"{key}" has no {{{name}}} to show',
            suggest(name, list(allowed), f"what it can show: {listed}"),
        )
        for name in names
        if name not in allowed
    ]
