"""The platform's own names for where files live are understood, and do not contradict."""

import pytest

from podcaster.config.problems import ConfigInvalid
from podcaster.storage.options import S3Options, SpacesOptions

S3 = {"STORAGE_BACKEND": "s3", "AWS_STORAGE_BUCKET_NAME": "episodes"}
SPACES = {
    "STORAGE_BACKEND": "do_spaces",
    "AWS_STORAGE_BUCKET_NAME": "episodes",
    "DO_SPACES_REGION": "sgp1",
    "DO_SPACES_CDN_ENDPOINT": "https://episodes.sgp1.cdn.digitaloceanspaces.com",
}


def test_a_backend_named_s3_is_a_bucket_of_that_name(loaded):
    config = loaded("", {**S3, "AWS_S3_REGION_NAME": "eu-west-1"}).config
    assert config.storage.store == "s3"
    assert config.stores["s3"] == S3Options(bucket="episodes", region="eu-west-1")


def test_a_backend_named_do_spaces_is_a_space_with_its_cdn(loaded):
    config = loaded("", SPACES).config
    assert config.storage.store == "spaces"
    assert config.stores["spaces"] == SpacesOptions(
        bucket="episodes", region="sgp1", cdn_domain="episodes.sgp1.cdn.digitaloceanspaces.com"
    )


@pytest.mark.parametrize(("says", "store"), [("True", "s3"), ("1", "s3"), ("False", "local")])
def test_use_s3_is_understood_alone(loaded, says, store):
    variables = {"USE_S3": says, "AWS_STORAGE_BUCKET_NAME": "episodes"}
    assert loaded("", variables).config.storage.store == store


def test_a_store_that_the_file_has_of_that_kind_keeps_its_name(loaded):
    text = '[stores.archive]\nkind = "s3"\nbucket = "old"\nsse = "AES256"'
    config = loaded(text, S3).config
    assert config.storage.store == "archive"
    assert config.stores["archive"] == S3Options(bucket="episodes", sse="AES256")


def test_names_of_stores_that_nobody_chose_change_nothing(loaded):
    config = loaded("", {"AWS_STORAGE_BUCKET_NAME": "photos", "GS_BUCKET_NAME": "x"}).config
    assert (config.storage.store, set(config.stores)) == ("local", {"local"})


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"STORAGE_BACKEND": "local", "USE_S3": "True"}, "STORAGE_BACKEND and USE_S3"),
        ({**S3, "USE_S3": "False"}, "STORAGE_BACKEND and USE_S3"),
        (
            {**S3, "PODCASTER_STORAGE__STORE": "local"},
            "STORAGE_BACKEND and PODCASTER_STORAGE__STORE",
        ),
    ],
)
def test_two_names_that_disagree_are_an_error_that_names_both(loaded, variables, named):
    with pytest.raises(ConfigInvalid, match=f"{named}: contradict each other"):
        loaded("", variables)


def test_two_names_that_agree_are_fine(loaded):
    config = loaded("", {**S3, "USE_S3": "true", "PODCASTER_STORAGE__STORE": "s3"}).config
    assert config.storage.store == "s3"


TWO = '[stores.old]\nkind = "s3"\nbucket = "o"\n[stores.new]\nkind = "s3"\nbucket = "n"\n'


def test_of_several_stores_of_a_kind_one_has_to_be_named(loaded):
    with pytest.raises(ConfigInvalid, match=r"\[stores.old\] or \[stores.new\]: say which in"):
        loaded(TWO, S3)
    config = loaded(TWO, {**S3, "PODCASTER_STORAGE__STORE": "new"}).config
    assert (config.storage.store, set(config.stores)) == ("new", {"local", "old", "new"})
    assert [config.stores[name].bucket for name in ("old", "new")] == ["o", "episodes"]


def test_a_store_of_another_kind_is_not_what_a_backend_means(loaded):
    with pytest.raises(ConfigInvalid, match=r"\[stores.s3\] is of another: rename that"):
        loaded('[stores.s3]\nkind = "spaces"\nbucket = "space"\n', S3)


def test_a_bucket_of_aws_is_not_taken_for_a_space_beside_it(loaded):
    text = '[stores.s3]\nbucket = "b"\n[stores.spaces]\nbucket = "space"\nregion = "fra1"\n'
    variables = {"AWS_STORAGE_BUCKET_NAME": "episodes", "DO_SPACES_REGION": "sgp1"}
    stores = loaded(text, variables).config.stores
    assert stores["s3"].bucket == "episodes"
    assert (stores["spaces"].bucket, stores["spaces"].region) == ("space", "sgp1")


def test_a_backend_that_is_none_is_named_with_those_there_are(loaded):
    with pytest.raises(ConfigInvalid, match="STORAGE_BACKEND: must be one of local, s3, do_spaces"):
        loaded("", {"STORAGE_BACKEND": "ftp"})


def test_what_the_environment_knows_better_is_told(loaded):
    told = loaded('[storage]\nstore = "local"', S3).overridden
    assert len(told) == 1
    assert told[0].startswith("environment variable STORAGE_BACKEND goes before [storage] store of")
