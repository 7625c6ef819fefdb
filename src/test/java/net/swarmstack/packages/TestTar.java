package net.swarmstack.packages;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/// Archives that no honest program writes. Begins with an `agent.yaml`, so that nothing but what is
/// added can be wrong.
final class TestTar {

    static final byte[] NOTHING = {};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar =
            new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

    private TestTar() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    static TestTar empty() {
        return new TestTar();
    }

    static TestTar agent() {
        return new TestTar().file("agent.yaml", "name: a\n");
    }

    TestTar file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    TestTar file(String name, byte[] content) {
        return entry(name, TarConstants.LF_NORMAL, content, header -> {});
    }

    TestTar folder(String name) {
        return entry(name, TarConstants.LF_DIR, NOTHING, header -> {});
    }

    TestTar link(String name, byte type, String target) {
        return entry(name, type, NOTHING, header -> header.setLinkName(target));
    }

    TestTar entry(String name, byte type, byte[] content, Consumer<TarArchiveEntry> change) {
        try {
            var header = new TarArchiveEntry(name, type, true);
            header.setSize(content.length);
            header.setModTime(0);
            change.accept(header);
            tar.putArchiveEntry(header);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file with a pax header.
    TestTar pax(String name, Map<String, String> headers, byte[] content) {
        var text = new StringBuilder();
        headers.forEach((key, value) -> text.append(paxLine(key + "=" + value)));
        byte[] header = text.toString().getBytes(StandardCharsets.UTF_8);
        return entry("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC, header, entry -> {})
                .file(name, content);
    }

    /// The line begins with its own length.
    private static String paxLine(String text) {
        int length = text.length() + 3;
        return (length + 1 >= 100 ? length + 2 : length + 1) + " " + text + "\n";
    }

    /// The archive with its end.
    byte[] tar() {
        try {
            tar.finish();
            tar.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] gzip() {
        return gzip(tar());
    }

    static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
