"""Answers every request with its process id; starts in the time that the interpreter itself needs."""
import os
import socket

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(os.environ["PORT"])))
listener.listen(64)
body = b'{"status": "healthy", "pid": %d}' % os.getpid()
answer = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
    % (len(body), body)
)
while True:
    connection, _ = listener.accept()
    with connection:
        try:
            if connection.recv(4096):
                connection.sendall(answer)
        except OSError:
            pass
