//! After the same migrations both databases have the same schema, but for what makes searches and totals fast: in
//! SQLite that is a virtual table, in PostgreSQL an index of letters and a table of changes to totals.

use std::collections::BTreeSet;

use store::Db;

/// What a schema is made of, a line a thing, named alike on both databases.
type Schema = BTreeSet<String>;

const SQLITE_COLUMNS: &str = "SELECT t.name || '.' || c.name || ': ' || c.type || \
     CASE WHEN c.\"notnull\" = 1 OR c.pk = 1 THEN ' NOT NULL' ELSE '' END || \
     CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' DEFAULT' END \
     FROM pragma_table_list AS t JOIN pragma_table_xinfo(t.name) AS c \
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name || ': ' || data_type || \
     CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END || \
     CASE WHEN column_default IS NULL THEN '' ELSE ' DEFAULT' END \
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN ('_sqlx_migrations', 'totals_changes')";

/// Primary keys apart: SQLite has no index for some of them, and ends each index by the key of the row.
const SQLITE_INDEXES: &str = "SELECT i.\"unique\" || ' ' || i.name || ' ' || t.name || '(' || \
     coalesce((SELECT group_concat(c.name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) WHERE name <> 'id' ORDER BY seqno) AS c), '') || ')' || \
     CASE i.partial WHEN 1 THEN ' WHERE' ELSE '' END \
     FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i \
     WHERE t.schema = 'main' AND t.type = 'table' AND i.origin <> 'pk' AND t.name <> '_sqlx_migrations'";
const POSTGRES_INDEXES: &str = "SELECT i.indisunique::int || ' ' || n.relname || ' ' || t.relname || '(' || \
     coalesce((SELECT string_agg(a.attname, ', ' ORDER BY k.position) \
      FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (attnum, position) \
      JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum WHERE k.position <= i.indnkeyatts AND a.attname <> 'id'), '') || ')' || \
     CASE WHEN i.indpred IS NULL THEN '' ELSE ' WHERE' END \
     FROM pg_index AS i JOIN pg_class AS n ON n.oid = i.indexrelid JOIN pg_class AS t ON t.oid = i.indrelid \
     WHERE t.relnamespace = 'public'::regnamespace AND NOT i.indisprimary AND t.relname <> '_sqlx_migrations' \
     AND n.relname NOT IN ('users_search_trgm', 'users_facets_gin')";

const SQLITE_PRIMARY_KEYS: &str = "SELECT t.name || ' PRIMARY KEY ' || \
     (SELECT group_concat(c.name, ', ') FROM (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk) AS c) \
     FROM pragma_table_list AS t WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' \
     AND t.name <> '_sqlx_migrations'";
const POSTGRES_PRIMARY_KEYS: &str = "SELECT table_name || ' PRIMARY KEY ' || \
     string_agg(column_name, ', ' ORDER BY ordinal_position) \
     FROM information_schema.table_constraints JOIN information_schema.key_column_usage \
     USING (constraint_name, table_schema, table_name) \
     WHERE constraint_type = 'PRIMARY KEY' AND table_schema = 'public' \
     AND table_name NOT IN ('_sqlx_migrations', 'totals_changes') GROUP BY table_name";

const SQLITE_FOREIGN_KEYS: &str = "SELECT t.name || '(' || f.\"from\" || ') REFERENCES ' || f.\"table\" || '(' || f.\"to\" || \
     ') ON DELETE ' || f.on_delete \
     FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f WHERE t.schema = 'main'";
const POSTGRES_FOREIGN_KEYS: &str = "SELECT t.relname || '(' || a.attname || ') REFERENCES ' || r.relname || '(' || \
     b.attname || ') ON DELETE ' || \
     CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE c.confdeltype::text END \
     FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid JOIN pg_class AS r ON r.oid = c.confrelid \
     CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k (own, other) \
     JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.own \
     JOIN pg_attribute AS b ON b.attrelid = r.oid AND b.attnum = k.other WHERE c.contype = 'f'";

async fn lines(url: &str, sql: &str) -> Schema {
    testdb::rows(url, sql).await.into_iter().map(|row| row[0].clone().unwrap()).collect()
}

/// SQLite's three types stand for more of PostgreSQL's.
fn in_sqlites_words(schema: Schema) -> Schema {
    let types =
        [("bigint", "INTEGER"), ("integer", "INTEGER"), ("boolean", "INTEGER"), ("text", "TEXT"), ("bytea", "BLOB")];
    let word =
        |name: &str| types.iter().find(|(postgres, _)| *postgres == name).map_or(name.to_owned(), |t| t.1.to_owned());
    schema.into_iter().map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" ")).collect()
}

/// Both schemas, as far as one pair of queries tells.
async fn both(sqlite_url: &str, sqlite: &str, postgres_url: &str, postgres: &str) -> (Schema, Schema) {
    (lines(sqlite_url, sqlite).await, in_sqlites_words(lines(postgres_url, postgres).await))
}

async fn migrate(url: &str) {
    Db::open(url).await.unwrap().migrate().await.unwrap();
}

#[test]
fn tables_columns_types_and_nullability_are_the_same() {
    testdb::run_with_both(|sqlite, postgres| async move {
        migrate(&sqlite).await;
        migrate(&postgres).await;
        let (ours, theirs) = both(&sqlite, SQLITE_COLUMNS, &postgres, POSTGRES_COLUMNS).await;
        assert!(
            ours.contains("users.user_id: TEXT NOT NULL") && ours.contains("users.deleted_at: INTEGER"),
            "{ours:#?}"
        );
        assert_eq!(ours, theirs);
    });
}

#[test]
fn unique_primary_and_foreign_keys_and_indexes_are_the_same() {
    testdb::run_with_both(|sqlite, postgres| async move {
        migrate(&sqlite).await;
        migrate(&postgres).await;
        let (ours, theirs) = both(&sqlite, SQLITE_INDEXES, &postgres, POSTGRES_INDEXES).await;
        assert!(ours.contains("1 users_email_identity_key users(email_identity) WHERE"), "{ours:#?}");
        assert_eq!(ours, theirs);
        let (ours, theirs) = both(&sqlite, SQLITE_PRIMARY_KEYS, &postgres, POSTGRES_PRIMARY_KEYS).await;
        assert!(ours.contains("sessions PRIMARY KEY session_id"), "{ours:#?}");
        assert_eq!(ours, theirs);
        let (ours, theirs) = both(&sqlite, SQLITE_FOREIGN_KEYS, &postgres, POSTGRES_FOREIGN_KEYS).await;
        assert!(ours.contains("sessions(user_key) REFERENCES users(id) ON DELETE CASCADE"), "{ours:#?}");
        assert_eq!(ours, theirs);
    });
}

#[test]
fn a_column_that_only_one_has_is_noticed() {
    testdb::run_with_both(|sqlite, postgres| async move {
        migrate(&sqlite).await;
        migrate(&postgres).await;
        testdb::execute(&postgres, "ALTER TABLE users ALTER COLUMN theme DROP NOT NULL").await;
        testdb::execute(&postgres, "DROP INDEX users_user_id_key").await;
        let (ours, theirs) = both(&sqlite, SQLITE_COLUMNS, &postgres, POSTGRES_COLUMNS).await;
        assert_eq!(ours.symmetric_difference(&theirs).count(), 2);
        let (ours, theirs) = both(&sqlite, SQLITE_INDEXES, &postgres, POSTGRES_INDEXES).await;
        assert_eq!(ours.symmetric_difference(&theirs).count(), 1);
    });
}

#[test]
fn text_sorts_by_byte_in_postgres_and_types_hold_in_sqlite() {
    testdb::run_with_both(|sqlite, postgres| async move {
        migrate(&sqlite).await;
        migrate(&postgres).await;
        let by_locale = "SELECT table_name || '.' || column_name FROM information_schema.columns \
                         WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' \
                         AND table_name <> '_sqlx_migrations'";
        assert_eq!(lines(&postgres, by_locale).await, Schema::new());
        let loose = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 \
                     AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'";
        assert_eq!(lines(&sqlite, loose).await, Schema::new());
    });
}
