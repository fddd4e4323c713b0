"""The settings: the only room that reads the environment."""

from bot.settings.dotenv_file import (
    DOTENV,
    dotenv_variables,
    environment,
    pass_on_postgres,
)
from bot.settings.language import terminal_language
from bot.settings.service_manager import (
    ServiceManager,
    leave_multiprocess_mode,
    take_service_manager,
)
from bot.settings.settings import LOG_FORMATS, LOG_LEVELS, TOKEN_NAMES, UTC, Settings
from bot.settings.values import database_path

__all__ = [
    "DOTENV",
    "LOG_FORMATS",
    "LOG_LEVELS",
    "TOKEN_NAMES",
    "UTC",
    "ServiceManager",
    "Settings",
    "database_path",
    "dotenv_variables",
    "environment",
    "leave_multiprocess_mode",
    "pass_on_postgres",
    "take_service_manager",
    "terminal_language",
]
