"""Our own rule of a bucket is put and taken away; those of others stay as they are."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from storage.s3_servers import moto, new_store

from podcaster.cli.lifecycle import set_lifecycle
from podcaster.errors import Misused
from podcaster.storage.s3 import S3Store
from podcaster.storage.s3_lifecycle import Lifecycle

OTHERS = [
    {
        "ID": "logs",
        "Filter": {"Prefix": "logs/"},
        "Status": "Enabled",
        "Expiration": {"Days": 7},
    },
    {
        "ID": "archive",
        "Filter": {"And": {"Prefix": "films/", "Tags": [{"Key": "old", "Value": "yes"}]}},
        "Status": "Disabled",
        "Transitions": [{"Days": 90, "StorageClass": "GLACIER"}],
    },
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with moto() as running:
        yield running


@pytest.fixture
def store(url: str) -> S3Store:
    return new_store(url)


def rules(store: S3Store) -> list[dict[str, Any]]:
    client = store.bucket.client
    try:
        told = client.get_bucket_lifecycle_configuration(Bucket=store.bucket.name)
    except client.exceptions.ClientError:
        return []
    return list(told["Rules"])


def with_rules_of_others(store: S3Store) -> list[dict[str, Any]]:
    store.bucket.client.put_bucket_lifecycle_configuration(
        Bucket=store.bucket.name, LifecycleConfiguration={"Rules": OTHERS}
    )
    return rules(store)


def test_the_rule_is_for_what_is_ours_alone(store):
    Lifecycle(store, has_tenants=True).install(30)
    (rule,) = rules(store)
    assert rule["ID"] == "podcaster-expire-school-audio"
    assert rule["Filter"] == {"Prefix": "school/audio/"}
    assert rule["Expiration"]["Days"] == 30
    assert rule["Status"] == "Enabled"
    assert "NoncurrentVersionExpiration" not in rule


def test_files_of_the_platform_that_came_along_stay(store):
    Lifecycle(store, has_tenants=False).install(30)
    (rule,) = rules(store)
    assert rule["ID"] == "podcaster-expire-school-audio"
    assert rule["Filter"] == {"Prefix": "school/audio/podcasts/"}


def test_the_rules_of_others_stay_as_they_are(store):
    before = with_rules_of_others(store)
    lifecycle = Lifecycle(store, has_tenants=False)
    lifecycle.install(30)
    assert rules(store)[:2] == before
    lifecycle.remove()
    assert rules(store) == before


def test_installing_again_replaces_the_rule(store):
    with_rules_of_others(store)
    for days in (30, 60):
        Lifecycle(store, has_tenants=False).install(days)
    ours = [each for each in rules(store) if each["ID"].startswith("podcaster")]
    assert [each["Expiration"]["Days"] for each in ours] == [60]


def test_removing_is_idempotent_and_leaves_no_empty_rules(store):
    lifecycle = Lifecycle(store, has_tenants=False)
    lifecycle.remove()
    lifecycle.install(30)
    lifecycle.remove()
    lifecycle.remove()
    assert rules(store) == []


def test_a_bucket_that_keeps_versions_does_not_keep_them_for_ever(store):
    store.bucket.client.put_bucket_versioning(
        Bucket=store.bucket.name, VersioningConfiguration={"Status": "Enabled"}
    )
    Lifecycle(store, has_tenants=False).install(30)
    assert rules(store)[0]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}


def test_a_bucket_that_keeps_what_is_removed_is_warned_of_until_a_rule_ends_that(store):
    store.prepare()
    assert store.warnings == ()
    store.bucket.client.put_bucket_versioning(
        Bucket=store.bucket.name, VersioningConfiguration={"Status": "Enabled"}
    )
    logs = {**OTHERS[0], "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    store.bucket.client.put_bucket_lifecycle_configuration(
        Bucket=store.bucket.name, LifecycleConfiguration={"Rules": [logs]}
    )
    store.prepare()
    assert ["stay there as old versions" in each for each in store.warnings] == [True]
    Lifecycle(store, has_tenants=False).install(30)
    store.prepare()
    assert store.warnings == ()


def test_without_a_prefix_the_rule_is_for_episodes_unless_there_are_tenants(store):
    store._prefix = ""
    assert Lifecycle(store, has_tenants=False).prefix == "podcasts/"
    with pytest.raises(Misused, match="has no prefix"):
        Lifecycle(store, has_tenants=True)


def test_a_bucket_removes_two_days_after_prune_so_that_rows_expire_first(store):
    ledger = SimpleNamespace(has_tenants=lambda: False)
    house: Any = SimpleNamespace(
        store_named=lambda name: store, reading_ledger=lambda: nullcontext(ledger)
    )
    ruled = set_lifecycle(house, "s3", timedelta(days=30), dry_run=False)
    assert [rule["Expiration"]["Days"] for rule in rules(store)] == [32] == [ruled.days]


def test_a_rule_can_be_taken_away_once_there_are_tenants(store):
    store._prefix = ""
    Lifecycle(store, has_tenants=False).install(30)
    ledger = SimpleNamespace(has_tenants=lambda: True)
    house: Any = SimpleNamespace(
        store_named=lambda name: store, reading_ledger=lambda: nullcontext(ledger)
    )
    with pytest.raises(Misused, match="has no prefix"):
        set_lifecycle(house, "s3", timedelta(days=30), dry_run=True)
    set_lifecycle(house, "s3", None, dry_run=False)
    assert rules(store) == []
