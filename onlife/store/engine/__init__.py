"""The database under the store: one DuckDB file, its ledger, its cache and its backups."""
