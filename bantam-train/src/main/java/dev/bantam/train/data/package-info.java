/** What is trained on: files into rows, rows into examples, examples into tokens with a mask. */
@NullMarked
package dev.bantam.train.data;

import org.jspecify.annotations.NullMarked;
