package net.swarmstack.registry;

import java.sql.SQLException;
import java.util.List;

/// Looks for rows that refer to rows which are not there.
final class KeyCheck {

    private static final String BROKEN =
            """
            SELECT v."table", v."parent", k."from", v.rowid
            FROM pragma_foreign_key_check v
                JOIN pragma_foreign_key_list(v."table") k ON k.id = v.fkid\
            """;

    private KeyCheck() {}

    /// @param table whose row refers
    /// @param parent the table without the row that is meant
    private record Broken(String table, String parent, String column, long rowId) {}

    static void run(Statements statements, Findings findings) throws SQLException {
        List<Broken> found =
                statements.list(
                        BROKEN,
                        row ->
                                new Broken(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getLong(4)));
        for (Broken broken : found) {
            findings.add(
                    Check.KEYS,
                    place(statements, broken)
                            + ", column "
                            + broken.column
                            + ": no such row in "
                            + broken.parent);
        }
    }

    private static String place(Statements statements, Broken broken) throws SQLException {
        String words =
                switch (broken.table) {
                    case "workflow_runs" -> "'run ' || id";
                    case "step_executions" -> "'run ' || run_id || ', step ' || step_id";
                    default -> "'" + broken.table + " ' || id";
                };
        return statements.query(
                "SELECT " + words + " FROM " + broken.table + " WHERE rowid = ?",
                rows -> rows.next() ? rows.getString(1) : broken.table,
                broken.rowId);
    }
}
