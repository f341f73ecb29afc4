/** Questions about documents: answers from the passages that were found, which they cite. */
@NullMarked
package dev.bantam.tasks.answer;

import org.jspecify.annotations.NullMarked;
