package net.swarmstack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.swarmstack.catalog.AgentRow;
import net.swarmstack.model.SwarmException;
import net.swarmstack.model.SwarmException.Code;
import net.swarmstack.testing.RunScript;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

final class SchemaTest {

    private static final String COLUMNS =
            """
            SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' '
                || COALESCE(c.dflt_value, '-') || ' ' || c.pk
            FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name = '%s' ORDER BY c.cid\
            """;

    private static final String INDEXES =
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";

    @TempDir Path folder;
    private Path database;
    private Path version1;

    @BeforeEach
    void files() throws SQLException, IOException {
        database = folder.resolve("registry.db");
        version1 = folder.resolve("version-1.db");
        script(version1, resource("001.sql"));
    }

    @Test
    void theSixTablesBeginWithTheColumnsOfVersion1() throws SQLException {
        Registry.create(database);

        for (String table : tablesOf(version1)) {
            List<String> promised = query(version1, COLUMNS.formatted(table));
            assertThat(query(database, COLUMNS.formatted(table))).startsWith(array(promised));
        }
        assertThat(tablesOf(version1)).hasSize(6);
    }

    @Test
    void theIndexesOfVersion1AreThere() throws SQLException {
        Registry.create(database);

        assertThat(query(version1, INDEXES)).hasSize(14);
        assertThat(query(database, INDEXES)).containsAll(query(version1, INDEXES));
    }

    @Test
    void aRegistryOfAnotherSwarmIsAdoptedWithItsRows() throws SQLException {
        script(
                version1,
                "INSERT INTO agents (id, name, version, path) VALUES ('1', 'a', '1.0.0', '/a')");

        try (Registry registry = open(version1)) {
            AgentRow agent = registry.catalog().agents("a").getFirst();
            assertThat(agent.description()).isEmpty();
            assertThat(agent.digest()).isEmpty();
        }

        assertThat(query(version1, "PRAGMA user_version"))
                .containsExactly(Integer.toString(Schema.VERSION));
    }

    @Test
    void aRegistryOfANewerSwarmIsRefusedUntouched() throws SQLException, IOException {
        Registry.create(database);
        script(database, "PRAGMA user_version = 99");
        byte[] before = Files.readAllBytes(database);

        assertRefused(() -> open(database), Code.TOO_NEW);
        assertRefused(this::read, Code.TOO_NEW);

        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    @Test
    void aDatabaseWithoutTheTablesIsRefusedUntouched() throws SQLException, IOException {
        script(database, "CREATE TABLE agents (id TEXT)");
        byte[] before = Files.readAllBytes(database);

        assertRefused(() -> open(database), Code.MISCONFIGURED);
        assertRefused(this::read, Code.MISCONFIGURED);

        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    @Test
    void anEmptyFileIsRefusedUntouched() throws IOException {
        Files.createFile(database);

        assertRefused(() -> open(database), Code.MISCONFIGURED);
        assertRefused(this::read, Code.MISCONFIGURED);

        assertThat(database).isEmptyFile();
    }

    @Test
    void anAdoptedRegistryIsGivenItsForm() throws SQLException {
        open(version1).close();

        assertThat(query(version1, "PRAGMA journal_mode")).containsExactly("wal");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedUntouched() throws IOException {
        Files.writeString(database, "not a database, and long enough to have a header ".repeat(50));
        byte[] before = Files.readAllBytes(database);

        assertRefused(() -> open(database), Code.MISCONFIGURED);
        assertRefused(this::read, Code.MISCONFIGURED);

        assertThat(Files.readAllBytes(database)).isEqualTo(before);
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws IOException {
        RegistryWithRuns.in(folder).close();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.truncate(20_000);
        }

        assertRefused(() -> open(database), Code.MISCONFIGURED);
        assertRefused(this::read, Code.MISCONFIGURED);
    }

    @Test
    void aRegistryWithoutATableOfItsVersionIsRefused() throws SQLException {
        Registry.create(database);
        script(database, "DROP TABLE run_events");

        assertRefused(() -> open(database), Code.MISCONFIGURED);
        assertRefused(this::read, Code.MISCONFIGURED);
    }

    @Test
    void whatIsRefusedNamesThePlaceAndTheCommandThatRestores() throws IOException {
        Files.writeString(database, "garbage ".repeat(1000));

        assertThatThrownBy(() -> open(database))
                .hasMessageContaining(database.toString())
                .hasMessageContaining("swarm restore FILE");
        assertThatThrownBy(this::read)
                .hasMessageContaining(database.toString())
                .hasMessageContaining("swarm restore FILE");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.createFile(database);

        assertRefused(() -> open(database), Code.MISCONFIGURED);
    }

    @Test
    void nothingIsMadeInThePlaceOfAMissingRegistry() {
        assertRefused(() -> open(database), Code.MISCONFIGURED);
        assertRefused(this::read, Code.MISCONFIGURED);

        assertThat(database).doesNotExist();
    }

    @Test
    void aRegistryOfAnOlderSwarmIsNotUpgradedByReading() throws SQLException {
        script(version1, "PRAGMA user_version = 1");

        assertThatThrownBy(
                        () -> {
                            try (var registry = Registry.openReadOnly(version1, folder)) {
                                registry.catalog().agents();
                            }
                        })
                .hasMessageContaining("swarm init");

        assertThat(query(version1, "PRAGMA user_version")).containsExactly("1");
    }

    private void read() {
        try (var registry = Registry.openReadOnly(database, folder)) {
            registry.catalog().agents();
        }
    }

    private Registry open(Path file) {
        return Registry.open(
                file, folder.resolve("blobs"), Thread::new, InstantSource.fixed(RunScript.START));
    }

    private static void assertRefused(Runnable action, Code code) {
        assertThatThrownBy(action::run)
                .isInstanceOf(SwarmException.class)
                .extracting("code")
                .isEqualTo(code);
    }

    static String resource(String name) throws IOException {
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String[] array(List<String> list) {
        return list.toArray(String[]::new);
    }

    private static List<String> tablesOf(Path file) throws SQLException {
        return query(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    }

    static void script(Path file, String sql) throws SQLException {
        try (Connection connection = connect(file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static List<String> query(Path file, String sql) throws SQLException {
        try (Connection connection = connect(file);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
