package net.swarmstack.model;

import net.swarmstack.model.SwarmException.Code;

import java.io.IOException;

/// Why the system refused something, in the words of a person: Java names a class, which of some
/// errors is all that it says.
public final class Reason {

    private Reason() {}

    /// The refusal where something can't be written. What is wrong with a name or a right is set up
    /// wrongly on this machine; anything else, as a file system that is read-only, is the disk's
    /// affair.
    ///
    /// @param what failed, as in `can't make /root/x`
    public static SwarmException refusal(String what, IOException e) {
        Code code =
                switch (e.getClass().getSimpleName()) {
                    case "NoSuchFileException",
                            "AccessDeniedException",
                            "FileAlreadyExistsException",
                            "NotDirectoryException",
                            "DirectoryNotEmptyException" ->
                            Code.MISCONFIGURED;
                    default -> Code.STORE_FAILED;
                };
        return new SwarmException(code, what + ": " + of(e), e);
    }

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
