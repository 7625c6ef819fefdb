package net.swarmstack.model;

import java.io.IOException;

/// Why the system refused something, in the words of a person: Java names a class, which of some
/// errors is all that it says.
public final class Reason {

    private Reason() {}

    /// What the error says, as in `/root/x: Read-only file system`.
    public static String of(Exception e) {
        String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        if (!(e instanceof IOException)) {
            return e.toString();
        }
        // The walls keep the classes of java.nio.file out of this room.
        return switch (e.getClass().getSimpleName()) {
            case "NoSuchFileException" -> message + ": does not exist";
            case "AccessDeniedException" -> message + ": permission denied";
            case "FileAlreadyExistsException" -> message + ": exists already";
            case "NotDirectoryException" -> message + ": is no folder";
            case "DirectoryNotEmptyException" -> message + ": is not empty";
            default -> message;
        };
    }
}
