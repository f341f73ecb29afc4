/** Jobs that a model is put to: each a class that takes documents or rows and gives a result. */
@NullMarked
package dev.bantam.tasks;

import org.jspecify.annotations.NullMarked;
