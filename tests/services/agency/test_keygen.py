"""keygen: a group comes to one linkage key; what lies on the way tells nothing; nothing is overwritten or left wide."""

import json
import os
import stat

import pytest

from processes import run


def agency(*arguments, **options):
    return run("onefold-agency", *arguments, **options)


@pytest.fixture
def group(tmp_path):
    for name in ("police", "shelter", "helpline"):
        agency("keygen", "identity", "--org", name, "--out", tmp_path / name)
    return tmp_path


def public(group, name):
    return group / name / f"{name}.agency.json"


def make(group, *recipients, maker="police", code=0, out="envelopes"):
    chosen = [x for name in recipients for x in ("--recipient", public(group, name))]
    return agency("keygen", "linkage", "--purpose", "statistics", "--key-epoch", "2026", "--from",
                  public(group, maker), "--sign-key", group / maker / "sign.key", *chosen, "--out", group / out,
                  "--json", code=code)


def open_envelope(group, name, maker="police", envelope=None, code=0, out="linkage.key"):
    return agency("keygen", "open", "--in", envelope or group / "envelopes" / f"{name}.envelope.json", "--box-key",
                  group / name / "box.key", "--from", public(group, maker), "--out", group / name / out, "--json",
                  code=code)


def test_all_agencies_come_to_one_key(group):
    made = make(group, "police", "shelter", "helpline").json
    assert [e["recipient"] for e in made["envelopes"]] == ["police", "shelter", "helpline"]
    checks = {open_envelope(group, name).json["key_check"] for name in ("police", "shelter", "helpline")}
    assert checks == {made["key_check"]}
    keys = {(group / name / "linkage.key").read_text() for name in ("police", "shelter", "helpline")}
    assert len(keys) == 1 and keys.pop().startswith("onefold-key v1 linkage ")
    for name in ("police", "shelter", "helpline"):
        for file in ("sign.key", "box.key", "linkage.key"):
            assert stat.S_IMODE((group / name / file).stat().st_mode) == 0o600


def test_the_key_is_in_no_file_but_the_opened_one(group):
    make(group, "police", "shelter")
    open_envelope(group, "police")
    key = (group / "police" / "linkage.key").read_text().split()[-1]
    holders = [p for p in group.rglob("*") if p.is_file() and key[:20] in p.read_text()]
    assert holders == [group / "police" / "linkage.key"]


def test_an_opened_key_is_never_overwritten(group):
    make(group, "police", "shelter")
    open_envelope(group, "police")
    before = (group / "police" / "linkage.key").read_bytes()
    assert "linkage.key" in open_envelope(group, "police", code=1).err
    make(group, "police", "shelter", out="second")
    open_envelope(group, "police", envelope=group / "second" / "police.envelope.json", code=1)
    assert (group / "police" / "linkage.key").read_bytes() == before


def test_envelopes_are_never_overwritten(group):
    make(group, "police", "shelter")
    make(group, "police", "shelter", code=1)


def test_another_agency_and_another_maker_are_refused(group):
    make(group, "police", "shelter")
    envelope = group / "envelopes" / "shelter.envelope.json"
    assert "sealed to another agency" in open_envelope(group, "helpline", envelope=envelope, code=1).err
    assert "another maker" in open_envelope(group, "shelter", maker="helpline", code=1).err
    assert not (group / "shelter" / "linkage.key").exists()


@pytest.mark.parametrize("field,value", [("purpose", "research"), ("key_epoch", "2027"), ("maker", "helpline"),
                                         ("recipient", "helpline"), ("key_check", "0011223344556677"),
                                         ("purpose", ""), ("signature", "AAAA"), ("sealed_key", None),
                                         ("note", "unknown key")])
def test_a_changed_envelope_is_refused(group, field, value):
    make(group, "police", "shelter")
    path = group / "envelopes" / "shelter.envelope.json"
    envelope = json.loads(path.read_text())
    if value is None:
        envelope[field] = envelope[field][:-8] + "AAAAAAA="
    else:
        envelope[field] = value
    path.write_text(json.dumps(envelope))
    assert open_envelope(group, "shelter", code=1).err.startswith("onefold-agency: ")
    assert not (group / "shelter" / "linkage.key").exists()


def test_a_swapped_envelope_is_refused(group):
    """The carrier seals a key of its own: it cannot sign as the maker."""
    make(group, "shelter", maker="helpline", out="swapped")
    path = group / "swapped" / "shelter.envelope.json"
    envelope = json.loads(path.read_text())
    envelope["maker"] = "police"
    path.write_text(json.dumps(envelope))
    assert "signature" in open_envelope(group, "shelter", envelope=path, code=1).err


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_wide_key_files_are_refused(group, mode):
    make(group, "police", "shelter")
    os.chmod(group / "shelter" / "box.key", mode)
    open_envelope(group, "shelter", code=1)
    os.chmod(group / "police" / "sign.key", mode)
    make(group, "police", "shelter", out="again", code=1)


def test_a_foreign_sign_key_cannot_make_envelopes(group):
    agency("keygen", "linkage", "--purpose", "statistics", "--key-epoch", "2026", "--from", public(group, "police"),
           "--sign-key", group / "shelter" / "sign.key", "--recipient", public(group, "police"), "--out",
           group / "envelopes", code=1)
    make(group, "shelter", "shelter", code=1)


def test_identities_are_not_overwritten_and_names_are_checked(group):
    agency("keygen", "identity", "--org", "police", "--out", group / "police", code=1)
    for name in ("Police", "a b", "../x", "-x"):
        agency("keygen", "identity", "--org", name, "--out", group / "new", code=1)
    assert not (group / "new").exists()


def test_usage(tmp_path):
    agency("keygen", code=2)
    agency("keygen", "identity", "--org", "police", code=2)
    agency(code=2)
    agency("unknown", code=2)
    for command in ([], ["keygen"], ["keygen", "open"], ["check"], ["encode"], ["submit"], ["status"], ["withdraw"],
                    ["receipt"], ["serve"]):
        assert "xample" in agency(*command, "--help").out or not command
    assert agency("--version").out.startswith("onefold-agency ")
