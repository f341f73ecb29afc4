/** Files of many kinds as documents: headings, paragraphs, pages; and passages of them. */
@NullMarked
package dev.bantam.tasks.document;

import org.jspecify.annotations.NullMarked;
