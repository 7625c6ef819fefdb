package net.swarmstack.registry;

import net.swarmstack.model.Sha256;

import java.util.Arrays;
import java.util.function.Predicate;

/// Many digests in little memory: of each the first 64 bits. It may hold one more than it was
/// given, with a chance that nobody lives to see, and never one less. For one thread at a time.
final class DigestSet implements Predicate<Sha256> {

    private static final int DIGITS = 64;
    private static final int KEPT_DIGITS = 16;

    private long[] values = new long[1 << 10];
    private int size;
    private boolean isSorted = true;

    void add(Sha256 digest) {
        add(bits(digest.hex(), 0));
    }

    /// Adds whatever in a text may be a digest: 64 lower-case hexadecimal digits, and around them
    /// none.
    void addAll(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !isDigit(text.charAt(i))) {
                if (i - start == DIGITS) {
                    add(bits(text, start));
                }
                start = i + 1;
            }
        }
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static long bits(String text, int start) {
        return Long.parseUnsignedLong(text, start, start + KEPT_DIGITS, 16);
    }

    private void add(long value) {
        if (size == values.length) {
            sort();
            if (size > values.length / 2) {
                values = Arrays.copyOf(values, 2 * values.length);
            }
        }
        values[size++] = value;
        isSorted = false;
    }

    /// Each once.
    private void sort() {
        Arrays.sort(values, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || values[i] != values[i - 1]) {
                values[kept++] = values[i];
            }
        }
        size = kept;
        isSorted = true;
    }

    /// How many there are.
    int size() {
        if (!isSorted) {
            sort();
        }
        return size;
    }

    @Override
    public boolean test(Sha256 digest) {
        return Arrays.binarySearch(values, 0, size(), bits(digest.hex(), 0)) >= 0;
    }
}
