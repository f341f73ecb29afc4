/** Code completed from what it shall do, valid by grammar and by the schemas of its modules. */
@NullMarked
package dev.bantam.tasks.code;

import org.jspecify.annotations.NullMarked;
