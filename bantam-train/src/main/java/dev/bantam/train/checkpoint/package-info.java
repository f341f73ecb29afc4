/** What a training run leaves on the disk so that nothing of it is lost. */
@NullMarked
package dev.bantam.train.checkpoint;

import org.jspecify.annotations.NullMarked;
