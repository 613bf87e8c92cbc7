"""Files ⇄ domain: packs, settings, journals and documents."""
