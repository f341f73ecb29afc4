/** Jobs before the tasks of evaluation, as models are. */
@NullMarked
package dev.bantam.tasks.contest;

import org.jspecify.annotations.NullMarked;
