/** Jobs over the rows of a file: in chunks, to be resumed after a stop or a kill. */
@NullMarked
package dev.bantam.tasks.batch;

import org.jspecify.annotations.NullMarked;
