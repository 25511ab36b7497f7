"""Prints which of the given operations the SDK has. See walks.py."""

from walker import expected, has_any

for name in expected:
    if has_any(name):
        print(f'ok {name}')
