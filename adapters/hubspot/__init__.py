"""HubSpot: contacts or leads, companies, deals, owners."""
