"""What the client does, without doing it.

A flow is a generator: it yields what is to be done (a call to be made, seconds to be slept, an item to be handed to the
caller), gets back what came of it, and returns its result. Two drivers carry flows out, one with blocking I/O and one with
asyncio, so that everything here exists once. Tests drive flows with a clock of their own.
"""
