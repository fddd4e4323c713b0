"""A stand-in for Discord on loopback: its REST API, its gateway, and users who use the bot.

The real client connects to it. It refuses what Discord refuses, and imports nothing of the bot.
"""

from bot.sandbox.actor import Actor
from bot.sandbox.answer import Answer
from bot.sandbox.channel_kinds import ChannelFlag, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.errors import NoAnswerError, NoCommandError
from bot.sandbox.guilds import Guild
from bot.sandbox.limits import UNLIMITED, Limits, RateLimit
from bot.sandbox.members import Member, Role
from bot.sandbox.messages import File, Message
from bot.sandbox.modal import Modal
from bot.sandbox.permissions import Permission
from bot.sandbox.rest.api import ApiRequest, Refusal
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.screen import Button, Select
from bot.sandbox.users import User

__all__ = [
    "UNLIMITED",
    "Actor",
    "Answer",
    "ApiRequest",
    "Button",
    "Channel",
    "ChannelFlag",
    "ChannelKind",
    "File",
    "Guild",
    "Limits",
    "Member",
    "Message",
    "Modal",
    "NoAnswerError",
    "NoCommandError",
    "Permission",
    "RateLimit",
    "Refusal",
    "Role",
    "Sandbox",
    "Select",
    "User",
]
