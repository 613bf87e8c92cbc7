"""The demo in a browser, on this computer alone. The only floor that knows aiohttp and textual-serve.

They come with the extra `web`; nothing else loads this package, and it is loaded when it is asked for only.
"""
