"""Loaded into Python programs by `klaviyo-sandbox exec --proxy`: leads connections to Klaviyo's hosts to the sandbox.

A proxy alone is not enough: urllib3, and with it Klaviyo's own SDK, does not heed HTTPS_PROXY. Names and certificates stay
as they are; only the addresses that a name has are changed.
"""

import importlib.machinery
import importlib.util
import os
import socket
import sys

_hosts = set(filter(None, os.environ.get('SANDBOX_HOSTS', '').split(',')))


def _address(variable):
    """Host and port of a URL in a variable; None when there is none."""
    host, found, port = os.environ.get(variable, '').partition('://')[2].rpartition(':')
    return (host.strip('[]'), int(port)) if found and port.isdigit() else None


_led = {'80': _address('SANDBOX_URL'), 'http': _address('SANDBOX_URL')}
_led.update({'443': _address('SANDBOX_TLS_URL'), 'https': _address('SANDBOX_TLS_URL')})
_getaddrinfo = socket.getaddrinfo


def _getaddrinfo_led(host, port, *args, **kwargs):
    name = host.decode('ascii', 'replace') if isinstance(host, (bytes, bytearray)) else host
    if isinstance(name, str) and name.lower().rstrip('.') in _hosts:
        wanted = port.decode('ascii', 'replace') if isinstance(port, (bytes, bytearray)) else str(port)
        host, port = _led.get(wanted) or (host, port)
    return _getaddrinfo(host, port, *args, **kwargs)


def _load_next():
    """Python loads one sitecustomize only: the one that this has come before is loaded here."""
    here = os.path.dirname(os.path.abspath(__file__))
    others = [path for path in sys.path if os.path.abspath(path) != here]
    spec = importlib.machinery.PathFinder.find_spec('sitecustomize', others)
    if spec is not None and spec.loader is not None:
        module = importlib.util.module_from_spec(spec)
        sys.modules['sitecustomize'] = module
        spec.loader.exec_module(module)


if _hosts:
    socket.getaddrinfo = _getaddrinfo_led
_load_next()
