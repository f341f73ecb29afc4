/** Files of several formats as texts to translate; what is not translated stays as it is. */
@NullMarked
package dev.bantam.tasks.translate.format;

import org.jspecify.annotations.NullMarked;
