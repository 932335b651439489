"""Tells people, on whatever channel they read."""

from adapters.notices.channels import build_notifier

__all__ = ["build_notifier"]
