package net.swarmstack.cli;

/// Colours statuses, where what is written to shows colours.
record Paint(boolean isOn) {

    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String CYAN = "36";
    private static final String PLAIN = "0";

    /// A visible text in the colour of the status it begins with; as it is where it begins with
    /// none.
    String status(String text) {
        return status(text, text);
    }

    /// As much as is shown of such a text, in the colour of all of it.
    String status(String text, String shown) {
        String colour = colour(text.split(" ", 2)[0]);
        return !isOn || colour.equals(PLAIN) ? shown : escape(colour) + shown + escape(PLAIN);
    }

    private static String colour(String status) {
        return switch (status) {
            case "succeeded" -> GREEN;
            case "failed", "timed_out", "budget_exhausted" -> RED;
            case "waiting", "cancelled" -> YELLOW;
            case "running" -> CYAN;
            default -> PLAIN;
        };
    }

    private static String escape(String colour) {
        return "\u001b[" + colour + "m";
    }
}
