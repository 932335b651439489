"""`pointsman.yaml` and `mappings/`: read into frozen Settings, or every fault with its place."""

from connector.settings.reading import (
    Brake,
    Console,
    CrmSettings,
    Loaded,
    Notices,
    PersonalCalendar,
    Settings,
    crm_config,
    load,
)
from connector.settings.tables import field_tables

__all__ = [
    "Brake",
    "Console",
    "CrmSettings",
    "Loaded",
    "Notices",
    "PersonalCalendar",
    "Settings",
    "crm_config",
    "field_tables",
    "load",
]
