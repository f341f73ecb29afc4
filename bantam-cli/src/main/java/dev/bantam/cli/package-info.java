/** The command line: one class per verb. */
@NullMarked
package dev.bantam.cli;

import org.jspecify.annotations.NullMarked;
