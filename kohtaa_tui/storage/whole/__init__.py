"""Everything of a person's in one file, and back again: a zip that any program opens, sealed where encryption is on.

`contents` knows what may be in it and under which names, `zipped` reads and writes zips, `opened` is an archive to
read, `saving` makes one, `loading` takes one in, and `meetings` decides what becomes of each meeting in it.
"""
