package net.swarmstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The jar carries a bill of materials that says what it is made of, neither more nor less.
final class BillOfMaterialsIT {

    private static final Path JAR = Path.of(System.getProperty("swarm.jar"));
    private static final Path REPOSITORY = Path.of(System.getProperty("swarm.repository"));

    private static JsonNode bill = JsonMapper.shared().nullNode();

    BillOfMaterialsIT() {}

    @BeforeAll
    static void read() throws IOException {
        try (var zip = new ZipFile(JAR.toFile());
                var stream = zip.getInputStream(zip.getEntry("META-INF/sbom/swarm.cdx.json"))) {
            bill = JsonMapper.shared().readTree(stream);
        }
    }

    @Test
    void everyClassOfOthersComesFromAComponent() throws Exception {
        Set<String> given = classes(JAR);
        given.removeIf(name -> name.startsWith("net/swarmstack/"));

        for (Component component : components()) {
            given.removeAll(component.classes());
        }

        assertThat(given).isEmpty();
    }

    @Test
    void everyComponentIsInTheJar() throws Exception {
        Set<String> shipped = classes(JAR);

        List<String> absent = new ArrayList<>();
        for (Component component : components()) {
            if (Collections.disjoint(shipped, component.classes())) {
                absent.add(component.name());
            }
        }

        assertThat(absent).isEmpty();
    }

    @Test
    void everyComponentHasItsVersionAndALicence() {
        assertThat(components())
                .isNotEmpty()
                .allSatisfy(component -> {
                    assertThat(component.version()).isNotBlank();
                    assertThat(component.licences()).as(component.name()).isNotEmpty();
                });
    }

    @Test
    void hashesAreThoseOfTheFilesBuiltWith() throws Exception {
        for (Component component : components()) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(Files.readAllBytes(component.file()));

            assertThat(component.sha256())
                    .as(component.name())
                    .isEqualTo(HexFormat.of().formatHex(digest));
        }
    }

    @Test
    void librariesOfTestsAreNotInIt() {
        assertThat(components())
                .extracting(Component::name)
                .contains("picocli", "sqlite-jdbc", "slf4j-nop")
                .doesNotContain("junit-jupiter", "assertj-core", "archunit");
    }

    @Test
    void nothingInItDiffersFromBuildToBuild() {
        assertThat(bill.has("serialNumber")).isFalse();
        assertThat(bill.at("/metadata/timestamp").asString("none"))
                .isIn("none", "2026-11-01T00:00:00Z");
    }

    private static List<Component> components() {
        return bill.get("components").valueStream().map(Component::new).toList();
    }

    /// Names of classes, or of the Java sources that they are compiled from, without nested ones.
    private static Set<String> classes(Path jar) throws IOException {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class") || name.endsWith(".java"))
                    .map(name -> name.replaceFirst("(\\$.*)?\\.(class|java)$", ""))
                    .collect(Collectors.toSet());
        }
    }

    private record Component(JsonNode json) {

        String name() {
            return json.get("name").asString();
        }

        String version() {
            return json.get("version").asString();
        }

        List<JsonNode> licences() {
            return json.get("licenses").valueStream().toList();
        }

        String sha256() {
            return json.get("hashes")
                    .valueStream()
                    .filter(hash -> hash.get("alg").asString().equals("SHA-256"))
                    .map(hash -> hash.get("content").asString())
                    .findFirst()
                    .orElse("none");
        }

        /// Where Maven keeps it.
        Path file() {
            boolean sources = json.get("purl").asString().contains("classifier=sources");
            return REPOSITORY
                    .resolve(json.get("group").asString().replace('.', '/'))
                    .resolve(name())
                    .resolve(version())
                    .resolve("%s-%s%s.jar".formatted(name(), version(), sources ? "-sources" : ""));
        }

        Set<String> classes() throws IOException {
            return BillOfMaterialsIT.classes(file());
        }
    }
}
