"""Opens the store that settings name; apart from `wiring`, so that what only reads starts at once."""

from __future__ import annotations

from connector.glance import Where
from state.store import Store, StoreUnavailable


def open_store(settings: Where, *, make: bool = True) -> Store:
    """The store, migrated. Raises StoreError: StoreMissing where there is none and `make` is false."""
    key_dir = None if settings.store.startswith("sqlite") else settings.folder
    store = Store(settings.store, key_dir=key_dir)
    try:
        if not make:
            with store.read():
                pass
        store.migrate()
    except OSError as error:
        store.close()
        raise StoreUnavailable(f"{error.strerror}: {error.filename}") from None
    except BaseException:
        store.close()
        raise
    return store
