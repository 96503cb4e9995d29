"""A bucket's own rule by which its service removes what is old; the rules of others stay as are.

Facts: Amazon S3 API Reference, PutBucketLifecycleConfiguration: it replaces all rules at once, and
what a rule removes is gone from midnight UTC on after so many days.
"""

from collections.abc import Mapping
from typing import Any

from podcaster.errors import CannotServe, Misused
from podcaster.storage.s3 import S3Store

PREFIX = "podcasts/"
"""What the keys of episodes without a tenant begin with."""

Rule = Mapping[str, Any]


class Lifecycle:
    """The rule of one store, told from others by an id that holds the store's prefix.

    Without tenants it is for episodes alone: what a migration brought along below `legacy/` stays.
    """

    def __init__(self, store: S3Store, *, has_tenants: bool) -> None:
        """Misused where there is no prefix that is ours alone."""
        if not store.prefix and has_tenants:
            raise Misused(
                f"store {store.name} has no prefix, and keys begin with names of tenants: a rule"
                " would remove everything else in the bucket too; let cron run `podcaster prune`"
            )
        self._bucket = store.bucket
        self.prefix = store.prefix if has_tenants else store.prefix + PREFIX
        ours = (store.prefix or PREFIX).strip("/").replace("/", "-")
        self.id = f"podcaster-expire-{ours}"[:255]

    def install(self, days: int) -> None:
        """Lets the service remove objects `days` after they were put, and half-finished uploads."""
        rule = {
            "ID": self.id,
            "Filter": {"Prefix": self.prefix},
            "Status": "Enabled",
            "Expiration": {"Days": days},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        }
        if self._keeps_versions():
            rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": 1}
        self._replace(rule)

    def remove(self) -> None:
        """Takes the rule away; it need not be there."""
        self._replace(None)

    def _replace(self, rule: Rule | None) -> None:
        told = self._bucket.rules()
        others = self._others(told)
        rules = [*others, rule] if rule else others
        kept = {
            name: told[name] for name in ("TransitionDefaultMinimumObjectSize",) if name in told
        }
        if rules:
            configuration = {"Rules": rules}
            self._bucket.ask(
                "put_bucket_lifecycle_configuration",
                LifecycleConfiguration=configuration,
                **kept,
            )
        elif told:
            self._bucket.ask("delete_bucket_lifecycle")
        if self._others(self._bucket.rules()) != others:
            raise CannotServe(
                f"{self._bucket.place} changed other rules of its lifecycle meanwhile; look at them"
            )

    def _others(self, told: Mapping[str, Any]) -> list[Rule]:
        return [rule for rule in told.get("Rules", ()) if rule.get("ID") != self.id]

    def _keeps_versions(self) -> bool:
        try:
            return bool(self._bucket.versioning())
        except CannotServe:  # a service that does not know of versions
            return False
