/** What sentences of a result rest on: the passages that say the same. */
@NullMarked
package dev.bantam.tasks.trace;

import org.jspecify.annotations.NullMarked;
