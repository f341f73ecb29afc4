/** Records out of texts, by a JSON schema. */
@NullMarked
package dev.bantam.tasks.extract;

import org.jspecify.annotations.NullMarked;
