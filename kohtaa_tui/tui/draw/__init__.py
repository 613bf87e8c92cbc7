"""Drawing: pure functions from what is to be shown and a size to a canvas of cells.

No Textual here: a drawing can be made, read and compared without a running app.
"""
