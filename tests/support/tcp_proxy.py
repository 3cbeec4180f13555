"""A relay between a client and a server on loopback that can be cut: after so many bytes, or at once."""

import socket
import threading


class TcpProxy:
    def __init__(self, target_port):
        self.target_port = target_port
        self._hold = False
        self.cut_after = None    # bytes from client to server, counted over all connections since arm()
        self.cuts = 0
        self.bytes_up = 0
        self._through = threading.Event()    # clear: new connections wait
        self._through.set()
        self._armed_at = 0
        self._lock = threading.Lock()
        self._open = set()
        self._closed = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, byte_count, hold=False):
        """Cuts every connection once, after `byte_count` more bytes have gone to the server. `hold`: connections made
        after that wait for release()."""
        with self._lock:
            self._armed_at = self.bytes_up
            self.cut_after = byte_count
            self._hold = hold

    def release(self):
        self._through.set()

    def cut(self):
        with self._lock:
            pairs, self._open = self._open, set()
            self.cuts += 1
            self.cut_after = None
            if self._hold:
                self._through.clear()
        for pair in pairs:
            for end in pair:
                _reset(end)

    def close(self):
        self._closed = True
        self._listener.close()
        self._hold = False
        self.release()
        self.cut()

    def _accept(self):
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._through.wait()
            try:
                server = socket.create_connection(("127.0.0.1", self.target_port), timeout=5)
                server.settimeout(None)
            except OSError:
                _reset(client)
                continue
            pair = (client, server)
            with self._lock:
                self._open.add(pair)
            threading.Thread(target=self._pump, args=(pair, client, server, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(pair, server, client, False), daemon=True).start()

    def _pump(self, pair, source, sink, upward):
        try:
            while piece := source.recv(16384):
                if upward and self._count(len(piece)):
                    self.cut()
                    return
                sink.sendall(piece)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(pair)
            for end in pair:
                _reset(end)

    def _count(self, size):
        """True when this piece is the one to cut at."""
        with self._lock:
            self.bytes_up += size
            return self.cut_after is not None and self.bytes_up - self._armed_at >= self.cut_after


def _reset(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    end.close()
