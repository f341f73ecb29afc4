/** Rules that texts are held against, before a model reads them and before people do. */
@NullMarked
package dev.bantam.tasks.guard;

import org.jspecify.annotations.NullMarked;
