"""Tests of what runs the bot: make, Docker, systemd."""
