/// The words every room shares: ids, values, statuses, failures and run events. Knows the JDK and
/// the JSON tree, nothing else; no clock, no file, no thread.
@NullMarked
package net.swarmstack.model;

import org.jspecify.annotations.NullMarked;
