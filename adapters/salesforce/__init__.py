"""Salesforce over REST: composite queries in, conditional owner writes out."""
