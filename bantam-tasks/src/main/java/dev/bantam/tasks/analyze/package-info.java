/** What many documents are about: topics, key phrases, names, labels, records. */
@NullMarked
package dev.bantam.tasks.analyze;

import org.jspecify.annotations.NullMarked;
