"""A shop that tells Klaviyo of its customers by the official SDK, and its tests."""

import pytest
from klaviyo_api import KlaviyoAPI


class Shop:
    def __init__(self, key, url=None):
        self.klaviyo = KlaviyoAPI(key, max_retries=3, **({'test_host': url} if url else {}))

    def subscribe(self, email):
        """Asks a customer, by a mail of Klaviyo's, whether the newsletter is wanted."""
        consent = {'email': {'marketing': {'consent': 'SUBSCRIBED'}}}
        profile = {'type': 'profile', 'attributes': {'email': email, 'subscriptions': consent}}
        job = {'type': 'profile-subscription-bulk-create-job', 'attributes': {'profiles': {'data': [profile]}}}
        self.klaviyo.Profiles.bulk_subscribe_profiles({'data': job})

    def is_subscribed(self, email):
        found = self.klaviyo.Profiles.get_profiles(
            filter=f'equals(email,"{email}")', additional_fields_profile=['subscriptions']
        )
        marketing = found.data[0].attributes.subscriptions.email.marketing if found.data else None
        return marketing is not None and marketing.can_receive_email_marketing

    def record_order(self, number, email, total):
        attributes = {
            'properties': {'number': number},
            'value': total,
            'unique_id': number,
            'profile': {'data': {'type': 'profile', 'attributes': {'email': email}}},
            'metric': {'data': {'type': 'metric', 'attributes': {'name': 'Placed Order'}}},
        }
        self.klaviyo.Events.create_event({'data': {'type': 'event', 'attributes': attributes}})

    def orders(self):
        return [event.attributes.event_properties['number'] for event in self.klaviyo.Events.get_events().data]


@pytest.fixture
def shop(klaviyo_account):
    return Shop(klaviyo_account.key, klaviyo_account.url)


def test_a_customer_is_subscribed_once_she_has_confirmed(shop, klaviyo_account):
    shop.subscribe('ada@example.com')
    assert not shop.is_subscribed('ada@example.com')
    klaviyo_account.confirm_opt_in(email='ada@example.com')
    assert shop.is_subscribed('ada@example.com')


def test_an_order_is_recorded_once(shop, klaviyo_account):
    shop.record_order('A-1001', 'ada@example.com', 59.9)
    klaviyo_account.verify(operation='create_event', count=1, body={'data': {'attributes': {'value': 59.9}}})
    assert shop.orders() == ['A-1001']


def test_an_order_waits_as_long_as_klaviyo_asks_for(shop, klaviyo_account):
    klaviyo_account.faults({'match': {'operation': 'create_event'}, 'count': 1, 'then': {'retryAfter': 1}})
    shop.record_order('A-1001', 'ada@example.com', 59.9)
    assert [each['status'] for each in klaviyo_account.requests(operation='create_event')] == [429, 202]


def test_an_order_has_the_time_of_the_account(shop, klaviyo_account):
    klaviyo_account.clock.freeze('2026-11-27T09:00:00Z')
    klaviyo_account.clock.advance('P1D')
    shop.record_order('A-1001', 'ada@example.com', 59.9)
    (event,) = shop.klaviyo.Events.get_events().data
    assert event.attributes.datetime_.isoformat() == '2026-11-28T09:00:00+00:00'
