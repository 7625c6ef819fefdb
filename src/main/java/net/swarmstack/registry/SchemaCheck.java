package net.swarmstack.registry;

import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/// Compares the tables of a registry with those that this version makes.
final class SchemaCheck {

    /// Each part in words: of tables what their columns, keys and references are, of indexes what
    /// they are made by. How a registry of another Swarm wrote its tables does not count.
    private static final String PARTS =
            """
            SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            UNION ALL
            SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type
                || CASE WHEN c."notnull" THEN ' NOT NULL' ELSE '' END
                || CASE WHEN c.pk THEN ' PRIMARY KEY ' || c.pk ELSE '' END
                || COALESCE(' DEFAULT ' || c.dflt_value, '')
            FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'
            UNION ALL
            SELECT 'reference ' || m.name || '.' || k."from" || ' to ' || k."table" || '.' || k."to"
            FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) k WHERE m.type = 'table'
            UNION ALL
            SELECT CASE WHEN i."unique" THEN 'unique ' ELSE '' END || 'index on ' || m.name || '('
                || (SELECT group_concat(name) FROM pragma_index_info(i.name)) || ')'
                || COALESCE(substr(x.sql, instr(x.sql, ' WHERE ')), '')
            FROM sqlite_master m JOIN pragma_index_list(m.name) i
                LEFT JOIN sqlite_master x ON x.name = i.name AND x.sql LIKE '% WHERE %'
            WHERE m.type = 'table'\
            """;

    private SchemaCheck() {}

    static void run(Statements statements, Findings findings) throws SQLException {
        Set<String> found = parts(statements);
        Set<String> made;
        try (var memory = new Statements(Database.inMemory())) {
            Schema.create(memory);
            made = parts(memory);
        }
        made.stream()
                .filter(part -> !found.contains(part))
                .forEach(part -> findings.add(Check.SCHEMA, "missing: " + part));
        found.stream()
                .filter(part -> !made.contains(part))
                .forEach(part -> findings.add(Check.SCHEMA, "unknown: " + part));
    }

    private static Set<String> parts(Statements statements) throws SQLException {
        return new TreeSet<>(statements.list(PARTS, row -> row.getString(1)));
    }
}
