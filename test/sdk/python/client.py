"""Walks what the SDK has of the client endpoints. See walker.py."""

from walker import finish, k, refused, same, step


@step
def allowlist():
    if not k.has('Client', 'get_client_ip_allowlist'):
        return
    one = k.Client.get_client_ip_allowlist('integration-egress')
    same(one.data.id, 'integration-egress')
    assert one.data.attributes.prefixes
    sparse = k.Client.get_client_ip_allowlist('integration-egress', fields_ip_allowlist=['sync_token'])
    same(list(sparse['data']['attributes']), ['sync_token'])
    refused(404, k.Client.get_client_ip_allowlist, 'nonsense')


finish()
