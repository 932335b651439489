"""Which properties HubSpot's objects have here, and how the properties endpoint describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.simulators.forms_words import INDUSTRIES

TYPE_IDS = {
    "contacts": "0-1", "companies": "0-2", "deals": "0-3", "leads": "0-136", "users": "0-115",
    "calls": "0-48", "emails": "0-49", "meetings": "0-47",
}  # fmt: skip
SINGULAR = {
    "contacts": "contact", "companies": "company", "deals": "deal", "leads": "lead", "users": "user",
    "calls": "call", "emails": "email", "meetings": "meeting",
}  # fmt: skip
SCOPE_OF = {name: "contacts" if name in ("calls", "emails", "meetings") else name for name in SINGULAR}
"""Whose scope opens an object: activities come with contacts."""

OBJECT_OF = {
    alias: name for name, one in SINGULAR.items() for alias in (name, one, TYPE_IDS[name], one.upper())
}
"""Every way to write an object type in an address -> the object."""

MODIFIED = {
    name: "lastmodifieddate" if name == "contacts" else "hs_lastmodifieddate"
    for name in (*SINGULAR, "owners")
}
CREATED = {
    name: "createdate" if name in ("contacts", "companies", "deals") else "hs_createdate" for name in SINGULAR
}
DEFAULTS = {
    "contacts": ("email", "firstname", "lastname"),
    "companies": ("domain", "name"),
    "deals": ("amount", "closedate", "dealname", "dealstage", "pipeline"),
    "leads": ("hs_lead_name",),
    "users": (),
    "calls": (),
    "emails": (),
    "meetings": (),
}
"""What is answered where no properties are asked for, besides the system's own."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property. `type` is HubSpot's; `options` are (value, label) pairs of an enumeration.

    `calculated` ones are HubSpot's own arithmetic; `read_only` ones take no value by the API.
    """

    name: str
    type: str = "string"
    options: tuple[tuple[str, str], ...] = ()
    read_only: bool = False
    calculated: bool = False
    custom: bool = False

    @property
    def is_owner(self) -> bool:
        """Whether its values are ids of owners."""
        return self.name == "hubspot_owner_id"

    def describe(self, read_only: bool = False) -> dict[str, Any]:
        """As the properties endpoint shows it."""
        label = self.name.removeprefix("hs_").replace("_", " ").capitalize()
        options = [
            {"label": text, "value": value, "displayOrder": place, "hidden": False, "description": ""}
            for place, (value, text) in enumerate(self.options)
        ]
        described: dict[str, Any] = {
            "name": self.name,
            "label": label,
            "type": self.type,
            "fieldType": _FIELD_TYPES.get(self.type, "text"),
            "description": "",
            "groupName": "custom" if self.custom else "information",
            "options": options,
            "displayOrder": -1,
            "calculated": self.calculated,
            "externalOptions": self.is_owner,
            "hasUniqueValue": self.name == "hs_object_id",
            "hidden": False,
            "hubspotDefined": not self.custom,
            "formField": not self.read_only,
            "modificationMetadata": {
                "archivable": self.custom,
                "readOnlyDefinition": not self.custom,
                "readOnlyValue": self.read_only or self.calculated or read_only,
            },
        }
        if self.is_owner:
            described["referencedObjectType"] = "OWNER"
        return described


_FIELD_TYPES = {
    "enumeration": "select",
    "number": "number",
    "date": "date",
    "datetime": "date",
    "bool": "booleancheckbox",
    "phone_number": "phonenumber",
}
_STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "other",
)
_CALL_STATUSES = (
    *("BUSY", "CALLING_CRM_USER", "CANCELED", "COMPLETED", "CONNECTING", "FAILED", "IN_PROGRESS"),
    *("NO_ANSWER", "QUEUED", "RINGING"),
)
_EMAIL_STATUSES = ("BOUNCED", "FAILED", "SCHEDULED", "SENDING", "SENT")
_OUTCOMES = ("SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED")
_HEADCOUNTS = ("1-5", "5-25", "25-50", "50-100", "100-500", "500-1000", "1000+")
_STATUSES = ("NEW", "OPEN", "IN_PROGRESS", "OPEN_DEAL", "UNQUALIFIED", "CONNECTED", "BAD_TIMING")
_ANALYTICS = (
    "ORGANIC_SEARCH",
    "PAID_SEARCH",
    "EMAIL_MARKETING",
    "SOCIAL_MEDIA",
    "REFERRALS",
    "DIRECT_TRAFFIC",
    "OFFLINE",
)
_INDUSTRIES = tuple(name.upper() for name in INDUSTRIES)


def _options(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.replace("_", " ").capitalize()) for value in values)


def _texts(names: str) -> list[Property]:
    return [Property(name) for name in names.split()]


def _numbers(names: str, read_only: bool = False) -> list[Property]:
    return [Property(name, "number", read_only=read_only, calculated=read_only) for name in names.split()]


def _dates(names: str, read_only: bool = False) -> list[Property]:
    return [Property(name, "datetime", read_only=read_only) for name in names.split()]


_OWNED = [
    Property("hubspot_owner_id", "enumeration"),
    Property("hubspot_owner_assigneddate", "datetime", read_only=True),
    Property("hubspot_team_id", "enumeration", read_only=True),
    Property("hs_merged_object_ids", "enumeration", read_only=True),
    Property("hs_object_id", "number", read_only=True),
    Property("hs_object_source_label", read_only=True),
    Property("hs_updated_by_user_id", "number", read_only=True),
]
_OURS = [
    Property(name, custom=True)
    for name in ("pointsman_reason", "pointsman_decision", "pointsman_account", "product", "salesforceleadid")
]
_SHARED: dict[str, list[Property]] = {
    "contacts": [
        *_texts(
            "firstname lastname company website country state city address zip hs_language "
            "hs_country_region_code hs_state_code jobtitle mobilephone hs_additional_emails hs_email_domain "
            "industry salutation message hs_analytics_source_data_1 hs_timezone hs_latest_source "
            "product_interest lead_source"
        ),
        Property("email"),
        Property("phone", "phone_number"),
        Property("numemployees", "enumeration", _options(_HEADCOUNTS)),
        Property("lifecyclestage", "enumeration", _options(_STAGES)),
        Property("hs_lead_status", "enumeration", _options(_STATUSES)),
        Property("hs_analytics_source", "enumeration", _options(_ANALYTICS), read_only=True),
        Property("hs_is_unworked", "bool", read_only=True, calculated=True),
        Property("hs_calculated_merged_vids", read_only=True, calculated=True),
        *_numbers("associatedcompanyid hubspotscore annualrevenue"),
        *_dates("createdate lastmodifieddate", read_only=True),
        *_dates("notes_last_contacted"),
    ],
    "companies": [
        *_texts(
            "name domain hs_additional_domains website country state city address zip phone hs_country_code "
            "hs_parent_company_id linkedin_company_page description type"
        ),
        Property("industry", "enumeration", _options(_INDUSTRIES)),
        Property("lifecyclestage", "enumeration", _options(_STAGES)),
        *_numbers("numberofemployees annualrevenue"),
        *_numbers("hs_num_child_companies num_associated_contacts num_associated_deals", read_only=True),
        *_dates("createdate hs_lastmodifieddate", read_only=True),
    ],
    "deals": [
        *_texts("dealname dealstage pipeline dealtype description"),
        *_numbers("amount"),
        Property("hs_is_closed", "bool", read_only=True, calculated=True),
        Property("hs_is_closed_won", "bool", read_only=True, calculated=True),
        Property("hs_primary_associated_company", "number", read_only=True, calculated=True),
        *_dates("closedate"),
        *_dates("createdate hs_createdate hs_lastmodifieddate", read_only=True),
    ],
    "leads": [
        *_texts("hs_lead_name hs_lead_type hs_lead_source hs_pipeline hs_pipeline_stage"),
        *_texts("hs_lead_disqualification_reason"),
        Property("hs_lead_label", "enumeration", _options(("HOT", "WARM", "COLD"))),
        *[
            Property(name, read_only=True, calculated=True)
            for name in (
                "hs_primary_contact_id", "hs_primary_company_id", "hs_associated_contact_email",
                "hs_associated_contact_firstname", "hs_associated_contact_lastname",
                "hs_associated_company_name", "hs_associated_company_domain",
            )
        ],
        *[
            Property(f"hs_lead_is_{state}", "bool", read_only=True, calculated=True)
            for state in ("open", "new", "in_progress", "qualified", "disqualified")
        ],
        *_dates("hs_createdate hs_lastmodifieddate", read_only=True),
    ],
    "users": [
        *_texts("hs_given_name hs_family_name hs_job_title hs_working_hours hs_out_of_office_hours"),
        *_texts("hs_standard_time_zone hs_main_phone"),
        Property("hs_availability_status", "enumeration", _options(("available", "away"))),
        Property("hs_email", read_only=True),
        Property("hs_internal_user_id", read_only=True),
        Property("hs_searchable_calculated_name", read_only=True),
        Property("hs_deactivated", "bool", read_only=True),
        *_dates("hs_createdate hs_lastmodifieddate", read_only=True),
    ],
    "calls": [
        *_texts("hs_call_title hs_call_body hs_call_disposition"),
        Property("hs_call_direction", "enumeration", _options(("INBOUND", "OUTBOUND"))),
        Property("hs_call_status", "enumeration", _options(_CALL_STATUSES)),
        *_numbers("hs_call_duration"),
        *_dates("hs_timestamp"),
        *_dates("hs_createdate hs_lastmodifieddate", read_only=True),
    ],
    "emails": [
        *_texts("hs_email_subject hs_email_text"),
        Property(
            "hs_email_direction", "enumeration", _options(("EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"))
        ),
        Property("hs_email_status", "enumeration", _options(_EMAIL_STATUSES)),
        *_dates("hs_timestamp"),
        *_dates("hs_createdate hs_lastmodifieddate", read_only=True),
    ],
    "meetings": [
        *_texts("hs_meeting_title hs_meeting_body"),
        Property("hs_meeting_outcome", "enumeration", _options(_OUTCOMES)),
        *_dates("hs_timestamp hs_meeting_start_time hs_meeting_end_time"),
        *_dates("hs_createdate hs_lastmodifieddate", read_only=True),
    ],
}  # fmt: skip

SCHEMA: Mapping[str, Mapping[str, Property]] = {
    name: {item.name: item for item in [*own, *_OWNED, *(_OURS if name in ("contacts", "leads") else [])]}
    for name, own in _SHARED.items()
}
"""object -> property name -> property."""
