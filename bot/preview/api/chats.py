"""Chats and who is in them."""

from bot.preview import rules
from bot.preview.api.registry import Call, method
from bot.preview.kinds import Json
from bot.preview.refusal import bad, forbidden
from bot.preview.world import Chat

NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


@method
def get_chat(call: Call) -> Json:
    """All that is known of a chat."""
    chat = rules.known_chat(call.world, call.params["chat_id"])
    full = call.world.view(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if chat.pinned:
        pinned = chat.messages[chat.pinned[-1]].message
        full["pinned_message"] = dict(pinned)
    return full


@method
def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = rules.writable(call.world, call.params["chat_id"])
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    me = call.world.profile.user()
    call.world.post(chat, {"left_chat_member": me}, None)
    chat.bot = "left"
    update = {
        "chat": call.world.view(chat),
        "from": me,
        "date": call.world.clock.stamp(),
        "old_chat_member": {"status": "member", "user": me},
        "new_chat_member": {"status": "left", "user": me},
    }
    call.world.updates.push("my_chat_member", update)
    call.world.changed()
    return True


def _member(call: Call, chat: Chat, user_id: int) -> Json:
    if user_id == call.world.profile.bot_id:
        return {"status": chat.bot, "user": call.world.profile.user()}
    account = call.world.accounts.get(user_id)
    if account is None:
        raise bad("invalid user_id specified")
    status = "member" if user_id in chat.members else "left"
    return {"status": status, "user": account.user()}


@method
def get_chat_member(call: Call) -> Json:
    """One member of a chat."""
    chat = rules.known_chat(call.world, call.params["chat_id"])
    if not chat.private and chat.bot != "member":
        raise forbidden("bot is not a member of the group chat")
    return _member(call, chat, call.params["user_id"])


@method
def get_chat_member_count(call: Call) -> int:
    """How many are in a chat, the bot included."""
    chat = rules.known_chat(call.world, call.params["chat_id"])
    return len(chat.members) + (chat.bot == "member")
