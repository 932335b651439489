"""Reads people's calendars: when they are out of office, when they are busy, and nothing else."""

from adapters.calendars.address import build_calendar

__all__ = ["build_calendar"]
