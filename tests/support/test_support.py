"""The tools of the scenarios themselves: a search that finds nothing, or a cut that does not cut, proves nothing."""

import base64
import socket
import subprocess
import threading

import pytest

import wire
from needles import Needles
from tcp_proxy import TcpProxy

WORD = "Quizzlethornwick"


@pytest.mark.parametrize("content", [
    b"x quizzlethornwick y", b"QUIZZLETHORNWICK", WORD.encode("utf-16-le"), WORD.encode("utf-16-be"),
    WORD.encode().hex().encode(), WORD.lower().encode().hex().upper().encode(),
    *(base64.b64encode(b"a" * n + WORD.encode() + b"z" * n) for n in range(4)),
    *(base64.urlsafe_b64encode(b"\xff" * n + WORD.lower().encode()) for n in range(4)), WORD.encode()[::-1],
], ids=range(15))
def test_needle_is_found(content):
    assert Needles([WORD]).in_bytes(b"noise " + content + b" noise")


def test_foreign_letters_in_every_form():
    needles = Needles(["Ždralžuvñić"])
    for form in (b"\xc5\xbdral", "ždralžuvñić".encode(), b"%C5%BEdral%C5%BEuv%C3%B1i%C4%87"):
        assert bool(needles.in_bytes(form)) == (len(form) > 6)


def test_needle_is_not_found_where_it_is_not():
    assert Needles([WORD]).in_bytes(b"quizzle thornwick" * 100 + base64.b64encode(b"Quizzlethorn")) == []


def test_tree_names_and_contents(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "plain").write_text("nothing here")
    assert Needles([WORD]).in_tree(tmp_path) == {}
    (tmp_path / "a" / f"{WORD}.txt").write_text("")
    (tmp_path / "b").write_text(f"name {WORD}")
    assert len(Needles([WORD]).in_tree(tmp_path)) == 2
    with pytest.raises(AssertionError):
        Needles([WORD]).in_tree(tmp_path / "absent")


def test_wire_format_against_protoc(tmp_path):
    schema = tmp_path / "m.proto"
    schema.write_text('syntax="proto3"; message M { uint64 a = 1; bytes b = 2; M c = 3; string d = 16; }')
    encoded = wire.encode([(1, 300), (2, b"\x00\xff"), (3, [(1, 7)]), (16, "é")])
    shown = subprocess.run(["protoc", "-I", str(tmp_path), "--decode=M", str(schema)], input=encoded,
                           capture_output=True, check=True).stdout.decode()
    assert shown.split() == 'a: 300 b: "\\000\\377" c { a: 7 } d: "\\303\\251"'.split()
    assert wire.decode(encoded) == {1: [300], 2: [b"\x00\xff"], 3: [b"\x08\x07"], 16: ["é".encode()]}


def test_signature_against_rfc_8032(tmp_path):
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    (tmp_path / "key").write_text(f"onefold-key v1 sign {base64.b64encode(seed).decode()}\n")
    content = b"any text"
    signature = wire.sign(tmp_path / "key", content)
    public = bytes.fromhex("302a300506032b6570032100"
                           "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    for name, data in (("pub", public), ("sig", signature), ("text", content)):
        (tmp_path / name).write_bytes(data)
    subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey",
                    str(tmp_path / "pub"), "-sigfile", str(tmp_path / "sig"), "-in", str(tmp_path / "text")],
                   check=True, capture_output=True)


@pytest.fixture
def echo_port():
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=echo, args=(peer,), daemon=True).start()

    def echo(peer):
        try:
            while piece := peer.recv(65536):
                peer.sendall(piece)
        except OSError:
            pass
    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.close()


def say(port, content):
    """What comes back before the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        got = b""
        try:
            client.sendall(content)
            while len(got) < len(content):
                piece = client.recv(65536)
                if not piece:
                    break
                got += piece
        except ConnectionError:
            pass
        return got


def test_proxy_relays_and_cuts_once(echo_port):
    proxy = TcpProxy(echo_port)
    content = bytes(range(256)) * 400
    assert say(proxy.port, content) == content
    proxy.arm(50_000)
    assert len(say(proxy.port, content)) < len(content)
    assert proxy.cuts == 1
    assert say(proxy.port, content) == content, "after the cut it relays again"
    proxy.close()
