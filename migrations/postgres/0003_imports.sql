-- Imports that were stopped go on where the last batch ended. Once an import is done its row is gone.
CREATE TABLE imports (
    digest BYTEA PRIMARY KEY NOT NULL, -- SHA-256 of the file
    next_byte BIGINT NOT NULL,
    next_line BIGINT NOT NULL,
    report_bytes BIGINT NOT NULL,
    created BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    skipped BIGINT NOT NULL,
    refused BIGINT NOT NULL
);
