/** Labels for texts, with calibrated probabilities. */
@NullMarked
package dev.bantam.tasks.classify;

import org.jspecify.annotations.NullMarked;
