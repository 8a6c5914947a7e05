"""What the client does, step by step, without I/O.

A flow is a generator. It yields effects (a call to make, seconds to sleep, an item for the caller), receives the result of each,
and returns its own result. One driver carries flows out with blocking I/O, another one with asyncio, so that each flow exists
once. Tests run flows with a clock of their own.
"""
