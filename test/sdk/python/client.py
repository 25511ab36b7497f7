"""Walks what the SDK has of the client endpoints. See walker.py."""

from walker import finish, k, refused, release, same, step

ONE = 'integration-egress'


@step
def allowlist():
    if not k.has('Client', 'get_client_ip_allowlist'):
        return
    # Release 24 wants these two, later ones do not.
    company = k.client.Accounts.get_accounts().data[0].id
    given = {'company_id': company, 'revision': '2026-07-15'} if release == '24.0.0' else {}
    one = k.Client.get_client_ip_allowlist(ONE, **given)
    same(one.data.id, ONE)
    assert one.data.attributes.prefixes
    sparse = k.Client.get_client_ip_allowlist(ONE, fields_ip_allowlist=['sync_token'], **given)
    same(list(sparse['data']['attributes']), ['sync_token'])
    refused(404, k.Client.get_client_ip_allowlist, 'nonsense', **given)


finish()
