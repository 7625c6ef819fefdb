package net.swarmstack.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A SHA-256 digest, in 64 lower-case hexadecimal digits.
public record Sha256(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /// @throws IllegalArgumentException where the value is no such digest
    public Sha256 {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 digest: " + hex);
        }
    }

    /// The digest of some bytes.
    public static Sha256 of(byte[] bytes) {
        return new Sha256(HexFormat.of().formatHex(digest(bytes)));
    }

    /// The digest of what a digest of [#newDigest] was given, which begins anew.
    public static Sha256 of(MessageDigest given) {
        return new Sha256(HexFormat.of().formatHex(given.digest()));
    }

    /// The digest of a stream, which is read to its end.
    public static Sha256 of(InputStream in) throws IOException {
        var digesting = new DigestInputStream(in, newDigest());
        digesting.transferTo(OutputStream.nullOutputStream());
        return of(digesting.getMessageDigest());
    }

    /// The 32 bytes of the digest of some bytes.
    public static byte[] digest(byte[] bytes) {
        return newDigest().digest(bytes);
    }

    /// A fresh digest, for content that arrives in pieces.
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
