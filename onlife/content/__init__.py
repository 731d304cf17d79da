"""All wording as TOML, beside its readers."""
