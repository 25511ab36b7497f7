"""What the fixtures promise; the steps of a session build on one another."""

from datetime import timedelta

import pytest
from pytest_klaviyo_sandbox import Sandbox, SandboxError

seen = []


@pytest.mark.parametrize('which', [1, 2])
def test_each_test_has_an_account_of_its_own(klaviyo_account, klaviyo_sandbox, which):
    assert klaviyo_account.key.startswith('pk_sandbox_')
    assert klaviyo_account.requests() == []
    assert klaviyo_sandbox.account(klaviyo_account.key).id == klaviyo_account.id
    assert [each['path'] for each in klaviyo_account.requests()] == ['/api/accounts']
    seen.append(klaviyo_account.id)


def test_an_account_is_deleted_after_its_test(klaviyo_sandbox):
    ids = [each['id'] for each in klaviyo_sandbox.call('GET', '/accounts')['accounts']]
    assert len(set(seen)) == 2
    assert not set(seen) & set(ids)


def test_durations_may_be_timedeltas(klaviyo_account):
    klaviyo_account.clock.freeze('2026-01-01T00:00:00Z')
    assert klaviyo_account.clock.advance(timedelta(days=1, hours=1)) == []
    assert klaviyo_account.clock.now() == '2026-01-02T01:00:00+00:00'


def test_verify_fails_the_test_saying_what_came_instead(klaviyo_account, klaviyo_sandbox):
    klaviyo_sandbox.account(klaviyo_account.key)
    with pytest.raises(pytest.fail.Exception) as failure:
        klaviyo_account.verify(operation='create_event')
    text = 'expected 1 or more of create_event, found 0; there were 1 × get_accounts (200)'
    assert str(failure.value) == text


def test_a_refusal_says_what_is_wrong(klaviyo_account):
    with pytest.raises(SandboxError) as failure:
        klaviyo_account.clock.advance('P1M')
    assert "'P1M' is no duration" in str(failure.value)


def test_a_sandbox_that_is_not_there_is_named():
    with pytest.raises(SandboxError, match='no sandbox answers at http://127.0.0.1:1'):
        Sandbox('http://127.0.0.1:1').create_account()


def test_an_account_is_reset_forked_and_kept(klaviyo_account):
    klaviyo_account.clock.freeze('2026-01-01T00:00:00Z')
    klaviyo_account.snapshot('new-year')
    klaviyo_account.clock.advance('P1D')
    with klaviyo_account.fork() as fork:
        assert fork.clock.now() == '2026-01-02T00:00:00+00:00'
    klaviyo_account.reset(to='new-year')
    assert klaviyo_account.clock.now() == '2026-01-01T00:00:00+00:00'
