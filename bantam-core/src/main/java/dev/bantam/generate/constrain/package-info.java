/** Answers that must have a form: grammars, JSON, JSON schemas. */
@NullMarked
package dev.bantam.generate.constrain;

import org.jspecify.annotations.NullMarked;
