-- Imports that were stopped go on where the last batch ended. Once an import is done its row is gone.
CREATE TABLE imports (
    digest BLOB PRIMARY KEY NOT NULL, -- SHA-256 of the file
    next_byte INTEGER NOT NULL,
    next_line INTEGER NOT NULL,
    report_bytes INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    refused INTEGER NOT NULL
) STRICT;
