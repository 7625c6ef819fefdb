package net.swarmstack.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

final class SearchPathTest {

    @TempDir Path folder;

    @Test
    void firstProgramThatCanBeExecutedIsFound() throws IOException {
        Files.createDirectories(folder.resolve("a/tool"));
        Files.createDirectories(folder.resolve("b"));
        Files.createFile(folder.resolve("b/tool"));
        program("c");
        program("d");

        var path = SearchPath.of(Map.of("PATH", "%1$s/a:%1$s/b:%1$s/c:%1$s/d".formatted(folder)));

        assertThat(path.find("tool")).hasValue(folder + "/c/tool");
    }

    @Test
    void relativeFoldersCountForNothing() throws IOException {
        program("c");
        String relative = Path.of("").toAbsolutePath().relativize(folder.resolve("c")).toString();

        assertThat(new SearchPath("::.:" + relative).find("tool")).isEmpty();
    }

    @Test
    void folderThatIsPutFirstWins() throws IOException {
        program("a");
        program("b");
        var path = new SearchPath(folder + "/a").andFirst(folder.resolve("b"));

        assertThat(path.find("tool")).hasValue(folder + "/b/tool");
    }

    @Test
    void withoutAPathNothingIsFound() {
        assertThat(SearchPath.of(Map.of()).find("sh")).isEmpty();
    }

    private void program(String in) throws IOException {
        Path file = Files.createFile(Files.createDirectories(folder.resolve(in)).resolve("tool"));
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
