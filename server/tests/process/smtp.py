"""A mail server for smtp.rs: MANNER CERTIFICATE KEY FOLDER. It prints its port, and ends with its standard input.

Every mail that it has acknowledged, or is about to, is a file in FOLDER. "refused@…" is nobody there; a "slow" server
thinks for a while before it acknowledges, and a "slower" one for seconds.
"""

import asyncio
import pathlib
import random
import ssl
import sys

from aiosmtpd.smtp import SMTP

manner, certificate, key, folder = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


class Handler:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        Handler.count += 1
        name = f"{Handler.count:04}-{envelope.rcpt_tos[0]}"
        pathlib.Path(folder, name).write_bytes(envelope.content)
        await asyncio.sleep({"slow": random.random() / 4, "slower": 2}.get(manner, 0))
        return "250 OK"


async def main():
    tls = {"ssl": context} if manner == "tls" else {}
    starttls = {} if manner == "tls" else {"tls_context": context, "require_starttls": True}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), hostname="localhost", **starttls), "127.0.0.1", 0, **tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
