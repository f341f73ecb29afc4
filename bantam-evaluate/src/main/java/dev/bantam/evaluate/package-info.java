/** Measuring: how good a model's answers are. */
@NullMarked
package dev.bantam.evaluate;

import org.jspecify.annotations.NullMarked;
