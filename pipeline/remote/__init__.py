"""Sources and stores behind a URL: an object store has neither links nor renames, so a snapshot there is objects that never change,
a manifest that names them, and one pointer that is put on a condition. See ``publish``."""
