"""Submissions made by hand, message by message, to send what our own agency never would."""

import hashlib
import os

import rpc_call
import wire

UPLOAD = "onefold.v1.SubmissionService/Upload"
SEAL = "onefold.v1.SubmissionService/Seal"
ENCODINGS = 1


class RawSubmission:
    """Encodings for the matcher. `chunks`: [(pass, content)]."""

    def __init__(self, cluster, agency, chunks, submission_id=None, **changes):
        self.cluster, self.agency, self.chunks = cluster, agency, chunks
        self.id = submission_id or os.urandom(16)
        self.fields = {"organisation": agency, "content": ENCODINGS, "register": "victim",
                       "purpose": cluster.purpose, "key_epoch": cluster.epoch,
                       "schema_digest": hashlib.sha256(cluster.schema.read_bytes()).digest()}
        self.fields.update(changes)

    def _signature(self, context, content):
        return wire.sign(self.cluster.agencies[self.agency].folder / "keys" / "sign.key",
                         context.encode() + b"\n" + content)

    def open(self, break_signature=False):
        f = self.fields
        manifest = wire.encode([(1, self.id), (2, f["organisation"]), (3, f["content"]), (4, f["register"]),
                                (5, f["purpose"]), (6, f["key_epoch"]), (7, f["schema_digest"])])
        signature = bytearray(self._signature("onefold/v1/manifest", manifest))
        signature[3] ^= break_signature
        return [(1, [(1, manifest), (2, bytes(signature))])]

    @staticmethod
    def chunk(index, pass_index, content):
        return [(2, ([(1, index)] if index else []) + ([(2, pass_index)] if pass_index else []) + [(3, content)])]

    def upload(self, *messages, certificate=None):
        """Sends `messages`, or open and every chunk when there are none."""
        if not messages:
            messages = [self.open()] + [self.chunk(i, p, c) for i, (p, c) in enumerate(self.chunks)]
        return rpc_call.call(self.cluster.ports["matcher"], UPLOAD, messages, self.cluster.pki,
                             certificate or f"agency-{self.agency}")

    def content_digest(self):
        whole = hashlib.sha256()
        for index, (pass_index, content) in enumerate(self.chunks):
            whole.update(index.to_bytes(8, "big") + pass_index.to_bytes(4, "big") + hashlib.sha256(content).digest())
        return whole.digest()

    def seal(self, items, digest=None, chunks=None):
        statement = wire.encode([(1, self.id), (2, len(self.chunks) if chunks is None else chunks),
                                 (3, digest or self.content_digest()), (4, items)])
        return rpc_call.call(self.cluster.ports["matcher"], SEAL,
                             [[(1, statement), (2, self._signature("onefold/v1/seal", statement))]],
                             self.cluster.pki, f"agency-{self.agency}")
