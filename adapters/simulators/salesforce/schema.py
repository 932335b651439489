"""Salesforce's objects and fields as the imagined organisation has them, and their describe.

Names are those of the standard objects. In a table's line, `>` names what a reference points to, `-`
marks a field that the API cannot write, `~` one that cannot be filtered, `!` a required one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from adapters.simulators.world import SALESFORCE_PREFIXES

_TABLES: dict[str, str] = {
    "Lead": """FirstName:string:40 LastName:string:80! Name:string- Company:string:255! Title:string:128
        Email:email:80 Phone:phone:40 Website:url:255 Street:textarea State:string:80 City:string:40
        PostalCode:string:20 Country:string:80 LeadSource:picklist Status:picklist! Industry:picklist
        Rating:picklist AnnualRevenue:currency NumberOfEmployees:int OwnerId:reference>User,Group
        IsConverted:boolean- ConvertedDate:date- ConvertedAccountId:reference>Account-
        ConvertedContactId:reference>Contact- ConvertedOpportunityId:reference>Opportunity-
        IsUnreadByOwner:boolean LastActivityDate:date- Description:textarea~ Product__c:string:80
        Language__c:string:20 Pointsman_Reason__c:string:255 Pointsman_Decision__c:string:80
        Matched_Account__c:reference>Account MasterRecordId:reference>Lead-""",
    "Contact": """FirstName:string:40 LastName:string:80! Name:string- AccountId:reference>Account
        Email:email:80 Phone:phone:40 Title:string:128 OwnerId:reference>User ReportsToId:reference>Contact
        MasterRecordId:reference>Contact-""",
    "Account": """Name:string:255! ParentId:reference>Account OwnerId:reference>User Website:url:255
        Type:picklist Industry:picklist AnnualRevenue:currency NumberOfEmployees:int BillingCity:string:40
        BillingState:string:80 BillingPostalCode:string:20 BillingCountry:string:80 Phone:phone:40
        AccountSource:picklist MasterRecordId:reference>Account-""",
    "Opportunity": """Name:string:120! AccountId:reference>Account OwnerId:reference>User StageName:picklist!
        Amount:currency Probability:double CloseDate:date! Type:picklist IsClosed:boolean- IsWon:boolean-
        CampaignId:reference>Campaign""",
    "User": """Username:string:80 FirstName:string:40 LastName:string:80 Name:string- Email:email:128
        IsActive:boolean UserType:picklist- TimeZoneSidKey:picklist ManagerId:reference>User
        UserRoleId:reference>UserRole ProfileId:reference>Profile DelegatedApproverId:reference>User""",
    "Group": """Name:string:40 DeveloperName:string:80 Type:picklist- Email:email
        RelatedId:reference>UserRole- DoesSendEmailToMembers:boolean""",
    "GroupMember": "GroupId:reference>Group UserOrGroupId:reference>User,Group",
    "QueueSobject": "QueueId:reference>Group SobjectType:picklist",
    "BusinessHours": "Name:string IsActive:boolean IsDefault:boolean TimeZoneSidKey:picklist "
    + " ".join(
        f"{day}{end}Time:time"
        for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
        for end in ("Start", "End")
    ),
    "AssignmentRule": "Name:string SobjectType:picklist Active:boolean",
    "OutOfOffice": """UserId:reference>User StartDate:datetime EndDate:datetime Message:string:255
        IsEnabled:boolean~""",
    "Task": """WhoId:reference>Contact,Lead WhatId:reference>Account,Opportunity OwnerId:reference>User,Group
        Subject:string:255 Status:picklist! TaskSubtype:picklist- IsClosed:boolean- ActivityDate:date
        CompletedDateTime:datetime- CallType:picklist CallDurationInSeconds:int Description:textarea~
        IsArchived:boolean-""",
    "Event": """WhoId:reference>Contact,Lead WhatId:reference>Account,Opportunity OwnerId:reference>User
        Subject:string:255 EventSubtype:picklist- StartDateTime:datetime EndDateTime:datetime
        ActivityDate:date IsAllDayEvent:boolean Description:textarea~ IsArchived:boolean-""",
    "Organization": "Name:string IsSandbox:boolean- OrganizationType:picklist- InstanceName:string-",
}
_DELETABLE = ("Lead", "Contact", "Account", "Opportunity", "Task", "Event")
_USERS = "CreatedById:reference>User- LastModifiedById:reference>User- "
_STAMPS = f"{_USERS}CreatedDate:datetime- LastModifiedDate:datetime- SystemModstamp:datetime- "
_SYSTEM = dict.fromkeys(_DELETABLE, f"Id:id- IsDeleted:boolean- {_STAMPS}") | {
    "GroupMember": "Id:id- SystemModstamp:datetime- ",
    "QueueSobject": "Id:id- CreatedById:reference>User- SystemModstamp:datetime- ",
}
RELATIONSHIPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Owner": ("OwnerId", ("User", "Group")),
    "Account": ("AccountId", ("Account",)),
    "Parent": ("ParentId", ("Account",)),
    "CreatedBy": ("CreatedById", ("User",)),
    "LastModifiedBy": ("LastModifiedById", ("User",)),
    "Manager": ("ManagerId", ("User",)),
    "Group": ("GroupId", ("Group",)),
    "Queue": ("QueueId", ("Group",)),
    "User": ("UserId", ("User",)),
    "Matched_Account__r": ("Matched_Account__c", ("Account",)),
}
"""Relationship names: the reference field behind each, and the objects it may point to."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as describe tells it."""

    name: str
    type: str
    length: int
    refers: tuple[str, ...]
    updateable: bool
    filterable: bool
    required: bool

    @property
    def custom(self) -> bool:
        """Whether it is the organisation's own."""
        return self.name.endswith("__c")


@cache
def fields_of(name: str) -> Mapping[str, Field]:
    """The fields of an object by lower-case name; KeyError for an unknown object."""
    system = _SYSTEM.get(name, f"Id:id- {_STAMPS}")
    made = [_field(word) for word in (system + _TABLES[name]).split()]
    return {item.name.lower(): item for item in made}


@cache
def object_names() -> Mapping[str, str]:
    """The real spelling of each object by lower-case name."""
    return {name.lower(): name for name in _TABLES}


def has_deleted(name: str) -> bool:
    """Whether rows of the object go to the recycle bin instead of vanishing."""
    return name in _DELETABLE


def describe_global(names: list[str]) -> dict[str, Any]:
    """The list of objects."""
    return {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": [_object(name) for name in names]}


def describe(name: str, hidden: frozenset[str], readonly: frozenset[str]) -> dict[str, Any]:
    """One object with its fields, without those hidden from the user (lower-case names)."""
    shown = [item for key, item in fields_of(name).items() if key not in hidden]
    return {**_object(name), "fields": [_described(item, item.name.lower() in readonly) for item in shown]}


def _field(word: str) -> Field:
    updateable, filterable, required = "-" not in word, "~" not in word, "!" in word
    name, kind, *rest = word.strip("-~!").replace("-", "").split(":")
    kind, _, refers = kind.partition(">")
    length = int(rest[0]) if rest else {"id": 18, "reference": 18, "textarea": 32_000}.get(kind, 255)
    return Field(name, kind, length, tuple(filter(None, refers.split(","))), updateable, filterable, required)


def _object(name: str) -> dict[str, Any]:
    writable = name in _DELETABLE
    return {
        "name": name, "label": name, "labelPlural": f"{name}s", "keyPrefix": SALESFORCE_PREFIXES[name],
        "custom": False, "queryable": True, "replicateable": name not in ("OutOfOffice", "Organization"),
        "retrieveable": True, "searchable": writable, "createable": writable, "updateable": writable,
        "deletable": writable, "undeletable": writable, "mergeable": name in ("Lead", "Contact", "Account"),
        "urls": {"sobject": f"/services/data/v66.0/sobjects/{name}"},
    }  # fmt: skip


def _described(item: Field, readonly: bool) -> dict[str, Any]:
    writable = item.updateable and not readonly
    relation = next((rel for rel, (column, _) in RELATIONSHIPS.items() if column == item.name), None)
    return {
        "name": item.name, "label": item.name.removesuffix("__c").replace("_", " "), "type": item.type,
        "length": item.length, "custom": item.custom, "updateable": writable, "createable": writable,
        "filterable": item.filterable, "sortable": item.filterable, "nillable": not item.required,
        "calculated": False, "referenceTo": list(item.refers), "relationshipName": relation,
        "picklistValues": [], "defaultedOnCreate": False,
    }  # fmt: skip
