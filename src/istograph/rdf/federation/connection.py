"""A connection to an address that was looked at, and to no other.

Where a name is resolved, the connection goes to that very address: whoever answers for the name may
say something else the next time.
"""

import asyncio
import socket
import ssl
from ipaddress import ip_address

from istograph.rdf.federation.addresses import Address, AllowList


async def connect(
    address: Address, allowed: AllowList, tls: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to an address that the host stands for; all of them must be allowed."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    ips = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    for ip in ips:
        allowed.check_ip(address, ip)
    context = tls if address.scheme == "https" else None
    name = address.host if context else None
    problem: OSError | None = None
    for ip in ips:
        try:
            return await asyncio.open_connection(
                str(ip), address.port, ssl=context, server_hostname=name
            )
        except OSError as error:
            problem = error
    raise problem or OSError("the host has no address")
