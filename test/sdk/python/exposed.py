"""Prints which of the given operations the SDK has. See walks.py."""

from walker import expected, k

for name in expected:
    if k.has(*name.split('.')):
        print(f'ok {name}')
