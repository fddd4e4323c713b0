"""Throwback: a Discord bot that surfaces archived posts."""

from bot.time_zone_data import use_newest

__version__ = "0.15.1"

use_newest()  # here, so that every process does it before it makes a time zone
