package net.swarmstack.model;

/// How many tokens of language models were used.
///
/// @param input that models read
/// @param output that models wrote
public record TokenUsage(long input, long output) {

    /// None.
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    /// Both together.
    public TokenUsage plus(TokenUsage more) {
        return new TokenUsage(input + more.input, output + more.output);
    }

    /// Read and written.
    public long total() {
        return input + output;
    }
}
