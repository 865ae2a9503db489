"""python-telegram-bot as documented: ConversationHandler, kept by PicklePersistence."""

import sys
from pathlib import Path
from typing import Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from tests.bench import hand
from tests.bench.live import words
from tests.bench.talk import Reply


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> Any:
    """Greet and ask the first question."""
    state, out = words.begin(_vars(context))
    await _send(update, context, out)
    return state


def answering(state: str) -> Any:
    """The callback of one state."""

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> Any:
        query, given = update.callback_query, None
        if query:
            await query.answer()
            given = Reply("tap", str(query.data))
        else:
            assert update.message is not None
            given = Reply("text", str(update.message.text))
        try:
            after, out = words.reply(state, _vars(context), given)
        except hand.RefusedError as refused:
            await _send(update, context, [words.Message(str(refused), [])])
            return state
        await _strip(update, context)
        await _send(update, context, out)
        return after or ConversationHandler.END

    return answer


def _vars(context: ContextTypes.DEFAULT_TYPE) -> hand.Vars:
    assert context.user_data is not None
    kept: hand.Vars = context.user_data.setdefault("vars", {})
    return kept


async def _strip(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Take the buttons off the question that was answered."""
    assert update.effective_chat is not None
    assert context.user_data is not None
    message = context.user_data.pop("asked", None)
    if update.callback_query:
        await update.callback_query.edit_message_reply_markup()
    elif message:
        await context.bot.edit_message_reply_markup(update.effective_chat.id, message)


async def _send(
    update: Update, context: ContextTypes.DEFAULT_TYPE, out: list[words.Message]
) -> None:
    assert update.effective_chat is not None
    assert context.user_data is not None
    for one in out:
        keyboard = [[InlineKeyboardButton(t, callback_data=d) for t, d in row] for row in one.rows]
        sent = await context.bot.send_message(
            update.effective_chat.id,
            one.text,
            reply_markup=InlineKeyboardMarkup(keyboard) if keyboard else None,
        )
        if keyboard:
            context.user_data["asked"] = sent.message_id


STATES: Final = ("before", "again", "which", "words", "after")


def main(url: str, token: str, folder: str) -> None:
    """Run until a signal comes."""
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .persistence(PicklePersistence(Path(folder) / "kept.pickle"))
        .build()
    )
    states: dict[object, Any] = {
        state: [
            CallbackQueryHandler(answering(state)),
            MessageHandler(filters.TEXT & ~filters.COMMAND, answering(state)),
        ]
        for state in STATES
    }
    start_ = CommandHandler("start", start)
    application.add_handler(
        ConversationHandler([start_], states, [start_], name="six", persistent=True)
    )
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main(*sys.argv[1:4])
