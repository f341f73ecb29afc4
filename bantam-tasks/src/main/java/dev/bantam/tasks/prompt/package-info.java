/** What models are asked, as data files with versions. */
@NullMarked
package dev.bantam.tasks.prompt;

import org.jspecify.annotations.NullMarked;
