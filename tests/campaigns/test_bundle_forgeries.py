"""No forged bundle is taken for proven, and no check of the verifier is idle."""

from pathlib import Path

import pytest
from forgeries import Court, mutants, picture_of

from tawthiq.store.bundle import check_bundle


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Court:
    return Court(tmp_path_factory.mktemp("court"))


@pytest.fixture(scope="module")
def forged(court: Court) -> dict[str, Path]:
    return court.forge_all(court.folder / "forged")


def test_the_good_bundle_is_proven_with_authority_and_witness(court: Court) -> None:
    told = court.verdict(court.good)
    assert told["verdict"] == "proven"
    assert {one["code"] for one in told["proven"]} == {"seal", "entries", "records", "stamped", "witnessed"}


def test_every_forgery_is_one_and_is_found(court: Court, forged: dict[str, Path]) -> None:
    good = picture_of(court.good)
    assert [name for name, folder in forged.items() if picture_of(folder) == good] == []
    assert [name for name, folder in forged.items() if court.verdict(folder)["verdict"] != "damaged"] == []
    assert len(forged) >= 40


def test_a_certificate_that_is_not_for_timestamps_is_refused(court: Court, tmp_path: Path) -> None:
    for signer, verdict in ((court.foreign, "proven"), (court.loose, "damaged")):
        folder = court.with_reply(court.authority.token_by(signer, court.reply), tmp_path / signer.folder.name)
        told = check_bundle(str(folder), key=court.world.signer.fingerprint, tsa_ca=[str(signer.ca)])
        assert told["verdict"] == verdict


@pytest.mark.parametrize(
    ("check", "name"),
    [
        ('"other_key"', "a whole world of another key"),
        ('"proof"', "the paths of two entries swapped"),
        ('"data/custody.csv"', "a custody line changed"),
        ('vouch(one, "CP")', "a capture's state"),
        ('"name", path', "a file outside the known folders"),
    ],
)
def test_a_verifier_without_this_check_is_deceived(
    court: Court, forged: dict[str, Path], check: str, name: str
) -> None:
    assert any(court.is_deceived(forged[name], names["check"]) for *_, names in mutants(only=check))
