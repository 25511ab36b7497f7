"""Walks campaigns: campaigns_newest.py from 2026-10-15 on, campaigns_older.py before. See walker.py."""

from walker import finish, k

if k.has('Campaigns', 'create_campaign_audience'):
    import campaigns_newest  # noqa: F401
else:
    import campaigns_older  # noqa: F401

finish()
