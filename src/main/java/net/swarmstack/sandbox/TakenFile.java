package net.swarmstack.sandbox;

/// What was found where a file was to be taken out of a sandbox.
public sealed interface TakenFile {

    /// The file. The array is the reader's.
    @SuppressWarnings("ArrayRecordComponent") // a value that is handed over, never compared
    record Content(byte[] bytes) implements TakenFile {}

    /// Nothing.
    record Absent() implements TakenFile {}

    /// Something that is never read, such as `a symbolic link`.
    record NotAFile(String what) implements TakenFile {}

    /// A file over the limit.
    record TooLarge(long sizeBytes) implements TakenFile {}
}
