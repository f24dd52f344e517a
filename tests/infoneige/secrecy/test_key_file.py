"""The keys' file: its owner's alone, whole or not at all, and never repeated in what is said about it."""

import os
import stat
from base64 import b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infoneige.secrecy.key_file import as_text, load_ring, open_vault, read_ring, replace_ring, write_new
from infoneige.secrecy.keys import KeyRing, KeysError
from notifier.model import Channel
from tests.vault import RING

SECRETS = [line.partition('"')[2].rstrip('"') for line in as_text(RING).splitlines() if line.endswith('="')]


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    path = tmp_path / "infoneige.keys"
    write_new(path, RING)
    return path


def same(one: KeyRing, other: KeyRing) -> bool:
    return as_text(one) == as_text(other)


def test_ring_is_read_as_it_was_written(keys_file: Path) -> None:
    assert same(load_ring(keys_file, {}), RING)
    assert len(SECRETS) == 5


def test_environment_comes_before_the_file(tmp_path: Path) -> None:
    assert same(load_ring(tmp_path / "none", {"INFONEIGE_KEYS": as_text(RING)}), RING)


def test_keys_of_other_tools_are_read(keys_file: Path) -> None:
    pem = RING.vapid.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    lines = [line for line in keys_file.read_text().splitlines() if not line.startswith(("vapid", "codes"))]
    plain = b64encode(RING.codes).decode()
    text = "\n".join([f"vapid = '''{pem}'''", f'codes = "{plain}"', *lines])
    assert same(read_ring(text, "here"), RING)


def test_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_new(tmp_path / "keys", RING)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_keys_are_never_overwritten(keys_file: Path) -> None:
    with pytest.raises(KeysError, match="exists: keys are never overwritten"):
        write_new(keys_file, KeyRing.fresh())
    assert same(load_ring(keys_file, {}), RING)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o777])
def test_file_that_others_may_use_is_refused_with_the_remedy(keys_file: Path, mode: int) -> None:
    keys_file.chmod(mode)
    with pytest.raises(KeysError, match=f"mode {mode:04o}.*: chmod 600 {keys_file}"):
        load_ring(keys_file, {})


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_file_of_its_owner_is_taken(keys_file: Path, mode: int) -> None:
    keys_file.chmod(mode)
    assert same(load_ring(keys_file, {}), RING)


def test_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match=f"no keys in {tmp_path}/k: `infoneige keys new {tmp_path}/k` makes them"):
        load_ring(tmp_path / "k", {})


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('codes = "', "codes = ", "here is no TOML, at line"),
        ("codes = ", "codez = ", "'codez' is unknown; expected callback, codes"),
        ('codes = "', 'codes = "!', "codes is no key in base64"),
        ('codes = "', 'codes = "AAAA', "the key codes has 35 bytes"),
        ('vapid = "', 'vapid = "AAAA', "vapid is no private key on the curve P-256"),
        ('vapid = "', 'vapid = "-----BEGIN ', "vapid is no private key on the curve P-256"),
        ("[lookup]", "[lookups]", "'lookups' is unknown"),
        ('l1 = "', '"l 1" = "', r"a key id in \[lookup\] is not made of"),
        ('l1 = "', 'l1 = 1 # "', "lookup.l1 is missing, or is no text in quotes"),
        ('e1 = "', '# "', r"the table \[encryption\] is missing or empty"),
    ],
)
def test_file_that_makes_no_sense_is_refused_without_repeating_it(before: str, after: str, complaint: str) -> None:
    with pytest.raises(KeysError, match=complaint) as error:
        read_ring(as_text(RING).replace(f"\n{before}", f"\n{after}"), "here")
    assert [secret for secret in SECRETS if secret[:8] in str(error.value)] == []
    assert error.value.__suppress_context__


def test_file_is_replaced_even_after_a_try_that_was_killed(keys_file: Path) -> None:
    (keys_file.parent / ".infoneige.keys.new").write_text("half a r")
    renewed = RING.with_new_encryption()
    replace_ring(keys_file, renewed)
    assert same(load_ring(keys_file, {}), renewed)
    assert [path.name for path in keys_file.parent.iterdir()] == ["infoneige.keys"]


def test_vault_notices_that_its_file_was_replaced(keys_file: Path) -> None:
    vault = open_vault(keys_file, {})
    assert len(vault.hmacs(Channel.SMS, "+15145550123")) == 1
    replace_ring(keys_file, RING.with_new_lookup())
    assert len(vault.hmacs(Channel.SMS, "+15145550123")) == 2
    keys_file.unlink()
    assert len(vault.hmacs(Channel.SMS, "+15145550123")) == 2
